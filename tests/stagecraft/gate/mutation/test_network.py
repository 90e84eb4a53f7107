"""Mutants of networks: what is opened, what is added, and what changes nothing because it is open already."""

from typing import Any

import pytest
from guardrails.graph import Graph, Resource
from guardrails.tokens import aws

from stagecraft.gate.mutation.mutants import Mutant, mutants_of
from stagecraft.gate.mutation.unchanged import unchanged

ACL = "equivalent: another entry of the network ACL lets the same through"
GROUP = "equivalent: another rule of the security group lets the same through"
TEMPLATE = "equivalent: the subnets decide then, and none of them gives a public address"
WEB_ACL = "equivalent: CloudFront is the only way to the load balancer, and its web ACL has the same rules"


def resource(short: str, name: str, **inputs: Any) -> Resource:
    kind = aws(short)
    urn = f"urn:pulumi:prod::shop::{kind}::{name}"
    return Resource(urn, kind, name, id=f"{name}-id", inputs=inputs, outputs={**inputs, "arn": f"{name}-arn"})


def mutants(*resources: Resource) -> dict[str, Mutant]:
    return {str(one): one for one in mutants_of(Graph(resources))}


def reason(done: str, *resources: Resource) -> str | None:
    return unchanged(mutants(*resources)[done], Graph(resources))


def entry(number: int, block: str, first: int, last: int) -> dict[str, Any]:
    ports = {"fromPort": first, "toPort": last}
    return {"ruleNo": number, "action": "allow", "protocol": "tcp", "cidrBlock": block, **ports}


def acl(*entries: dict[str, Any]) -> Resource:
    return resource("ec2/networkAcl", "acl", ingress=list(entries))


WIDER = "acl (ec2/networkAcl) ingress.cidrBlock: ingress 0: every address"


def test_an_entry_within_another_one_opens_nothing_when_it_is_widened() -> None:
    assert reason(WIDER, acl(entry(1, "10.0.0.0/16", 5432, 5432), entry(2, "0.0.0.0/0", 1024, 65535))) == ACL


@pytest.mark.parametrize("ports", [(5433, 65535), (443, 443)])
def test_an_entry_that_no_other_covers_opens_something(ports: tuple[int, int]) -> None:
    assert reason(WIDER, acl(entry(1, "10.0.0.0/16", 5432, 5432), entry(2, "0.0.0.0/0", *ports))) is None


def test_an_entry_behind_one_that_denies_the_same_opens_nothing() -> None:
    denied = {**entry(1, "0.0.0.0/0", 5432, 5432), "action": "deny"}
    wider = WIDER.replace("ingress 0", "ingress 1")
    assert reason(wider, acl(denied, entry(2, "10.0.0.0/16", 5432, 5432))) == ACL


def rules(*rest: dict[str, Any]) -> list[Resource]:
    group = resource("ec2/securityGroup", "app")
    common = {"securityGroupId": "app-id", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
    named = {**common, "referencedSecurityGroupId": "other-id"}
    listed = [named, *({**common, **one} for one in rest)]
    made = [
        resource("vpc/securityGroupEgressRule", f"rule{number}", **one) for number, one in enumerate(listed)
    ]
    return [group, resource("ec2/securityGroup", "other"), *made]


EVERYONE = "rule0 (vpc/securityGroupEgressRule) referencedSecurityGroupId, cidrIpv4: every address"


def test_a_rule_opens_nothing_where_another_one_of_its_group_is_open() -> None:
    assert reason(EVERYONE, *rules({"cidrIpv4": "0.0.0.0/0"})) == GROUP


@pytest.mark.parametrize(
    "rest", [[], [{"cidrIpv4": "10.0.0.0/8"}], [{"cidrIpv4": "0.0.0.0/0", "fromPort": 80, "toPort": 80}]]
)
def test_a_rule_that_no_other_covers_opens_something(rest: list[dict[str, Any]]) -> None:
    assert reason(EVERYONE, *rules(*rest)) is None


@pytest.mark.parametrize(("gives", "why"), [(False, TEMPLATE), (None, TEMPLATE), (True, None)])
@pytest.mark.parametrize("done", ["drop", "null"])
def test_a_template_that_says_nothing_leaves_it_to_the_subnet(
    done: str, gives: bool | None, why: str | None
) -> None:
    template = resource(
        "ec2/launchTemplate", "app", networkInterfaces=[{"associatePublicIpAddress": "false"}]
    )
    subnet = resource("ec2/subnet", "subnet", mapPublicIpOnLaunch=gives)
    path = "networkInterfaces.associatePublicIpAddress"
    assert reason(f"app (ec2/launchTemplate) {path}: {done}", template, subnet) == why


def test_a_template_without_subnets_in_the_stack_may_start_anywhere() -> None:
    template = resource(
        "ec2/launchTemplate", "app", networkInterfaces=[{"associatePublicIpAddress": "false"}]
    )
    assert (
        reason("app (ec2/launchTemplate) networkInterfaces.associatePublicIpAddress: drop", template) is None
    )


def edge(mine: list[str], before: list[str], *, internal: bool = True) -> list[Resource]:
    def web_acl(name: str, groups: list[str]) -> Resource:
        listed = [{"name": one, "priority": place, "statement": one} for place, one in enumerate(groups)]
        return resource("wafv2/webAcl", name, rules=listed)

    return [
        web_acl("regional", mine),
        web_acl("edge", before),
        resource("lb/loadBalancer", "alb", internal=internal),
        resource("cloudfront/vpcOrigin", "origin", vpcOriginEndpointConfig={"arn": "alb-arn"}),
        resource("cloudfront/distribution", "site", webAclId="edge-arn"),
        resource("wafv2/webAclAssociation", "alb", resourceArn="alb-arn", webAclArn="regional-arn"),
    ]


@pytest.mark.parametrize(
    ("mine", "before", "internal", "why"),
    [
        (["a", "b"], ["rate", "b", "a"], True, WEB_ACL),
        (["a", "b"], ["a"], True, None),
        (["a"], ["a"], False, None),
    ],
)
def test_a_second_web_acl_adds_nothing_where_the_first_asks_the_same(
    mine: list[str], before: list[str], internal: bool, why: str | None
) -> None:
    assert reason("alb (wafv2/webAclAssociation): removed", *edge(mine, before, internal=internal)) == why


@pytest.mark.parametrize(
    ("short", "switch"),
    [
        ("rds/instance", "publiclyAccessible"),
        ("ec2/subnet", "mapPublicIpOnLaunch"),
        ("ec2/instance", "associatePublicIpAddress"),
    ],
)
def test_a_switch_that_nobody_set_is_put_on(short: str, switch: str) -> None:
    mutant = mutants(resource(short, "it"))[f"it ({short}) {switch}: added"]
    assert (mutant.family, mutant.resource and mutant.resource.inputs) == ("public-access", {switch: True})
    assert f"it ({short}) {switch}: added" not in mutants(resource(short, "it", **{switch: False}))


def test_rules_are_added_to_groups_as_resources_of_their_own() -> None:
    vpc = resource("ec2/vpc", "vpc", cidrBlock="10.7.0.0/16")
    group = resource("ec2/securityGroup", "db", vpcId="vpc-id")
    found = mutants(vpc, group)
    mutant = found["db (ec2/securityGroup): every port from the VPC added"]
    assert mutant.resource is not None
    graph = mutant.graph(Graph([vpc, group]))
    assert [one.name for one in graph.resources] == ["vpc", "db", "db-added"]
    assert mutant.resource.inputs["cidrIpv4"] == "10.7.0.0/16"
    assert graph.refers(mutant.resource, "securityGroupId", group.type).one == group


@pytest.mark.parametrize(
    ("routes", "added"),
    [
        ([], "0.0.0.0/0"),
        ([{"cidrBlock": "0.0.0.0/0", "natGatewayId": "nat"}], "0.0.0.0/1"),
        ([{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-id"}], None),
    ],
)
def test_a_private_route_table_gets_a_route_to_the_internet(
    routes: list[dict[str, str]], added: str | None
) -> None:
    found = mutants(
        resource("ec2/internetGateway", "igw"), resource("ec2/routeTable", "private", routes=routes)
    )
    mutant = found.get("private (ec2/routeTable): route to the internet gateway added")
    inputs = mutant.resource.inputs if mutant is not None and mutant.resource is not None else {}
    assert inputs.get("destinationCidrBlock") == added


@pytest.mark.parametrize(
    ("short", "expected"),
    [("ec2/vpcEndpoint", ["nat-subnet", "b"]), ("rds/subnetGroup", ["a", "b", "nat-subnet"])],
)
def test_what_has_one_subnet_a_zone_is_moved_and_the_rest_gets_one_more(
    short: str, expected: list[str]
) -> None:
    nat = resource("ec2/natGateway", "nat", subnetId="nat-subnet")
    found = mutants(nat, resource(short, "it", subnetIds=["a", "b"]))
    (opened,) = [one for name, one in found.items() if name.endswith("a public subnet")]
    assert opened.resource is not None
    assert opened.resource.inputs["subnetIds"] == expected

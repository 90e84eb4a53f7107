"""Security groups held against an intent by themselves, also where another layer blocks the way."""

from typing import Any

import pytest
from guardrails.reachability import ports
from guardrails.reachability.group_layer import beyond_groups
from guardrails.reachability.intent import Allowed, Intent, Selector
from guardrails.reachability.matrix import uninvited
from guardrails.tokens import aws

from tests.policy.guardrails.reachability.built import WORLD, Built, tcp

TIERS = {
    "WEB": (Selector(aws("lb/loadBalancer"), "*"),),
    "APP": (Selector(aws("ec2/instance"), "app*"),),
    "DB": (Selector(aws("rds/instance"), "*"),),
}
DECLARED = Intent(
    TIERS,
    frozenset({"WEB"}),
    (
        Allowed("internet", "WEB", ports.tcp(443), must=False),
        Allowed("APP", "DB", None, must=True),
        Allowed("APP", "internet", ports.tcp(443), must=False),
    ),
    (),
)
NOT = "which policy/intent.yaml does not allow"


def told(net: Built, intent: Intent = DECLARED) -> list[tuple[str, str, bool]]:
    graph = net.graph
    return [
        (graph.get(urn).name, problem.what, problem.undecided)
        for urn, problems in beyond_groups(graph, intent).items()
        for problem in problems
    ]


def out(*blocks: str, port: int = 443, **more: Any) -> list[dict[str, Any]]:
    return [tcp(port, *blocks, **more)]


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def net(request: pytest.FixtureRequest) -> Built:
    """An application whose group lets it call HTTPS alone: no way to the database is open, whatever that lets in."""
    made = Built(known=request.param)
    made.app_group = made.group("app", egress=out(WORLD))
    made.machine("app", made.private, made.app_group, associatePublicIpAddress=False)
    return made


def database(net: Built, *ingress: dict[str, Any], egress: list[dict[str, Any]] | None = None) -> None:
    net.database("db", net.private, groups=[net.group("db", *ingress, egress=egress or [])])


def test_a_rule_for_the_right_tier_on_the_right_port_is_kept(net: Built) -> None:
    database(net, tcp(5432, securityGroups=[net.app_group]))
    assert told(net) == []


def test_another_port_for_the_right_tier_is_told_though_no_packet_passes(net: Built) -> None:
    wide = {**tcp(5432, securityGroups=[net.app_group]), "toPort": 5500}
    database(net, wide)
    assert not uninvited(net.graph, DECLARED), "the group of the application lets none of them out"
    what = f"it lets ec2/instance app in to rds/instance db on tcp 5433-5500, {NOT}"
    assert told(net) == [("db", what, False)]


def test_addresses_of_a_tier_count_as_the_tier(net: Built) -> None:
    database(net, tcp(22, "10.0.2.0/24"))
    assert told(net) == [("db", f"it lets ec2/instance app in to rds/instance db on tcp 22, {NOT}", False)]


@pytest.mark.parametrize(
    ("block", "who"),
    [
        (WORLD, "the internet"),
        ("203.0.113.7/32", "the internet"),
        ("::/0", "the internet"),
        ("192.168.0.0/16", "other networks"),
    ],
)
def test_the_widest_kind_of_addresses_from_outside_is_told(net: Built, block: str, who: str) -> None:
    listed = {"ipv6CidrBlocks": [block]} if ":" in block else {"cidrBlocks": [block]}
    database(net, {**tcp(5432), **listed})
    assert told(net) == [("db", f"it lets {who} in to rds/instance db on tcp 5432, {NOT}", False)]


def test_what_a_tier_may_send_to_the_internet_it_may_send_anywhere(net: Built) -> None:
    net.machine("app2", net.private, net.group("app2", egress=out(WORLD, "192.168.0.0/16", "10.0.0.0/16")),
                associatePublicIpAddress=False)  # fmt: skip
    assert told(net) == []


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        (tcp(22, WORLD), f"it lets ec2/instance app2 out to the internet on tcp 22, {NOT}"),
        ({**tcp(0, WORLD), "protocol": "-1"}, "it lets ec2/instance app2 out to the internet on "),
        (tcp(22, "192.168.0.0/16"), f"it lets ec2/instance app2 out to other networks on tcp 22, {NOT}"),
        (tcp(22, "10.0.2.0/24"), f"it lets ec2/instance app2 out to rds/instance db on tcp 22, {NOT}"),
    ],
)
def test_what_a_tier_may_not_send_is_told(net: Built, rule: dict[str, Any], what: str) -> None:
    database(net)
    net.machine("app2", net.private, net.group("app2", egress=[rule]), associatePublicIpAddress=False)
    (told_of,) = {
        (name, said[: len(what)]) for name, said, _ in told(net) if "rds" in said or "rds" not in what
    }
    assert told_of == ("app2", what)


def test_a_data_store_that_may_call_the_world_is_told(net: Built) -> None:
    database(net, egress=out(WORLD))
    assert told(net) == [("db", f"it lets rds/instance db out to the internet on tcp 443, {NOT}", False)]


def test_a_separate_rule_is_told_itself(net: Built) -> None:
    group = net.group("db", egress=[])
    net.database("db", net.private, groups=[group])
    net.add("vpc/securityGroupIngressRule", "wide", securityGroupId=group, cidrIpv4=WORLD, ipProtocol="-1")
    assert [(name, undecided) for name, _, undecided in told(net)] == [("wide", False)]


def balancer(net: Built, *, internal: bool) -> None:
    group = net.group("lb", tcp(443, WORLD), egress=[])
    subnet = net.private if internal else net.public
    net.add("lb/loadBalancer", "lb", internal=internal, subnets=[subnet], securityGroups=[group])


def test_everyone_may_come_only_to_what_has_a_public_address(net: Built) -> None:
    balancer(net, internal=False)
    assert told(net) == []


def test_what_is_internal_needs_nobody_from_the_internet(net: Built) -> None:
    balancer(net, internal=True)
    assert told(net) == [("lb", f"it lets the internet in to lb/loadBalancer lb on tcp 443, {NOT}", False)]


def test_a_target_sees_the_clients_of_a_network_load_balancer(net: Built) -> None:
    group = net.group("app9", tcp(443, WORLD), egress=[])
    target = net.machine("app9", net.private, group, associatePublicIpAddress=False)
    nlb = net.add("lb/loadBalancer", "nlb", loadBalancerType="network", internal=False, subnets=[net.public])
    targets = net.add("lb/targetGroup", "t", port=443, protocol="TCP", targetType="instance", vpcId=net.vpc)
    net.add("lb/targetGroupAttachment", "a", targetGroupArn=targets, targetId=target)
    action = {"type": "forward", "targetGroupArn": targets}
    net.add("lb/listener", "l", loadBalancerArn=nlb, port=443, protocol="TCP", defaultActions=[action])
    may = Intent(
        {"APP": TIERS["APP"]}, frozenset(), (Allowed("internet", "APP", ports.tcp(443), must=False),
                                             Allowed("APP", "internet", ports.tcp(443), must=False)), ()
    )  # fmt: skip
    assert told(net, may) == []


def test_a_member_without_a_group_has_the_default_one_of_its_vpc(net: Built) -> None:
    net.database("db", net.private, groups=[])
    (name, what, undecided), *more = told(net)
    assert (name, undecided, more) == ("db", False, []), "the default group lets everything out"
    assert what.startswith("it lets rds/instance db out to the internet on every protocol and port, ")

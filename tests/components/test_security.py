"""The security chain: which rules there are, and that each names the tier on the other side.

Not shown here: that AWS resolves CloudFront's prefix list, which the simulated AWS only names.
"""

from collections import Counter
from typing import Any

import pulumi
import pulumi_aws
import pytest

from components.security import SecurityChain, SecurityChainArgs
from settings.security import SecuritySettings

COMPONENT = "stagecraft:security:SecurityChain"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def chain(ingress: str = "cloudfront") -> SecurityChain:
    provider = pulumi_aws.Provider("aws", region="eu-west-1")
    args = SecurityChainArgs(
        settings=SecuritySettings(ingress=ingress),
        vpc_id="vpc-0123456789abcdef0",
        app_port=8443,
        proxy_port=5432,
        database_port=5433,
        cache_port=6379,
        dax_port=9111,
    )
    return SecurityChain("shop", args, pulumi.ResourceOptions(providers=[provider]))


def rules(graph: Any, type_: str) -> dict[str, tuple[str, str, tuple[int, int]]]:
    """Return by name: the group, the other side, and the ports of each rule."""
    told = {}
    for rule in graph.of_type(type_):
        other = graph.refers(rule, "referencedSecurityGroupId", GROUP).one
        place = other.name if other else rule.inputs.get("cidrIpv4") or "prefix list"
        assert rule.inputs["ipProtocol"] == "tcp", rule.name
        ports = (rule.inputs["fromPort"], rule.inputs["toPort"])
        told[rule.name] = (graph.refers(rule, "securityGroupId", GROUP).one.name, place, ports)
    return told


# Name of the rule on either side: who asks, who serves, on which port.
STEPS = {
    "shop-elb-to-app": ("shop-elb", "shop-app", 8443),
    "shop-app-to-proxy": ("shop-app", "shop-proxy", 5432),
    "shop-proxy-to-rds": ("shop-proxy", "shop-rds", 5433),
    "shop-app-to-rds": ("shop-app", "shop-rds", 5433),
    "shop-app-to-cache": ("shop-app", "shop-cache", 6379),
    "shop-app-to-dax": ("shop-app", "shop-dax", 9111),
    "shop-app-to-endpoint": ("shop-app", "shop-endpoint", 443),
}


def test_the_chain_behind_cloudfront_is_seven_groups_and_a_rule_on_either_side_of_each_step(record):
    counts = Counter(resource.type for resource in record(chain).resources if resource.custom)
    assert counts == {"pulumi:providers:aws": 1, GROUP: 7, INGRESS: 1 + 7, EGRESS: 7 + 1}


def test_each_tier_takes_connections_only_from_the_tier_right_before_it(record):
    assert rules(record(chain), INGRESS) == {
        "shop-elb-https-from-cloudfront": ("shop-elb", "prefix list", (443, 443)),
        **{name: (target, source, (port, port)) for name, (source, target, port) in STEPS.items()},
    }


def test_each_tier_connects_only_to_the_tier_right_behind_it_and_the_application_to_https(record):
    assert rules(record(chain), EGRESS) == {
        "shop-app-to-internet": ("shop-app", "0.0.0.0/0", (443, 443)),
        **{name: (source, target, (port, port)) for name, (source, target, port) in STEPS.items()},
    }, "database, cache, DAX and endpoints start no connection"


def test_open_to_the_internet_the_load_balancer_takes_http_too_to_redirect_it(record):
    ingress = rules(record(lambda: chain("internet")), INGRESS)
    assert {name: rule for name, rule in ingress.items() if name.startswith("shop-elb-http")} == {
        "shop-elb-https-from-internet": ("shop-elb", "0.0.0.0/0", (443, 443)),
        "shop-elb-http-from-internet": ("shop-elb", "0.0.0.0/0", (80, 80)),
    }


@pytest.mark.parametrize("ingress", ["cloudfront", "vpc-origin"])
def test_behind_cloudfront_the_load_balancer_knows_its_prefix_list_alone(record, ingress):
    graph = record(lambda: chain(ingress=ingress))
    (rule,) = [one for one in graph.of_type(INGRESS) if "prefixListId" in one.inputs]
    assert rule.inputs["prefixListId"].startswith("pl-")
    assert "cidrIpv4" not in rule.inputs


def test_no_rule_stands_in_a_group_itself(record):
    for group in record(chain).of_type(GROUP):
        assert not group.inputs.get("ingress"), group.name
        assert not group.inputs.get("egress"), group.name


@pytest.mark.parametrize("ingress", ["internet", "cloudfront", "vpc-origin"])
def test_every_group_and_rule_says_what_it_is_for_in_characters_that_ec2_takes(record, ingress):
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. _-:/()#,@[]+=&;{}!$*")
    described = record(lambda: chain(ingress)).of_type(GROUP, INGRESS, EGRESS)
    descriptions = [resource.inputs["description"] for resource in described]
    assert all(10 <= len(description) <= 255 for description in descriptions)
    assert set("".join(descriptions)) <= allowed


def test_groups_lie_in_the_vpc(record):
    assert {group.inputs["vpcId"] for group in record(chain).of_type(GROUP)} == {"vpc-0123456789abcdef0"}


def test_everything_is_a_child_of_the_component_and_uses_its_provider(record):
    graph = record(chain)
    (component,) = graph.of_type(COMPONENT)
    (provider,) = graph.of_type("pulumi:providers:aws")
    for resource in graph.of_type(GROUP, INGRESS, EGRESS):
        assert resource.parent == component.urn, resource.name
        assert resource.provider.startswith(f"{provider.urn}::"), resource.name


def test_the_component_gives_out_its_groups(record):
    graph = record(chain)
    ids = {group.name: group.id for group in graph.of_type(GROUP)}
    assert graph.of_type(COMPONENT)[0].outputs == {
        "elb_group_id": ids["shop-elb"],
        "app_group_id": ids["shop-app"],
        "database_group_id": ids["shop-rds"],
        "proxy_group_id": ids["shop-proxy"],
        "cache_group_id": ids["shop-cache"],
        "dax_group_id": ids["shop-dax"],
        "endpoint_group_id": ids["shop-endpoint"],
    }

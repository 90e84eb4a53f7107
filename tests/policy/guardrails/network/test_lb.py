"""Load balancers: what lies in private subnets, or is a VPC origin, has no public addresses."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE
from tests.policy.findings import said, told
from tests.policy.guardrails.reachability.built import Built

RULE = "lb-load-balancer-internal"
PRIVATE = "internal is not true, but none of its subnets has a route to an internet gateway"
ORIGIN = "internal is not true, but CloudFront reaches it inside of the VPC by origin"
TYPES = ["lb/loadBalancer", "alb/loadBalancer"]


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def net(request: pytest.FixtureRequest) -> Built:
    return Built(known=request.param)


def balancer(net: Built, *subnets: Resource, short: str = TYPES[0], **more: Any) -> Resource:
    return net.add(short, "it", subnets=list(subnets), **more)


@pytest.mark.parametrize("short", TYPES)
@pytest.mark.parametrize("switch", [{}, {"internal": False}, {"internal": "false"}, {"internal": None}])
def test_one_in_private_subnets_that_is_internet_facing_is_told(
    net: Built, short: str, switch: dict[str, Any]
) -> None:
    balancer(net, net.private, short=short, **switch)
    assert told(RULE, PRIVATE) == said(RULE, *net.resources)


@pytest.mark.parametrize("switch", [True, "true"])
def test_an_internal_one_may_lie_anywhere(net: Built, switch: Any) -> None:
    balancer(net, net.private, internal=switch)
    balancer(net, net.public, internal=switch)
    assert said(RULE, *net.resources) == []


def test_one_in_public_subnets_may_be_internet_facing(net: Built) -> None:
    balancer(net, net.public)
    assert said(RULE, *net.resources) == []


def test_subnets_given_as_mappings_count_too() -> None:
    net = Built()
    net.add("lb/loadBalancer", "it", subnetMappings=[{"subnetId": net.private}])
    assert told(RULE, PRIVATE) == said(RULE, *net.resources)


def test_a_vpc_origin_is_not_internet_facing_wherever_it_lies(net: Built) -> None:
    made = balancer(net, net.public)
    net.add("cloudfront/vpcOrigin", "origin", vpcOriginEndpointConfig={"arn": made})
    assert told(RULE, ORIGIN) == said(RULE, *net.resources)


def test_an_unknown_switch_is_undecided(net: Built) -> None:
    balancer(net, net.private, internal=UNKNOWN_WIRE)
    assert told(RULE, "internal is not known yet", undecided=True) == said(RULE, *net.resources)


def test_subnets_of_another_stack_are_nobodys_to_judge() -> None:
    net = Built()
    net.add("lb/loadBalancer", "it", subnets=["subnet-far"])
    net.add("lb/loadBalancer", "other")
    assert said(RULE, *net.resources) == []

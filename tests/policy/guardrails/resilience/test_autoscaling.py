"""Auto Scaling groups and load balancers: who asks for their health, and in how many zones they lie."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

HEALTH = "autoscaling-group-health-check"
GROUP = "autoscaling/group"


def subnet(name: str, zone: str | None, known: bool) -> Resource:
    return make("ec2/subnet", name, {"availabilityZone": zone} if zone else {}, id=name if known else "")


def placed(short: str, path: str, known: bool, *subnets: Resource) -> Resource:
    ids = [one.id if known else UNKNOWN_WIRE for one in subnets]
    return make(short, inputs={path: ids}, wires={path: subnets})


class TestHealthChecks:
    @pytest.mark.parametrize("kind", ["ELB", "EC2,ELB", "VPC_LATTICE"])
    def test_the_load_balancer_is_asked(self, kind: str) -> None:
        group = make(GROUP, inputs={"targetGroupArns": ["arn"], "healthCheckType": kind})
        assert said(HEALTH, group) == []

    @pytest.mark.parametrize("path", ["targetGroupArns", "loadBalancers", "trafficSources"])
    def test_ec2_alone_is_not_enough(self, path: str) -> None:
        silent = make(GROUP, inputs={path: ["arn"]})
        wrong = make(GROUP, inputs={path: ["arn"], "healthCheckType": "EC2"})
        assert told(HEALTH, "healthCheckType is not set, which is 'EC2'") == said(HEALTH, silent)
        assert told(HEALTH, "healthCheckType is 'EC2'") == said(HEALTH, wrong)

    @pytest.mark.parametrize("short", ["autoscaling/attachment", "autoscaling/trafficSourceAttachment"])
    def test_a_separate_attachment_counts(self, short: str, known: bool) -> None:
        group = make(GROUP, inputs={}, id="app" if known else "")
        expected = told(HEALTH, "healthCheckType is not set, which is 'EC2'")
        assert expected == said(HEALTH, group, part(short, group, "autoscalingGroupName", known))

    def test_a_group_without_a_load_balancer_is_not_judged(self) -> None:
        assert said(HEALTH, make(GROUP, inputs={})) == []

    def test_an_unknown_kind_is_undecided(self) -> None:
        group = make(GROUP, inputs={"targetGroupArns": ["arn"], "healthCheckType": UNKNOWN_WIRE})
        assert told(HEALTH, "healthCheckType is not known yet", undecided=True) == said(HEALTH, group)

    def test_one_that_may_be_attached_is_judged_as_attached(self) -> None:
        group = make(GROUP, inputs={})
        expected = told(HEALTH, "healthCheckType is not set, which is 'EC2'")
        found = said(HEALTH, group, *unclear("autoscaling/attachment", group, "autoscalingGroupName"))
        assert expected == found


@pytest.mark.parametrize(
    ("rule", "short", "path"),
    [
        ("autoscaling-group-two-zones", GROUP, "vpcZoneIdentifiers"),
        ("lb-load-balancer-two-zones", "lb/loadBalancer", "subnets"),
        ("lb-load-balancer-two-zones", "alb/loadBalancer", "subnets"),
        ("lb-load-balancer-two-zones", "elb/loadBalancer", "subnets"),
    ],
)
class TestZones:
    def test_two_zones_keep_the_rule(self, rule: str, short: str, path: str, known: bool) -> None:
        subnets = subnet("a", "eu-west-1a", known), subnet("b", "eu-west-1b", known)
        assert said(rule, *subnets, placed(short, path, known, *subnets)) == []

    def test_two_subnets_of_one_zone_break_it(self, rule: str, short: str, path: str, known: bool) -> None:
        subnets = subnet("a", "eu-west-1a", known), subnet("b", "eu-west-1a", known)
        expected = told(rule, "it lies in one Availability Zone (eu-west-1a)")
        assert expected == said(rule, *subnets, placed(short, path, known, *subnets))

    def test_a_list_that_nobody_knows_is_undecided(self, rule: str, short: str, path: str) -> None:
        elsewhere = make("pulumi:pulumi:StackReference", "network", {})
        it = make(short, inputs={path: UNKNOWN_WIRE}, wires={path: [elsewhere]})
        assert told(rule, f"{path} is not known yet", undecided=True) == said(rule, elsewhere, it)

    def test_a_list_that_a_component_makes_of_two_subnets_is_known(
        self, rule: str, short: str, path: str
    ) -> None:
        subnets = subnet("a", "eu-west-1a", known=False), subnet("b", "eu-west-1b", known=False)
        it = make(short, inputs={path: UNKNOWN_WIRE}, wires={path: subnets})
        assert said(rule, *subnets, it) == []

    def test_one_subnet_breaks_it(self, rule: str, short: str, path: str, known: bool) -> None:
        one = subnet("a", None, known)
        expected = told(rule, "it lies in one Availability Zone")
        assert expected == said(rule, one, placed(short, path, known, one))

    def test_subnets_outside_of_the_stack_count_each(self, rule: str, short: str, path: str) -> None:
        assert said(rule, make(short, inputs={path: ["subnet-1", "subnet-2"]})) == []
        assert said(rule, make(short, inputs={path: [UNKNOWN_WIRE, UNKNOWN_WIRE]})) == []
        assert said(rule, make(short, inputs={})) == []


@pytest.mark.parametrize(
    ("short", "rule"),
    [(GROUP, "autoscaling-group-two-zones"), ("elb/loadBalancer", "lb-load-balancer-two-zones")],
)
def test_zones_may_be_named(short: str, rule: str) -> None:
    one = make(short, inputs={"availabilityZones": ["eu-west-1a"]})
    two = make(short, inputs={"availabilityZones": ["eu-west-1a", "eu-west-1b"]})
    assert told(rule, "it lies in one Availability Zone (eu-west-1a)") == said(rule, one)
    assert said(rule, two) == []


def test_unknown_zones_are_undecided() -> None:
    rule = "autoscaling-group-two-zones"
    group = make(GROUP, inputs={"availabilityZones": UNKNOWN_WIRE})
    assert told(rule, "availabilityZones is not known yet", undecided=True) == said(rule, group)


@pytest.mark.parametrize(
    ("zones", "broken"), [(("eu-west-1a", "eu-west-1b"), False), (("eu-west-1a",) * 2, True)]
)
def test_a_load_balancer_may_say_something_of_each_subnet(
    zones: tuple[str, str], broken: bool, known: bool
) -> None:
    rule = "lb-load-balancer-two-zones"
    subnets = [subnet(name, zone, known) for name, zone in zip("ab", zones, strict=True)]
    mappings = [{"subnetId": one.id if known else UNKNOWN_WIRE} for one in subnets]
    balancer = make("lb/loadBalancer", inputs={"subnetMappings": mappings}, wires={"subnetMappings": subnets})
    expected = told(rule, "it lies in one Availability Zone (eu-west-1a)") if broken else []
    assert expected == said(rule, *subnets, balancer)


@pytest.mark.parametrize(
    ("overrides", "kept"),
    [
        ([{"instanceRequirements": {"vcpuCount": {"min": 2}}}], True),
        ([{"instanceType": "m7g.large"}, {"instanceType": "m7g.large"}], False),
    ],
)
def test_requirements_stand_for_several_types(overrides: list[Any], kept: bool) -> None:
    policy = {"mixedInstancesPolicy": {"launchTemplate": {"overrides": overrides}}}
    assert kept is (said("autoscaling-group-several-types", make(GROUP, inputs=policy)) == [])

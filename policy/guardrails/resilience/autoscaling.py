"""Auto Scaling and load balancers: sick instances are replaced, and no zone holds everything."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import show, unknown
from guardrails.graph import Graph, Resource
from guardrails.placement import SUBNETS
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import LOAD_BALANCERS, aws
from guardrails.values import UNKNOWN, at, items, plain

_GROUP: Final = aws("autoscaling/group")
_GROUPS: Final = (_GROUP,)
_ATTACHED: Final = ("targetGroupArns", "loadBalancers", "trafficSources")
_ATTACHMENTS: Final = (aws("autoscaling/attachment"), aws("autoscaling/trafficSourceAttachment"))
_CLASSIC: Final = aws("elb/loadBalancer")
_ANY: Final = "any"


def _asks_balancer(graph: Graph, group: Resource) -> Iterator[Problem]:
    """Judge a group that a load balancer sends traffic to, attached in itself or by a separate resource."""
    found = graph.referrers(group, _ATTACHMENTS, "autoscalingGroupName", _GROUPS)
    attached = [path for path in _ATTACHED if items(group.inputs, path)]
    if not attached and not found.sure and not found.maybe:
        return
    kind = plain(at(group.inputs, "healthCheckType"))
    if kind is UNKNOWN:
        yield unknown("healthCheckType")
    elif not any(name in str(kind).upper() for name in ("ELB", "VPC_LATTICE")):
        yield Problem(f"healthCheckType is {show(kind)}" + (", which is 'EC2'" if kind is None else ""))


def _zones(graph: Graph, resource: Resource, path: str) -> set[str]:
    """Return the zones that subnets lie in; one that cannot be told counts as a zone of its own.

    Of a whole list that is not known yet nobody knows how long it is: it is the zone `_ANY`.
    """
    if plain(resource.asked(path)) is UNKNOWN and not graph.wired(resource, path, *SUBNETS):
        return {_ANY}
    found = graph.refers(resource, path, *SUBNETS)
    zones = {_zone(subnet) for subnet in found.resources}
    return zones | set(found.foreign) | {f"unknown {number}" for number in range(found.lost)}


def _zone(subnet: Resource) -> str:
    for path in ("availabilityZone", "availabilityZoneId"):
        zone = plain(subnet.value(path))
        if isinstance(zone, str) and zone:
            return zone
    return subnet.urn


def _group_zones(graph: Graph, group: Resource) -> Iterator[Problem]:
    listed = [plain(one) for one in items(group.inputs, "availabilityZones")]
    if UNKNOWN in listed:
        yield unknown("availabilityZones")
    else:
        zones = _zones(graph, group, "vpcZoneIdentifiers") | {str(zone) for zone in listed}
        yield from _one_zone(zones, "vpcZoneIdentifiers")


def _balancer_zones(graph: Graph, balancer: Resource) -> Iterator[Problem]:
    """Judge the subnets of a load balancer, or what it says of each; a classic one may name zones."""
    mappings = items(balancer.inputs, "subnetMappings")
    zones = _zones(graph, balancer, "subnets") | {
        str(plain(one)) for one in items(balancer.inputs, "availabilityZones")
    }
    mapped = [UNKNOWN if one is UNKNOWN else plain(at(one, "subnetId")) for one in mappings]
    found = graph.resolve(balancer, "subnetMappings", mapped, *SUBNETS)
    zones |= {_zone(subnet) for subnet in found.resources} | set(found.foreign)
    yield from _one_zone(zones | {f"unknown {number}" for number in range(found.lost)}, "subnets")


def _one_zone(zones: set[str], path: str) -> Iterator[Problem]:
    if zones == {_ANY}:
        yield unknown(path)
    elif len(zones) == 1:
        (zone,) = zones
        where = f" ({zone})" if zone and "::" not in zone and not zone.startswith("unknown") else ""
        yield Problem(f"it lies in one Availability Zone{where}")


def _several_types(group: Resource) -> Iterator[Problem]:
    """Judge what instances a group may start: several types, or whatever meets some requirements."""
    path = "mixedInstancesPolicy.launchTemplate.overrides"
    overrides = items(group.inputs, path)
    if UNKNOWN in overrides:
        yield unknown(path)
        return
    required = any(plain(at(one, "instanceRequirements")) is not None for one in overrides)
    types = {str(plain(at(one, "instanceType"))) for one in overrides}
    if not required and len(types) < 2:
        yield Problem("it starts instances of one type only")


def _no_configuration(group: Resource) -> Iterator[Problem]:
    value: Any = plain(at(group.inputs, "launchConfiguration"))
    if value not in (None, ""):
        yield Problem("launchConfiguration is set")


RULES: Final = (
    GraphRule(
        id="autoscaling-group-health-check",
        applies_to=_GROUPS,
        statement="Auto Scaling asks the load balancer whether an instance is well.",
        risk="An instance that runs but does not answer stays, and the shop is slow or down.",
        remediation="Pass health_check_type='ELB' to autoscaling.Group",
        severity="medium",
        topics=("resilience",),
        url=security_hub("AutoScaling.1"),
        controls=("FSBP AutoScaling.1", "Checkov CKV2_AWS_15", "cdk-nag AwsSolutions-AS2"),
        check=_asks_balancer,
    ),
    GraphRule(
        id="autoscaling-group-two-zones",
        applies_to=_GROUPS,
        statement="Auto Scaling groups span two Availability Zones.",
        risk="All instances are away for as long as the one zone is.",
        remediation="Name subnets of two Availability Zones in vpc_zone_identifiers",
        severity="medium",
        topics=("resilience",),
        url=security_hub("AutoScaling.2"),
        controls=("FSBP AutoScaling.2",),
        check=_group_zones,
    ),
    ResourceRule(
        id="autoscaling-group-launch-template",
        applies_to=_GROUPS,
        statement="Auto Scaling groups start instances from launch templates.",
        risk="A launch configuration cannot be changed, and knows neither new instances nor IMDSv2 by default.",
        remediation="Pass launch_template or mixed_instances_policy to autoscaling.Group",
        severity="medium",
        topics=("resilience",),
        url=security_hub("AutoScaling.9"),
        controls=("FSBP AutoScaling.9", "Checkov CKV_AWS_315"),
        check=_no_configuration,
    ),
    ResourceRule(
        id="autoscaling-group-several-types",
        applies_to=_GROUPS,
        statement="Auto Scaling groups may start instances of several types.",
        risk="No instance starts while AWS has no more of the one type in the zone.",
        remediation="Pass overrides with several instance types, or instance_requirements, in "
        "mixed_instances_policy",
        severity="low",
        topics=("resilience",),
        url=security_hub("AutoScaling.6"),
        controls=("FSBP AutoScaling.6",),
        check=_several_types,
    ),
    GraphRule(
        id="lb-load-balancer-two-zones",
        applies_to=(*LOAD_BALANCERS, _CLASSIC),
        statement="Load balancers span two Availability Zones.",
        risk="Nobody reaches the shop for as long as the one zone is away.",
        remediation="Name subnets of two Availability Zones in subnets",
        severity="medium",
        topics=("resilience",),
        url=security_hub("ELB.13"),
        controls=("FSBP ELB.13", "FSBP ELB.10"),
        check=_balancer_zones,
    ),
)

"""EC2: instances have no public address, and nothing routes through them."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import each, must_be_true, switch, truth
from guardrails.graph import Graph, Resource
from guardrails.placement import SUBNETS, Placement
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, SUBNET, aws
from guardrails.values import UNKNOWN, at, plain

_SPOT: Final = aws("ec2/spotInstanceRequest")
_MACHINES: Final = (INSTANCE, _SPOT)
_GROUPS: Final = (aws("autoscaling/group"),)
_NODE_GROUPS: Final = (aws("eks/nodeGroup"),)
_SPECIFICATION: Final = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification"
_TEMPLATES: Final = (
    ("launchTemplate.id", LAUNCH_TEMPLATE),
    ("launchTemplate.name", LAUNCH_TEMPLATE),
    (f"{_SPECIFICATION}.launchTemplateId", LAUNCH_TEMPLATE),
    (f"{_SPECIFICATION}.launchTemplateName", LAUNCH_TEMPLATE),
    ("launchConfiguration", LAUNCH_CONFIGURATION),
)
_RISK: Final = "The instance is reachable from the internet: one open port, and it is attacked."


def _no_address(resource: Resource) -> Iterator[Problem]:
    yield from switch(resource.inputs, "associatePublicIpAddress", wanted=False, default=False)
    for label, interface in each(resource.inputs, "networkInterfaces"):
        path = "associatePublicIpAddress"
        yield from switch(interface, path, wanted=False, default=False, label=f"{label}.{path}")


def _no_elastic_address(resource: Resource) -> Iterator[Problem]:
    path = "instance" if resource.type == aws("ec2/eip") else "instanceId"
    if plain(at(resource.inputs, path)) not in (None, ""):
        yield Problem(f"{path} is set, so an instance has this public address")


def _gives_no_address(graph: Graph, subnet: Resource) -> Iterator[Problem]:
    """Judge a subnet that gives a public address to what is launched in it, by what that is.

    Load balancers and NAT gateways have addresses of their own, so a public subnet of these gives none away.
    """
    state = truth(subnet.asked("mapPublicIpOnLaunch"), default=False)
    if state is False or Placement.of(graph).road(subnet).kind == "private":
        return
    sure, maybe = _takers(graph, subnet)
    if sure and state is True:
        yield Problem(f"mapPublicIpOnLaunch is true, so {sure[0].name} gets a public address")
    elif sure or (maybe and state is True):
        yield Problem(
            f"whether {(sure or maybe)[0].name} gets a public address is not known yet", undecided=True
        )


def _takers(graph: Graph, subnet: Resource) -> tuple[list[Resource], list[Resource]]:
    """Return what takes a public address from its subnet: for sure, and perhaps."""
    sure: list[Resource] = []
    maybe: list[Resource] = []
    for tokens, path in (
        (_MACHINES, "subnetId"),
        (_GROUPS, "vpcZoneIdentifiers"),
        (_NODE_GROUPS, "subnetIds"),
    ):
        found = graph.referrers(subnet, tokens, path, SUBNETS)
        sure += [one for one in found.sure if not _refuses(graph, one)]
        maybe += [one for one in found.maybe if not _refuses(graph, one)]
    return sure, maybe


def _refuses(graph: Graph, taker: Resource) -> bool:
    """Tell whether a machine, or the template it starts from, says that it wants no public address."""
    if truth(taker.asked("associatePublicIpAddress")) is False:
        return True
    templates = [
        template for path, token in _TEMPLATES for template in graph.refers(taker, path, token).resources
    ]
    return bool(templates) and all(_template_refuses(template) for template in templates)


def _template_refuses(template: Resource) -> bool:
    interfaces = [interface for _, interface in each(template.inputs, "networkInterfaces")]
    if UNKNOWN in interfaces:
        return False
    said = [truth(at(one, "associatePublicIpAddress")) for one in (template.inputs, *interfaces)]
    return False in said and True not in said


RULES: Final = (
    ResourceRule(
        id="ec2-instance-no-public-ip",
        applies_to=(*_MACHINES, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION),
        statement="EC2 instances ask for no public address.",
        risk=_RISK,
        remediation="Pass associate_public_ip_address=False, and reach instances through Session Manager",
        severity="high",
        topics=("network",),
        url=security_hub("EC2.9"),
        controls=(
            "FSBP EC2.9",
            "FSBP EC2.25",
            "FSBP AutoScaling.5",
            "Checkov CKV_AWS_88",
            "cdk-nag EC2InstanceNoPublicIp",
            "AWSGuard ec2-instance-no-public-ip",
            "Checkov CKV_AWS_389",
            "cdk-nag AutoScalingLaunchConfigPublicIpDisabled",
            "CP ec2-instance-disallow-public-ip",
            "CP ec2-launchtemplate-disallow-public-ip",
        ),
        check=_no_address,
    ),
    ResourceRule(
        id="ec2-instance-no-elastic-ip",
        applies_to=(aws("ec2/eip"), aws("ec2/eipAssociation")),
        statement="EC2 instances have no Elastic IP address.",
        risk=_RISK,
        remediation="Put the instance behind a load balancer, and reach it through Session Manager",
        severity="high",
        topics=("network",),
        url=security_hub("EC2.9"),
        controls=("FSBP EC2.9",),
        check=_no_elastic_address,
    ),
    GraphRule(
        id="ec2-subnet-no-automatic-public-ip",
        applies_to=(SUBNET, aws("ec2/defaultSubnet")),
        statement="No EC2 instance gets a public address from its subnet.",
        risk=_RISK,
        remediation=(
            "Pass map_public_ip_on_launch=False to ec2.Subnet, or associate_public_ip_address=False where "
            "the instance is launched"
        ),
        severity="high",
        topics=("network",),
        url=security_hub("EC2.15"),
        controls=("FSBP EC2.15", "Checkov CKV_AWS_130", "cdk-nag VPCSubnetAutoAssignPublicIpDisabled"),
        check=_gives_no_address,
    ),
    ResourceRule(
        id="ec2-instance-source-dest-check",
        applies_to=(INSTANCE, aws("ec2/networkInterface")),
        statement="No EC2 instance routes the traffic of others.",
        risk="A NAT instance is one machine without failover that everything passes through.",
        remediation="Use a NAT gateway, or pass source_dest_check=True to ec2.Instance",
        severity="medium",
        topics=("network",),
        url=security_hub("EC2.180"),
        controls=("FSBP EC2.180",),
        check=must_be_true("sourceDestCheck", default=True),
    ),
)

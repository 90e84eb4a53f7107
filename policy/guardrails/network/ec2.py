"""EC2: instances have no public address, and nothing routes through them."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import each, must_be_false, must_be_true, switch
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, SUBNET, aws
from guardrails.values import at, plain

_SPOT: Final = aws("ec2/spotInstanceRequest")
_MACHINES: Final = (INSTANCE, _SPOT)
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
    ResourceRule(
        id="ec2-subnet-no-automatic-public-ip",
        applies_to=(SUBNET,),  # default subnets are not to be used at all
        statement="No subnet gives a public address to what does not ask for one.",
        risk="Whatever is launched in it is reachable from the internet, whether or not anybody meant that.",
        remediation=(
            "Pass map_public_ip_on_launch=False to ec2.Subnet; load balancers and NAT gateways have addresses "
            "of their own"
        ),
        severity="medium",
        topics=("network",),
        url=security_hub("EC2.15"),
        controls=("FSBP EC2.15", "Checkov CKV_AWS_130", "cdk-nag VPCSubnetAutoAssignPublicIpDisabled"),
        check=must_be_false("mapPublicIpOnLaunch"),
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

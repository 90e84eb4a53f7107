"""Compute: what functions, services and clusters are called inside the ids and ARNs of their parts."""

from collections.abc import Callable
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws.templates import Resource


def _label(value: Any) -> str:
    """Return a name that may be given as an ARN; empty where it is unknown or absent."""
    text = wire.unwrap(value)
    if not isinstance(text, str) or text == wire.UNKNOWN:
        return ""
    if not text.startswith("arn:"):
        return text
    # `function:NAME[:QUALIFIER]` or `cluster/NAME`.
    resource = text.split(":", maxsplit=5)[-1]
    return resource.split(":")[1] if ":" in resource else resource.rpartition("/")[2]


def _function(resource: Resource) -> None:
    if resource.known("publish") is True:
        resource.set("version", "1")


def _of_function(resource: Resource) -> None:
    label = _label(resource.inputs.get("functionName"))
    if label:
        resource.words["functionLabel"] = label
        resource.fill("functionArn", "arn:{partition}:lambda:{region}:{account}:function:{functionLabel}")


def _service(resource: Resource) -> None:
    label = _label(resource.inputs.get("cluster", "default"))
    if label:
        resource.words["clusterLabel"] = label


def _kubernetes(resource: Resource) -> None:
    """Complete the VPC part of an EKS cluster, whose security group the service makes."""
    vpc = wire.unwrap(resource.inputs.get("vpcConfig"))
    if not isinstance(vpc, dict) or wire.SIGNATURE in vpc:
        return
    subnets = wire.unwrap(vpc.get("subnetIds"))
    first = (
        resource.other("aws:ec2/subnet:Subnet", subnets[0]) if isinstance(subnets, list) and subnets else {}
    )
    resource.outputs["vpcConfig"] = {
        "clusterSecurityGroupId": resource.render("sg-0{hex:16}", "clusterSecurityGroupId"),
        "vpcId": first.get("vpcId", wire.UNKNOWN),
        **vpc,
    }


def _group(resource: Resource) -> None:
    """Tell the zones of an Auto Scaling group from its subnets."""
    subnets = resource.known("vpcZoneIdentifiers")
    if not isinstance(subnets, list) or not subnets:
        return
    zones = [
        resource.other("aws:ec2/subnet:Subnet", subnet).get("availabilityZone", wire.UNKNOWN)
        for subnet in subnets
    ]
    if wire.UNKNOWN not in zones:
        resource.set("availabilityZones", sorted(set(zones)))


RULES: Final[dict[str, Callable[[Resource], None]]] = {
    "aws:autoscaling/group:Group": _group,
    "aws:ecs/service:Service": _service,
    "aws:eks/cluster:Cluster": _kubernetes,
    "aws:lambda/alias:Alias": _of_function,
    "aws:lambda/eventSourceMapping:EventSourceMapping": _of_function,
    "aws:lambda/function:Function": _function,
    "aws:lambda/functionUrl:FunctionUrl": _of_function,
}

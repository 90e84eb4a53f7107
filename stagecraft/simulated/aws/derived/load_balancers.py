"""Load balancers: kind, DNS name, hosted zone, and the ARNs of what hangs on them."""

from collections.abc import Callable
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import hosted_zones
from stagecraft.simulated.aws.templates import Resource

# Load balancer type, its short form in ARNs.
_KINDS: Final = {"application": "app", "network": "net", "gateway": "gwy"}


def _load_balancer(resource: Resource) -> None:
    kind = resource.text("loadBalancerType") or "application"
    internal = resource.known("internal") is True
    resource.set("loadBalancerType", kind)
    resource.set("internal", internal)
    resource.words["kind"] = _KINDS.get(kind, "app")
    resource.fill("arnSuffix", "{kind}/{name}/{hex:16}")
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#dns-name
    prefix = "internal-" if internal else ""
    if kind == "network":
        resource.fill("dnsName", "{name}-{hex:16}.elb.{region}.{dns}")
    else:
        resource.fill("dnsName", prefix + "{name}-{digits:10}.{region}.elb.{dns}")
    zones = (
        hosted_zones.NETWORK_LOAD_BALANCER if kind == "network" else hosted_zones.APPLICATION_LOAD_BALANCER
    )
    resource.set("zoneId", zones.get(resource.region, wire.UNKNOWN))
    resource.set("vpcId", _vpc_of_subnets(resource))


def _vpc_of_subnets(resource: Resource) -> Any:
    mappings = resource.known("subnetMappings") or []
    subnets = resource.known("subnets") or [
        wire.unwrap(mapping).get("subnetId") for mapping in mappings if isinstance(wire.unwrap(mapping), dict)
    ]
    if not isinstance(subnets, list) or not subnets:
        return wire.UNKNOWN
    return resource.other("aws:ec2/subnet:Subnet", subnets[0]).get("vpcId", wire.UNKNOWN)


def _classic(resource: Resource) -> None:
    prefix = "internal-" if resource.known("internal") is True else ""
    resource.fill("dnsName", prefix + "{name}-{digits:10}.{region}.elb.{dns}")
    resource.set("zoneId", hosted_zones.APPLICATION_LOAD_BALANCER.get(resource.region, wire.UNKNOWN))


def _listener(resource: Resource) -> None:
    _below(resource, resource.text("loadBalancerArn"), ":loadbalancer/", ":listener/")


def _listener_rule(resource: Resource) -> None:
    _below(resource, resource.text("listenerArn"), ":listener/", ":listener-rule/")


def _below(resource: Resource, parent: str, kind: str, own_kind: str) -> None:
    """Give a resource the ARN of its parent with its own kind and one more id behind it."""
    if kind in parent:
        resource.set("arn", parent.replace(kind, own_kind) + "/" + resource.render("{hex:16}", "arn"))


RULES: Final[dict[str, Callable[[Resource], None]]] = {
    "aws:elb/loadBalancer:LoadBalancer": _classic,
    "aws:lb/listener:Listener": _listener,
    "aws:lb/listenerRule:ListenerRule": _listener_rule,
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
}

"""Networks opened: what a rule of a group or an access list admits, and the routes of private subnets."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.tokens import aws
from guardrails.values import plain

from stagecraft.gate.mutation.edits import GONE, Path

Change = tuple[str, dict[Path, Any]]

_EVERYONE: Final = "0.0.0.0/0"
_GROUP_RULES: Final = ("vpc/securityGroupIngressRule", "vpc/securityGroupEgressRule")
_SOURCES: Final = ("cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId")
_LISTS: Final = {
    "ec2/networkAcl": ("protocol", "cidrBlock"),
    "ec2/securityGroup": ("protocol", "cidrBlocks"),
    "ec2/defaultSecurityGroup": ("protocol", "cidrBlocks"),
}
_GATEWAY: Final = "ec2/internetGateway"


def public_subnet(graph: Graph) -> str | None:
    """Return the id of a subnet that a NAT gateway stands in: such a one is public."""
    gateways = (plain(one.value("subnetId")) for one in graph.of_type(aws("ec2/natGateway")))
    return next((subnet for subnet in gateways if isinstance(subnet, str)), None)


def opened(graph: Graph, resource: Resource, short: str) -> Iterator[Change]:
    """Yield the ways to open a resource to more of the network, each by name with what it changes."""
    if short in _GROUP_RULES:
        yield from _opened_rule(resource)
    elif short in _LISTS:
        for side in ("ingress", "egress"):
            for place, entry in enumerate(plain(resource.inputs.get(side)) or []):
                if isinstance(entry, dict) and entry.get("action", "allow") == "allow":
                    yield from _opened_entry((side, place), entry, *_LISTS[short])
    elif short == "ec2/route" and resource.inputs.get("natGatewayId") is not None:
        for gateway in graph.of_type(aws(_GATEWAY))[:1]:
            yield "to the internet gateway", {("natGatewayId",): GONE, ("gatewayId",): gateway.id}
    elif short == "ec2/routeTableAssociation":
        yield from _public_table(graph, resource)


def _opened_rule(resource: Resource) -> Iterator[Change]:
    if resource.inputs.get("cidrIpv4") != _EVERYONE:
        gone: dict[Path, Any] = {(source,): GONE for source in _SOURCES if source in resource.inputs}
        yield "every address", {**gone, ("cidrIpv4",): _EVERYONE}
        if "Ingress" in resource.type:
            yield "every IPv6 address", {**gone, ("cidrIpv6",): "::/0"}
    if plain(resource.inputs.get("ipProtocol")) != "-1":
        yield "every port", {("fromPort",): 0, ("toPort",): 65535}
        yield "every protocol", {("ipProtocol",): "-1", ("fromPort",): GONE, ("toPort",): GONE}


def _opened_entry(path: Path, entry: dict[str, Any], protocol: str, cidr: str) -> Iterator[Change]:
    everyone: Any = _EVERYONE if cidr == "cidrBlock" else [_EVERYONE]
    if entry.get(cidr) not in (everyone, None):
        yield f"{path[0]} {path[1]}: every address", {(*path, cidr): everyone}
    if str(entry.get(protocol)) not in ("-1", "all"):
        ports: dict[Path, Any] = {(*path, "fromPort"): 0, (*path, "toPort"): 65535}
        yield f"{path[0]} {path[1]}: every port", ports
        every: dict[Path, Any] = {(*path, end): 0 for end in ("fromPort", "toPort")}
        yield f"{path[0]} {path[1]}: every protocol", {**every, (*path, protocol): "-1"}


def _public_table(graph: Graph, resource: Resource) -> Iterator[Change]:
    """Give a subnet the route table that leads to the internet, unless it has it."""
    gateways = {one.id for one in graph.of_type(aws(_GATEWAY))}
    public = {
        plain(route.inputs.get("routeTableId"))
        for route in graph.of_type(aws("ec2/route"))
        if plain(route.inputs.get("gatewayId")) in gateways
    }
    mine = plain(resource.inputs.get("routeTableId"))
    for table in sorted(one for one in public if isinstance(one, str))[:1]:
        if mine not in public:
            yield "to the public route table", {("routeTableId",): table}

"""Whether a VPC lets the internet in at all: VPC Block Public Access, and route tables of the gateway itself.

https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
"""

from typing import Final

from guardrails.graph import Graph
from guardrails.placement import SUBNETS
from guardrails.reachability.vpcs import Subnet, Vpcs
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, plain

_OPTIONS: Final = aws("ec2/vpcBlockPublicAccessOptions")
_EXCLUSION: Final = aws("ec2/vpcBlockPublicAccessExclusion")
_ASSOCIATION: Final = aws("ec2/routeTableAssociation")
_BLOCKING: Final = ("block-bidirectional", "block-ingress")
_EXCLUDING: Final = "allow-bidirectional"


def lets_in(graph: Graph, subnet: Subnet) -> bool | None:
    """Tell whether an internet gateway lets packets into a subnet; None is perhaps."""
    modes = [plain(one.asked("internetGatewayBlockMode")) for one in graph.of_type(_OPTIONS)]
    excluded = graph.derive(_excluded)
    if any(mode in _BLOCKING for mode in modes) and not ({subnet.key, subnet.vpc, None} & excluded):
        return False
    if UNKNOWN in modes or subnet.vpc in graph.derive(_with_gateway_tables):
        return None
    return True


def _excluded(graph: Graph) -> frozenset[str | None]:
    """Return the keys of the subnets and VPCs that are not blocked; None stands for one that nobody knows."""
    found: set[str | None] = set()
    for one in graph.of_type(_EXCLUSION):
        if plain(one.asked("internetGatewayExclusionMode")) not in (_EXCLUDING, UNKNOWN):
            continue
        subnets = graph.refers(one, "subnetId", *SUBNETS)
        if subnets.given:
            found.update([*(subnet.urn for subnet in subnets.resources), *subnets.foreign])
            found.update([None] if subnets.lost else [])
        else:
            found.add(graph.derive(Vpcs).key_of(one))
    return frozenset(found)


def _with_gateway_tables(graph: Graph) -> frozenset[str]:
    """Return the VPCs whose gateway has a route table of its own, by which packets may go to an appliance."""
    found: set[str] = set()
    for one in graph.of_type(_ASSOCIATION):
        if plain(one.asked("gatewayId")) not in (None, ""):
            tables = graph.refers(one, "routeTableId", aws("ec2/routeTable"))
            found.update(graph.derive(Vpcs).key_of(table) or "" for table in tables.resources)
    return frozenset(found)

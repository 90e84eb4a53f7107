"""Blocks that are unknown but come from a resource of the stack: a rule for the VPC's own addresses."""

from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses
from guardrails.reachability.addresses import ANYWHERE, PRIVATE_V4, Block
from guardrails.reachability.intervals import IntervalSet, either
from guardrails.tokens import DEFAULT_SUBNET, DEFAULT_VPC, SUBNET, VPC, aws
from guardrails.values import UNKNOWN, plain

_OWNERS: Final = (VPC, DEFAULT_VPC, SUBNET, DEFAULT_SUBNET, aws("ec2/vpcIpv4CidrBlockAssociation"))
_FAMILIES: Final = {"cidrBlock": PRIVATE_V4, "ipv6CidrBlock": addresses.V6}


def own_blocks(graph: Graph, resource: Resource, path: str, value: Any) -> Block:
    """Return what a value at a path that is no CIDR block may hold: by what it is wired to, else anything."""
    owners = graph.wired(resource, path, *_OWNERS) if value is UNKNOWN else ()
    if not owners:
        return Block((), ANYWHERE)
    found: IntervalSet = ()
    for owner in owners:
        for key, whole in _FAMILIES.items():
            cidr = plain(owner.value(key))
            known = addresses.block(cidr) if isinstance(cidr, str) else None
            if known is not None:
                found = either(found, known.sure)
            elif cidr is not None:
                found = either(found, whole)
    return Block((), found)

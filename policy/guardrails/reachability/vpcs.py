"""VPCs and subnets: their blocks, route tables and network ACLs, each as far as it can be told.

A subnet without an association of its own has the main route table of its VPC, and the default network ACL:
https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from guardrails.checks import truth
from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses
from guardrails.reachability.acls import Acl, Direction
from guardrails.reachability.filters import Filter, one_of
from guardrails.reachability.intervals import IntervalSet, either, union
from guardrails.reachability.routes import Table, Target
from guardrails.tokens import DEFAULT_SUBNET, DEFAULT_VPC, VPC, aws
from guardrails.values import UNKNOWN, plain

VPCS: Final = (VPC, DEFAULT_VPC)
_MORE_BLOCKS: Final = (
    (aws("ec2/vpcIpv4CidrBlockAssociation"), "cidrBlock"),
    (aws("ec2/vpcIpv6CidrBlockAssociation"), "ipv6CidrBlock"),
)
# What the default VPC of an account is where the program does not manage it; its block is the same everywhere.
# https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
DEFAULT: Final = "the default VPC"
_DEFAULT_BLOCK: Final = "172.31.0.0/16"


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC: its key, and the addresses that are its own."""

    key: str
    name: str
    resource: Resource | None
    blocks: IntervalSet


@dataclass(frozen=True, eq=False)
class Subnet:
    """A subnet: where its addresses lie, and the tables and network ACLs that may be its own.

    `sure` says that its blocks are known; without that they are all that they may be.
    """

    key: str
    name: str
    vpc: str | None
    v4: IntervalSet
    v6: IntervalSet
    sure: bool
    tables: tuple[Table, ...]
    acls: tuple[Acl, ...]
    gives_address: bool | None
    gives_ipv6: bool | None
    _filters: dict[Any, Filter] = field(default_factory=dict)

    def acl(self, direction: Direction) -> Filter:
        """Return what the subnet's network ACL lets pass in a direction."""
        if direction not in self._filters:
            self._filters[direction] = one_of([one.passes(direction) for one in self.acls])
        return self._filters[direction]

    def toward(self, name: str, leads: Callable[[Target], bool | None]) -> Filter:
        """Return the filter that passes where the route table leads to a target; `name` names that."""
        if name not in self._filters:
            self._filters[name] = one_of([table.toward(leads) for table in self.tables])
        return self._filters[name]

    def blocks(self, version: int) -> IntervalSet:
        """Return the subnet's addresses of one IP version."""
        return self.v4 if version == 4 else self.v6


class Vpcs:
    """The VPCs of a graph; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[str, Vpc] = {}
        for resource in graph.of_type(*VPCS):
            self._known[resource.urn] = Vpc(resource.urn, resource.name, resource, self._blocks(resource))
        managed = graph.of_type(DEFAULT_VPC)
        self.default_key = managed[0].urn if managed else DEFAULT

    def key_of(self, resource: Resource, path: str = "vpcId") -> str | None:
        """Return the key of the VPC that a property names; None where it cannot be told."""
        found = self._graph.refers(resource, path, *VPCS)
        if found.one is not None:
            return found.one.urn
        if len(found.foreign) == 1 and not found.resources and not found.lost:
            return found.foreign[0]
        if not found.given and resource.type == DEFAULT_SUBNET:
            return self.default_key
        return None

    def get(self, key: str | None) -> Vpc | None:
        """Return a VPC of the stack by its key."""
        return self._known.get(key) if key is not None else None

    def blocks_of(self, key: str | None) -> IntervalSet:
        """Return the addresses of a VPC; all private ones where nobody knows."""
        known = self.get(key)
        if known is not None and known.blocks:
            return known.blocks
        return _block(_DEFAULT_BLOCK) if key == DEFAULT else addresses.PRIVATE_V4

    def _blocks(self, vpc: Resource) -> IntervalSet:
        found = either(_block(plain(vpc.value("cidrBlock"))), _block(plain(vpc.value("ipv6CidrBlock"))))
        for token, path in _MORE_BLOCKS:
            more = self._graph.referrers(vpc, (token,), "vpcId", VPCS)
            for one in (*more.sure, *more.maybe):
                found = either(found, _block(plain(one.value(path))))
        return found


def blocks_of_subnet(
    graph: Graph, subnet: Resource, vpc: str | None
) -> tuple[IntervalSet, IntervalSet, bool]:
    """Return the IPv4 and IPv6 addresses of a subnet, and whether they are known."""
    v4, v4_sure = _family(subnet, "cidrBlock", union(_only_v4(graph.derive(Vpcs).blocks_of(vpc))))
    if truth(subnet.asked("ipv6Native"), default=False) is True:
        v4, v4_sure = (), True
    v6, v6_sure = _family(subnet, "ipv6CidrBlock", addresses.PUBLIC_V6)
    return v4, v6, v4_sure and v6_sure


def _family(subnet: Resource, path: str, whole: IntervalSet) -> tuple[IntervalSet, bool]:
    asked = plain(subnet.asked(path))
    if asked is None and path == "cidrBlock":
        return whole, False
    if asked is None or asked == "":
        return (), True
    known = _block(asked)
    return (known, True) if known else (whole, False)


def _block(cidr: Any) -> IntervalSet:
    found = addresses.block(cidr) if isinstance(cidr, str) else None
    return found.sure if found else ()


def _only_v4(blocks: IntervalSet) -> IntervalSet:
    return tuple(part for part in blocks if part[1] <= addresses.V4[0][1])


def tri(value: Any, *, default: bool | None = False) -> bool | None:
    """Read a switch of which nothing may be known: None is perhaps."""
    found = truth(value, default=default)
    return None if found is UNKNOWN else bool(found) if found is not None else None

"""Everything of a graph that has an address in a VPC: in which subnets, with which groups, how public."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from guardrails.data_stores import DATA_STORES
from guardrails.graph import Graph, Reference, Resource
from guardrails.placement import SUBNETS
from guardrails.reachability import addresses, launches
from guardrails.reachability.groups import DEFAULT_OF, GROUPS, NO_GROUPS, Membership, SecurityGroups
from guardrails.reachability.intervals import IntervalSet
from guardrails.reachability.kinds import (
    BALANCERS,
    CLASSIC,
    ENDPOINT,
    GROUP,
    INTERFACE,
    KINDS,
    MACHINES,
    NAT,
    ON_THE_INTERNET,
    Kind,
    own_port,
)
from guardrails.reachability.publicity import has_public, has_v6, is_public_v6
from guardrails.reachability.subnets import Subnets
from guardrails.reachability.vpcs import Subnet, Vpcs
from guardrails.tokens import DB_INSTANCE, DEFAULT_SECURITY_GROUP, aws
from guardrails.values import UNKNOWN, at, items, plain

_OWN_ADDRESSES: Final = ("privateIp", "ipAddress")


@dataclass(frozen=True, slots=True)
class Seat:
    """A place of an endpoint: what else lies there in the same way is reached in the same way.

    `public` and `public_v6` tell whether it has an address on the internet, None being perhaps.
    """

    subnet: Subnet
    groups: Membership
    public: bool | None
    public_v6: bool | None
    has_v6: bool | None
    own: IntervalSet = ()

    def frame(self, version: int) -> IntervalSet:
        """Return the private addresses, or IPv6 addresses, that it may have."""
        return self.own if version == 4 and self.own else self.subnet.blocks(version)


@dataclass(frozen=True, eq=False)
class Endpoint:
    """A resource with addresses: one at each of its seats, or at one of them if `placed` is not sure."""

    resource: Resource
    kind: Kind
    seats: tuple[Seat, ...]
    placed: bool
    port: IntervalSet | None

    @property
    def name(self) -> str:
        """The name of the resource."""
        return self.resource.name


class Endpoints:
    """Every endpoint of a graph, by URN; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._subnets = graph.derive(Subnets)
        self._groups = graph.derive(SecurityGroups)
        self._seats: dict[Seat, Seat] = {}
        self._defaults: dict[str, Membership] = {}
        self.by_urn: dict[str, Endpoint] = {}
        for token, kind in KINDS.items():
            for resource in graph.of_type(token):
                if not (token == ENDPOINT and plain(resource.value("vpcEndpointType")) in (None, "Gateway")):
                    self.by_urn[resource.urn] = self._read(resource, kind)
        self.all = tuple(self.by_urn.values())

    def _read(self, resource: Resource, kind: Kind) -> Endpoint:
        placed = self._placed(resource, kind, 0)
        subnets = [self._subnets.of(subnet) for subnet in placed.resources]
        subnets += [self._subnets.foreign(key) for key in placed.foreign]
        if placed.lost:
            subnets.append(self._subnets.foreign("a subnet that is not known yet"))
        if not placed.given and self._lies_in_default(resource, kind):
            subnets.append(self._subnets.default())
        groups = self._members(resource, kind, 0)
        seats = tuple(dict.fromkeys(self._seat(resource, kind, subnet, groups) for subnet in subnets))
        sure = not placed.lost and (placed.exact or not placed.resources)
        return Endpoint(resource, kind, seats, sure, self._port(resource, kind, 0))

    def _port(self, resource: Resource, kind: Kind, depth: int) -> IntervalSet | None:
        """Return the port that a resource serves on: its own, else that of what it follows."""
        found = own_port(kind, resource)
        for leader in self._leaders(resource, kind, depth) if found is None else ():
            return None if leader is None else self._port(leader, KINDS[leader.type], depth + 1)
        return found

    def _seat(self, resource: Resource, kind: Kind, subnet: Subnet, groups: Membership | None) -> Seat:
        public, v6 = has_public(self._graph, resource, kind, subnet), has_v6(resource, subnet)
        seat = Seat(
            subnet=subnet,
            groups=self._default_of(subnet) if groups is None else groups,
            public=public,
            public_v6=is_public_v6(resource, public=public, v6=v6),
            has_v6=v6,
            own=_own(resource),
        )
        return self._seats.setdefault(seat, seat)

    def _placed(self, resource: Resource, kind: Kind, depth: int) -> Reference:
        """Resolve the subnets of a resource: its own, those of its group, or of what it follows."""
        named = [
            self._graph.refers(resource, path, *((kind.group,) if kind.group else SUBNETS))
            for path in kind.subnets
            if path != "subnetMappings"
        ]
        if "subnetMappings" in kind.subnets:
            values = [_inside(mapping, "subnetId") for mapping in items(resource.inputs, "subnetMappings")]
            named.append(self._graph.resolve(resource, "subnetMappings", values, *SUBNETS))
        found = launches.joined(named)
        if kind.group:
            inner = [self._graph.refers(one, "subnetIds", *SUBNETS) for one in found.resources]
            whole = launches.joined(inner)
            lost = found.lost + len(found.foreign) + whole.lost
            found = Reference(whole.resources, found.exact and whole.exact, whole.foreign, lost)
        for leader in self._leaders(resource, kind, depth) if not found.given else ():
            return (
                Reference(lost=1, exact=False)
                if leader is None
                else self._placed(leader, KINDS[leader.type], depth + 1)
            )
        return found

    def _leaders(self, resource: Resource, kind: Kind, depth: int) -> Iterator[Resource | None]:
        """Yield what a resource takes its place from; None if that is not in the stack."""
        links = [kind.follows] if kind.follows else []
        if resource.type in MACHINES:
            links = [(path, INTERFACE) for path in _INTERFACES]
        for path, token in links:
            named = self._graph.refers(resource, path, token)
            if named.given:
                yield named.one if depth < _DEEPEST else None

    def _members(self, resource: Resource, kind: Kind, depth: int) -> Membership | None:
        """Resolve the groups of a resource; None is the default group of its VPC."""
        if resource.type == NAT:
            return NO_GROUPS
        named = launches.joined(self._graph.refers(resource, path, *GROUPS) for path in kind.security_groups)
        if resource.type == GROUP or (resource.type in MACHINES and not named.given):
            named = launches.joined([named, launches.groups_of(self._graph, resource)])
        if named.given:
            return self._groups.membership(named)
        for leader in self._leaders(resource, kind, depth) if resource.type != _OWN_GROUPS else ():
            if leader is None:
                return Membership(frozenset(), frozenset(), open=True)
            return self._members(leader, KINDS[leader.type], depth + 1)
        if resource.type in BALANCERS and plain(resource.value("loadBalancerType")) in ("network", "gateway"):
            return NO_GROUPS
        if resource.type in _MANAGED_GROUPS:
            return Membership(frozenset(), frozenset(), open=True)
        return None

    def _default_of(self, subnet: Subnet) -> Membership:
        """Return the default group of a subnet's VPC, which has what names no group."""
        vpc = subnet.vpc
        if vpc is None:
            return Membership(frozenset(), frozenset(), open=True)
        if vpc not in self._defaults:
            key = self._graph.derive(_default_groups).get(vpc, DEFAULT_OF + vpc)
            self._defaults[vpc] = Membership(frozenset({key}), frozenset({key}))
        return self._defaults[vpc]

    def _lies_in_default(self, resource: Resource, kind: Kind) -> bool:
        """Tell whether AWS puts a resource that names no subnet into the default VPC."""
        if resource.external or (kind.follows and self._graph.refers(resource, *kind.follows).given):
            return False
        return resource.type in _PUT_IN_DEFAULT


_DEEPEST: Final = 5  # no store follows one that follows so many others, unless they follow each other
_INTERFACES: Final = ("networkInterfaces.networkInterfaceId", "primaryNetworkInterface.networkInterfaceId")
# A replica lies where its source does, but has the default group of the VPC where it names no other:
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
_OWN_GROUPS: Final = DB_INSTANCE
# EKS gives nodes a group of its own, which is not in the stack.
_MANAGED_GROUPS: Final = frozenset({aws("eks/nodeGroup")})
_PUT_IN_DEFAULT: Final = frozenset(
    {
        *MACHINES,
        GROUP,
        CLASSIC,
        *(token for token, store in DATA_STORES.items() if store.without and token not in ON_THE_INTERNET),
    }
)


def _inside(value: Any, path: str) -> Any:
    return UNKNOWN if value is UNKNOWN else plain(at(value, path))


def _own(resource: Resource) -> IntervalSet:
    """Return the private address that a resource has, if it is known."""
    for path in _OWN_ADDRESSES:
        asked = plain(resource.asked(path))
        found = addresses.block(asked) if isinstance(asked, str) else None
        if found is not None:
            return found.sure
    return ()


def _default_groups(graph: Graph) -> dict[str, str]:
    """Return the managed default group of each VPC, by the VPC's key."""
    vpcs = graph.derive(Vpcs)
    found: dict[str, str] = {}
    for group in graph.of_type(DEFAULT_SECURITY_GROUP):
        asked = plain(group.asked("vpcId"))
        key = vpcs.default_key if asked is None or asked == "" else vpcs.key_of(group)
        if key is not None:
            found.setdefault(key, group.urn)
    return found

"""Route tables: where packets for an address go, the longest prefix deciding.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-tables-priority
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses, prefix_lists
from guardrails.reachability.addresses import ANYWHERE, Block
from guardrails.reachability.filters import ALL, UNCLEAR, Cell, Filter, sweep
from guardrails.reachability.intervals import holds
from guardrails.tokens import DEFAULT_ROUTE_TABLE, INTERNET_GATEWAY, ROUTE_TABLE, VPN_GATEWAY, aws
from guardrails.values import UNKNOWN, at, items, plain

Gateway = Literal["internet", "nat", "egress-only", "peering", "transit", "vpn", "endpoint"]
Kind = Literal[Gateway, "local", "elsewhere", "unknown"]

TABLES: Final = (ROUTE_TABLE, DEFAULT_ROUTE_TABLE)
ROUTES: Final = (aws("ec2/route"),)
_ENDPOINT: Final = aws("ec2/vpcEndpoint")
_PROPAGATIONS: Final = (aws("ec2/vpnGatewayRoutePropagation"),)
_ENDPOINT_ASSOCIATIONS: Final = (aws("ec2/vpcEndpointRouteTableAssociation"),)
# What adds routes to a table, and the property that names the table.
JOINED: Final = (
    (ROUTES[0], "routeTableId"),
    (_ENDPOINT, "routeTableIds"),
    (_ENDPOINT_ASSOCIATIONS[0], "routeTableId"),
    (_PROPAGATIONS[0], "routeTableId"),
)
PEERINGS: Final = (aws("ec2/vpcPeeringConnection"), aws("ec2/vpcPeeringConnectionAccepter"))
TRANSIT_GATEWAY: Final = aws("ec2transitgateway/transitGateway")
_DESTINATIONS: Final = ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")
_LIST: Final = "destinationPrefixListId"
_TARGETS: Final[dict[str, tuple[Kind, tuple[str, ...]]]] = {
    "natGatewayId": ("nat", (aws("ec2/natGateway"),)),
    "egressOnlyGatewayId": ("egress-only", (aws("ec2/egressOnlyInternetGateway"),)),
    "transitGatewayId": ("transit", (TRANSIT_GATEWAY,)),
    "vpcPeeringConnectionId": ("peering", PEERINGS),
    "vpcEndpointId": ("elsewhere", (_ENDPOINT,)),
    "networkInterfaceId": ("elsewhere", (aws("ec2/networkInterface"),)),
    "instanceId": ("elsewhere", (aws("ec2/instance"),)),
    "localGatewayId": ("elsewhere", ()),
    "carrierGatewayId": ("elsewhere", ()),
    "coreNetworkArn": ("elsewhere", ()),
}
_GATEWAYS: Final[dict[str, Kind]] = {INTERNET_GATEWAY: "internet", VPN_GATEWAY: "vpn"}
_PREFIXES: Final[dict[str, Kind]] = {"igw-": "internet", "vgw-": "vpn", "vpce-": "elsewhere"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a route leads to: its kind, and the keys of the resources that it may be."""

    kind: Kind
    keys: frozenset[str] = frozenset()
    name: str = ""


LOCAL: Final = Target("local")
_UNKNOWN: Final = Target("unknown")


@dataclass(frozen=True, slots=True)
class Route:
    """A route: its destination, target, and whether it stands in the table for sure."""

    where: Block
    target: Target
    owner: Resource | None
    label: str
    sure: bool = True
    static: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """The routes that packets for some addresses may take; `sure` if they take one of these."""

    routes: tuple[Route, ...]
    sure: bool


_NOWHERE: Final = Way((), sure=True)
_LOST: Final = Way((Route(Block((), ANYWHERE), _UNKNOWN, None, "an unknown route", sure=False),), sure=False)


@dataclass(frozen=True)
class Table:
    """A route table with the local route of its VPC."""

    key: str
    name: str
    routes: tuple[Route, ...]
    known: bool = True

    @cached_property
    def ways(self) -> tuple[tuple[int, int, Way], ...]:
        """Where packets go, by address; an address without a way goes nowhere."""
        if not self.known:
            return tuple((first, last, _LOST) for first, last in ANYWHERE)
        spans = [(part, index) for index, one in enumerate(self.routes) for part in one.where]
        return tuple(
            (first, last, _longest([self.routes[index] for index in active], first))
            for (first, last), active in sweep(spans)
        )

    def way(self, address: int) -> Way:
        """Return where packets for an address go."""
        return next((way for first, last, way in self.ways if first <= address <= last), _NOWHERE)

    def toward(self, leads: Callable[[Target], bool | None]) -> Filter:
        """Return the filter that passes where packets go to a target; None of `leads` is perhaps."""
        cells = []
        for first, last, way in self.ways:
            answers = {leads(route.target) for route in way.routes}
            if answers == {True} and way.sure:
                cells.append(Cell(first, last, ALL))
            elif answers - {False}:
                cells.append(Cell(first, last, UNCLEAR))
        return Filter(tuple(cells))


def _longest(routes: list[Route], address: int) -> Way:
    """Return the routes with the longest prefix; those that may stand there compete, but cannot win alone."""
    ranked = [(_length(route.where, address), route.static, route) for route in routes]
    sure = [(size, not static) for size, static, route in ranked if route.sure and _surely(route, address)]
    best = min(sure, default=None)
    chosen = tuple(
        route
        for size, static, route in ranked
        if best is None or (size, not static) <= best or not _surely(route, address)
    )
    return Way(chosen, sure=best is not None)


def _surely(route: Route, address: int) -> bool:
    return holds(route.where.sure, address)


def _length(where: Block, address: int) -> int:
    """Return the size of the block that holds an address: smaller is a longer prefix.

    A service's own number has no size, so that the size of what holds it is that of the largest block.
    """
    spans = [(first, last) for first, last in where.sure if first <= address <= last]
    if holds(addresses.NAMED, address):
        spans = list(where.sure)
    return max((last - first for first, last in spans), default=-1)


def read_routes(graph: Graph, table: Resource) -> Iterator[Route]:
    """Yield the routes of a route table: inline, separate, of gateway endpoints, and propagated ones."""
    for index, route in enumerate(items(table.inputs, "routes")):
        yield from _routes(graph, table, "routes", route, f"route {index + 1} of {table.name}")
    for token, path in JOINED:
        found = graph.referrers(table, (token,), path, TABLES)
        for one in (*found.sure, *found.maybe):
            yield from routes_of(graph, one, sure=one in found.sure)
    for value in items(table.inputs, "propagatingVgws"):
        if plain(value) not in (None, ""):
            yield _propagated(table)


def routes_of(graph: Graph, one: Resource, *, sure: bool) -> Iterator[Route]:
    """Yield what a resource of its own adds to a table; sure if the table is that for sure."""
    if one.type in ROUTES:
        yield from _routes(graph, one, "", one.inputs, f"route {one.name}", sure=sure)
    elif one.type in _PROPAGATIONS:
        yield _propagated(one)
    else:
        yield from _endpoint_routes(graph, one, sure=sure)


def _endpoint_routes(graph: Graph, one: Resource, *, sure: bool) -> Iterator[Route]:
    """Yield the route that a gateway endpoint adds, by the endpoint itself or its association with a table."""
    endpoint = one if one.type == _ENDPOINT else graph.refers(one, "vpcEndpointId", _ENDPOINT).one
    if endpoint is None:
        yield Route(Block((), addresses.NAMED), Target("endpoint"), one, f"endpoint {one.name}", sure=False)
        return
    type_ = plain(endpoint.value("vpcEndpointType"))
    if type_ not in (None, "Gateway") and type_ is not UNKNOWN:
        return
    point = addresses.SERVICES.get(prefix_lists.service_of(endpoint))
    where = Block(point) if point else Block((), addresses.NAMED)
    target = Target("endpoint", frozenset({endpoint.urn}), endpoint.name)
    yield Route(
        where, target, endpoint, f"gateway endpoint {endpoint.name}", sure=sure and type_ is not UNKNOWN
    )


def _propagated(owner: Resource) -> Route:
    """Return the routes that a virtual private gateway adds by itself: nobody knows to where."""
    where = Block((), addresses.PRIVATE_V4)
    return Route(where, Target("vpn"), owner, f"routes propagated by {owner.name}", sure=False, static=False)


def _routes(
    graph: Graph, owner: Resource, path: str, route: Any, label: str, *, sure: bool = True
) -> Iterator[Route]:
    """Yield a route for each block of a destination, since each has a length of its own."""
    if not isinstance(route, dict):
        yield Route(Block((), ANYWHERE), _UNKNOWN, owner, label, sure=False)
        return
    target = _target(graph, owner, path, route)
    for key in _DESTINATIONS:
        cidr = plain(at(route, key))
        if cidr is not None and cidr != "":
            found = addresses.block(cidr) if isinstance(cidr, str) else None
            text = f"{label} ({cidr})" if isinstance(cidr, str) else label
            yield Route(found or Block((), ANYWHERE), target, owner, text, sure=sure)
    listed = plain(at(route, _LIST))
    if listed is not None and listed != "":
        for where in prefix_lists.entries(graph, owner, path or _LIST, listed):
            yield Route(where, target, owner, label, sure=sure)


def _target(graph: Graph, owner: Resource, path: str, route: dict[str, Any]) -> Target:
    gateway = plain(at(route, "gatewayId"))
    if gateway is not None and gateway != "":
        return _gateway(graph, owner, path or "gatewayId", gateway)
    for key, (kind, tokens) in _TARGETS.items():
        value = plain(at(route, key))
        if value is None or value == "":
            continue
        found = graph.resolve(owner, path or key, [value], *tokens)
        keys = frozenset(one.urn for one in found.resources) | frozenset(found.foreign)
        name = found.one.name if found.one is not None else next(iter(found.foreign), "")
        return Target(kind, keys, name)
    return _UNKNOWN


def _gateway(graph: Graph, owner: Resource, path: str, value: Any) -> Target:
    if value == "local":
        return LOCAL
    found = graph.resolve(owner, path, [value], *_GATEWAYS)
    kinds = {_GATEWAYS[one.type] for one in found.resources}
    if len(kinds) == 1:
        keys = frozenset(one.urn for one in found.resources)
        return Target(kinds.pop(), keys, found.resources[0].name)
    text = str(value) if isinstance(value, str) else ""
    kind = next((kind for prefix, kind in _PREFIXES.items() if text.startswith(prefix)), None)
    return Target(kind, frozenset({text}), text) if kind else _UNKNOWN

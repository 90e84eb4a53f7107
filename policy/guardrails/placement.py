"""Where subnets lie: which of them have a road to an internet gateway.

A subnet is public if its effective route table (the associated one, else the main one of its VPC) has a route
to an internet gateway: https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
NAT gateways and egress-only internet gateways lead out but not in, so routes to them make no subnet public.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from guardrails.graph import Graph, Reference, Resource
from guardrails.tokens import (
    DEFAULT_ROUTE_TABLE,
    DEFAULT_SUBNET,
    DEFAULT_VPC,
    INTERNET_GATEWAY,
    ROUTE_TABLE,
    SUBNET,
    VPC,
    VPN_GATEWAY,
    aws,
)
from guardrails.values import UNKNOWN, at, items, plain

SUBNETS: Final = (SUBNET, DEFAULT_SUBNET)
_VPCS: Final = (VPC, DEFAULT_VPC)
_TABLES: Final = (ROUTE_TABLE, DEFAULT_ROUTE_TABLE)
_ROUTES: Final = (aws("ec2/route"),)
_ASSOCIATIONS: Final = (aws("ec2/routeTableAssociation"),)
_MAIN_ASSOCIATIONS: Final = (aws("ec2/mainRouteTableAssociation"),)
_DESTINATIONS: Final = (
    "destinationCidrBlock",
    "destinationIpv6CidrBlock",
    "destinationPrefixListId",
    "cidrBlock",
    "ipv6CidrBlock",
)


@dataclass(frozen=True, slots=True)
class Road:
    """Whether a subnet has a road to an internet gateway, and why."""

    kind: Literal["public", "private", "undecided"]
    why: str = ""


_PRIVATE: Final = Road("private")


class Placement:
    """The roads of every subnet of a graph; take it by `Placement.of(graph)`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._roads: dict[str, Road] = {}
        # Route tables and routes that name no `ec2.RouteTable`, by what they do name: an id, or a VPC's URN.
        self._defaults: dict[str, Resource] = {}
        self._loose: dict[str, list[Resource]] = {}
        self._stray: Resource | None = None
        for table in graph.of_type(DEFAULT_ROUTE_TABLE):
            for key in self._keys(table, "defaultRouteTableId"):
                self._defaults.setdefault(key, table)
        # Routes that are put into a table that the stack only reads, which may be the main one of a VPC.
        self._read: list[tuple[Resource, Resource]] = []
        for route in graph.of_type(*_ROUTES):
            tables = graph.refers(route, "routeTableId", *_TABLES).resources
            if not tables:
                self._keep_loose(route)
            elif all(table.external for table in tables):
                self._read.extend((route, table) for table in tables)

    @classmethod
    def of(cls, graph: Graph) -> "Placement":
        """Return the placement of a graph, worked out once."""
        return graph.derive(Placement)

    def road(self, subnet: Resource) -> Road:
        """Tell whether a subnet has a road to an internet gateway."""
        if subnet.urn not in self._roads:
            self._roads[subnet.urn] = self._find(subnet)
        return self._roads[subnet.urn]

    def roads(self, reference: Reference) -> Road:
        """Tell whether any subnet that a property names has a road to an internet gateway."""
        roads = [(subnet.name, self.road(subnet)) for subnet in reference.resources]
        public = [f"{name} ({road.why})" for name, road in roads if road.kind == "public"]
        if public and reference.exact:
            return Road("public", ", ".join(sorted(public)))
        if reference.foreign:
            return Road("undecided", f"{reference.foreign[0]} is not in this stack")
        if reference.lost:
            return Road("undecided", "which subnets they are is not known yet")
        if public:
            return Road("undecided", f"which subnets they are is not known yet, and {public[0]} may be one")
        unclear = [f"{name}: {road.why}" for name, road in roads if road.kind == "undecided"]
        return Road("undecided", unclear[0]) if unclear else _PRIVATE

    def _keys(self, resource: Resource, path: str) -> list[str]:
        """Return what a property names: a known id, else the VPCs that it is wired to."""
        value = plain(resource.asked(path))
        if isinstance(value, str) and value:
            return [value]
        return [vpc.urn for vpc in self._graph.wired(resource, path, *_VPCS)]

    def _keep_loose(self, route: Resource) -> None:
        keys = self._keys(route, "routeTableId")
        for key in keys:
            self._loose.setdefault(key, []).append(route)
        if not keys and self._target_road(route, "gatewayId", route.inputs).kind != "private":
            self._stray = route

    def _find(self, subnet: Resource) -> Road:
        found = self._graph.referrers(subnet, _ASSOCIATIONS, "subnetId", SUBNETS)
        if found.maybe:
            return Road("undecided", "its route table association is not known yet")
        if found.sure and not self._is_main(found.sure[0], subnet):
            road = self._table_road(self._graph.refers(found.sure[0], "routeTableId", *_TABLES))
        else:
            road = self._main_road(subnet)
        if road.kind == "private" and self._stray is not None:
            return Road("undecided", f"the route table of route {self._stray.name} is not known yet")
        return road

    def _is_main(self, association: Resource, subnet: Resource) -> bool:
        """Tell whether an association names the main route table by an attribute of the VPC."""
        vpc = self._graph.refers(subnet, "vpcId", *_VPCS).one
        return vpc is not None and any(
            key in self._names(vpc) for key in self._keys(association, "routeTableId")
        )

    def _main_road(self, subnet: Resource) -> Road:
        """Judge the main route table, which holds for subnets without an association of their own."""
        if subnet.external:
            return Road("undecided", "it is only read, so its route table is not in this stack")
        found = self._graph.refers(subnet, "vpcId", *_VPCS)
        if subnet.type == DEFAULT_SUBNET or (found.one is not None and found.one.type == DEFAULT_VPC):
            return self._default_vpc_road()
        vpc = found.one
        if vpc is None or vpc.external:
            return Road("undecided", "it has no route table association and its VPC is not in this stack")
        main = self._graph.referrers(vpc, _MAIN_ASSOCIATIONS, "vpcId", _VPCS)
        if main.maybe:
            return Road("undecided", "the main route table is not known yet")
        if main.sure:
            return self._table_road(self._graph.refers(main.sure[0], "routeTableId", *_TABLES))
        loose = self._default_table_road(vpc) or self._loose_road(self._names(vpc))
        return loose or self._read_road(vpc) or _PRIVATE

    def _read_road(self, vpc: Resource) -> Road | None:
        """Judge routes that are put into a table that is only read: the main one of a VPC, or perhaps."""
        names = self._names(vpc)
        for route, table in self._read:
            road = self._target_road(route, "gatewayId", route.inputs)
            if road.kind == "private":
                continue
            if table.id in names:
                return road
            owner = plain(table.value("vpcId"))
            if owner in (None, UNKNOWN) or self._graph.find(owner, *_VPCS) is vpc:
                return Road("undecided", f"route table {table.name} is only read, and may be its main one")
        return None

    def _default_vpc_road(self) -> Road:
        managed = self._graph.of_type(DEFAULT_VPC)
        road = self._default_table_road(managed[0]) if managed else None
        return road or Road("public", "the default VPC routes to an internet gateway")

    def _default_table_road(self, vpc: Resource) -> Road | None:
        """Judge the default route table where the program manages it."""
        table = next((self._defaults[name] for name in self._names(vpc) if name in self._defaults), None)
        return None if table is None else self._resource_road(table)

    def _names(self, vpc: Resource) -> list[str]:
        """Return what the main route table of a VPC can be named by."""
        ids = (plain(vpc.value("mainRouteTableId")), plain(vpc.value("defaultRouteTableId")))
        return [vpc.urn, *(identity for identity in ids if isinstance(identity, str) and identity)]

    def _loose_road(self, names: list[str]) -> Road | None:
        """Judge single routes that are put into a table by its id: a main one, or one of another stack."""
        for name in names:
            for route in self._loose.get(name, ()):
                road = self._target_road(route, "gatewayId", route.inputs)
                if road.kind != "private":
                    return road
        return None

    def _table_road(self, reference: Reference) -> Road:
        if reference.one is not None:
            return self._resource_road(reference.one)
        if reference.foreign:
            outside = Road("undecided", f"its route table {reference.foreign[0]} is not in this stack")
            return self._loose_road(list(reference.foreign)) or outside
        return Road("undecided", "its route table is not known yet")

    def _resource_road(self, table: Resource) -> Road:
        unclear: Road | None = None
        for road in self._roads_of(table):
            if road.kind == "public":
                return road
            unclear = unclear or (road if road.kind == "undecided" else None)
        if unclear is None and table.external:
            return Road("undecided", f"route table {table.name} is only read")
        return unclear or _PRIVATE

    def _roads_of(self, table: Resource) -> Iterator[Road]:
        inline = plain(table.asked("routes"))
        if inline is UNKNOWN:
            yield Road("undecided", f"the routes of {table.name} are not known yet")
        else:
            for route in items({"routes": inline}, "routes"):
                yield self._target_road(table, "routes", route)
        found = self._graph.referrers(table, _ROUTES, "routeTableId", _TABLES)
        for route in found.sure:
            yield self._target_road(route, "gatewayId", route.inputs)
        for route in found.maybe:
            if self._target_road(route, "gatewayId", route.inputs).kind != "private":
                yield Road("undecided", f"the route table of route {route.name} is not known yet")

    def _target_road(self, owner: Resource, path: str, route: Any) -> Road:
        """Judge one route: an `ec2.Route`, or an item of a route table's `routes`."""
        if route is UNKNOWN:
            return Road("undecided", f"a route of {owner.name} is not known yet")
        gateway = plain(at(route, "gatewayId"))
        if gateway is None or gateway == "":
            return _PRIVATE
        gates = (INTERNET_GATEWAY, VPN_GATEWAY)
        hits = (
            self._graph.wired(owner, path, *gates)
            if gateway is UNKNOWN
            else (self._graph.find(gateway, *gates),)
        )
        types = {hit.type for hit in hits if hit is not None}
        named = (plain(at(route, key)) for key in _DESTINATIONS)
        destination = next((name for name in named if isinstance(name, str) and name), "a destination")
        if types == {INTERNET_GATEWAY} or (gateway is not UNKNOWN and str(gateway).startswith("igw-")):
            return Road("public", f"{destination} by route {owner.name}")
        if gateway is not UNKNOWN or types == {VPN_GATEWAY}:
            return _PRIVATE
        return Road("undecided", f"the gateway of route {owner.name} is not known yet")

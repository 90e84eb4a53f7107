"""The route tables of a graph: the ones that it names, and the main ones that AWS makes with each VPC.

https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html#main-route-table
"""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.placement import SUBNETS
from guardrails.reachability import addresses
from guardrails.reachability.addresses import Block
from guardrails.reachability.routes import (
    JOINED,
    LOCAL,
    TABLES,
    Route,
    Table,
    Target,
    read_routes,
    routes_of,
)
from guardrails.reachability.vpcs import DEFAULT, VPCS, Vpcs
from guardrails.reachability.wires import made_by_wires
from guardrails.tokens import DEFAULT_ROUTE_TABLE, aws
from guardrails.values import plain

_ASSOCIATIONS: Final = (aws("ec2/routeTableAssociation"),)
_MAIN_ASSOCIATIONS: Final = (aws("ec2/mainRouteTableAssociation"),)
_UNKNOWN: Final = Table("", "a route table that is not in this stack", (), known=False)
_WORLD: Final = "0.0.0.0/0"


class Tables:
    """Every route table of a graph; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._vpcs = graph.derive(Vpcs)
        self._made: dict[tuple[str, str | None], Table] = {}
        self._managed = managed_defaults(graph, DEFAULT_ROUTE_TABLE, "defaultRouteTableId")
        # What adds routes to tables, by the URN or id of the table: for sure or perhaps.
        self._added: dict[str, list[tuple[Resource, bool]]] = {}
        self._strays: list[Resource] = []
        self._read = [table for table in graph.of_type(*TABLES) if table.external]
        for token, path in JOINED:
            for one in graph.of_type(token):
                self._join(one, path)
        self._stray_tables = [
            table
            for one in graph.of_type(*_ASSOCIATIONS)
            if not graph.refers(one, "subnetId", *SUBNETS).given and plain(one.asked("gatewayId")) is None
            for table in graph.refers(one, "routeTableId", *TABLES).resources
        ]

    def of_subnet(self, subnet: Resource, vpc: str | None) -> tuple[Table, ...]:
        """Return the tables that may be a subnet's own."""
        found = self._graph.referrers(subnet, _ASSOCIATIONS, "subnetId", SUBNETS)
        if found.sure:
            return distinct([table for one in found.sure for table in self._named(one, vpc)])
        perhaps = [table for one in found.maybe for table in self._named(one, vpc)]
        perhaps += [self._table(table, vpc) for table in self._stray_tables]
        main = (_UNKNOWN,) if subnet.external else self.main(vpc)
        return distinct([*main, *perhaps])

    def main(self, vpc: str | None) -> tuple[Table, ...]:
        """Return the tables that may be the main one of a VPC."""
        known = self._vpcs.get(vpc)
        if vpc == DEFAULT:
            return (self._implicit(vpc, DEFAULT),)
        if known is None or known.resource is None or known.resource.external:
            return (_UNKNOWN,)
        chosen = self._graph.referrers(known.resource, _MAIN_ASSOCIATIONS, "vpcId", VPCS)
        if chosen.sure:
            return self._named(chosen.sure[0], vpc)
        names = self._main_names(vpc)
        managed = next((self._managed[name] for name in names if name in self._managed), None)
        main = self._table(managed, vpc) if managed is not None else self._implicit(vpc, known.name)
        return distinct([main, *(table for one in chosen.maybe for table in self._named(one, vpc))])

    def _named(self, owner: Resource, vpc: str | None) -> tuple[Table, ...]:
        """Return the tables that an association may name: of the stack, the main one, or an unknown one."""
        found = self._graph.refers(owner, "routeTableId", *TABLES)
        perhaps = made_by_wires(self._graph, owner, "routeTableId", *TABLES)
        made = [self._table(table, vpc) for table in (*found.resources, *perhaps)]
        if made and not found.lost and not found.foreign:
            return tuple(made)
        names = self._main_names(vpc)
        if any(key in names for key in keys_of(self._graph, owner, "routeTableId")):
            return (*made, *self.main(vpc)) if found.lost else self.main(vpc)
        unknown = [Table(key, key, (), known=False) for key in found.foreign] or [_UNKNOWN]
        return (*made, *unknown)

    def _table(self, resource: Resource, vpc: str | None) -> Table:
        key = (resource.urn, vpc)
        if key not in self._made:
            routes = [*self._local(vpc), *read_routes(self._graph, resource), *self._more([resource.urn])]
            self._made[key] = Table(resource.urn, resource.name, tuple(routes), known=not resource.external)
        return self._made[key]

    def _implicit(self, vpc: str | None, name: str) -> Table:
        """Return the main table as AWS makes it, with the routes that the program adds to it by its id."""
        key = ("main", vpc)
        if key not in self._made:
            routes = self._local(vpc)
            if vpc == self._vpcs.default_key:
                target = Target("internet", frozenset(), "of the default VPC")
                world = addresses.block(_WORLD) or addresses.NOWHERE
                routes.append(Route(world, target, None, f"the route of the default VPC ({_WORLD})"))
            routes += self._more(self._main_names(vpc))
            routes += self._of_read(vpc)
            self._made[key] = Table(f"main of {vpc}", f"the main one of {name}", tuple(routes))
        return self._made[key]

    def _of_read(self, vpc: str | None) -> list[Route]:
        """Return the routes in tables that are only read, for sure or perhaps the main one of a VPC."""
        names = self._main_names(vpc)
        return [
            route
            for table in self._read
            if table.id in names or self._vpcs.key_of(table) in (None, vpc)
            for token, path in JOINED
            for one in self._graph.referrers(table, (token,), path, TABLES).sure
            for route in routes_of(self._graph, one, sure=table.id in names)
        ]

    def _local(self, vpc: str | None) -> list[Route]:
        return [Route(Block((part,)), LOCAL, None, "the local route") for part in self._vpcs.blocks_of(vpc)]

    def _more(self, names: list[str]) -> list[Route]:
        """Return the routes that are joined with a table in another way than by its resource."""
        added = [pair for name in names for pair in self._added.get(name, ())]
        added += [(one, False) for one in self._strays]
        return [route for one, sure in added for route in routes_of(self._graph, one, sure=sure)]

    def _join(self, one: Resource, path: str) -> None:
        named = self._graph.refers(one, path, *TABLES)
        perhaps = made_by_wires(self._graph, one, path, *TABLES)
        for table in perhaps:
            self._added.setdefault(table.urn, []).append((one, False))
        for key in named.foreign:
            self._added.setdefault(key, []).append((one, True))
        if not named.lost:
            return
        vpcs = self._graph.wired(one, path, *VPCS)
        for vpc in vpcs:
            alone = len(vpcs) == 1 and not perhaps and not named.resources
            self._added.setdefault(vpc.urn, []).append((one, alone))
        if not vpcs and not perhaps:
            self._strays.append(one)

    def _main_names(self, vpc: str | None) -> list[str]:
        """Return what the main route table of a VPC can be named by."""
        known = self._vpcs.get(vpc)
        return names_of(known.resource, "mainRouteTableId", "defaultRouteTableId") if known else []


def managed_defaults(graph: Graph, token: str, path: str) -> dict[str, Resource]:
    """Return the managed defaults of VPCs by what they name: a known id, or a VPC's URN."""
    found: dict[str, Resource] = {}
    for resource in graph.of_type(token):
        for key in keys_of(graph, resource, path):
            found.setdefault(key, resource)
    return found


def keys_of(graph: Graph, resource: Resource, path: str) -> list[str]:
    """Return what a property names: a known id, else the VPCs that it is wired to."""
    value = plain(resource.asked(path))
    if isinstance(value, str) and value:
        return [value]
    return [vpc.urn for vpc in graph.wired(resource, path, *VPCS)]


def names_of(vpc: Resource | None, *paths: str) -> list[str]:
    """Return a VPC's URN and the known ids among its properties."""
    if vpc is None:
        return []
    ids = (plain(vpc.value(path)) for path in paths)
    return [vpc.urn, *(identity for identity in ids if isinstance(identity, str) and identity)]


def distinct(found: list[Table]) -> tuple[Table, ...]:
    """Return the tables, each once."""
    return tuple({id(one): one for one in found}.values())

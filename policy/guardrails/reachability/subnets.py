"""The subnets of a graph, each joined with the route tables and network ACLs that it has or may have."""

from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.placement import SUBNETS
from guardrails.reachability import addresses
from guardrails.reachability.acls import ACLS, DEFAULT_ACL, Acl, read_acl
from guardrails.reachability.addresses import Block
from guardrails.reachability.routes import (
    LOCAL,
    ROUTES,
    TABLES,
    Route,
    Table,
    Target,
    loose_routes,
    read_routes,
)
from guardrails.reachability.vpcs import DEFAULT, VPCS, Subnet, Vpcs, blocks_of_subnet, tri
from guardrails.tokens import DEFAULT_ROUTE_TABLE, DEFAULT_SUBNET, aws
from guardrails.values import plain

_ASSOCIATIONS: Final = (aws("ec2/routeTableAssociation"),)
_MAIN_ASSOCIATIONS: Final = (aws("ec2/mainRouteTableAssociation"),)
_ACL_ASSOCIATIONS: Final = (aws("ec2/networkAclAssociation"),)
_UNKNOWN_TABLE: Final = Table("", "a route table that is not in this stack", (), known=False)
_UNKNOWN_ACL: Final = Acl("", None, {}, known=False)
_OPEN_ACL: Final = Acl("default", None, {})
_WORLD: Final = ("0.0.0.0/0",)


class Subnets:
    """Every subnet of a graph; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._vpcs = graph.derive(Vpcs)
        self._made: dict[str, Subnet] = {}
        self._tables: dict[tuple[str, str | None], Table] = {}
        self._main_keys = _keyed(graph, DEFAULT_ROUTE_TABLE, "defaultRouteTableId")
        self._acl_keys = _keyed(graph, DEFAULT_ACL, "defaultNetworkAclId")
        self._loose: dict[str, list[Resource]] = {}
        self._strays: list[Resource] = []
        for route in graph.of_type(*ROUTES):
            if not graph.refers(route, "routeTableId", *TABLES).resources:
                keys = _keys(graph, route, "routeTableId")
                for key in keys:
                    self._loose.setdefault(key, []).append(route)
                if not keys:
                    self._strays.append(route)
        self._stray_tables = [
            table
            for one in graph.of_type(*_ASSOCIATIONS)
            if not graph.refers(one, "subnetId", *SUBNETS).given and plain(one.asked("gatewayId")) is None
            for table in graph.refers(one, "routeTableId", *TABLES).resources
        ]

    def of(self, resource: Resource) -> Subnet:
        """Return a subnet of the stack."""
        if resource.urn not in self._made:
            self._made[resource.urn] = self._read(resource)
        return self._made[resource.urn]

    def foreign(self, key: str) -> Subnet:
        """Return a subnet that is not in the stack, of which nothing is known."""
        if key not in self._made:
            self._made[key] = Subnet(
                key=key,
                name=key,
                vpc=None,
                v4=addresses.PRIVATE_V4,
                v6=addresses.PUBLIC_V6,
                sure=False,
                tables=(_UNKNOWN_TABLE,),
                acls=(_UNKNOWN_ACL,),
                gives_address=None,
                gives_ipv6=None,
            )
        return self._made[key]

    def default(self) -> Subnet:
        """Return the subnets of the default VPC as one: where AWS puts what names no subnet."""
        if DEFAULT not in self._made:
            key = self._vpcs.default_key
            self._made[DEFAULT] = Subnet(
                key=DEFAULT,
                name=DEFAULT,
                vpc=key,
                v4=self._vpcs.blocks_of(key),
                v6=(),
                sure=False,
                tables=self._main_tables(key),
                acls=self._default_acls(key),
                gives_address=True,
                gives_ipv6=False,
            )
        return self._made[DEFAULT]

    def _read(self, resource: Resource) -> Subnet:
        vpc = self._vpcs.key_of(resource)
        v4, v6, sure = blocks_of_subnet(self._graph, resource, vpc)
        is_default = resource.type == DEFAULT_SUBNET
        return Subnet(
            key=resource.urn,
            name=resource.name,
            vpc=vpc,
            v4=v4,
            v6=v6,
            sure=sure,
            tables=self._tables_of(resource, vpc),
            acls=self._acls_of(resource, vpc),
            gives_address=tri(resource.asked("mapPublicIpOnLaunch"), default=is_default),
            gives_ipv6=tri(resource.asked("assignIpv6AddressOnCreation")),
        )

    # Route tables

    def _tables_of(self, subnet: Resource, vpc: str | None) -> tuple[Table, ...]:
        found = self._graph.referrers(subnet, _ASSOCIATIONS, "subnetId", SUBNETS)
        named = [table for one in found.sure for table in self._named(one, vpc)]
        if found.sure:
            return _distinct(named)
        perhaps = [table for one in found.maybe for table in self._named(one, vpc)]
        perhaps += [self._table(table, vpc) for table in self._stray_tables]
        main = (_UNKNOWN_TABLE,) if subnet.external else self._main_tables(vpc)
        return _distinct([*main, *perhaps])

    def _named(self, owner: Resource, vpc: str | None) -> tuple[Table, ...]:
        """Return the tables that an association may name: of the stack, the main one, or an unknown one."""
        found = self._graph.refers(owner, "routeTableId", *TABLES)
        made = [self._table(table, vpc) for table in found.resources]
        if made and not found.lost and not found.foreign:
            return tuple(made)
        names = self._main_names(vpc)
        if any(key in names for key in _keys(self._graph, owner, "routeTableId")):
            return self._main_tables(vpc)
        return (*made, *(self._foreign_table(key) for key in found.foreign or ("",)))

    def _foreign_table(self, key: str) -> Table:
        return Table(key, key or _UNKNOWN_TABLE.name, (), known=False)

    def _table(self, resource: Resource, vpc: str | None) -> Table:
        key = (resource.urn, vpc)
        if key not in self._tables:
            routes = [] if resource.external else [*self._local(vpc), *read_routes(self._graph, resource)]
            routes += self._stray_routes()
            self._tables[key] = Table(resource.urn, resource.name, tuple(routes), known=not resource.external)
        return self._tables[key]

    def _main_tables(self, vpc: str | None) -> tuple[Table, ...]:
        """Return the tables that may be the main one of a VPC."""
        known = self._vpcs.get(vpc)
        if vpc == DEFAULT:
            return (self._implicit(vpc, "the default VPC"),)
        if known is None or known.resource is None or known.resource.external:
            return (_UNKNOWN_TABLE,)
        chosen = self._graph.referrers(known.resource, _MAIN_ASSOCIATIONS, "vpcId", VPCS)
        if chosen.sure:
            return self._named(chosen.sure[0], vpc)
        managed = next(
            (self._main_keys[name] for name in self._main_names(vpc) if name in self._main_keys), None
        )
        main = self._table(managed, vpc) if managed is not None else self._implicit(vpc, known.name)
        return _distinct([main, *(table for one in chosen.maybe for table in self._named(one, vpc))])

    def _implicit(self, vpc: str | None, name: str) -> Table:
        """Return the main table as AWS makes it, with the routes that the program adds to it by its id."""
        key = ("main", vpc)
        if key not in self._tables:
            routes = self._local(vpc)
            if vpc == self._vpcs.default_key:
                target = Target("internet", frozenset(), "the internet gateway of the default VPC")
                routes += [
                    Route(found, target, None, f"the route of the default VPC ({text})")
                    for text in _WORLD
                    if (found := addresses.block(text))
                ]
            for main in self._main_names(vpc):
                for route in self._loose.get(main, ()):
                    routes += loose_routes(self._graph, route, sure=True)
            routes += self._stray_routes()
            self._tables[key] = Table(f"main of {vpc}", f"the main route table of {name}", tuple(routes))
        return self._tables[key]

    def _local(self, vpc: str | None) -> list[Route]:
        return [Route(Block((part,)), LOCAL, None, "the local route") for part in self._vpcs.blocks_of(vpc)]

    def _stray_routes(self) -> list[Route]:
        return [route for one in self._strays for route in loose_routes(self._graph, one, sure=False)]

    def _main_names(self, vpc: str | None) -> list[str]:
        """Return what the main route table of a VPC can be named by."""
        known = self._vpcs.get(vpc)
        return _names(known.resource, "mainRouteTableId", "defaultRouteTableId") if known else []

    # Network ACLs

    def _acls_of(self, subnet: Resource, vpc: str | None) -> tuple[Acl, ...]:
        listed = self._graph.referrers(subnet, ACLS, "subnetIds", SUBNETS)
        single = self._graph.referrers(subnet, _ACL_ASSOCIATIONS, "subnetId", SUBNETS)
        sure = [self._acl(one) for one in listed.sure]
        for association in single.sure:
            sure += self._named_acls(association)
        if sure:
            return _distinct(sure)
        perhaps = [self._acl(one) for one in listed.maybe]
        for association in single.maybe:
            perhaps += self._named_acls(association)
        default = (_UNKNOWN_ACL,) if subnet.external else self._default_acls(vpc)
        return _distinct([*default, *perhaps])

    def _named_acls(self, association: Resource) -> list[Acl]:
        found = self._graph.refers(association, "networkAclId", *ACLS)
        named = [self._acl(one) for one in found.resources]
        return named if named and not found.lost and not found.foreign else [*named, _UNKNOWN_ACL]

    def _default_acls(self, vpc: str | None) -> tuple[Acl, ...]:
        known = self._vpcs.get(vpc)
        if known is None or known.resource is None:
            return (_OPEN_ACL if vpc == DEFAULT else _UNKNOWN_ACL,)
        if known.resource.external:
            return (_UNKNOWN_ACL,)
        names = _names(known.resource, "defaultNetworkAclId")
        managed = next((self._acl_keys[name] for name in names if name in self._acl_keys), None)
        return (self._acl(managed) if managed is not None else _OPEN_ACL,)

    def _acl(self, resource: Resource) -> Acl:
        return self._graph.derive(read_acl, resource.urn)


def _keyed(graph: Graph, token: str, path: str) -> dict[str, Resource]:
    """Return the managed defaults of VPCs by what they name: a known id, or a VPC's URN."""
    found: dict[str, Resource] = {}
    for resource in graph.of_type(token):
        for key in _keys(graph, resource, path):
            found.setdefault(key, resource)
    return found


def _keys(graph: Graph, resource: Resource, path: str) -> list[str]:
    value = plain(resource.asked(path))
    if isinstance(value, str) and value:
        return [value]
    return [vpc.urn for vpc in graph.wired(resource, path, *VPCS)]


def _names(vpc: Resource | None, *paths: str) -> list[str]:
    if vpc is None:
        return []
    ids = (plain(vpc.value(path)) for path in paths)
    return [vpc.urn, *(identity for identity in ids if isinstance(identity, str) and identity)]


def _distinct(found: list[Any]) -> tuple[Any, ...]:
    return tuple({id(one): one for one in found}.values())

"""The subnets of a graph, each joined with the route tables and network ACLs that it has or may have."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.placement import SUBNETS
from guardrails.reachability import addresses
from guardrails.reachability.acls import ACLS, DEFAULT_ACL, Acl, read_acl
from guardrails.reachability.routes import Table
from guardrails.reachability.tables import Tables, managed_defaults, names_of
from guardrails.reachability.vpcs import DEFAULT, Subnet, Vpcs, blocks_of_subnet, tri
from guardrails.tokens import DEFAULT_SUBNET, aws

_ACL_ASSOCIATIONS: Final = (aws("ec2/networkAclAssociation"),)
_UNKNOWN_TABLE: Final = Table("", "a route table that is not in this stack", (), known=False)
_UNKNOWN_ACL: Final = Acl("", None, {}, known=False)
_OPEN_ACL: Final = Acl("default", None, {})


class Subnets:
    """Every subnet of a graph; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._vpcs = graph.derive(Vpcs)
        self._made: dict[str, Subnet] = {}
        self._tables = graph.derive(Tables)
        self._managed_acls = managed_defaults(graph, DEFAULT_ACL, "defaultNetworkAclId")

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
                tables=self._tables.main(key),
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
            tables=self._tables.of_subnet(resource, vpc),
            acls=self._acls_of(resource, vpc),
            gives_address=tri(resource.asked("mapPublicIpOnLaunch"), default=is_default),
            gives_ipv6=tri(resource.asked("assignIpv6AddressOnCreation")),
        )

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
        names = names_of(known.resource, "defaultNetworkAclId")
        managed = next((self._managed_acls[name] for name in names if name in self._managed_acls), None)
        return (self._acl(managed) if managed is not None else _OPEN_ACL,)

    def _acl(self, resource: Resource) -> Acl:
        return self._graph.derive(read_acl, resource.urn)


def _distinct(found: list[Acl]) -> tuple[Acl, ...]:
    return tuple({id(one): one for one in found}.values())

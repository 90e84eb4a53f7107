"""What joins VPCs: peering connections and transit gateways, and which routes lead over them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.reachability.routes import PEERINGS, TRANSIT_GATEWAY, Kind, Target
from guardrails.reachability.vpcs import Vpcs
from guardrails.tokens import aws
from guardrails.values import plain

_ATTACHMENT: Final = aws("ec2transitgateway/vpcAttachment")
_OWN_TABLES: Final = (aws("ec2transitgateway/routeTable"),)
_ACCEPTER: Final = PEERINGS[1]
_DEFAULTS: Final = ("defaultRouteTableAssociation", "defaultRouteTablePropagation")
_JOINS: Final = ("transitGatewayDefaultRouteTableAssociation", "transitGatewayDefaultRouteTablePropagation")

Leads = Callable[[Target], bool | None]


@dataclass(frozen=True, slots=True)
class Link:
    """A way between two VPCs: its name, the routes that lead over it, and whether it stands for sure.

    `by_group` tells whether a security group may name a group on the other side.
    """

    name: str
    leads: Leads
    sure: bool
    by_group: bool
    resource: Resource | None = None


def over(kind: Kind, keys: frozenset[str]) -> Leads:
    """Return what tells whether a target is a gateway, which may have several keys."""

    def leads(target: Target) -> bool | None:
        if target.kind in ("unknown", "elsewhere"):
            return None
        if target.kind != kind or (target.keys and not target.keys & keys):
            return False
        return True if target.keys and target.keys <= keys else None

    return leads


def of_kind(*kinds: Kind) -> Leads:
    """Return what tells whether a target is of some kind."""

    def leads(target: Target) -> bool | None:
        return None if target.kind in ("unknown", "elsewhere") else target.kind in kinds

    return leads


LOCAL: Final = Link("local", of_kind("local"), sure=True, by_group=True)
_PERHAPS_LOCAL: Final = Link("local", of_kind("local"), sure=False, by_group=True)


class Links:
    """The ways between the VPCs of a graph; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._vpcs = graph.derive(Vpcs)
        self._between: dict[frozenset[str], list[Link]] = {}
        self.peered: set[str] = set()
        self._add_peerings()
        self._add_transit()

    def between(self, one: str | None, other: str | None) -> Iterator[Link]:
        """Yield the ways between two VPCs, by their keys; an unknown one may be the other one."""
        if one is None or other is None:
            yield _PERHAPS_LOCAL
        elif one == other:
            yield LOCAL
        else:
            yield from self._between.get(frozenset((one, other)), ())

    def _add_peerings(self) -> None:
        for peering in self._graph.of_type(PEERINGS[0]):
            ends = [self._vpcs.key_of(peering, path) for path in ("vpcId", "peerVpcId")]
            keys = frozenset((peering.urn, *(one.urn for one in self._accepters(peering))))
            if None not in ends and all(self._vpcs.get(end) for end in ends):
                self.peered.update(keys)
                name = f"peering {peering.name}"
                link = Link(name, over("peering", keys), sure=True, by_group=True, resource=peering)
                self._between.setdefault(frozenset(end for end in ends if end), []).append(link)

    def _accepters(self, peering: Resource) -> tuple[Resource, ...]:
        path = "vpcPeeringConnectionId"
        found = self._graph.referrers(peering, (_ACCEPTER,), path, (PEERINGS[0],))
        return (*found.sure, *found.maybe)

    def _add_transit(self) -> None:
        attached: dict[str, list[tuple[str, bool]]] = {}
        for attachment in self._graph.of_type(_ATTACHMENT):
            vpc = self._vpcs.key_of(attachment)
            gateway = self._graph.refers(attachment, "transitGatewayId", TRANSIT_GATEWAY)
            for key in (*(one.urn for one in gateway.resources), *gateway.foreign):
                if vpc is not None:
                    sure = gateway.one is not None and _by_default(self._graph, attachment, gateway.one)
                    attached.setdefault(key, []).append((vpc, sure))
        for key, ends in attached.items():
            gateway_resource = self._graph.get(key)
            name = f"transit gateway {gateway_resource.name if gateway_resource else key}"
            for index, (vpc, sure) in enumerate(ends):
                for other, other_sure in ends[index + 1 :]:
                    link = Link(
                        name,
                        over("transit", frozenset({key})),
                        sure=sure and other_sure,
                        by_group=False,
                        resource=gateway_resource,
                    )
                    self._between.setdefault(frozenset((vpc, other)), []).append(link)


def _by_default(graph: Graph, attachment: Resource, gateway: Resource) -> bool:
    """Tell whether a VPC is joined with all others of its gateway, as AWS does it by itself."""
    return (
        not graph.of_type(*_OWN_TABLES)
        and all(plain(gateway.asked(path)) in (None, "enable") for path in _DEFAULTS)
        and all(plain(attachment.asked(path)) in (None, True, "true") for path in _JOINS)
    )

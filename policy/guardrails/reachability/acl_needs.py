"""What has to pass the network ACL of each subnet, by an intent: packets, and the answers to them."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from guardrails.graph import Graph, Resource
from guardrails.reachability import ports
from guardrails.reachability.acls import Direction
from guardrails.reachability.addresses import ANYWHERE
from guardrails.reachability.endpoints import Endpoint, Endpoints
from guardrails.reachability.intent import OUTSIDE, Allowed, Intent, place_of
from guardrails.reachability.intervals import NONE, IntervalSet, both, either, union, without
from guardrails.reachability.kinds import NAT
from guardrails.reachability.links import over
from guardrails.reachability.tiers import Tiers
from guardrails.reachability.vpcs import Subnet

_HTTPS: Final = ports.tcp(443)
_WITH_PORTS: Final = tuple(map(ports.span_of, (6, 17)))


class Need(NamedTuple):
    """What must pass for some addresses on the other side."""

    where: IntervalSet
    what: IntervalSet


class Needs:
    """What has to pass the network ACL of each subnet, by an intent."""

    def __init__(self, graph: Graph, tiers: Tiers, intent: Intent) -> None:
        self._tiers = tiers
        self._intent = intent
        self._found: dict[tuple[str, Direction], dict[Need, None]] = {}
        clients = list(dict.fromkeys(subnet for _, subnet, _ in self.places()))
        self.gateways: tuple[tuple[Endpoint, list[Subnet]], ...] = tuple(
            (one, [subnet for subnet in clients if _leads(subnet, one)])
            for one in graph.derive(Endpoints).all
            if one.resource.type == NAT
        )
        for rule in intent.allowed:
            self._take(rule)
        for subnet, ports_of_client, what in dict.fromkeys(self._senders()):
            self._send(subnet, ports_of_client, what)

    def of(self, subnet: Subnet, way: Direction) -> tuple[Need, ...]:
        """Return what has to pass in a direction."""
        return tuple(self._found.get((subnet.key, way), ()))

    def places(self) -> Iterator[tuple[str, Subnet, Resource]]:
        """Yield the subnets of each tier, each with a member that lies there."""
        for tier, members in self._tiers.members.items():
            for member in members:
                for seat in member.seats:
                    yield tier, seat.subnet, member.resource

    def _take(self, rule: Allowed) -> None:
        """Note what one tier takes from another one, or from outside."""
        targets = dict.fromkeys(
            (seat.subnet, self._tiers.ports(rule, one) or NONE)
            for one in self._tiers.members.get(rule.target, ())
            for seat in one.seats
        )
        sources = dict.fromkeys(
            (seat.subnet, one.kind.clients)
            for one in self._tiers.members.get(rule.source, ())
            for seat in one.seats
        )
        for there, what in targets:
            if rule.source in OUTSIDE:
                self._exchange(there, ANYWHERE, "ingress", what, ports.AWS_SIDE)
            for here, clients in sources:
                if here is not there:
                    self._exchange(there, _blocks(here), "ingress", what, clients)
                    self._exchange(here, _blocks(there), "egress", what, clients)

    def _senders(self) -> Iterator[tuple[Subnet, IntervalSet, IntervalSet]]:
        """Yield from where packets leave the VPC: the subnet, the client's ports, and the ports asked."""
        for tier, members in self._tiers.members.items():
            services = [to for source, to in self._intent.services if source == tier]
            gateway = _HTTPS if any(place_of(one) for one in services) else NONE
            for member in members:
                what = either(self._tiers.outwards(member), gateway)
                for seat in member.seats if what else ():
                    yield seat.subnet, member.kind.clients, what

    def _send(self, here: Subnet, clients: IntervalSet, what: IntervalSet) -> None:
        """Note what a subnet sends out of the VPC, and what NAT gateways pass on for it."""
        self._exchange(here, ANYWHERE, "egress", what, clients)
        for gateway, served in self.gateways:
            for there in (seat.subnet for seat in gateway.seats if here in served):
                self._exchange(there, _blocks(here), "ingress", what, clients)
                self._exchange(there, ANYWHERE, "egress", what, ports.AWS_SIDE)

    def _exchange(
        self, subnet: Subnet, others: IntervalSet, way: Direction, what: IntervalSet, clients: IntervalSet
    ) -> None:
        """Note packets that pass in a direction, and the answers that pass in the other one."""
        back: Direction = "egress" if way == "ingress" else "ingress"
        for direction, needed in ((way, what), (back, _answers(clients, what))):
            if needed:
                self._found.setdefault((subnet.key, direction), {})[Need(others, needed)] = None


def _leads(subnet: Subnet, gateway: Endpoint) -> bool:
    """Tell whether a subnet may route to a NAT gateway."""
    leads = over("nat", frozenset({gateway.resource.urn}))
    return any(leads(route.target) is not False for table in subnet.tables for route in table.routes)


def _blocks(subnet: Subnet) -> IntervalSet:
    return either(subnet.v4, subnet.v6)


def _answers(clients: IntervalSet, asked: IntervalSet) -> IntervalSet:
    """Return the ports that answers go to: from a client's first one up, as AWS's own examples write them.

    https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
    """
    first = min(part[0] for part in both(clients, ports.TCP)) - ports.TCP[0][0]
    found, rest = NONE, asked
    for protocol, spoken in zip((6, 17), _WITH_PORTS, strict=True):
        if both(asked, spoken):
            found = union((*found, *ports.span_of(protocol, first)))
        rest = without(rest, spoken)
    return either(found, rest)

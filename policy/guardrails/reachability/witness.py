"""Why a packet passes or not: every hop of its way by name, with the rule, entry or route that decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from guardrails.graph import Graph, Resource
from guardrails.reachability import ports
from guardrails.reachability.acls import Direction
from guardrails.reachability.endpoints import Seat
from guardrails.reachability.filters import Filter, Passed
from guardrails.reachability.groups import DEFAULT_OF, NO_GROUPS, Membership, SecurityGroups
from guardrails.reachability.intervals import IntervalSet, both, covers
from guardrails.reachability.links import Leads, Link
from guardrails.reachability.ports import TCP

State = Literal["passes", "perhaps", "blocks"]
_WAYS: Final[dict[Direction, str]] = {"ingress": "in", "egress": "out"}


@dataclass(frozen=True, slots=True)
class Hop:
    """A place that a packet passes, perhaps passes, or does not."""

    text: str
    resource: Resource | None
    state: State

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: the addresses at either end, its port, and the ports that answers must reach."""

    source: int
    target: int
    port: int
    answers: IntervalSet | None = None

    @property
    def shown(self) -> str:
        """The port as people write it."""
        return ports.show(((self.port, self.port),))


class Witnesses:
    """Tells the ways of packets; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._groups = graph.derive(SecurityGroups)

    def between(self, source: Seat, target: Seat, link: Link, packet: Packet) -> list[Hop]:
        """Return the hops of a packet between two seats, there and back."""
        hops = list(self._group(source, target.groups, "egress", packet.target, packet))
        same = source.subnet is target.subnet
        if not same:
            hops += self._acl(source, "egress", packet.target, packet)
            hops += self._route(source, link.name, link.leads, packet.target)
            hops += self._acl(target, "ingress", packet.source, packet)
        hops += self._group(target, source.groups, "ingress", packet.source, packet)
        if not same and both(((packet.port, packet.port),), TCP):
            hops += self._answers(target, "egress", packet.source, packet)
            hops += self._route(target, link.name, link.leads, packet.source, back=True)
            hops += self._answers(source, "ingress", packet.target, packet)
        return hops

    def inbound(self, target: Seat, packet: Packet, link: Link | None) -> list[Hop]:
        """Return the hops of a packet that comes from outside to a seat; without a link it needs no route."""
        hops = [] if link is None else list(self._route(target, link.name, link.leads, packet.source))
        hops += self._acl(target, "ingress", packet.source, packet)
        hops += self._group(target, NO_GROUPS, "ingress", packet.source, packet)
        return hops

    def group_names(self, groups: Membership) -> str:
        """Return the names of groups."""
        names = []
        for key in sorted(groups.maybe):
            known = self._graph.get(key)
            names.append(known.name if known is not None else key.replace(DEFAULT_OF, "the default one of "))
        return ", ".join(names) or "which are not known yet"

    def _group(
        self, seat: Seat, others: Membership, direction: Direction, address: int, packet: Packet
    ) -> Iterator[Hop]:
        if seat.groups == NO_GROUPS:
            return
        gate = self._groups.gate(seat.groups, direction)
        names = self.group_names(seat.groups)
        passed = gate.by_address.at(address).or_(gate.for_members(others))
        permit = gate.deciding(address, others, packet.port)
        state = _state(passed, packet.port)
        if permit is None or state == "blocks":
            text = f"security group {names}: no rule lets {packet.shown} {_WAYS[direction]}"
            yield Hop(text, None, "blocks")
        else:
            rule = f" (rule {permit.owner.name})" if permit.owner is not None else ""
            yield Hop(f"security group {names}{rule}", permit.owner, state)

    def _acl(self, seat: Seat, direction: Direction, address: int, packet: Packet) -> Iterator[Hop]:
        state = _state(seat.subnet.acl(direction).at(address), packet.port)
        acl = seat.subnet.acls[0]
        if len(seat.subnet.acls) > 1 or not acl.known:
            yield Hop(f"the network ACL of subnet {seat.subnet.name}", acl.resource, state)
        elif acl.resource is not None:
            name = f"network ACL {acl.resource.name}"
            entry = acl.deciding(direction, address, packet.port)
            if state == "blocks":
                why = f"{entry.label} denies" if entry is not None else f"no {direction} entry allows"
                yield Hop(f"{name}: {why} {packet.shown}", acl.resource, "blocks")
            else:
                yield Hop(f"{name} ({entry.label})" if entry else name, acl.resource, state)

    def _answers(self, seat: Seat, direction: Direction, address: int, packet: Packet) -> Iterator[Hop]:
        passed = seat.subnet.acl(direction).at(address)
        may, must = (_enough(found, packet.answers) for found in passed)
        if not may:
            names = ", ".join(acl.resource.name for acl in seat.subnet.acls if acl.resource is not None)
            wanted = ports.show(packet.answers) if packet.answers is not None else "any TCP port"
            text = f"network ACL {names}: no {direction} entries allow answers to {wanted}"
            yield Hop(text, next((acl.resource for acl in seat.subnet.acls), None), "blocks")
        elif not must:
            yield Hop(f"the network ACL of subnet {seat.subnet.name} for answers", None, "perhaps")

    def _route(
        self, seat: Seat, name: str, leads: Leads, address: int, *, back: bool = False
    ) -> Iterator[Hop]:
        state = _anything(seat.subnet.toward(name, leads), address)
        tables = seat.subnet.tables
        if len(tables) != 1:
            yield Hop(f"the route table of subnet {seat.subnet.name}", None, state)
            return
        way = tables[0].way(address)
        used = next((route for route in way.routes if leads(route.target) is not False), None)
        found = used or next(iter(way.routes), None)
        if state == "blocks":
            other = f"leads to {found.target.kind} {found.target.name}".rstrip() if found else "leads nowhere"
            text = f"route table {tables[0].name} {other}{' for answers' if back else ''}"
            yield Hop(text, found.owner if found else None, "blocks")
        elif found is not None and found.target.kind != "local":
            gateway = f"{_GATES.get(found.target.kind, found.target.kind)} {found.target.name}".rstrip()
            yield Hop(f"{gateway} by {found.label}", found.owner, state)


_GATES: Final = {
    "internet": "internet gateway",
    "nat": "NAT gateway",
    "vpn": "virtual private gateway",
    "transit": "transit gateway",
    "peering": "peering connection",
    "endpoint": "gateway endpoint",
    "egress-only": "egress-only internet gateway",
}


def _state(passed: Passed, port: int) -> State:
    found = ((port, port),)
    if covers(passed.must, found):
        return "passes"
    return "perhaps" if covers(passed.may, found) else "blocks"


def _anything(one: Filter, address: int) -> State:
    passed = one.at(address)
    return "passes" if passed.must else ("perhaps" if passed.may else "blocks")


def _enough(found: IntervalSet, answers: IntervalSet | None) -> bool:
    return bool(both(found, TCP)) if answers is None else covers(found, answers)

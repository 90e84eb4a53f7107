"""Which packets pass from one place to another, there and back: every hop of the way as a filter.

A TCP connection needs the answers as well: they go back to the port that the client opened it from, through
the network ACLs, which know no connections, and by the target's own route table. Whatever else is sent has
reached the target once it is there.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from guardrails.graph import Graph
from guardrails.reachability import addresses
from guardrails.reachability.acls import Direction
from guardrails.reachability.endpoints import Seat
from guardrails.reachability.entrances import lets_in
from guardrails.reachability.filters import ALL, NOTHING, Filter, Passed, overlay
from guardrails.reachability.groups import SecurityGroups
from guardrails.reachability.intervals import NONE, Interval, IntervalSet, both, covers, either, without
from guardrails.reachability.links import Link, Links, of_kind
from guardrails.reachability.ports import TCP
from guardrails.reachability.routes import Target
from guardrails.reachability.vpcs import Vpcs

ENDPOINTS: Final = Link("gateway endpoints", of_kind("endpoint"), sure=True, by_group=False)
INTERNET: Final = Link("the internet", of_kind("internet"), sure=True, by_group=False)
_WAYS: Final[tuple[Direction, ...]] = ("ingress", "egress")
_UNSURE = ("unknown", "elsewhere")


class Stream(NamedTuple):
    """What passes from a stretch of source addresses."""

    source: Interval
    passed: Passed


class _Side(NamedTuple):
    """What one side of a flow lets pass for some addresses of the other: packets, and answers to them."""

    packets: Passed
    answers: Passed


class Flows:
    """Answers which packets pass; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._groups = graph.derive(SecurityGroups)
        self._links = graph.derive(Links)
        self._vpcs = graph.derive(Vpcs)
        self._from_internet: dict[Seat, tuple[Stream, ...]] = {}

    def between(self, source: Seat, target: Seat, answers: IntervalSet | None = None) -> Passed:
        """Return which ports of a target a source reaches: from some address of its own, and from any.

        Args:
            source: who opens the connections.
            target: where to.
            answers: the client's ports that answers must reach; without them any single one is enough.
        """
        passed = NOTHING
        for link in self._links.between(source.subnet.vpc, target.subnet.vpc):
            for version in (4, 6):
                passed = passed.or_(self.over(link, source, target, version, answers))
        return passed

    def over(
        self, link: Link, source: Seat, target: Seat, version: int, answers: IntervalSet | None = None
    ) -> Passed:
        """Return what passes over one link, by one IP version."""
        speaks = (True, True) if version == 4 else (source.has_v6, target.has_v6)
        here, there = source.frame(version), target.frame(version)
        if False in speaks or not here or not there:
            return NOTHING
        member = self._member_ports(source, target) if link.by_group else (NOTHING, NOTHING)
        same = source.subnet is target.subnet
        leaving = set(self._sides(source, "egress", there, link, member[0], same=same))
        entering = set(self._sides(target, "ingress", here, link, member[1], same=same))
        may, must = NONE, None
        for one in leaving:
            for other in entering:
                found = _connect(one, other, answers)
                may = either(may, found.may)
                must = found.must if must is None else both(must, found.must)
        sure = link.sure and None not in speaks
        return Passed(may, (must or NONE) if sure else NONE)

    def corners(self, link: Link, source: Seat, target: Seat) -> Iterator[tuple[int, int]]:
        """Yield the first addresses of each two stretches between which what passes may differ."""
        for version in (4, 6):
            here, there = source.frame(version), target.frame(version)
            for (first, _), _ in overlay(self._looks_at(target, link), here):
                for (other, _), _ in overlay(self._looks_at(source, link), there):
                    yield first, other

    def _looks_at(self, seat: Seat, link: Link) -> list[Filter]:
        gates = [self._groups.gate(seat.groups, way).by_address for way in _WAYS]
        acls = [seat.subnet.acl(way) for way in _WAYS]
        return [*gates, *acls, seat.subnet.toward(link.name, link.leads)]

    def from_internet(self, target: Seat, answers: IntervalSet | None = None) -> tuple[Stream, ...]:
        """Return what reaches a target from the internet, by source addresses."""
        if answers is None:
            if target not in self._from_internet:
                self._from_internet[target] = tuple(self._internet(target, None))
            return self._from_internet[target]
        return tuple(self._internet(target, answers))

    def from_networks(self, target: Seat) -> Iterator[Stream]:
        """Yield what reaches a target from networks behind gateways that are neither in the stack nor public."""
        own = either(self._vpcs.blocks_of(target.subnet.vpc), addresses.NAMED)
        back = target.subnet.toward("other networks", self._leads_to_networks)
        for version in (4, 6):
            frame = without(addresses.V4 if version == 4 else addresses.V6, own)
            if version == 4 or target.has_v6 is not False:
                sure = version == 4 or target.has_v6 is True
                yield from self._streams(target, frame, back, None, sure=sure)

    def direct(
        self, target: Seat, frame: IntervalSet, answers: IntervalSet | None = None
    ) -> Iterator[Stream]:
        """Yield what reaches a target from addresses that need no route to it, as those of a VPC origin."""
        yield from self._streams(target, frame, None, answers, sure=True)

    def toward(
        self, source: Seat, link: Link, place: IntervalSet, answers: IntervalSet | None = None
    ) -> Passed:
        """Return what a source may send to a place outside of its VPC, through one kind of gateway."""
        route = source.subnet.toward(link.name, link.leads)
        gate = self._groups.gate(source.groups, "egress").by_address
        may, must = NONE, None
        filters = [gate, source.subnet.acl("egress"), route, source.subnet.acl("ingress")]
        for _, (allowed, leaves, routed, back) in overlay(filters, place):
            found = _answered(allowed.and_(leaves).and_(routed), back, answers)
            may = either(may, found.may)
            must = found.must if must is None else both(must, found.must)
        return Passed(may, must or NONE)

    def _internet(self, target: Seat, answers: IntervalSet | None) -> Iterator[Stream]:
        entrance = lets_in(self._graph, target.subnet)
        if entrance is False:
            return
        back = target.subnet.toward(INTERNET.name, INTERNET.leads)
        for public, frame in (
            (target.public, addresses.INTERNET_V4),
            (target.public_v6, addresses.INTERNET_V6),
        ):
            if public is not False:
                yield from self._streams(target, frame, back, answers, sure=bool(public and entrance))

    def _streams(
        self,
        target: Seat,
        frame: IntervalSet,
        back: Filter | None,
        answers: IntervalSet | None,
        *,
        sure: bool,
    ) -> Iterator[Stream]:
        subnet = target.subnet
        filters = [
            self._groups.gate(target.groups, "ingress").by_address,
            subnet.acl("ingress"),
            subnet.acl("egress"),
            *([back] if back is not None else []),
        ]
        for source, (allowed, enters, leaves, *routed) in overlay(filters, frame):
            home = leaves.and_(routed[0]) if routed else leaves
            reached = allowed.and_(enters)
            if routed:  # without a road back there is none in: the gateway is not the subnet's
                reached = reached.and_(routed[0])
            found = _answered(reached, home, answers)
            if found.may:
                yield Stream(source, found if sure else Passed(found.may, NONE))

    def _sides(
        self,
        seat: Seat,
        direction: Direction,
        others: IntervalSet,
        link: Link,
        members: Passed,
        *,
        same: bool,
    ) -> Iterator[_Side]:
        """Yield what passes at one seat for the addresses of the other: the groups, ACLs and the way there."""
        outward = direction == "egress"
        gate = self._groups.gate(seat.groups, "egress" if outward else "ingress").by_address
        if same:  # within a subnet nothing is routed, and its network ACL does not look
            for _, (allowed,) in overlay([gate], others):
                yield _Side(allowed.or_(members), ALL)
            return
        route = seat.subnet.toward(link.name, link.leads)
        filters = [gate, route, seat.subnet.acl("egress"), seat.subnet.acl("ingress")]
        for _, (allowed, routed, out, into) in overlay(filters, others):
            allowed = allowed.or_(members)
            if outward:
                yield _Side(allowed.and_(routed).and_(out), into)
            else:
                yield _Side(allowed.and_(into), routed.and_(out))

    def _member_ports(self, source: Seat, target: Seat) -> tuple[Passed, Passed]:
        """Return what the groups of either side allow because of the groups of the other one."""
        leaving = self._groups.gate(source.groups, "egress").for_members(target.groups)
        entering = self._groups.gate(target.groups, "ingress").for_members(source.groups)
        return leaving, entering

    def _leads_to_networks(self, target: Target) -> bool | None:
        if target.kind in _UNSURE:
            return None
        if target.kind == "peering":
            return not (target.keys and target.keys <= self._links.peered)
        return target.kind in ("vpn", "transit")


def _connect(leaving: _Side, entering: _Side, answers: IntervalSet | None) -> Passed:
    return _answered(leaving.packets.and_(entering.packets), leaving.answers.and_(entering.answers), answers)


def _answered(packets: Passed, back: Passed, answers: IntervalSet | None) -> Passed:
    """Return which packets reach their target: TCP only where the answers come back."""
    return Passed(
        packets.may if _enough(back.may, answers) else without(packets.may, TCP),
        packets.must if _enough(back.must, answers) else without(packets.must, TCP),
    )


def _enough(back: IntervalSet, answers: IntervalSet | None) -> bool:
    return bool(both(back, TCP)) if answers is None else covers(back, answers)

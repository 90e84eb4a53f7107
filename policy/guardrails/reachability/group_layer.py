"""Security groups held against an intent by themselves: each rule lets through what is declared, no more.

Whether a packet passes takes every layer of a network. Here one layer stands alone, so that it still holds when
another one is opened by mistake.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from guardrails.graph import Graph
from guardrails.reachability import addresses, ports
from guardrails.reachability.acls import Direction
from guardrails.reachability.addresses import NOWHERE
from guardrails.reachability.endpoints import Endpoint, Seat
from guardrails.reachability.exposures import Exposures
from guardrails.reachability.groups import Permit, SecurityGroups
from guardrails.reachability.intent import CLOUDFRONT, INTERNET, NETWORKS, Intent
from guardrails.reachability.intervals import NONE, IntervalSet, both, either, without
from guardrails.reachability.matrix import FILE, Problems, name_of
from guardrails.reachability.tiers import Sources, Tiers
from guardrails.reachability.vpcs import Vpcs
from guardrails.rule import Problem

_PUBLIC: Final = either(addresses.PUBLIC_V4, addresses.PUBLIC_V6)
_WAYS: Final[tuple[Direction, ...]] = ("ingress", "egress")
# What makes two endpoints at one seat the same to an intent.
_Sort = tuple[frozenset[str], IntervalSet | None, bool]


class _Excess(NamedTuple):
    """What a rule lets through and must not: between whom, on which ports, perhaps and for sure."""

    who: str
    may: IntervalSet
    must: IntervalSet


def beyond_groups(graph: Graph, intent: Intent) -> Problems:
    """Return, by URN of the rule, group or resource, what security groups let through undeclared."""
    tiers = Tiers(graph, intent)
    judge = _Judge(graph, tiers)
    found: dict[str, dict[str, Problem]] = {}
    for member, seat in judge.members():
        for way in _WAYS:
            for permit in graph.derive(SecurityGroups).gate(seat.groups, way).permits:
                owner = permit.owner or member.resource
                for one in judge.excess(member, seat, permit, way):
                    told = _problem(way, member, one)
                    found.setdefault(owner.urn, {}).setdefault(told.what, told)
    return {urn: tuple(told.values()) for urn, told in found.items()}


def _problem(way: Direction, member: Endpoint, one: _Excess) -> Problem:
    name = name_of(member.resource)
    through = f"{one.who} in to {name}" if way == "ingress" else f"{name} out to {one.who}"
    does = "lets" if one.must else "may let"
    what = f"it {does} {through} on {ports.show(one.must or one.may)}, which {FILE} does not allow"
    return Problem(what, undecided=not one.must)


class _Judge:
    """Holds single rules of security groups against the tiers of an intent.

    Endpoints of one sort at one seat are judged as one, so that a tier of a thousand costs no more than one of two.
    """

    def __init__(self, graph: Graph, tiers: Tiers) -> None:
        self._graph = graph
        self._tiers = tiers
        self._sources = graph.derive(Sources)
        self._sorts: dict[Seat, dict[_Sort, list[Endpoint]]] = {}
        for seat, endpoints in self._sources.endpoints.items():
            sorts: dict[_Sort, list[Endpoint]] = {}
            for one in endpoints:
                sorts.setdefault(self._sort(one), []).append(one)
            self._sorts[seat] = sorts

    def members(self) -> Iterator[tuple[Endpoint, Seat]]:
        """Yield a member of a tier for each sort at each seat."""
        for seat, sorts in self._sorts.items():
            for (tiers, _, _), endpoints in sorts.items():
                if tiers:
                    yield endpoints[0], seat

    def excess(self, member: Endpoint, seat: Seat, permit: Permit, way: Direction) -> Iterator[_Excess]:
        """Yield what a rule of a tier's member lets through and must not, by who is at the other end."""
        if permit.owner is None and permit.any_group:
            return  # groups that nobody knows: the proof of the ways tells that they are undecided
        yield from self._inside(member, permit, way)
        if permit.where != NOWHERE:
            yield from self._outside(member, seat, permit, way)

    def _inside(self, member: Endpoint, permit: Permit, way: Direction) -> Iterator[_Excess]:
        """Judge the endpoints that a rule names, by their groups or by their addresses."""
        for seat in self._sources.named(permit):
            for endpoints in self._sorts[seat].values():
                other = next((one for one in endpoints if one is not member), None)
                allowed = None if other is None else self._between(member, other, way)
                if other is not None and allowed is not None:
                    sure = permit.for_members(seat.groups).must or both(permit.where.sure, seat.frame(4))
                    yield from _excess(name_of(other.resource), permit, allowed, sure=bool(sure))

    def _between(self, member: Endpoint, other: Endpoint, way: Direction) -> IntervalSet | None:
        """Return the ports that may be open between two endpoints; None where nobody judges that."""
        if way == "ingress":
            return self._tiers.allowed(self._tiers.of(other.resource), member)
        if not self._tiers.of(other.resource):
            return None
        within = self._tiers.allowed(self._tiers.of(member.resource), other)
        return None if within is None else either(within, self._tiers.outwards(member))

    def _outside(self, member: Endpoint, seat: Seat, permit: Permit, way: Direction) -> Iterator[_Excess]:
        """Judge the addresses of a rule that are nobody's in the VPC, by the widest kind of them."""
        own = self._graph.derive(Vpcs).blocks_of(seat.subnet.vpc)
        for source, name, frame in (
            (INTERNET, "the internet", without(_PUBLIC, own)),
            (CLOUDFRONT, "CloudFront", addresses.CLOUDFRONT),
            (NETWORKS, "other networks", without(addresses.PRIVATE_V4, own)),
        ):
            sure = both(permit.where.sure, frame)
            if sure or both(permit.where.maybe, frame):
                # A list of AWS's that nobody knows the id of, as CloudFront's in a newer Region, may be CloudFront's.
                if not sure and both(permit.where.maybe, addresses.CLOUDFRONT):
                    source, name = CLOUDFRONT, "a prefix list that nobody knows"
                allowed = self._from(source, member) if way == "ingress" else self._tiers.outwards(member)
                yield from _excess(name, permit, allowed, sure=bool(sure))
                return

    def _from(self, source: str, member: Endpoint) -> IntervalSet:
        if source == INTERNET and not self._sees_clients(member):
            return NONE
        return self._tiers.allowed({source}, member) or NONE

    def _sort(self, one: Endpoint) -> _Sort:
        tiers = frozenset(self._tiers.of(one.resource))
        return (tiers, self._tiers.serves(one), self._sees_clients(one)) if tiers else (tiers, None, False)

    def _sees_clients(self, member: Endpoint) -> bool:
        """Tell whether packets come to a resource with addresses of the internet.

        They do where it has a public address, and where what stands before it keeps the client's.
        """
        if any(seat.public is not False or seat.public_v6 is not False for seat in member.seats):
            return True
        exposure = self._graph.derive(Exposures).of(member.resource)
        entries = exposure.entries if exposure is not None else ()
        return any(entry.forwards and "client" in entry.forwards[-1].seen_as for entry in entries)


def _excess(who: str, permit: Permit, allowed: IntervalSet, *, sure: bool) -> Iterator[_Excess]:
    may, must = without(permit.what.may, allowed), without(permit.what.must, allowed)
    if may:
        yield _Excess(who, may, must if sure else NONE)

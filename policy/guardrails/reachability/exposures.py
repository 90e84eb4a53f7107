"""Everything that the internet reaches: by an address of its own, or because something passes connections on."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses
from guardrails.reachability.balancers import Forward, balancer_forwards, listens
from guardrails.reachability.endpoints import Endpoint, Endpoints, Seat
from guardrails.reachability.filters import NOTHING, Passed
from guardrails.reachability.flows import Flows, Stream
from guardrails.reachability.groups import SecurityGroups
from guardrails.reachability.intervals import NONE, IntervalSet, both, either, union
from guardrails.reachability.kinds import BALANCERS
from guardrails.reachability.origins import SERVICES, on_the_internet, service_forwards

_EVERYONE: Final = union((*addresses.INTERNET_V4, *addresses.INTERNET_V6))


@dataclass(frozen=True, slots=True)
class Entry:
    """A way in: what reaches a resource, from where, and what passes the connection on before.

    Attributes:
        ports: the ports that are reached, perhaps and for sure.
        sources: the client's addresses, as the first resource on the way sees them.
        forwards: the connections passed on, the one to the resource itself last.
        seat: where the resource is reached; None for what lies in no VPC.
        streams: what reaches the seat, by the addresses that it sees.
    """

    ports: Passed
    sources: IntervalSet
    forwards: tuple[Forward, ...] = ()
    seat: Seat | None = None
    streams: tuple[Stream, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """A resource that the internet reaches, or may reach."""

    resource: Resource
    entries: tuple[Entry, ...]

    @property
    def ports(self) -> Passed:
        """The ports that are reached by any way, perhaps and for sure."""
        found = NOTHING
        for entry in self.entries:
            found = found.or_(entry.ports)
        return found


class Exposures:
    """What the internet reaches, in the order of registration; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._flows = graph.derive(Flows)
        self._endpoints = graph.derive(Endpoints)
        self._entries: dict[str, list[Entry]] = {}
        self._queue: deque[tuple[Resource, Entry]] = deque()
        self._passed_on: dict[object, int] = {}
        for service in graph.of_type(*SERVICES):
            self._enter_service(service)
        for endpoint in self._endpoints.all:
            self._enter(endpoint)
        while self._queue:
            resource, entry = self._queue.popleft()
            for forward in self._forwards(resource):
                self._pass_on(forward, entry)
        self.all = tuple(
            Exposure(one, tuple(self._entries[one.urn]))
            for one in graph.resources
            if one.urn in self._entries
        )
        self._by_urn = {one.resource.urn: one for one in self.all}

    def of(self, resource: Resource) -> Exposure | None:
        """Return what reaches a resource from the internet; None if nothing does."""
        return self._by_urn.get(resource.urn)

    def _enter_service(self, service: Resource) -> None:
        found, state = on_the_internet(service)
        if state is not False:
            passed = Passed(found, found if state else NONE)
            self._add(service, Entry(passed, _EVERYONE))

    def _enter(self, endpoint: Endpoint) -> None:
        if not endpoint.kind.serves:
            return
        limit = listens(self._graph, endpoint.resource) if endpoint.resource.type in BALANCERS else None
        for seat in endpoint.seats:
            found = self._flows.from_internet(seat)
            entry = _entry(found, seat, (), limit, sure=_certain(endpoint))
            if entry is not None:
                self._add(endpoint.resource, entry)

    def _add(self, resource: Resource, entry: Entry) -> None:
        self._entries.setdefault(resource.urn, []).append(entry)
        self._queue.append((resource, entry))

    def _forwards(self, resource: Resource) -> Iterable[Forward]:
        if resource.type in BALANCERS:
            return balancer_forwards(self._graph, resource)
        return service_forwards(self._graph, resource) if resource.type in SERVICES else ()

    def _pass_on(self, forward: Forward, entry: Entry) -> None:
        """Follow a connection to the next resource, again only where more is known of it."""
        used, certain = entry.ports
        if forward.entry is not None:
            used, certain = both(used, forward.entry), both(certain, forward.entry)
        sure = forward.sure and bool(certain) and _certain(forward.target)
        clients = entry.sources if "client" in forward.seen_as else NONE
        through = tuple(one.urn for one in forward.through)
        key = (forward.source.urn, forward.target.resource.urn, through, forward.seen_as, clients)
        if not used or self._passed_on.get(key, -1) >= sure:
            return
        self._passed_on[key] = sure
        way = (*entry.forwards, forward)
        for seat in forward.target.seats:
            streams = tuple(self._streams(forward, seat, entry))
            found = _entry(streams, seat, way, forward.ports, sure=sure, sources=entry.sources)
            if found is not None:
                self._add(forward.target.resource, found)

    def _streams(self, forward: Forward, seat: Seat, entry: Entry) -> Iterator[Stream]:
        if forward.seen_as in ("own", "own or client"):
            yield from self._from_own(forward, seat, sure=forward.seen_as == "own")
        if forward.seen_as in ("client", "own or client"):
            sure = forward.seen_as == "client"
            for stream in self._flows.direct(seat, entry.sources):
                yield stream if sure else Stream(stream.source, Passed(stream.passed.may, NONE))
            yield from self._by_member(forward, seat, entry.sources)
        if forward.seen_as == "CloudFront":
            for stream in self._flows.from_internet(seat):
                if stream.source == addresses.CLOUDFRONT[0]:
                    yield stream
        if forward.seen_as == "CloudFront in the VPC":
            yield from self._flows.direct(seat, addresses.CLOUDFRONT)

    def _from_own(self, forward: Forward, seat: Seat, *, sure: bool) -> Iterator[Stream]:
        source = self._endpoints.by_urn.get(forward.source.urn)
        seats = source.seats if source is not None else ()
        whole = [self._flows.between(one, seat) for one in seats]
        for one, passed in zip(seats, whole, strict=True):
            if passed.may:
                certain = sure and source is not None and _certain(source)
                yield Stream(one.frame(4)[0], passed if certain else Passed(passed.may, NONE))

    def _by_member(self, forward: Forward, seat: Seat, sources: IntervalSet) -> Iterator[Stream]:
        """Yield what a group lets in that names the load balancer's group, whoever the client is."""
        source = self._endpoints.by_urn.get(forward.source.urn)
        gate = self._graph.derive(SecurityGroups).gate(seat.groups, "ingress")
        for one in source.seats if source is not None else ():
            passed = gate.for_members(one.groups)
            if passed.may:
                found = seat.subnet.acl("ingress").at(sources[0][0]).and_(passed)
                yield Stream(sources[0], Passed(found.may, NONE))


def _entry(
    streams: Iterable[Stream],
    seat: Seat,
    forwards: tuple[Forward, ...],
    limit: IntervalSet | None,
    *,
    sure: bool,
    sources: IntervalSet | None = None,
) -> Entry | None:
    """Return a way in by some streams, the ports limited to those that a resource serves on."""
    kept = []
    for stream in streams:
        passed = stream.passed
        if limit is not None:
            passed = Passed(both(passed.may, limit), both(passed.must, limit))
        if passed.may:
            kept.append(Stream(stream.source, passed if sure else Passed(passed.may, NONE)))
    if not kept:
        return None
    may = must = NONE
    for stream in kept:
        may, must = either(may, stream.passed.may), either(must, stream.passed.must)
    clients = union(one.source for one in kept if one.passed.must or not must)
    clients = clients if sources is None else sources
    return Entry(Passed(may, must), clients, forwards, seat, tuple(kept))


def _certain(endpoint: Endpoint) -> bool:
    return endpoint.placed or len(endpoint.seats) == 1

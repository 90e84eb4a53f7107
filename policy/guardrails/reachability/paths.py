"""The ways in, told: from whom, on which ports, over which hops."""

from dataclasses import dataclass
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses, ports
from guardrails.reachability.endpoints import Endpoints, Seat
from guardrails.reachability.exposures import Entry, Exposure
from guardrails.reachability.flows import INTERNET, Flows
from guardrails.reachability.intervals import IntervalSet, covers, without
from guardrails.reachability.links import Link, Links
from guardrails.reachability.witness import Hop, Packet, Witnesses

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Path:
    """A way to a resource: who comes, to which ports, over which hops, for sure or perhaps."""

    sources: str
    ports: str
    hops: tuple[Hop, ...]
    sure: bool

    def __str__(self) -> str:
        return " -> ".join((self.sources, *map(str, self.hops)))

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "sources": self.sources,
            "ports": self.ports,
            "sure": self.sure,
            "hops": [
                {"hop": hop.text, "urn": hop.resource.urn if hop.resource is not None else None}
                for hop in self.hops
            ],
        }


def paths_of(graph: Graph, exposure: Exposure) -> tuple[Path, ...]:
    """Return the ways to a resource, those over the same hops told once, the sure ones first."""
    found: dict[tuple[Any, ...], Path] = {}
    for entry in exposure.entries:
        way = tuple(one.urn for forward in entry.forwards for one in (forward.source, *forward.through))
        key = (entry.ports, entry.sources, way)
        if key not in found:
            found[key] = _path(graph, entry, exposure.resource)
    return tuple(sorted(found.values(), key=lambda path: not path.sure))


def _path(graph: Graph, entry: Entry, resource: Resource) -> Path:
    hops = [
        Hop(_named(one), one, "passes")
        for forward in entry.forwards
        for one in (forward.source, *forward.through)
    ]
    shown = entry.ports.must or entry.ports.may
    if entry.seat is not None and entry.streams:
        hops += _last_hops(graph, entry, entry.seat)
    hops.append(Hop(_named(resource), resource, "passes"))
    return Path(show_sources(entry.sources), ports.show(shown), tuple(hops), bool(entry.ports.must))


def _last_hops(graph: Graph, entry: Entry, seat: Seat) -> list[Hop]:
    stream = next((one for one in entry.streams if one.passed.must), entry.streams[0])
    port = ports.one_of(stream.passed.must or stream.passed.may)[0]
    packet = Packet(stream.source[0], 0, port)
    last = entry.forwards[-1] if entry.forwards else None
    witnesses = graph.derive(Witnesses)
    if last is None or last.seen_as == "CloudFront":
        return witnesses.inbound(seat, packet, INTERNET)
    if last.seen_as in ("own", "own or client"):
        source = graph.derive(Endpoints).by_urn.get(last.source.urn)
        for one in source.seats if source is not None else ():
            found = between(graph, one, seat, port)
            if found is not None:
                return found
    return witnesses.inbound(seat, packet, None)


def between(graph: Graph, source: Seat, target: Seat, port: int) -> list[Hop] | None:
    """Return the hops over which a source reaches a port of a target; None if it does not."""
    for link in graph.derive(Links).between(source.subnet.vpc, target.subnet.vpc):
        for version in (4, 6):
            passed = graph.derive(Flows).over(link, source, target, version)
            if covers(passed.may, ((port, port),)):
                packet = Packet(_first(source, version), _first(target, version), port)
                return graph.derive(Witnesses).between(source, target, link, packet)
    return None


def blocked(
    graph: Graph, source: Seat, target: Seat, port: int, answers: IntervalSet | None
) -> tuple[Hop, ...]:
    """Return the hops from a source to a port of a target, up to the one that lets the packet not pass."""
    flows, witnesses = graph.derive(Flows), graph.derive(Witnesses)
    link: Link | None = None
    for link in graph.derive(Links).between(source.subnet.vpc, target.subnet.vpc):
        for here, there in flows.corners(link, source, target):
            hops = witnesses.between(source, target, link, Packet(here, there, port, answers))
            for index, hop in enumerate(hops):
                if hop.state == "blocks":
                    return tuple(hops[: index + 1])
    if link is None:
        return (
            Hop(
                f"no peering or transit gateway joins the VPCs of {source.subnet.name} and "
                f"{target.subnet.name}",
                None,
                "blocks",
            ),
        )
    return (Hop("the hops let different addresses pass, and none lets all", None, "blocks"),)


def show_sources(found: IntervalSet) -> str:
    """Write the sources of a way for people: `the internet`, `CloudFront`, or blocks."""
    parts, rest = [], found
    if covers(found, addresses.INTERNET_V4):
        parts.append("the internet")
        rest = without(rest, addresses.INTERNET_V4)
    if covers(found, addresses.INTERNET_V6):
        parts += [] if parts else ["the internet by IPv6"]
        rest = without(rest, addresses.INTERNET_V6)
    blocks = [addresses.show(part) for part in rest]
    more = len(blocks) - _SHOWN
    return ", ".join([*parts, *blocks[:_SHOWN], *([f"{more} more"] if more > 0 else [])])


def _first(seat: Seat, version: int) -> int:
    return seat.frame(version)[0][0]


def _named(resource: Resource) -> str:
    kind = resource.type.split(":")
    return f"{kind[1] if len(kind) > 2 and kind[0] == 'aws' else resource.type} {resource.name}"

"""What an intent demands: which tier must reach which, and which services a tier reaches without NAT."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph
from guardrails.reachability import addresses, ports
from guardrails.reachability.endpoints import Endpoint, Endpoints, Seat
from guardrails.reachability.exposures import Exposures
from guardrails.reachability.filters import NOTHING, Passed
from guardrails.reachability.flows import ENDPOINTS, INTERNET, Flows
from guardrails.reachability.intent import CLOUDFRONT, NETWORKS, OUTSIDE, Allowed, Intent, place_of
from guardrails.reachability.intent import INTERNET as EVERYONE
from guardrails.reachability.intervals import IntervalSet, covers, without
from guardrails.reachability.kinds import ENDPOINT
from guardrails.reachability.matrix import FILE, Problems, name_of
from guardrails.reachability.origins import DISTRIBUTION
from guardrails.reachability.paths import blocked
from guardrails.reachability.prefix_lists import service_of
from guardrails.reachability.tiers import Tiers
from guardrails.reachability.vpcs import tri
from guardrails.reachability.witness import Hop, Packet, Witnesses
from guardrails.rule import Problem

_HTTPS: Final = ports.tcp(443)


def missing(graph: Graph, intent: Intent) -> Problems:
    """Return, by the target's URN, who must reach it and does not, with the hop that blocks the way."""
    tiers = Tiers(graph, intent)
    found: dict[str, list[Problem]] = {}
    for rule in intent.allowed:
        for target in tiers.members.get(rule.target, ()) if rule.must else ():
            asked = tiers.ports(rule, target)
            if asked is None:
                what = f"which ports it serves on is not known: name them in {FILE}"
                told = [Problem(what, undecided=True)]
            elif rule.source in OUTSIDE:
                told = list(_from_outside(graph, rule, target, asked))
            else:
                sources = tiers.members.get(rule.source, ())
                told = [one for source in sources for one in _from_tier(graph, source, target, asked)]
            if told:
                found.setdefault(target.resource.urn, []).extend(told)
    return {urn: tuple(told) for urn, told in found.items()}


def _from_tier(graph: Graph, source: Endpoint, target: Endpoint, asked: IntervalSet) -> Iterator[Problem]:
    """Judge each pair of places: all must do where both lie for sure, one where nobody knows which.

    A way that is open in some place that a resource may lie in is not called blocked: a preview does not
    know more.
    """
    pairs = [(here, there) for here in source.seats for there in target.seats]
    flows, answers = graph.derive(Flows), source.kind.clients
    passed = [flows.between(here, there, answers) for here, there in pairs]
    closed = [pair for pair, found in zip(pairs, passed, strict=True) if not covers(found.may, asked)]
    placed = source.placed and target.placed
    if closed and (placed or len(closed) == len(pairs)):
        here, there = closed[0]
        gap = without(asked, flows.between(here, there, answers).may)
        hops = blocked(graph, here, there, gap[0][0], answers)
        yield Problem(
            f"{name_of(source.resource)} does not reach it on {ports.show(gap)}, as {FILE} demands: "
            + " -> ".join((name_of(source.resource), *map(str, hops)))
        )
    elif placed and _joined((*source.seats, *target.seats)):
        open_ = [found for found in passed if not covers(found.must, asked)]
        if open_:
            what = f"whether {name_of(source.resource)} reaches it on {ports.show(asked)} is not known"
            yield Problem(what, undecided=True)


def _joined(seats: tuple[Seat, ...]) -> bool:
    """Tell whether every place has one route table and one network ACL, so that nothing is left to an `up`."""
    return all(len(seat.subnet.tables) == len(seat.subnet.acls) == 1 and seat.subnet.sure for seat in seats)


def _from_outside(graph: Graph, rule: Allowed, target: Endpoint, asked: IntervalSet) -> Iterator[Problem]:
    flows, passed = graph.derive(Flows), NOTHING
    if rule.source == NETWORKS:
        for seat in target.seats:
            for stream in flows.from_networks(seat):
                passed = passed.or_(stream.passed)
    elif rule.source == EVERYONE:
        for seat in target.seats:
            for stream in flows.from_internet(seat):
                passed = passed.or_(stream.passed)
    else:
        passed = _from_cloudfront(graph, target)
    gap = without(asked, passed.may)
    if gap:
        hops = _blocked(graph, rule, target, gap[0][0])
        way = " -> ".join((rule.source, *map(str, hops)))
        yield Problem(f"{rule.source} does not reach it on {ports.show(gap)}, as {FILE} demands: {way}")


def _from_cloudfront(graph: Graph, target: Endpoint) -> Passed:
    exposure, passed = graph.derive(Exposures).of(target.resource), NOTHING
    for entry in exposure.entries if exposure is not None else ():
        if entry.forwards and entry.forwards[-1].source.type == DISTRIBUTION:
            passed = passed.or_(entry.ports)
    return passed


def _blocked(graph: Graph, rule: Allowed, target: Endpoint, port: int) -> list[Hop]:
    """Return the hops from outside up to the one that blocks."""
    place = addresses.CLOUDFRONT if rule.source == CLOUDFRONT else addresses.PUBLIC_V4
    link = None if rule.source == CLOUDFRONT else INTERNET
    for seat in target.seats:
        hops = graph.derive(Witnesses).inbound(seat, Packet(place[0][0], 0, port), link)
        for index, hop in enumerate(hops):
            if hop.state == "blocks":
                return hops[: index + 1]
    if rule.source == CLOUDFRONT:
        return [Hop("no distribution has it as an origin on that port", None, "blocks")]
    return [Hop("it has no public address", None, "blocks")]


def by_nat(graph: Graph, intent: Intent) -> Problems:
    """Return, by the source's URN, which services it does not reach through an endpoint."""
    tiers = Tiers(graph, intent)
    found: dict[str, list[Problem]] = {}
    for tier, members in tiers.members.items():
        services = [service for source, service in intent.services if source == tier]
        for member in members:
            ways: dict[tuple[str, bool], list[str]] = {}
            for service in services:
                for why, undecided in _service(graph, member, service):
                    ways.setdefault((why, undecided), []).append(service)
            for (why, undecided), names in ways.items():
                what = f"{', '.join(names)} through an endpoint {why}"
                text = f"whether it reaches {what}" if undecided else f"it does not reach {what}"
                found.setdefault(member.resource.urn, []).append(Problem(text, undecided=undecided))
    return {urn: tuple(told) for urn, told in found.items()}


def _service(graph: Graph, source: Endpoint, service: str) -> Iterator[tuple[str, bool]]:
    """Yield why a source does not reach a service through an endpoint, or that nobody knows."""
    passed = [_through_endpoint(graph, source, seat, service) for seat in source.seats]
    closed = [seat for seat, one in zip(source.seats, passed, strict=True) if not covers(one.may, _HTTPS)]
    if closed and (source.placed or len(closed) == len(source.seats)):
        yield f"from {closed[0].subnet.name}: {_instead(closed[0], service)}", False
    elif source.placed and _joined(source.seats) and any(not covers(one.must, _HTTPS) for one in passed):
        yield "is not known", True


def _through_endpoint(graph: Graph, source: Endpoint, seat: Seat, service: str) -> Passed:
    """Return what a seat sends to a service through a gateway endpoint, or an interface endpoint by its name."""
    flows, passed = graph.derive(Flows), NOTHING
    place = place_of(service)
    if place is not None:
        passed = flows.toward(seat, ENDPOINTS, place, source.kind.clients)
    for endpoint in graph.derive(Endpoints).all:
        if endpoint.resource.type == ENDPOINT and service_of(endpoint.resource) == service:
            named = tri(endpoint.resource.asked("privateDnsEnabled"))
            for there in endpoint.seats if named is not False else ():
                found = flows.between(seat, there, source.kind.clients)
                sure = named is True and endpoint.placed
                passed = passed.or_(found if sure else Passed(found.may, ()))
    return passed


def _instead(seat: Seat, service: str) -> str:
    """Tell where packets for a service go instead of to an endpoint."""
    place = place_of(service) or addresses.PUBLIC_V4
    routes = [route for table in seat.subnet.tables for route in table.way(place[0][0]).routes]
    told = [f"{route.label} leads to {route.target.kind} {route.target.name}".rstrip() for route in routes]
    return "; ".join(dict.fromkeys(told)) or "its route table leads nowhere"

"""An intent held against a graph, both ways: who reaches a tier and must not, and who must and does not."""

from collections.abc import Iterator, Mapping
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses, ports
from guardrails.reachability.balancers import Forward
from guardrails.reachability.endpoints import Endpoint, Seat
from guardrails.reachability.exposures import Entry, Exposure, Exposures
from guardrails.reachability.filters import NOTHING, Passed
from guardrails.reachability.flows import Flows, Stream
from guardrails.reachability.intent import (
    CLOUDFRONT,
    INTENT_FILE,
    INTERNET,
    NETWORKS,
    Intent,
    IntentError,
    intent_of,
)
from guardrails.reachability.intervals import NONE, IntervalSet, both, either, union, without
from guardrails.reachability.kinds import BALANCERS
from guardrails.reachability.origins import DISTRIBUTION
from guardrails.reachability.paths import Path, between, paths_of, show_sources
from guardrails.reachability.tiers import Sources, Tiers
from guardrails.rule import Problem

Problems = Mapping[str, tuple[Problem, ...]]
# Two places, and what passes from one to the other.
_Pair = tuple[Seat, Seat, Passed]
_MOST: Final = 20  # so many uninvited guests of one resource are told by name
FILE: Final = f"policy/{INTENT_FILE.name}"


def declared(graph: Graph) -> Intent | IntentError | None:
    """Return what the graph's project declares, or what is wrong with it."""
    try:
        return intent_of(graph.project)
    except IntentError as error:
        return error


def uninvited(graph: Graph, intent: Intent) -> Problems:
    """Return, by URN, who reaches a tier that is not declared to."""
    tiers = Tiers(graph, intent)
    found: dict[str, list[Problem]] = {}
    members = {one.resource.urn: one for listed in tiers.members.values() for one in listed}
    for urn, target in members.items():
        told = [*_from_outside(graph, tiers, target), *_from_inside(graph, tiers, target)]
        if told:
            found[urn] = told
    for tier in tiers.empty:
        owner = next(iter(members.values())).resource
        what = f"tier {tier} of {FILE} holds no resource, so that nothing is proven of it"
        found.setdefault(owner.urn, []).append(Problem(what))
    return {urn: tuple(told) for urn, told in found.items()}


def _from_inside(graph: Graph, tiers: Tiers, target: Endpoint) -> Iterator[Problem]:
    """Yield the endpoints of the stack, and the groups outside of it, that reach a target uninvited."""
    sources = graph.derive(Sources)
    for key in dict.fromkeys(key for seat in target.seats for key in sources.strangers(seat)):
        what = f"the members of security group {key}, which is not in this stack, may reach it"
        yield Problem(what, undecided=True)
    for told, (source, pairs) in enumerate(_guests(graph, tiers, target)):
        allowed = tiers.allowed(tiers.of(source.resource), target)
        if allowed is None:
            yield Problem(f"which ports it serves on is not known: name them in {FILE}", undecided=True)
            return
        if told == _MOST:
            yield Problem(f"further resources than these {_MOST} may reach it", undecided=True)
            return
        yield _uninvited(graph, source, target, pairs, allowed)


def _guests(graph: Graph, tiers: Tiers, target: Endpoint) -> Iterator[tuple[Endpoint, list[_Pair]]]:
    """Yield the sources that reach a target on a port that they are not allowed, no more than can be told."""
    sources, flows = graph.derive(Sources), graph.derive(Flows)
    found: dict[Endpoint, list[_Pair]] = {}
    for there in target.seats:
        for here in sources.let_in(there):
            passed = flows.between(here, there)
            for source in sources.endpoints[here] if passed.may else ():
                allowed = tiers.allowed(tiers.of(source.resource), target)
                if source is not target and (allowed is None or without(passed.may, allowed)):
                    found.setdefault(source, []).append((here, there, passed))
            if len(found) > _MOST:
                yield from found.items()
                return
    yield from found.items()


def _uninvited(
    graph: Graph, source: Endpoint, target: Endpoint, pairs: list[_Pair], allowed: IntervalSet
) -> Problem:
    """Tell the surest way from a source to a target that is not allowed."""
    placed = all(one.placed or len(one.seats) == 1 for one in (source, target))
    here, there, passed = next((pair for pair in pairs if without(pair[2].must, allowed)), pairs[0])
    certain = without(passed.must, allowed) if placed else NONE
    extra = certain or without(passed.may, allowed)
    hops = between(graph, here, there, ports.one_of(extra)[0]) or []
    way = " -> ".join((name_of(source.resource), *map(str, hops), name_of(target.resource)))
    does = "reaches" if certain else "may reach"
    what = f"{name_of(source.resource)} {does} it on {ports.show(extra)}, which {FILE} does not allow: {way}"
    return Problem(what, undecided=not certain)


def _from_outside(graph: Graph, tiers: Tiers, target: Endpoint) -> Iterator[Problem]:
    """Yield the ways from the internet, CloudFront and other networks to a target that are not declared."""
    exposure = graph.derive(Exposures).of(target.resource)
    ways: dict[tuple[str, ...], tuple[IntervalSet, IntervalSet, IntervalSet, Entry]] = {}
    for entry in exposure.entries if exposure is not None else ():
        key = tuple(forward.source.urn for forward in entry.forwards)
        may, must, sources, first = ways.get(key, (NONE, NONE, NONE, entry))
        for who, passed, callers in _callers(tiers, entry):
            allowed = tiers.allowed(who, target) or NONE
            if without(passed.may, allowed):
                may, must = (
                    either(may, without(passed.may, allowed)),
                    either(must, without(passed.must, allowed)),
                )
                sources = either(sources, callers)
                ways[key] = (may, must, sources, first)
    for may, must, sources, entry in ways.values():
        does, path = "reaches" if must else "may reach", _only(graph, target.resource, entry)
        what = f"{show_sources(sources)} {does} it on {ports.show(must or may)}, which {FILE} does not allow"
        yield Problem(f"{what}: {path}", undecided=not must)
    yield from _from_networks(graph, tiers, target)


def _from_networks(graph: Graph, tiers: Tiers, target: Endpoint) -> Iterator[Problem]:
    """Yield what lies behind other gateways and reaches a target undeclared: the surest of it."""
    allowed = tiers.allowed({NETWORKS}, target) or NONE
    worst: tuple[IntervalSet, IntervalSet, Stream] | None = None
    for seat in target.seats:
        for stream in graph.derive(Flows).from_networks(seat):
            may = without(stream.passed.may, allowed)
            must = without(stream.passed.must, allowed) if target.placed else NONE
            if may and (worst is None or (must and not worst[1])):
                worst = (may, must, stream)
    if worst is not None:
        may, must, stream = worst
        does = "reach" if must else "may reach"
        what = f"other networks ({addresses.show(stream.source)}) {does} it on {ports.show(must or may)}"
        yield Problem(f"{what}, which {FILE} does not allow", undecided=not must)


def _callers(tiers: Tiers, entry: Entry) -> Iterator[tuple[set[str], Passed, IntervalSet]]:
    """Yield who comes by a way in: as the intent calls them, with ports and addresses."""
    last: Forward | None = entry.forwards[-1] if entry.forwards else None
    if last is None:
        for who, inside in ((CLOUDFRONT, True), (INTERNET, False)):
            streams = [one for one in entry.streams if (one.source == addresses.CLOUDFRONT[0]) is inside]
            passed = NOTHING
            for stream in streams:
                passed = passed.or_(stream.passed)
            if passed.may:
                callers = union(one.source for one in streams)
                yield {who}, passed, both(entry.sources, callers) or callers
    elif last.source.type == DISTRIBUTION:
        yield {CLOUDFRONT}, entry.ports, addresses.CLOUDFRONT
    elif last.source.type not in BALANCERS:
        yield {INTERNET}, entry.ports, entry.sources
    elif last.seen_as != "own":  # else it is the load balancer that reaches the target
        yield tiers.of(last.source) or {INTERNET}, entry.ports, entry.sources


def _only(graph: Graph, resource: Resource, entry: Entry) -> Path:
    return paths_of(graph, Exposure(resource, (entry,)))[0]


def name_of(resource: Resource) -> str:
    """Return a resource's type and name as people write them."""
    kind = resource.type.split(":")
    return f"{kind[1] if len(kind) > 2 and kind[0] == 'aws' else resource.type} {resource.name}"

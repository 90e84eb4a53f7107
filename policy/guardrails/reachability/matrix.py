"""An intent held against a graph, both ways: who reaches a tier and must not, and who must and does not."""

from collections.abc import Iterator, Mapping
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses, ports
from guardrails.reachability.balancers import Forward
from guardrails.reachability.endpoints import Endpoint, Seat
from guardrails.reachability.exposures import Entry, Exposures
from guardrails.reachability.filters import NOTHING, Passed
from guardrails.reachability.flows import Flows
from guardrails.reachability.intent import (
    CLOUDFRONT,
    INTENT_FILE,
    INTERNET,
    NETWORKS,
    Intent,
    IntentError,
    intent_of,
)
from guardrails.reachability.intervals import IntervalSet, either, union, without
from guardrails.reachability.kinds import BALANCERS
from guardrails.reachability.origins import DISTRIBUTION
from guardrails.reachability.paths import Path, between, paths_of, show_sources
from guardrails.reachability.tiers import Sources, Tiers
from guardrails.rule import Problem
from guardrails.tokens import STACK

Problems = Mapping[str, tuple[Problem, ...]]
FILE: Final = f"policy/{INTENT_FILE.name}"


def declared(graph: Graph) -> Intent | IntentError | None:
    """Return what the graph's project declares, or what is wrong with it."""
    try:
        return intent_of(graph.project)
    except IntentError as error:
        return error


def tiers_of(graph: Graph, intent: Intent) -> Tiers:
    """Return the tiers of an intent in a graph."""
    return Tiers(graph, intent)


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
        owner = next(iter(graph.of_type(STACK)), None) or next(iter(members.values())).resource
        what = f"tier {tier} of {FILE} holds no resource, so that nothing is proven of it"
        found.setdefault(owner.urn, []).append(Problem(what))
    return {urn: tuple(told) for urn, told in found.items()}


def _from_inside(graph: Graph, tiers: Tiers, target: Endpoint) -> Iterator[Problem]:
    """Yield the endpoints of the stack, and the groups outside of it, that reach a target uninvited."""
    sources, flows = graph.derive(Sources), graph.derive(Flows)
    passed: dict[Endpoint, list[tuple[Seat, Seat, Passed]]] = {}
    for seat in target.seats:
        for other in sources.let_in(seat):
            found = flows.between(other, seat)
            if found.may:
                for source in sources.endpoints[other]:
                    if source is not target:
                        passed.setdefault(source, []).append((other, seat, found))
        for key in dict.fromkeys(sources.strangers(seat)):
            yield Problem(
                f"the members of security group {key}, which is not in this stack, may reach it",
                undecided=True,
            )
    for source, pairs in passed.items():
        allowed = tiers.allowed(tiers.of(source.resource), target)
        if allowed is None:
            yield Problem(f"which ports it serves on is not known: name them in {FILE}", undecided=True)
            continue
        yield from _judge(graph, source, target, pairs, allowed)


def _judge(
    graph: Graph,
    source: Endpoint,
    target: Endpoint,
    pairs: list[tuple[Seat, Seat, Passed]],
    allowed: IntervalSet,
) -> Iterator[Problem]:
    placed = all(one.placed or len(one.seats) == 1 for one in (source, target))
    worst: tuple[bool, IntervalSet, Seat, Seat] | None = None
    for here, there, found in pairs:
        sure = without(found.must, allowed) if placed else ()
        extra = sure or without(found.may, allowed)
        if extra and (worst is None or (bool(sure) and not worst[0])):
            worst = (bool(sure), extra, here, there)
    if worst is not None:
        certain, extra, here, there = worst
        hops = between(graph, here, there, ports.one_of(extra)[0]) or []
        way = " -> ".join((name_of(source.resource), *map(str, hops), name_of(target.resource)))
        does = "reaches" if certain else "may reach"
        yield Problem(
            f"{name_of(source.resource)} {does} it on {ports.show(extra)}, which {FILE} does not allow: {way}",
            undecided=not certain,
        )


def _from_outside(graph: Graph, tiers: Tiers, target: Endpoint) -> Iterator[Problem]:
    """Yield the ways from the internet, CloudFront and other networks to a target that are not declared."""
    exposure = graph.derive(Exposures).of(target.resource)
    told: set[str] = set()
    for entry in exposure.entries if exposure is not None else ():
        for who, passed, sources in _callers(tiers, entry):
            allowed = tiers.allowed(who, target)
            extra = without(passed.may, allowed) if allowed is not None else passed.may
            key = f"{sorted(who)} {show_sources(sources)}"
            if exposure is None or not extra or key in told:
                continue
            told.add(key)
            certain = bool(without(passed.must, allowed or ())) and allowed is not None
            path = _only(graph, target.resource, entry)
            does = "reaches" if certain else "may reach"
            yield Problem(
                f"{show_sources(sources)} {does} it on {ports.show(extra)}, which {FILE} does not allow: {path}",
                undecided=not certain,
            )
    networks = tiers.allowed({NETWORKS}, target) or ()
    for seat in target.seats:
        for stream in graph.derive(Flows).from_networks(seat):
            extra = without(stream.passed.may, networks)
            certain = bool(without(stream.passed.must, networks)) and target.placed
            if extra and f"networks {certain}" not in told:
                told.add(f"networks {certain}")
                does = "reach" if certain else "may reach"
                what = f"other networks ({addresses.show(stream.source)}) {does} it on {ports.show(extra)}"
                yield Problem(f"{what}, which {FILE} does not allow", undecided=not certain)


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
                yield {who}, passed, union(stream.source for stream in streams)
    elif last.source.type == DISTRIBUTION:
        yield {CLOUDFRONT}, entry.ports, addresses.CLOUDFRONT
    elif last.source.type not in BALANCERS:
        yield {INTERNET}, entry.ports, entry.sources
    elif last.seen_as != "own":  # else it is the load balancer that reaches the target
        yield tiers.of(last.source) or {INTERNET}, entry.ports, entry.sources


def _only(graph: Graph, resource: Resource, entry: Entry) -> Path:
    from guardrails.reachability.exposures import Exposure

    return paths_of(graph, Exposure(resource, (entry,)))[0]


def name_of(resource: Resource) -> str:
    """Return a resource's type and name as people write them."""
    kind = resource.type.split(":")
    return f"{kind[1] if len(kind) > 2 and kind[0] == 'aws' else resource.type} {resource.name}"


def together(found: Iterator[IntervalSet]) -> IntervalSet:
    """Return the ports of several sets."""
    whole: IntervalSet = ()
    for one in found:
        whole = either(whole, one)
    return whole

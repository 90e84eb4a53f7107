"""The architecture of a stack, read alike off a state and off an engine preview."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from guardrails.graph import Graph
from guardrails.resource import Resource, Urn
from guardrails.values import holds_unknown

from stagecraft.delivery.hashes import fingerprint_hash
from stagecraft.engine.steps import is_default_provider
from stagecraft.promotion import Promotion, diff, fingerprint
from stagecraft.promotion.names import pattern_of

# Breaks beyond this many say nothing new: the lower environment is not whole, or another program.
_TOLD: Final = 20


def architecture(graph: Graph) -> Graph:
    """Return a stack without the providers that the engine makes by itself.

    A state has them, a preview shows some of them only: what a program asks for says all of them.
    """
    return Graph(one for one in graph.resources if not is_default_provider(one.urn))


def architecture_hash(graph: Graph) -> str:
    """Return the hash that is equal for stacks of the same architecture."""
    return fingerprint_hash(fingerprint(architecture(graph)))


def not_run_below(lower: Graph, planned: Graph, promotion: Promotion) -> list[str]:
    """Tell where a plan is another architecture than what the lower environment runs; the way out first."""
    report = diff(architecture(lower), architecture(completed(planned, lower)), promotion)
    if report.same:
        return []
    more = len(report.breaks) - _TOLD
    return [
        f"{report.b} would get an architecture that {report.a} does not run: deploy it to {report.a} first",
        *map(str, report.breaks[:_TOLD]),
        *([f"{more} more differences: `stagecraft diff {report.a} {report.b}`"] if more > 0 else []),
    ]


def completed(planned: Graph, known: Graph) -> Graph:
    """Return a plan in which a value that is unknown yet depends on what it depends on in a stack that runs.

    What comes out of a remote component, or of an `apply` over an unknown value, has its further dependencies only
    when it is known. A resource's counterpart in the stack that runs tells them, if it has those that the plan has
    already; whether they come true, is checked after the `up`.
    """
    counterparts = {_place(one, known.stack): one for one in known.resources}
    pairs = ((one, counterparts.get(_place(one, planned.stack))) for one in planned.resources)
    return Graph(
        _completed(one, other, planned.stack, known.stack) if other is not None else one
        for one, other in pairs
    )


def _place(resource: Resource, stack: str) -> tuple[str, str]:
    return Urn.parse(resource.urn).types, pattern_of(resource.name, stack)[0]


def _completed(one: Resource, other: Resource, stack: str, lower: str) -> Resource:
    late = [
        name
        for name, value in one.inputs.items()
        if holds_unknown(value)
        and _types(one.property_dependencies.get(name, ()))
        <= _types(other.property_dependencies.get(name, ()))
    ]
    if not late:
        return one
    further = {
        name: tuple(
            urn.replace(f"urn:pulumi:{lower}::", f"urn:pulumi:{stack}::", 1)
            for urn in other.property_dependencies.get(name, ())
        )
        for name in late
    }
    return replace(
        one,
        dependencies=tuple({*one.dependencies, *(urn for urns in further.values() for urn in urns)}),
        property_dependencies={
            name: tuple({*urns, *further.get(name, ())})
            for name, urns in {**dict.fromkeys(late, ()), **one.property_dependencies}.items()
        },
    )


def _types(urns: Iterable[str]) -> set[str]:
    return {Urn.parse(urn).types for urn in urns}

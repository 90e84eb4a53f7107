"""What is said of a plan before it is carried out: pure, from the plan and the states it is held against."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrails.graph import Graph

from stagecraft.delivery.architecture import architecture_hash, not_run_below
from stagecraft.delivery.facts import provider_versions
from stagecraft.delivery.safety import downgrades, renamed_by
from stagecraft.delivery.stateful import losses, unused
from stagecraft.delivery.waived import judge
from stagecraft.engine import Planned, Step
from stagecraft.engine.pending import pending
from stagecraft.promotion import Promotion


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A plan, judged.

    Attributes:
        graph: what the stack would be.
        fingerprint: the hash of its architecture, as far as the plan tells its dependencies.
        refusals: one line for each reason to stop, with the way out.
        notes: what does not stop it but should be read.
        waived: downgrades that a dated waiver covers, with it.
        replaced: each replacement, with the properties that force it.
        deleted: the resources that are deleted.
        versions: package -> version now and then, where they differ.
    """

    graph: Graph
    fingerprint: str
    changes: Mapping[str, int]
    refusals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def judge_plan(
    planned: Planned,
    state: Mapping[str, Any],
    promotion: Promotion,
    *,
    allow_replace: Sequence[str],
    today: dt.date,
    lower: Graph | None = None,
) -> Verdict:
    """Judge what the engine plans for a stack.

    Args:
        planned: the engine's preview.
        state: the export of the stack as it is.
        promotion: what `promotion.yaml` says.
        allow_replace: the URNs of stateful resources that may be replaced or deleted.
        today: the day that decides which waivers hold.
        lower: what the lower environment runs, whose architecture the plan must have.

    Raises:
        StateError: the state or the preview cannot be read.
    """
    graph, now = Graph.from_state(planned.document, "preview"), Graph.from_state(state, "state")
    hashed = architecture_hash(graph)
    stack = graph.stack or now.stack
    judged = judge(downgrades(now, graph, renamed_by(planned.steps)), promotion, stack, today)
    refusals = [
        *(not_run_below(lower, graph, promotion) if lower is not None else ()),
        *judged.refused,
        *map(str, losses(planned.steps, allow_replace)),
    ]
    before, after = provider_versions(now), provider_versions(graph)
    return Verdict(
        graph=graph,
        fingerprint=hashed,
        changes=planned.changes,
        refusals=tuple(refusals),
        notes=(*judged.notes, *_pending(state)),
        waived=tuple(f"{one}; waived: {entry.reason} ({entry.owner})" for one, entry in judged.waived),
        replaced=tuple(map(_replacement, _steps(planned, "replace"))),
        deleted=tuple(f"{step.name} ({step.type})" for step in _steps(planned, "delete")),
        versions={
            package: (before.get(package, "none"), version)
            for package, version in after.items()  # a preview shows not all providers that the engine makes itself
            if before.get(package) != version
        },
    )


def mistyped(planned: Planned, allow_replace: Sequence[str]) -> list[str]:
    """Return a line for each allowed URN that the plan leaves alone."""
    return [
        f"--allow-replace {urn}: the plan neither replaces nor deletes it; leave it out, or correct the URN"
        for urn in unused(planned.steps, allow_replace)
    ]


def pending_operations(state: Mapping[str, Any]) -> list[str]:
    """Return what was under way when the engine was interrupted: `creating shop-db`."""
    return [f"{one.doing} {one.name}" for one in pending(state)]


def _pending(state: Mapping[str, Any]) -> list[str]:
    interrupted = pending_operations(state)
    if not interrupted:
        return []
    return [
        f"an earlier update was interrupted while {', '.join(interrupted)}: whether AWS has done it, the engine "
        "does not know; `pulumi refresh` finds out"
    ]


def _steps(planned: Planned, op: str) -> list[Step]:
    return [step for step in planned.steps if step.op == op]


def _replacement(step: Step) -> str:
    forced = ", ".join(step.keys) or "the provider, which names no property"
    return f"{step.name} ({step.type}), forced by {forced}"

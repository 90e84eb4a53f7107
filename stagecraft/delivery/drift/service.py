"""Drift of a stack on the engine, or between two state exports."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from guardrails.graph import Graph, Resource, StateError
from guardrails.state import read_json

from stagecraft.delivery.drift.actual import actual_state, told_by
from stagecraft.delivery.drift.classes import Evidence, broken, classify
from stagecraft.delivery.drift.comparison import Difference, Told, compare
from stagecraft.delivery.drift.report import DriftReport
from stagecraft.delivery.safety import downgrades
from stagecraft.engine import EngineStack
from stagecraft.engine.events import OnEvent, unheard
from stagecraft.engine.pending import explain, pending
from stagecraft.gate.runner import GateError, gate_graphs, load


class DriftError(Exception):
    """There is nothing to compare; the message has one line for each mistake, with the way out."""


def drift_of_stack(
    stack: EngineStack, *, waivers: Path | None = None, on_event: OnEvent = unheard
) -> DriftReport:
    """Compare a stack's state with what the providers read now; nothing is written.

    Raises:
        EngineProblem: the engine failed.
        DriftError: the state or the waivers cannot be read.
    """
    recorded = stack.export()
    if not (recorded.get("deployment") or {}).get("resources"):
        raise DriftError(
            f"{stack.name}: was never deployed, or was destroyed, so there is nothing to compare"
        )
    steps = stack.refresh(preview_only=True, on_event=on_event)
    return _report(recorded, actual_state(recorded, steps), told_by(steps), waivers, ("the state", "AWS"))


def drift_of_files(recorded: Path, actual: Path, *, waivers: Path | None = None) -> DriftReport:
    """Compare two exports of one stack.

    Raises:
        DriftError: a file cannot be read as what it should be, or they are of two stacks.
    """
    try:
        documents = read_json(recorded), read_json(actual)
    except StateError as error:
        raise DriftError(str(error)) from None
    return _report(*documents, None, waivers, (str(recorded), str(actual)))


def _report(
    recorded: Any,
    actual: Any,
    told: Mapping[str, Told] | None,
    waivers: Path | None,
    names: tuple[str, str],
) -> DriftReport:
    try:
        before = Graph.from_state(recorded, names[0])
        after = Graph.from_state(actual, names[1])
        _, exceptions = load((), waivers)
    except (StateError, GateError) as error:
        raise DriftError(str(error)) from None
    _check_same_stack(before, after, names)
    differences = compare(before, after, told=told, ignored=_ignored(recorded))
    judged = _as_if_asked(after, differences)
    now = gate_graphs([(names[1], judged)], waivers=exceptions)
    new = broken(gate_graphs([(names[0], before)], waivers=exceptions), now)
    evidence = Evidence(new, downgrades(_as_if_asked(before, differences), judged), before)
    return DriftReport(
        stack=before.stack,
        project=before.project,
        verdicts=classify(differences, evidence),
        findings=now,
        broken=new,
        pending=explain(pending(recorded)),
        only_actual=[one.urn for one in after.resources if before.get(one.urn) is None],
        recorded=before,
    )


def _as_if_asked(graph: Graph, differences: Iterable[Difference]) -> Graph:
    """Return a stack for the gate: what was changed in AWS counts like what a program asks for.

    Rules judge what is asked for; a rule that somebody added to a security group by hand was never asked for.
    """
    changed: dict[str, dict[str, Any]] = {}
    for one in differences:
        now = graph.get(one.resource.urn)
        top = one.general.partition(".")[0]
        if now is not None and top not in now.inputs and now.outputs.get(top) is not None:
            changed.setdefault(now.urn, {})[top] = now.outputs[top]
    resources = [
        _with_inputs(resource, changed[resource.urn]) if resource.urn in changed else resource
        for resource in graph.resources
    ]
    return Graph(resources, stack=graph.stack, project=graph.project)


def _with_inputs(resource: Resource, more: Mapping[str, Any]) -> Resource:
    return replace(resource, inputs={**resource.inputs, **more})


def _check_same_stack(before: Graph, after: Graph, names: tuple[str, str]) -> None:
    one, other = (f"{graph.project}/{graph.stack}" for graph in (before, after))
    if before.resources and after.resources and one != other:
        raise DriftError(f"{names[0]} is of {one}, {names[1]} of {other}: give two exports of one stack")


def _ignored(recorded: Any) -> dict[str, tuple[str, ...]]:
    """Return the paths of `ignore_changes` by URN, as the state keeps them."""
    resources = ((recorded or {}).get("deployment") or {}).get("resources") or ()
    return {str(one.get("urn")): tuple(one["ignoreChanges"]) for one in resources if one.get("ignoreChanges")}

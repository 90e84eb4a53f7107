"""The state as it would be after a refresh, from the engine's preview of one: nothing is written anywhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from stagecraft import wire
from stagecraft.delivery.drift.comparison import Told
from stagecraft.engine.steps import Step


def told_by(steps: Iterable[Step]) -> dict[str, Told]:
    """Return what the engine says differs, by URN."""
    return {
        step.urn: Told(step.detailed, () if step.detailed else step.diffs)
        for step in steps
        if step.op == "update"
    }


def actual_state(recorded: Mapping[str, Any], steps: Iterable[Step]) -> dict[str, Any]:
    """Return a state export with each resource as the engine read it, and without those that are gone.

    Secrets are not in the engine's events, so they stay as they were recorded.

    Args:
        recorded: the export of the stack.
        steps: what the engine told in a preview of a refresh.
    """
    found = {step.urn: step for step in steps}
    deployment = recorded.get("deployment") or {}
    gone: dict[str, str | None] = {}
    resources = []
    for entry in deployment.get("resources") or ():
        step = found.get(entry.get("urn", ""))
        if entry.get("delete") or step is None:
            resources.append(entry)
        elif step.op == "delete":
            gone[step.urn] = entry.get("parent")
        else:
            resources.append(_refreshed(entry, step.new))
    kept = [_with_living_parent(entry, gone) for entry in resources]
    return {**recorded, "deployment": {**deployment, "resources": kept}}


def _refreshed(entry: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    refreshed = dict(entry)
    if new.get("id"):
        refreshed["id"] = new["id"]
    for side in ("inputs", "outputs"):
        if new.get(side) is not None:
            refreshed[side] = _shown(new[side], entry.get(side))
    return refreshed


def _shown(value: Any, recorded: Any) -> Any:
    """Return a value of an event, with what events leave out (secrets, the text of assets) as it was recorded."""
    if isinstance(value, dict):
        if wire.SIGNATURE in value:
            return recorded if recorded is not None else value
        known = recorded if isinstance(recorded, dict) and wire.SIGNATURE not in recorded else {}
        return {key: _shown(inner, known.get(key)) for key, inner in value.items()}
    if isinstance(value, list):
        known_items = recorded if isinstance(recorded, list) else []
        return [
            _shown(inner, known_items[index] if index < len(known_items) else None)
            for index, inner in enumerate(value)
        ]
    return value


def _with_living_parent(entry: Mapping[str, Any], gone: Mapping[str, str | None]) -> Mapping[str, Any]:
    """Give a child of a resource that is gone to the nearest ancestor that is there."""
    parent: str | None = entry.get("parent")
    if parent not in gone:
        return entry
    while parent is not None and parent in gone:
        parent = gone[parent]
    return {**entry, "parent": parent}

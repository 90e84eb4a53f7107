"""Settles what an interrupted run in the sandbox has left, as somebody would who looks into the AWS console."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stagecraft import wire
from stagecraft.engine import EngineStack
from stagecraft.engine.pending import Existing, Pending, explain, pending, settle
from stagecraft.sandbox.cloud import Cloud, Kept


def recover(stack: EngineStack, cloud_file: Path, unanswered: Iterable[Pending] = ()) -> list[str]:
    """Take what was made into the state, forget what was not, and return a line about each.

    Needs no provider. Updates and deletions that were interrupted are told and left to the next refresh, for the
    simulated AWS changes a resource at once or not at all.

    Args:
        stack: a stack of the sandbox that nobody updates now.
        cloud_file: what exists in the sandbox.
        unanswered: creations that a provider began before it died.

    Raises:
        EngineProblem: the state is locked.
        ValueError: the state is in no order.
    """
    document = stack.export()
    lost = list(unanswered)
    operations = [*pending(document), *lost]
    if not operations:
        return []
    strangers = {kept.urn: kept for kept in orphans(stack.name, document, cloud_file)}
    found = {
        urn: Existing(kept.id, _plain(kept.inputs), _plain(kept.outputs)) for urn, kept in strangers.items()
    }
    stack.import_state(settle(document, found, lost))
    return explain(operations, found)


def orphans(stack: str, document: Mapping[str, Any], cloud_file: Path) -> list[Kept]:
    """Return what a stack has made in the simulated AWS and its state does not know.

    Args:
        stack: the stack's name, also in the form `organization/project/stack`.
        document: the stack's state export.
        cloud_file: what exists in the sandbox.
    """
    resources = (document.get("deployment") or {}).get("resources") or ()
    known = {(one["type"], one.get("id")) for one in resources}
    cloud = Cloud(cloud_file)
    try:
        existing = cloud.list(stack=stack.rpartition("/")[2])
    finally:
        cloud.close()
    return [kept for kept in existing if (kept.type, kept.id) not in known]


def _plain(value: Any) -> Any:
    """Write secrets as a state export shows them, for the engine to encrypt."""
    if wire.is_secret(value):
        return {wire.SIGNATURE: wire.SECRET, "plaintext": json.dumps(_plain(wire.unwrap(value)))}
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value

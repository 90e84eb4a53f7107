"""Property values changed at a path: a copy, the rest shared with the original."""

from typing import Any

from stagecraft import wire
from stagecraft.sandbox.property_path import Step

Steps = tuple[Step, ...]


def changed(value: Any, steps: Steps, new: Any) -> Any:
    """Return a value with another value at a path; None takes away what is there. A secret stays one.

    Raises:
        LookupError: nothing of that kind is there to be changed.
    """
    if wire.is_secret(value):
        return wire.secret(changed(wire.unwrap(value), steps, new))
    if not steps:
        return new
    first, rest = steps[0], steps[1:]
    if isinstance(first, int):
        return _changed_list(value, first, rest, new)
    if value is None:
        value = {}
    if not isinstance(value, dict) or wire.SIGNATURE in value:
        raise LookupError(f"there is no object to hold {first!r}")
    inner = changed(value.get(first), rest, new)
    if inner is None:
        return {key: kept for key, kept in value.items() if key != first}
    return {**value, first: inner}


def _changed_list(value: Any, at: int, rest: Steps, new: Any) -> Any:
    if not isinstance(value, list) or at > len(value) or (at == len(value) and new is None):
        raise LookupError(f"there is no list with a member [{at}]")
    inner = changed(value[at] if at < len(value) else None, rest, new)
    return [*value[:at], *([] if inner is None else [inner]), *value[at + 1 :]]

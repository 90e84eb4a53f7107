"""When two values of a property are the same for AWS, though they are written differently."""

import json
from collections.abc import Iterable
from typing import Any

from guardrails.values import UNKNOWN, Secret, plain


def same(recorded: Any, actual: Any) -> bool:
    """Tell whether two values mean the same; what cannot be compared counts as the same.

    A secret whose ciphertext alone is at hand, or a value that was unknown when it was recorded, cannot be
    compared: only the engine can tell whether it changed.
    """
    recorded, actual = opened(recorded), opened(actual)
    if recorded is UNKNOWN or actual is UNKNOWN or recorded == actual:
        return True
    if is_nothing(recorded) or is_nothing(actual):
        # An attribute that was never recorded and is off is one that a newer provider tells of.
        return _is_off(recorded) and _is_off(actual)
    if isinstance(recorded, dict) and isinstance(actual, dict):
        return all(same(recorded.get(key), actual.get(key)) for key in recorded.keys() | actual.keys())
    if isinstance(recorded, list) and isinstance(actual, list):
        lost, gained = unmatched(recorded, actual)
        return not lost and not gained
    if isinstance(recorded, list) or isinstance(actual, list):
        # A policy names one action as a text or as a list of one.
        one, other = _lone(recorded), _lone(actual)
        return not isinstance(one, list) and not isinstance(other, list) and same(one, other)
    if isinstance(recorded, dict) or isinstance(actual, dict):
        return False
    return _text(recorded) == _text(actual)


def unmatched(recorded: Iterable[Any], actual: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """Return the items that only the first list has, and those that only the second has; order says nothing."""
    lost, left = [], list(actual)
    for item in recorded:
        match = next((index for index, other in enumerate(left) if same(item, other)), None)
        if match is None:
            lost.append(item)
        else:
            del left[match]
    return lost, left


def is_nothing(value: Any) -> bool:
    """Tell whether a value says nothing: absent, or empty."""
    value = plain(value)
    return value is None or (isinstance(value, str | list | dict) and not value)


def opened(value: Any) -> Any:
    """Return a text that is a JSON document (a policy, a runbook) as the document, any other value as it is."""
    value = plain(value)
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def holds_secret(value: Any) -> bool:
    """Tell whether a value, or any value inside it, must not be printed."""
    if isinstance(value, dict):
        return any(holds_secret(inner) for inner in value.values())
    if isinstance(value, list):
        return any(holds_secret(inner) for inner in value)
    return isinstance(value, Secret)


def _is_off(value: Any) -> bool:
    return is_nothing(value) or (isinstance(value, bool | int | float) and not value)


def _lone(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _text(value: Any) -> str:
    """Return a scalar as one text for each of its spellings: 443, 443.0 and "443"; true and "true"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower() if isinstance(value, bool) else str(value)

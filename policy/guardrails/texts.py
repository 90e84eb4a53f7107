"""JSON text inside of properties: task definitions, redrive policies, security configurations."""

import json
from collections.abc import Iterator
from typing import Any

from guardrails.values import plain


def parsed(value: Any) -> Any:
    """Return what JSON text holds, and any other value as it is; None for text that is no JSON.

    Text that is nested deeper than Python reads is none either: AWS refuses it long before.
    """
    value = plain(value)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def leaves(value: Any) -> Iterator[Any]:
    """Yield the values inside of a value that hold no others, however deep they lie."""
    left = [value]
    while left:
        one = plain(left.pop())
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
        else:
            yield one

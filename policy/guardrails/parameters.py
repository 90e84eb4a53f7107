"""Parameter groups: lists of names and values."""

from typing import Any

from guardrails.resource import Resource
from guardrails.values import UNKNOWN, at, items, plain


def parameter(
    group: Resource, name: str, path: str = "parameters", keys: tuple[str, str] = ("name", "value")
) -> Any:
    """Return the value of a parameter: `None` where it is not set, `UNKNOWN` where it may be any."""
    for one in items(group.inputs, path):
        found = UNKNOWN if one is UNKNOWN else plain(at(one, keys[0]))
        if found is UNKNOWN:
            return UNKNOWN
        if found == name:
            return plain(at(one, keys[1]))
    return None

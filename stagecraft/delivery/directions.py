"""Directions in which a property must not go: each a pure function of the old and the new value.

A value is as the graph has it: plain, `None` where the property is absent, `UNKNOWN` where only the `up` would
know it. An unknown that must be a switch or a number cannot be shown to be no worse, so it counts as worse; an
unknown that must only be given (a key, an ARN) is given.
"""

from collections.abc import Callable, Mapping
from ipaddress import ip_network
from math import inf
from typing import Any, Final, TypeAlias

from guardrails.values import UNKNOWN, plain

# Tells whether the new value is worse than the old one.
Direction: TypeAlias = Callable[[Any, Any], bool]

_ON: Final = frozenset({"true", "enabled", "active", "on"})


def off(*, default: bool = False) -> Direction:
    """A switch must not be turned off; `default` is what AWS does where it is absent."""

    def worse(old: Any, new: Any) -> bool:
        return _is_on(old, default) is True and _is_on(new, default) is not True

    return worse


def on(*, default: bool = False) -> Direction:
    """A switch must not be turned on."""

    def worse(old: Any, new: Any) -> bool:
        return _is_on(old, default) is False and _is_on(new, default) is not False

    return worse


def less(*, default: float = 0, unset: float | None = None, forever: bool = False) -> Direction:
    """A number must not fall.

    Args:
        default: what AWS takes where it is absent.
        unset: what it counts for where it was absent before, if that is something else.
        forever: 0 means without end, and so does an absent number.
    """
    if forever:
        default = inf

    def worse(old: Any, new: Any) -> bool:
        before = _number(old, default if unset is None else unset, forever=forever)
        after = _number(new, default, forever=forever)
        return before is not None and (after is None or after < before)

    return worse


def gone(old: Any, new: Any) -> bool:
    """Something given must stay given."""
    return not _absent(old) and _absent(new)


def fewer(old: Any, new: Any) -> bool:
    """A list must not become shorter; an unknown list is judged by the resources in it."""
    old, new = plain(old), plain(new)
    if not isinstance(old, list) or new is UNKNOWN:
        return False
    return len(new if isinstance(new, list) else []) < len(old)


def lower(*ranks: str) -> Direction:
    """A value must not fall in a ranking, worst first; an absent value ranks as the first, any other is let be."""
    rank = {value: place for place, value in enumerate(ranks)}

    def worse(old: Any, new: Any) -> bool:
        before, after = (rank.get(_ranked(value, ranks[0])) for value in (old, new))
        if before is None:
            return False
        return after < before if after is not None else plain(new) is UNKNOWN and before > 0

    return worse


def weaker(*ranks: str, default: str = "") -> Direction:
    """A choice written as an object with one key (`{block: {}}`) must not fall in a ranking, worst first.

    Args:
        ranks: the keys.
        default: what an absent choice ranks as; empty where it is no choice at all.
    """
    rank = {value: place for place, value in enumerate(ranks)}

    def worse(old: Any, new: Any) -> bool:
        before, after = (rank.get(_choice(value) or default) for value in (old, new))
        return before is not None and (after < before if after is not None else plain(new) is UNKNOWN)

    return worse


def wider(old: Any, new: Any) -> bool:
    """A block of addresses must not let in more than it did."""
    old, new = plain(old), plain(new)
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    try:
        before, after = ip_network(old, strict=False), ip_network(new, strict=False)
    except ValueError:
        return False
    return before.version == after.version and after.prefixlen < before.prefixlen


def _is_on(value: Any, default: bool) -> bool | None:
    """Return whether a switch is on, None where it is unknown; some are written as texts."""
    value = plain(value)
    if value is None:
        return default
    if value is UNKNOWN:
        return None
    return value.lower() in _ON if isinstance(value, str) else bool(value)


def _number(value: Any, default: float, *, forever: bool) -> float | None:
    value = plain(value)
    if value is None or value == "":
        return default
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return inf if forever and number == 0 else number


def _absent(value: Any) -> bool:
    value = plain(value)
    return value is not UNKNOWN and value in (None, "", [], {})


def _ranked(value: Any, default: str) -> str:
    value = plain(value)
    return default if _absent(value) else value if isinstance(value, str) else ""


def _choice(value: Any) -> str:
    value = plain(value)
    if isinstance(value, list) and len(value) == 1:
        value = plain(value[0])
    if not isinstance(value, Mapping):
        return ""
    return next((key for key, inner in value.items() if inner is not None and not key.startswith("__")), "")

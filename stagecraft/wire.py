"""Pulumi's wire form of property values, as plain Python values.

A property value is JSON with two marked cases, the same on the wire and in a state export:

* unknown: the string `UNKNOWN` (a value that only an `up` would know);
* secret, asset, archive, resource reference: an object whose `SIGNATURE` key names the kind.
"""

from collections.abc import Iterator
from typing import Any, Final

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the name of the kind
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

# What stands in place of a secret where people and programs read it.
PLACEHOLDER: Final = "[secret]"


def is_unknown(value: object) -> bool:
    """Tell whether a value is known only after an `up` (the unknown itself, or a secret unknown)."""
    return value == UNKNOWN or (is_secret(value) and is_unknown(unwrap(value)))


def is_secret(value: object) -> bool:
    """Tell whether a value is marked as a secret."""
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET


def secret(value: Any) -> dict[str, Any]:
    """Mark a value as a secret."""
    return {SIGNATURE: SECRET, "value": value}


def unwrap(value: Any) -> Any:
    """Return the value inside a secret, and any other value as it is."""
    return value.get("value") if is_secret(value) else value


def walk(value: Any) -> Iterator[Any]:
    """Yield a value and every value inside it, outermost first."""
    yield value
    if isinstance(value, dict):
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)

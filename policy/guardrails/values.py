"""Property values as the rules see them: plain Python, with unknowns and secrets that cannot be mistaken.

This is the one place where Pulumi's marked values are decoded. A value arrives in one of three forms (a
state export, `pulumi preview --json`, or the policy SDK's own), and leaves as plain Python values plus two
markers:

* `UNKNOWN` stands for a value that only an `up` would know. It is neither true nor false: asking raises, so
  that no rule passes by mistake.
* `Secret` wraps a value that must not be printed. Its content may itself be `UNKNOWN` (a ciphertext).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal

# The marks of the wire form, sdk/go/common/resource/properties.go and sdk/python/lib/pulumi/runtime/rpc.py.
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SEALED: Final = "1b47061264138c4ac30d75fd1eb44270"
_RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_UNKNOWNS: Final = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # string, and every unknown of a state or a preview
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
# What the CLI prints in the place of a secret that it cannot, or must not, show.
_HIDDEN: Final = "[secret]"


class Unknown(Enum):
    """The type of `UNKNOWN`: an enum, so that it stays one object through pickle and copy."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false; compare it with `is UNKNOWN`")

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Unknowable = Literal[Unknown.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must not be printed; `value` is `UNKNOWN` where only its ciphertext is at hand."""

    value: Any

    def __repr__(self) -> str:
        return _HIDDEN


def decode(value: Any) -> Any:
    """Turn a value of a state, a preview or the policy SDK into plain values, `UNKNOWN` and `Secret`."""
    if isinstance(value, str):
        if value in _UNKNOWNS:
            return UNKNOWN
        return Secret(UNKNOWN) if value == _HIDDEN else value
    if isinstance(value, dict):
        if _SIGNATURE in value:
            return _decode_marked(value)
        return {key: decode(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [decode(inner) for inner in value]
    return value


def _decode_marked(value: Mapping[str, Any]) -> Any:
    mark = value[_SIGNATURE]
    if mark == _SEALED:
        return _decode_secret(value)
    if mark == _OUTPUT:
        inner = decode(value["value"]) if "value" in value else UNKNOWN
        return Secret(inner) if value.get("secret") is True and not isinstance(inner, Secret) else inner
    if mark == _RESOURCE:
        return decode(value.get("id") or value.get("urn"))
    return dict(value)  # an asset or an archive: no rule looks into its content


def _decode_secret(value: Mapping[str, Any]) -> Secret:
    if "value" in value:
        inner = decode(value["value"])
    elif isinstance(value.get("plaintext"), str):
        inner = _decode_plaintext(value["plaintext"])
    else:
        inner = UNKNOWN
    return inner if isinstance(inner, Secret) else Secret(inner)


def _decode_plaintext(text: str) -> Any:
    """Decode the JSON text inside a secret of a state export."""
    try:
        return decode(json.loads(text))
    except ValueError:
        return UNKNOWN


def plain(value: Any) -> Any:
    """Return the content of a secret, and any other value as it is."""
    return value.value if isinstance(value, Secret) else value


def at(props: Any, path: str) -> Any:
    """Return the value at a dotted path: `None` where it is absent, `UNKNOWN` where the way to it is unknown.

    A list on the way that holds one item is entered (providers give single blocks either as the object or as
    a list of one).
    """
    value = props
    for key in path.split("."):
        value = plain(value)
        if isinstance(value, list) and len(value) == 1:
            value = plain(value[0])
        if value is UNKNOWN:
            return UNKNOWN
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def items(props: Any, path: str) -> list[Any]:
    """Return the items at a dotted path: a lone value counts as a list of one, an absent one as none.

    An unknown list is returned as one unknown item, so that nobody takes it for an empty list.
    """
    value = plain(at(props, path))
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def holds_unknown(value: Any) -> bool:
    """Tell whether a value, or any value inside it, is unknown."""
    return any(inner is UNKNOWN for inner in walk(value))


def walk(value: Any) -> Iterator[Any]:
    """Yield a value and every value inside it, secrets opened, outermost first."""
    value = plain(value)
    yield value
    if isinstance(value, dict):
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)

"""Compares what the real engine says of a stack with what the offline preview says of it.

Left out is what only an engine has: the ids at the end of its providers' names, its notes in their inputs
(`__internal`), the hashes of the files that it has read, and the secrets that it masks or encrypts. Of its own
default providers `pulumi preview --json` shows none or some.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stagecraft import wire

DEFAULT_PROVIDER = re.compile(r"::pulumi:providers:[^:]+::default(_[^:]*)?$")
OPTIONS = (
    "type",
    "custom",
    "parent",
    "protect",
    "external",
    "retainOnDelete",
    "deletedWith",
    "ignoreChanges",
)


def disagreements(
    engine: Sequence[Mapping[str, Any]], offline: Sequence[Mapping[str, Any]], *, inputs: bool
) -> Iterator[str]:
    """Yield a line for each thing in which two lists of resources, as in a state export, do not agree.

    Args:
        engine: the resources by the engine.
        offline: the resources by the offline preview.
        inputs: compare the inputs too; an unknown of either side matches anything.
    """
    ours = {resource["urn"]: resource for resource in offline if not DEFAULT_PROVIDER.search(resource["urn"])}
    theirs = {
        resource["urn"]: resource for resource in engine if not DEFAULT_PROVIDER.search(resource["urn"])
    }
    yield from (f"only the engine has {urn}" for urn in sorted(theirs.keys() - ours.keys()))
    yield from (f"only the offline preview has {urn}" for urn in sorted(ours.keys() - theirs.keys()))
    for urn in sorted(ours.keys() & theirs.keys()):
        one, other = theirs[urn], ours[urn]
        for key in OPTIONS:
            if (one.get(key) or None) != (other.get(key) or None):
                yield f"{urn}: {key}: {one.get(key)!r} and {other.get(key)!r}"
        if _provider(one) != _provider(other):
            yield f"{urn}: provider: {_provider(one)} and {_provider(other)}"
        if sorted(one.get("dependencies") or []) != sorted(other.get("dependencies") or []):
            yield f"{urn}: dependencies: {_only(one, other)} and {_only(other, one)}"
        if _wires(one) != _wires(other):
            keys = [
                key for key in _wires(one) | _wires(other) if _wires(one).get(key) != _wires(other).get(key)
            ]
            yield f"{urn}: propertyDependencies of {', '.join(sorted(keys))}"
        if inputs:
            yield from (f"{urn}: {line}" for line in _values("", one.get("inputs"), other.get("inputs")))


def _provider(resource: Mapping[str, Any]) -> str:
    return str(resource.get("provider") or "").rpartition("::")[0]


def _only(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return sorted(set(one.get("dependencies") or []) - set(other.get("dependencies") or []))


def _wires(resource: Mapping[str, Any]) -> dict[str, list[str]]:
    return {key: sorted(urns) for key, urns in (resource.get("propertyDependencies") or {}).items() if urns}


def _values(path: str, one: Any, other: Any) -> Iterator[str]:
    if wire.UNKNOWN in (one, other) or (one == wire.PLACEHOLDER and wire.is_secret(other)):
        return
    if isinstance(one, dict) and isinstance(other, dict):
        if wire.is_secret(one) and wire.is_secret(other):
            return
        asset = wire.SIGNATURE in one and wire.SIGNATURE in other
        for key in sorted((one.keys() | other.keys()) - {"__internal", *(["hash"] if asset else [])}):
            if key in one and key in other:
                yield from _values(f"{path}.{key}", one[key], other[key])
            else:
                yield f"{path}.{key}: only in the {'engine' if key in one else 'offline preview'}"
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from _values(f"{path}[{index}]", *pair)
    elif (one or None) != (other or None) or type(one) is not type(other):
        yield f"{path}: {one!r} and {other!r}"

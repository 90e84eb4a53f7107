"""What the provider's Diff says: which properties of a resource differ, and whether AWS must make a new one.

Compared are checked inputs, as pulumi-aws compares them: text that is the same JSON, the order of what AWS keeps
as a set, nothing and an empty collection are no differences; a value that only an `up` knows is one.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from stagecraft import wire
from stagecraft.sandbox import replacement
from stagecraft.sandbox.property_path import Step, format_path, general_path, parse_path
from stagecraft.simulated.aws import names, schema

# The provider's own notes on what it filled in.
_NOTES: Final = frozenset({"__defaults", "__meta"})
_MISSING: Final = object()


class Kind(StrEnum):
    """What happened to a property, in the protocol's words (PropertyDiff.Kind)."""

    ADD = "ADD"
    DELETE = "DELETE"
    UPDATE = "UPDATE"


@dataclass(frozen=True, slots=True)
class Change:
    """One property that differs: its path in Pulumi's syntax, how it differs, whether AWS makes a new resource."""

    path: str
    kind: Kind
    replaces: bool

    @property
    def protocol_kind(self) -> str:
        """Return the name of the protocol's PropertyDiff.Kind, such as `UPDATE_REPLACE`."""
        return f"{self.kind}_REPLACE" if self.replaces else str(self.kind)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs between two sets of inputs of one resource; false where nothing does."""

    changes: tuple[Change, ...] = ()
    # The old resource goes first, because the new one bears its name.
    delete_before_replace: bool = False

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the path of each change, in the order of the properties' names."""
        return tuple(change.path for change in self.changes)

    @property
    def replaces(self) -> tuple[str, ...]:
        """Return the paths for which AWS makes a new resource."""
        return tuple(change.path for change in self.changes if change.replaces)

    @property
    def properties(self) -> tuple[str, ...]:
        """Return the top-level properties that hold a change, each once (the protocol's `diffs`)."""
        return tuple(dict.fromkeys(str(parse_path(change.path)[0]) for change in self.changes))

    def detailed(self) -> dict[str, str]:
        """Return the protocol's `detailedDiff`: each path with the name of its PropertyDiff.Kind."""
        return {change.path: change.protocol_kind for change in self.changes}


def diff(
    token: str,
    old_inputs: Mapping[str, Any],
    new_inputs: Mapping[str, Any],
    *,
    ignore_changes: Sequence[str] = (),
    name: str = "",
) -> Changes:
    """Return what differs between a resource's old and new checked inputs.

    Args:
        token: the resource's type.
        old_inputs: the inputs that AWS has, or `Read` found.
        new_inputs: the inputs that the program gives, after Check.
        ignore_changes: paths that are not compared; `*` stands for every key or position.
        name: the resource's logical name. With it, a physical name that the program chose is told from one that
            Check composed, so that the old resource is deleted first where both would bear the same name.
    """
    facts = replacement.of_type(token)
    ignored = [parse_path(path) for path in ignore_changes]
    changes = []
    for steps, kind, value in _object_differences((), old_inputs, new_inputs, facts):
        kept = kind is Kind.DELETE and facts.keeps(general_path(steps))
        if not kept and not any(_covers(pattern, steps) for pattern in ignored):
            changes.append(Change(format_path(steps), kind, _replaces(steps, value, facts)))
    changes.sort(key=lambda change: change.path)
    first = any(change.replaces for change in changes) and _same_name(token, name, old_inputs, new_inputs)
    return Changes(tuple(changes), delete_before_replace=first)


def _covers(pattern: tuple[Step, ...], steps: tuple[Step, ...]) -> bool:
    pairs = zip(pattern, steps, strict=False)
    return len(pattern) <= len(steps) and all(one in ("*", other) for one, other in pairs)


def _differences(
    steps: tuple[Step, ...], old: Any, new: Any, facts: replacement.TypeFacts
) -> Iterator[tuple[tuple[Step, ...], Kind, Any]]:
    """Yield each path that differs, how, and the values that make the difference."""
    old, new = wire.unwrap(old), wire.unwrap(new)
    if _empty(old) and _empty(new):
        return
    if _empty(old) or _empty(new):
        yield steps, Kind.ADD if _empty(old) else Kind.DELETE, new if _empty(old) else old
    elif _is_object(old) and _is_object(new):
        yield from _object_differences(steps, old, new, facts)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_differences(steps, old, new, facts)
    elif not _same(old, new):
        yield steps, Kind.UPDATE, new


def _object_differences(
    steps: tuple[Step, ...], old: Mapping[str, Any], new: Mapping[str, Any], facts: replacement.TypeFacts
) -> Iterator[tuple[tuple[Step, ...], Kind, Any]]:
    for key in sorted({**old, **new}):
        if not _compared_elsewhere(key):
            inner = (old.get(key, _MISSING), new.get(key, _MISSING))
            yield from _differences((*steps, key), *inner, facts)


def _list_differences(
    steps: tuple[Step, ...], old: list[Any], new: list[Any], facts: replacement.TypeFacts
) -> Iterator[tuple[tuple[Step, ...], Kind, Any]]:
    if facts.is_set(general_path(steps)):
        lost = _without(old, new, steps, facts)
        gained = _without(new, old, steps, facts)
        # Members of a set have no position of their own: one that changed shows as one.
        for (before, was), (after, now) in zip(lost, gained, strict=False):
            del before
            yield from _differences((*steps, after), was, now, facts)
        paired = min(len(lost), len(gained))
        yield from (((*steps, at), Kind.DELETE, value) for at, value in lost[paired:])
        yield from (((*steps, at), Kind.ADD, value) for at, value in gained[paired:])
        return
    for at in range(max(len(old), len(new))):
        inner = (old[at] if at < len(old) else _MISSING, new[at] if at < len(new) else _MISSING)
        yield from _differences((*steps, at), *inner, facts)


def _without(
    members: list[Any], others: list[Any], steps: tuple[Step, ...], facts: replacement.TypeFacts
) -> list[tuple[int, Any]]:
    """Return the members, with their positions, that the other list has not."""
    left = list(others)
    found = []
    for at, member in enumerate(members):
        equal = (
            i for i, other in enumerate(left) if not any(_differences((*steps, at), member, other, facts))
        )
        index = next(equal, None)
        if index is None:
            found.append((at, member))
        else:
            del left[index]
    return found


def _replaces(steps: tuple[Step, ...], value: Any, facts: replacement.TypeFacts) -> bool:
    """Tell whether AWS makes a new resource for a change at a path, or for a property within what changed."""
    return facts.makes_new(general_path(steps)) or any(
        facts.makes_new(general_path(inner)) for inner in _leaves(steps, wire.unwrap(value))
    )


def _leaves(steps: tuple[Step, ...], value: Any) -> Iterator[tuple[Step, ...]]:
    if _is_object(value):
        for key, inner in value.items():
            if not _empty(inner):
                yield (*steps, key)
                yield from _leaves((*steps, key), wire.unwrap(inner))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves((*steps, at), wire.unwrap(inner))


def _compared_elsewhere(key: str) -> bool:
    """Tell whether a property says nothing: notes of the provider, and write-only arguments.

    AWS never gives a write-only argument back; a change of it is told by its `…WoVersion`.
    https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
    """
    return key in _NOTES or key.endswith("Wo")


def _empty(value: Any) -> bool:
    return value is _MISSING or value is None or value == [] or value == {}


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and wire.SIGNATURE not in value


def _same(old: Any, new: Any) -> bool:
    if wire.UNKNOWN in (old, new):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return bool(_asset(old) == _asset(new))
    if isinstance(old, str) and isinstance(new, str):
        return old == new or _same_document(old, new)
    # For Python, 1 is True.
    return bool(old == new) and isinstance(old, bool) is isinstance(new, bool)


def _asset(value: Mapping[str, Any]) -> Any:
    """Return what an asset, an archive or a reference stands for: its hash where it has one."""
    return value.get("hash") or value


def _same_document(old: str, new: str) -> bool:
    """Tell whether two texts are the same JSON document, such as a policy."""
    if not (old[:1] in ("{", "[") and new[:1] in ("{", "[")):
        return False
    try:
        return bool(json.loads(old) == json.loads(new))
    except ValueError:
        return False


def _same_name(token: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether old and new resource bear one name that the program chose, so that both cannot be at once."""
    rule = names.auto_name(schema.of_resource(token), new) if name else None
    if rule is None or f"{rule.property}Prefix" in new:
        return False
    was, now = (wire.unwrap(inputs.get(rule.property)) for inputs in (old, new))
    if not isinstance(now, str) or was != now or now == wire.UNKNOWN:
        return False
    composed = re.escape(name) + re.escape(rule.separator) + f"[0-9a-z]{{{rule.random}}}" + r"(\.fifo)?"
    return (
        rule.random == 0 or re.fullmatch(f"({re.escape(rule.prefix)})?{composed}", now, re.IGNORECASE) is None
    )

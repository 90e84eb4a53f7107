"""What differs between two states of one stack, resource by resource and property by property."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from guardrails.graph import Graph, Resource
from guardrails.values import Secret, plain

from stagecraft.delivery.drift.echoes import without_echoes
from stagecraft.delivery.drift.equality import holds_secret, is_nothing, opened, same, unmatched
from stagecraft.sandbox import replacement
from stagecraft.sandbox.property_path import format_path, general_path, parse_path

Kind = Literal["changed", "added", "removed", "gone"]
Path = tuple[str | int, ...]
# Notes of the provider, and the end of the names of arguments that AWS never gives back.
_NOTES: Final = ("__defaults", "__meta")
_WRITE_ONLY: Final = "Wo"
# Values that not every provider marks as secrets.
_SENSITIVE: Final = re.compile(
    r"password|passphrase|secret(string|binary|key|value)$|(auth|access|session)token$|private_?key(pem)?$|accesskey$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that is not in AWS as it was recorded.

    Attributes:
        path: the property, as Pulumi writes paths; empty where the resource is gone.
        kind: what happened to the property, or to the resource.
        recorded: the value of the state; None where it had none.
        actual: the value in AWS; None where it has none.
        stated: the program gives the property a value, so that an `up` puts it back.
        ignored: the program tells Pulumi to leave the property alone (`ignore_changes`).
        replaces: putting the property back makes a new resource.
    """

    resource: Resource
    path: str
    kind: Kind
    recorded: Any = None
    actual: Any = None
    stated: bool = True
    ignored: bool = False
    replaces: bool = False

    @property
    def general(self) -> str:
        """The path without positions: `ingress.cidrBlocks`."""
        return general_path(parse_path(self.path))


@dataclass(frozen=True, slots=True)
class Told:
    """What the engine says of a resource: the properties that its provider would put back.

    Attributes:
        detailed: path -> kind of change, `update-replace` and the like where that makes a new resource.
        properties: the top-level properties that differ, where the provider does not tell more.
    """

    detailed: Mapping[str, str] = field(default_factory=dict)
    properties: tuple[str, ...] = ()

    def names(self, top: str) -> bool:
        """Tell whether the engine says that something below a top-level property differs."""
        return top in self.properties or any(parse_path(path)[:1] == (top,) for path in self.detailed)

    def replaces(self, top: str) -> bool:
        """Tell whether putting a top-level property back makes a new resource."""
        return any(
            kind.endswith("-replace") and parse_path(path)[:1] == (top,)
            for path, kind in self.detailed.items()
        )


def compare(
    recorded: Graph,
    actual: Graph,
    *,
    told: Mapping[str, Told] | None = None,
    ignored: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Difference]:
    """Return every difference, in the order of the recorded resources.

    Args:
        recorded: the state.
        actual: the same resources as they are in AWS.
        told: the engine's own comparison, by URN; None where two files are compared without it.
        ignored: the paths of `ignore_changes`, by URN.
    """
    found: list[Difference] = []
    for resource in recorded.resources:
        if not resource.custom or resource.type.startswith("pulumi:"):
            continue
        now = actual.get(resource.urn)
        if now is None:
            found.append(Difference(resource=resource, path="", kind="gone"))
            continue
        says = told.get(resource.urn, Told()) if told is not None else None
        pair = _Pair(resource, now, says, (ignored or {}).get(resource.urn, ()))
        found.extend(pair.differences(recorded, actual))
    return found


@dataclass(frozen=True, slots=True)
class _Pair:
    """One resource, as it was recorded and as it is."""

    recorded: Resource
    actual: Resource
    told: Told | None
    ignored: tuple[str, ...]

    def differences(self, before: Graph, after: Graph) -> Iterator[Difference]:
        was = without_echoes(before, self.recorded, _merged(self.recorded))
        now = without_echoes(after, self.actual, _merged(self.actual))
        found = [
            one
            for top in sorted(was.keys() | now.keys())
            if not _is_note(top)
            for one in self._of_property(top, was.get(top), now.get(top))
        ]
        seen = {parse_path(one.path)[0] for one in found}
        # What only the provider can compare: secrets, and values that it knows to mean something else.
        hidden = [top for top in self._told_tops() if top not in seen]
        for top in hidden:
            values = was.get(top), now.get(top)
            if holds_secret(list(values)) or is_sensitive((top,), *values):
                values = _hidden(*values)
            found.append(self._difference((top,), "changed", *values))
        yield from _without_repeated_tags(found)

    def _of_property(self, top: str, was: Any, now: Any) -> Iterator[Difference]:
        for path, kind, before, after in _walk((top,), was, now):
            one = self._difference(path, kind, before, after)
            # The provider knows which spellings mean the same; it says nothing of what the program leaves open.
            if one.stated and not one.ignored and self.told is not None and not self.told.names(top):
                continue
            yield one

    def _difference(self, path: Path, kind: Kind, before: Any, after: Any) -> Difference:
        stated = _is_stated(self.recorded.inputs, path)
        ignored = any(_covers(parse_path(pattern), path) for pattern in self.ignored)
        return Difference(
            resource=self.recorded,
            path=format_path(path),
            kind=kind,
            recorded=before,
            actual=after,
            stated=stated,
            ignored=ignored,
            replaces=stated and not ignored and self._replaces(path),
        )

    def _replaces(self, path: Path) -> bool:
        if self.told is not None:
            return self.told.replaces(str(path[0]))
        return replacement.of_type(self.recorded.type).makes_new(general_path(path))

    def _told_tops(self) -> Iterable[str]:
        if self.told is None:
            return ()
        paths = (str(parse_path(path)[0]) for path in self.told.detailed)
        return dict.fromkeys(top for top in (*paths, *self.told.properties) if not _is_note(top))


def _merged(resource: Resource) -> dict[str, Any]:
    """Return each property with the value that AWS answered, else with the one that was asked for."""
    return {**resource.inputs, **{key: value for key, value in resource.outputs.items() if value is not None}}


def _walk(path: Path, was: Any, now: Any) -> Iterator[tuple[Path, Kind, Any, Any]]:
    """Yield the innermost places that differ, how, and both values; what may be a secret stays one."""
    if same(was, now):
        return
    if is_sensitive(path, was, now):
        yield path, _kind(was, now), *_hidden(was, now)
        return
    before, after = opened(was), opened(now)
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _walk((*path, key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _walk_list(path, before, after)
    else:
        yield path, _kind(before, after), was, now


def _walk_list(path: Path, before: list[Any], after: list[Any]) -> Iterator[tuple[Path, Kind, Any, Any]]:
    lost, gained = unmatched(before, after)
    if holds_secret(before) or holds_secret(after):
        yield path, "changed", *_hidden(before, after)
        return
    if len(lost) == len(gained) == 1 and all(isinstance(plain(one), dict) for one in (*lost, *gained)):
        yield from _walk((*path, before.index(lost[0])), lost[0], gained[0])
        return
    yield from (((*path, before.index(item)), "removed", item, None) for item in lost)
    yield from (((*path, after.index(item)), "added", None, item) for item in gained)


def _kind(was: Any, now: Any) -> Kind:
    if is_nothing(was):
        return "added"
    return "removed" if is_nothing(now) else "changed"


def is_sensitive(path: Path, was: Any, now: Any) -> bool:
    """Tell whether a value must not be printed: marked as a secret on either side, or one by its name."""
    marked = isinstance(was, Secret) or isinstance(now, Secret)
    return marked or (isinstance(path[-1], str) and _SENSITIVE.search(path[-1]) is not None)


def _hidden(was: Any, now: Any) -> tuple[Any, Any]:
    """Return both values as secrets, an absent one as absent."""
    return _as_secret(was), _as_secret(now)


def _as_secret(value: Any) -> Any:
    return value if value is None or isinstance(value, Secret) else Secret(value)


def _is_stated(inputs: Mapping[str, Any], path: Path) -> bool:
    """Tell whether the program gives a place a value; a list is given as a whole."""
    value: Any = inputs
    for step in path:
        value = opened(value)
        if isinstance(value, list) or not isinstance(value, dict):
            return not is_nothing(value)
        if step not in value:
            return False
        value = value[step]
    return not is_nothing(value)


def _covers(pattern: Path, path: Path) -> bool:
    pairs = zip(pattern, path, strict=False)
    return len(pattern) <= len(path) and all(one in ("*", other) for one, other in pairs)


def _is_note(top: str) -> bool:
    return top in _NOTES or top.endswith(_WRITE_ONLY)


def _without_repeated_tags(found: list[Difference]) -> Iterator[Difference]:
    """Leave out of `tagsAll` what `tags` tells already."""
    own = {parse_path(one.path)[1:] for one in found if parse_path(one.path)[0] == "tags"}
    for one in found:
        path = parse_path(one.path)
        if not (path[0] == "tagsAll" and (path[1:] in own or () in own)):
            yield one

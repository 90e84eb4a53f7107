"""What a deployment would make less safe than it is: the plan held against what runs now."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from guardrails.graph import Graph
from guardrails.resource import Resource
from guardrails.values import UNKNOWN, plain

from stagecraft.delivery.safety_table import GUARDIANS, GUARDS, Guard
from stagecraft.engine.steps import Step
from stagecraft.promotion.wording import shown

PROTECT: Final = "options.protect"
DELETED: Final = "deletion"
_UNPROTECTED: Final = "a `pulumi destroy` or a replacement can delete it"
_SEGMENT: Final = re.compile(r"(?P<name>\w+)(?:\[(?P<key>\w+)\])?")


@dataclass(frozen=True, slots=True)
class Downgrade:
    """Something that would be less safe than it is; `path` is `deletion` where the resource goes."""

    urn: str
    type: str
    path: str
    reason: str
    old: Any = True
    new: Any = False

    @property
    def resource(self) -> str:
        """The logical name of the resource."""
        return self.urn.rpartition("::")[2]

    def __str__(self) -> str:
        if self.path == DELETED:
            return f"{self.resource} ({self.type}) would be deleted: {self.reason}"
        old, new = shown(*("unknown" if value is UNKNOWN else value for value in (self.old, self.new)))
        return f"{self.resource} ({self.type}): {self.path} {old} → {new}: {self.reason}"


def downgrades(now: Graph, planned: Graph, renamed: Mapping[str, str] | None = None) -> list[Downgrade]:
    """Return what a plan makes less safe, in the order of the state.

    Args:
        now: what runs.
        planned: what would run.
        renamed: the new URN of a resource by its old one, where an alias leads from one to the other.
    """
    renamed = renamed or {}
    found: list[Downgrade] = []
    for old in now.resources:
        new = planned.get(renamed.get(old.urn, old.urn))
        if new is not None:
            found.extend(_compared(old, new))
        elif old.type in GUARDIANS and not old.external and not _kept_goes_too(old, planned, renamed):
            found.append(Downgrade(old.urn, old.type, DELETED, GUARDIANS[old.type]))
    return found


def _compared(old: Resource, new: Resource) -> Iterator[Downgrade]:
    if old.protect and not new.protect:
        yield Downgrade(new.urn, new.type, PROTECT, _UNPROTECTED)
    if old.inputs == new.inputs:
        return
    for guard in _guards_of(new.type):
        head = guard.path.partition(".")[0].partition("[")[0]
        if old.inputs.get(head) == new.inputs.get(head):
            continue
        for path, before, after in values(guard, old.inputs, new.inputs):
            if guard.worse(before, after):
                yield Downgrade(new.urn, new.type, path, guard.reason, before, after)


def _kept_goes_too(guardian: Resource, planned: Graph, renamed: Mapping[str, str]) -> bool:
    """Tell whether something that a guardian is wired to is gone in the plan: then it has nothing to keep."""
    wired = {urn for urns in guardian.property_dependencies.values() for urn in urns}
    wired |= set(guardian.dependencies)
    return any(planned.get(renamed.get(urn, urn)) is None for urn in wired)


def values(guard: Guard, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each pair of values that a guard's path leads to, with the path that was gone."""
    segments = [(match["name"], match["key"] or "") for match in _SEGMENT.finditer(guard.path)]
    yield from _pairs(segments, "", old, new, guard.new_items)


def _pairs(
    segments: Sequence[tuple[str, str]], path: str, old: Any, new: Any, new_items: bool
) -> Iterator[tuple[str, Any, Any]]:
    if not segments:
        yield path.removeprefix("."), old, new
        return
    (name, key), *rest = segments
    old, new = _step(old, name), _step(new, name)
    if not key:
        yield from _pairs(rest, f"{path}.{name}", old, new, new_items)
        return
    before, after = _by_key(old, key), _by_key(new, key)
    last = not any(inner for _, inner in rest)
    for item in dict.fromkeys([*before, *after]):
        if item in before or (last and new_items):
            there = UNKNOWN if plain(new) is UNKNOWN else after.get(item)
            yield from _pairs(rest, f"{path}.{name}[{item}]", before.get(item), there, new_items)


def _step(value: Any, name: str) -> Any:
    """Go one step into a value; a list of one item is the item, as providers write single blocks."""
    value = plain(value)
    if isinstance(value, list) and len(value) == 1:
        value = plain(value[0])
    if value is UNKNOWN:
        return UNKNOWN
    return value.get(name) if isinstance(value, Mapping) else None


def _by_key(value: Any, key: str) -> dict[str, Any]:
    value = plain(value)
    items = value if isinstance(value, list) else [value]
    return {
        str(item[key]): item
        for item in map(plain, items)
        if isinstance(item, Mapping) and isinstance(item.get(key), str | int)
    }


@lru_cache(maxsize=4096)
def _guards_of(type_: str) -> tuple[Guard, ...]:
    return tuple(guard for guard in GUARDS if any(_glob(glob).fullmatch(type_) for glob in guard.types))


@lru_cache(maxsize=256)
def _glob(glob: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, glob.split("*"))))


def renamed_by(steps: Iterable[Step]) -> dict[str, str]:
    """Return the new URN of each resource that a step finds by an alias, by its old one."""
    return {
        step.old["urn"]: step.urn
        for step in steps
        if step.old.get("urn") and step.new and step.old["urn"] != step.urn
    }

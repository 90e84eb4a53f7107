"""The steps of an update as the engine tells them: what it does to which resource, and for which properties."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

# Operations that leave everything as it is.
QUIET: Final = frozenset({"same", "read", "refresh-same"})
# Each of them takes the resource that was there away. `replace` itself is only the name for the pair.
DELETING: Final = frozenset({"delete", "delete-replaced", "discard-replaced"})
_DEFAULT_PROVIDER: Final = re.compile(r"::pulumi:providers:[^:]+::default(_[^:]*)?$")


def is_default_provider(urn: str) -> bool:
    """Tell whether a URN is of a provider that the engine makes by itself."""
    return _DEFAULT_PROVIDER.search(urn) is not None


@dataclass(frozen=True, slots=True)
class Step:
    """What the engine does, or would do, to one resource.

    Attributes:
        urn: the resource.
        op: the operation in the engine's words, such as `create`, `update`, `replace`, `delete`, `same`.
        type: its type token.
        old: its state before, as in a state export; empty where there was none.
        new: its state after; empty where it is deleted.
        keys: the properties that force a replacement.
        diffs: the properties that differ, by their paths.
        detailed: path -> kind of change (`add`, `update-replace`, …), where the provider tells.
    """

    urn: str
    op: str
    type: str
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    diffs: tuple[str, ...] = ()
    detailed: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The logical name of the resource."""
        return self.urn.rpartition("::")[2]


def step_of(told: Mapping[str, Any]) -> Step:
    """Read a step of `pulumi preview --json`, or the metadata of an engine event, which have the same form."""
    old = told.get("oldState") or told.get("old") or {}
    new = told.get("newState") or told.get("new") or {}
    urn = told.get("urn") or new.get("urn") or old.get("urn") or ""
    return Step(
        urn=urn,
        op=str(told.get("op", "")),
        type=told.get("type") or urn.split("::")[2].rpartition("$")[2],
        old=old,
        new=new,
        keys=tuple(told.get("replaceReasons") or told.get("keys") or ()),
        diffs=tuple(told.get("diffReasons") or told.get("diffs") or ()),
        detailed={
            path: str(change.get("kind") or change.get("diffKind") or "")
            for path, change in (told.get("detailedDiff") or {}).items()
        },
    )


def counts(steps: Iterable[Step]) -> dict[str, int]:
    """Count the steps by operation; a replacement, which is three steps, once."""
    told = Counter(step.op for step in steps if step.op not in {"create-replacement", "delete-replaced"})
    return dict(sorted(told.items()))

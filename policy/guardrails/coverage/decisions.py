"""What is decided about each sensitive input: which rule checks it, or why none needs to.

One file a family (`encryption-key.yaml`), each a list of decisions. A decision names either `rules` or the
reason (`because`), and `of` what it is made: a property, and the types that have it. The property is its
name, or as much of its path as tells it from others of the type; the longest one that fits decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from guardrails.coverage.families import FAMILIES, Family

_FOLDER: Final = Path(__file__).resolve().parent
_MEMBERS: Final = ({"because", "of"}, {"rules", "of"})


class DecisionError(ValueError):
    """A file of decisions that does not say what it should; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about an input of a type.

    Attributes:
        type: the type, written as `rds/instance`.
        input: the property, or the end of its path.
        family: why it is sensitive.
        rules: the ids of the rules that check it.
        because: why no rule needs to; empty where rules do.
    """

    type: str
    input: str
    family: Family
    rules: tuple[str, ...]
    because: str

    def fits(self, path: str) -> bool:
        """Tell whether the decision is made of the input at a path."""
        return f".{self.input}." in f".{path}."


@cache
def decisions() -> tuple[Decision, ...]:
    """Return every decision, by family and in the order of the files; raise DecisionError for a bad file."""
    return tuple(one for family in FAMILIES.values() for one in _read(family))


@cache
def _by_type() -> Mapping[tuple[str, str], tuple[Decision, ...]]:
    index: dict[tuple[str, str], list[Decision]] = {}
    for one in decisions():
        index.setdefault((one.type, one.family.id), []).append(one)
    return {key: tuple(sorted(found, key=lambda one: -len(one.input))) for key, found in index.items()}


def decision_on(short: str, path: str, family: Family) -> Decision | None:
    """Return what is decided about the input of a type, or None."""
    return next((one for one in _by_type().get((short, family.id), ()) if one.fits(path)), None)


def _read(family: Family) -> Iterator[Decision]:
    file = _FOLDER / f"{family.id}.yaml"
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), start=1):
        where = f"{file.name}, decision {number}"
        if not isinstance(entry, dict) or set(entry) not in _MEMBERS:
            raise DecisionError(f"{where}: names either `rules` or `because`, and `of`")
        for one in _decided(entry, family):
            if (one.type, one.input) in seen:
                raise DecisionError(f"{where}: {one.input} of {one.type} is decided twice")
            seen.add((one.type, one.input))
            yield one


def _decided(entry: Mapping[str, Any], family: Family) -> Iterator[Decision]:
    rules, because = tuple(entry.get("rules", ())), " ".join(entry.get("because", "").split())
    for name, types in entry["of"].items():
        for short in types:
            yield Decision(short, name, family, rules, because)

"""What differences mean by the names of their properties: data with reasons, from `classes.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from guardrails.values import plain

from stagecraft.delivery.drift.comparison import Difference
from stagecraft.delivery.drift.equality import is_nothing

FILE: Final = Path(__file__).with_name("classes.yaml")
Worse = Literal["off", "on", "less", "other"]
ANY: Final = "*"
_OFF: Final = frozenset({"false", "disabled", "inactive", "suspended", "off", "none"})
# A duration (`35 days`) and a version (`17.4`) begin with a number.
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of the tables: what it speaks of, and what people read.

    Attributes:
        worse: the direction in which a value must have gone for the entry to fit; any, where it is None.
        minor: it fits only where the first number of a version is the same.
    """

    reason: str
    type: str = ANY
    property: str = ANY
    worse: Worse | None = None
    minor: bool = False

    def fits(self, difference: Difference) -> bool:
        """Tell whether the entry speaks of a difference."""
        if not (
            _glob(self.type).fullmatch(difference.resource.type)
            and _glob(self.property).fullmatch(difference.general)
        ):
            return False
        if self.minor and _major(difference.recorded) != _major(difference.actual):
            return False
        return self.worse is None or _went(self.worse, difference.recorded, difference.actual)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """Everything that `classes.yaml` says.

    Attributes:
        downgrades: the class of a downgrade, by its reason in the table of promotions.
        rules: the ids of rules that guard data against loss.
    """

    downgrades: Mapping[str, str]
    volatile: tuple[Entry, ...]
    destructive: tuple[Entry, ...]
    benign: tuple[Entry, ...]
    security: tuple[Entry, ...]
    rules: frozenset[str]


@cache
def tables() -> Tables:
    """Return the tables, read once."""
    data: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    sections = {
        section: tuple(Entry(**entry) for entry in data[section])
        for section in ("volatile", "destructive", "benign", "security")
    }
    return Tables(**sections, downgrades=data["downgrades"], rules=frozenset(data["rules"]))


def entry_for(entries: tuple[Entry, ...], difference: Difference) -> Entry | None:
    """Return the first entry that speaks of a difference."""
    return next((entry for entry in entries if entry.fits(difference)), None)


def _went(worse: Worse, recorded: Any, actual: Any) -> bool:
    if worse == "other":
        return True
    if worse == "off":
        return _is_on(recorded) and not _is_on(actual)
    if worse == "on":
        return _is_on(actual) and not _is_on(recorded)
    before, after = _number(recorded), _number(actual)
    return before is not None and (after is None or after < before) and not (before == 0 and after is None)


def _is_on(value: Any) -> bool:
    value = plain(value)
    if isinstance(value, bool | int | float):
        return bool(value)
    return not is_nothing(value) and str(value).lower() not in _OFF


def _number(value: Any) -> float | None:
    value = plain(value)
    if isinstance(value, bool):
        return None
    found = _NUMBER.match(str(value)) if isinstance(value, int | float | str) else None
    return float(found.group()) if found else None


def _major(value: Any) -> str:
    return str(plain(value)).partition(".")[0]


@lru_cache(maxsize=1024)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split(ANY))), re.DOTALL)

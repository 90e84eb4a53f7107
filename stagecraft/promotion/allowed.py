"""The differences that are allowed between environments: data with reasons, from `promotion.yaml`."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

FILE: Final = "promotion.yaml"
_ANY: Final = "*"
_SECTIONS: Final = ("stacks", "values", "counts", "disjoint", "downgrades")
_VALUE_KEYS: Final = ("tier", "type", "resource", "property", "reason")
_COUNT_KEYS: Final = ("tier", "type", "resource", "zero", "reason")
_DOWNGRADE_KEYS: Final = ("stack", "type", "resource", "property", "reason", "owner", "expires")
_CONFIG_KEY: Final = re.compile(r"[\w-]+:[\w-]+(\.[\w-]+)*")


class PromotionError(Exception):
    """A `promotion.yaml` that cannot be used; its message is one line with place, fault and way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An allowed difference; `*` in a glob stands for any text."""

    reason: str
    tier: str = _ANY
    type: str = _ANY
    resource: str = _ANY

    def covers(self, tier: str, type_: str, resource: str) -> bool:
        """Tell whether the entry speaks of a role."""
        pairs = ((self.tier, tier), (self.type, type_), (self.resource, resource))
        return all(glob == _ANY or _glob(glob).fullmatch(text) for glob, text in pairs)

    def __str__(self) -> str:
        named = {"tier": self.tier, "type": self.type, "resource": self.resource, **self._more()}
        return ", ".join(f"{key}: {value}" for key, value in named.items() if value != _ANY)

    def _more(self) -> dict[str, str]:
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueEntry(Entry):
    """Allows the values of the properties whose path the glob `property` covers to differ."""

    property: str

    def _more(self) -> dict[str, str]:
        return {"property": self.property}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEntry(Entry):
    """Allows the number of a role's instances to differ; with `zero`, also that one stack has none at all."""

    zero: bool = False

    def _more(self) -> dict[str, str]:
        return {"zero": "true"} if self.zero else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class DowngradeEntry:
    """Lets one stack become less safe in one respect, until a day; a deletion is the property `deletion`."""

    stack: str
    resource: str
    property: str
    reason: str
    owner: str
    expires: dt.date
    type: str = _ANY

    def covers(self, stack: str, type_: str, resource: str, property_: str) -> bool:
        """Tell whether the entry speaks of a property, whatever the day is."""
        pairs = ((self.type, type_), (self.resource, resource), (self.property, property_))
        return stack == self.stack and all(_glob(glob).fullmatch(text) for glob, text in pairs)

    def __str__(self) -> str:
        what = f"{self.property} of {self.resource} in {self.stack}"
        return f"{what} (owner {self.owner}, until {self.expires.isoformat()})"


@dataclass(frozen=True, slots=True)
class Promotion:
    """What a project's `promotion.yaml` says."""

    values: tuple[ValueEntry, ...] = ()
    counts: tuple[CountEntry, ...] = ()
    disjoint: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()  # the environments, lowest first: each must have its stack file
    written: bool = True  # False where the project has no such file
    downgrades: tuple[DowngradeEntry, ...] = ()

    @classmethod
    def everything(cls) -> "Promotion":
        """Allow every difference of values and counts, as for a project without a `promotion.yaml`."""
        reason = f"the project has no {FILE}, so every value and count may differ"
        return cls((ValueEntry(property=_ANY, reason=reason),), (CountEntry(reason=reason),), written=False)

    def value(self, tier: str, type_: str, resource: str, property_: str) -> ValueEntry | None:
        """Return the first entry that allows a property of a role to differ."""
        return next(
            (
                entry
                for entry in self.values
                if _glob(entry.property).fullmatch(property_) and entry.covers(tier, type_, resource)
            ),
            None,
        )

    def count(self, tier: str, type_: str, resource: str, *, zero: bool) -> CountEntry | None:
        """Return the first entry that allows another number of instances, or none in one stack."""
        found = (entry for entry in self.counts if entry.covers(tier, type_, resource))
        return next((entry for entry in found if entry.zero or not zero), None)


def load_promotion(folder: str | Path) -> Promotion:
    """Read a project's `promotion.yaml`; a project without one allows every value and count to differ.

    Raises:
        PromotionError: the file does not say clearly what is allowed.
    """
    path = Path(folder) / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Promotion.everything()
    except (OSError, UnicodeDecodeError) as error:
        raise PromotionError(f"{FILE}: cannot be read ({error}); it is YAML in UTF-8") from None
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PromotionError(_yaml_mistake(error)) from None
    return parse_promotion(data)


def parse_promotion(data: Any) -> Promotion:
    """Check the content of a `promotion.yaml`.

    Raises:
        PromotionError: at the first thing that is not clear.
    """
    data = {} if data is None else data
    if not isinstance(data, Mapping):
        raise PromotionError(f"{FILE}: is no mapping; allowed: the keys {', '.join(_SECTIONS)}")
    _refuse_unknown("", data, _SECTIONS)
    values = [ValueEntry(**_entry(place, item, _VALUE_KEYS)) for place, item in _list(data, "values")]
    counts = [CountEntry(**_entry(place, item, _COUNT_KEYS)) for place, item in _list(data, "counts")]
    keys = [_config_key(place, item) for place, item in _list(data, "disjoint")]
    stacks = [_stack(place, item) for place, item in _list(data, "stacks")]
    downgrades = [_downgrade(place, item) for place, item in _list(data, "downgrades")]
    return Promotion(tuple(values), tuple(counts), tuple(keys), tuple(stacks), downgrades=tuple(downgrades))


def _list(data: Mapping[str, Any], section: str) -> list[tuple[str, Any]]:
    items = data.get(section) or []
    if not isinstance(items, list):
        raise PromotionError(f"{FILE}: {section}: is no list; begin each entry with '- '")
    return [(f"{section}[{index}]", item) for index, item in enumerate(items)]


def _entry(place: str, item: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(item, Mapping):
        raise PromotionError(f"{FILE}: {place}: is no mapping; allowed: the keys {', '.join(keys)}")
    _refuse_unknown(f"{place}.", item, keys)
    for key, value in item.items():
        if key == "zero":
            if not isinstance(value, bool):
                raise PromotionError(f"{FILE}: {place}.zero: {value!r} is neither true nor false")
        elif not isinstance(value, str) or not value.strip():
            raise PromotionError(f"{FILE}: {place}.{key}: {value!r} is no text; put text into quotes")
    if "tier" not in item and "type" not in item:
        raise PromotionError(f"{FILE}: {place}: names neither a tier nor a type; add one of them")
    for key in ("property", "reason"):
        if key in keys and key not in item:
            raise PromotionError(f"{FILE}: {place}: has no {key}; add '{key}: …'")
    return dict(item)


def _downgrade(place: str, item: Any) -> DowngradeEntry:
    if not isinstance(item, Mapping):
        raise PromotionError(
            f"{FILE}: {place}: is no mapping; allowed: the keys {', '.join(_DOWNGRADE_KEYS)}"
        )
    _refuse_unknown(f"{place}.", item, _DOWNGRADE_KEYS)
    for key in _DOWNGRADE_KEYS:
        if key not in item and key != "type":
            raise PromotionError(f"{FILE}: {place}: has no {key}; add '{key}: …'")
    for key, value in item.items():
        if key != "expires" and (not isinstance(value, str) or not value.strip()):
            raise PromotionError(f"{FILE}: {place}.{key}: {value!r} is no text; put text into quotes")
    for key in ("resource", "property"):
        if not item[key].replace(_ANY, ""):
            message = f"{item[key]!r} covers everything; name the {key}, with * for a part of it at most"
            raise PromotionError(f"{FILE}: {place}.{key}: {message}")
    return DowngradeEntry(**{**item, "expires": _date(f"{place}.expires", item["expires"])})


def _date(place: str, value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    raise PromotionError(f"{FILE}: {place}: {value!r} is no date; write it like 2027-06-30, without quotes")


def _refuse_unknown(place: str, item: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in item:
        if key not in keys:
            raise PromotionError(f"{FILE}: {place}{key}: is an unknown key; allowed: {', '.join(keys)}")


def _stack(place: str, item: Any) -> str:
    if not isinstance(item, str) or not item.strip():
        raise PromotionError(f"{FILE}: {place}: {item!r} is no name of a stack; write it like dev")
    return item


def _config_key(place: str, item: Any) -> str:
    if not isinstance(item, str) or not _CONFIG_KEY.fullmatch(item):
        message = f"{FILE}: {place}: {item!r} is no config key; write it like shop:network.cidr"
        raise PromotionError(message)
    return item


def _yaml_mistake(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" line {mark.line + 1}, column {mark.column + 1}:" if mark is not None else ""
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{FILE}:{where} is no YAML ({problem}); correct the line"


@lru_cache(maxsize=1024)
def _glob(glob: str) -> re.Pattern[str]:
    """Compile a glob in which only `*` is special: paths hold brackets, which fnmatch reads as classes."""
    return re.compile(".*".join(re.escape(part) for part in glob.split(_ANY)), re.DOTALL)

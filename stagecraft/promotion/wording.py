"""Differences as people read them: values cut to what differs, like ones told once, a line for each tier."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from stagecraft.promotion.differences import Difference, Kind
from stagecraft.promotion.tiers import service_of

_WIDEST: Final = 60
_CONTEXT: Final = 15
_BRIEF: Final = 24
_IN_A_LINE: Final = 4
_ORDER: Final = {Kind.ZERO: 0, Kind.COUNT: 1, Kind.VALUE: 2, Kind.NAME: 3}


@dataclass(frozen=True, slots=True)
class Row:
    """A difference that one or more roles of a tier share."""

    tier: str
    resources: tuple[str, ...]
    property_path: str
    old: str
    new: str
    reason: str

    @property
    def allowed(self) -> bool:
        """Tell whether an entry of the promotion rules allows it."""
        return bool(self.reason)


def rows_of(differences: Iterable[Difference]) -> list[Row]:
    """Return the differences by tier, those not allowed first; roles that differ alike share a row."""
    groups: dict[tuple[Any, ...], list[Difference]] = {}
    for one in differences:
        alike = (
            one.tier,
            one.allowed,
            _ORDER[one.kind],
            one.property_path,
            repr(one.old),
            repr(one.new),
            one.reason,
        )
        groups.setdefault(alike, []).append(one)
    rows = []
    for alike in sorted(groups):
        first = groups[alike][0]
        old, new = shown(first.old, first.new)
        names = tuple(dict.fromkeys(f"{one.resource} ({short_type(one.type)})" for one in groups[alike]))
        rows.append(Row(first.tier, names, first.property_path, old, new, first.reason))
    return rows


def tier_lines(differences: Iterable[Difference]) -> dict[str, str]:
    """Return one line for each tier that differs, and how much more there is."""
    by_tier: dict[str, list[Row]] = {}
    for row in rows_of(differences):
        by_tier.setdefault(row.tier, []).append(row)
    return {tier: _line(rows) for tier, rows in by_tier.items()}


def _line(rows: list[Row]) -> str:
    told = [f"{_subject(row)} {_brief(row.old)} → {_brief(row.new)}" for row in rows[:_IN_A_LINE]]
    if (more := len(rows) - _IN_A_LINE) > 0:
        told.append(f"{more} more")
    refused = sum(not row.allowed for row in rows)
    return (f"{refused} NOT ALLOWED: " if refused else "") + "; ".join(told)


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]}…"


def _subject(row: Row) -> str:
    more = len(row.resources) - 1
    if row.property_path in ("count", "name"):
        return f"{row.property_path} of {row.resources[0]}{f' and {more} more' if more else ''}"
    return row.property_path.rpartition(".")[2]


def shown(old: Any, new: Any) -> tuple[str, str]:
    """Write two values, each cut to about sixty characters around the place where they begin to differ."""
    left, right = _text(old), _text(new)
    if max(len(left), len(right)) <= _WIDEST:
        return left, right
    same = next(
        (at for at, (one, two) in enumerate(zip(left, right, strict=False)) if one != two),
        min(len(left), len(right)),
    )
    start = max(0, same - _CONTEXT)
    return _cut(left, start), _cut(right, start)


def _cut(text: str, start: int) -> str:
    end = start + _WIDEST
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _text(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or "none"
    return str(value).replace("\n", " ")


def short_type(type_: str) -> str:
    """Return a type as programs name it: `aws:ec2/vpc:Vpc` is `ec2.Vpc`, a component its class alone."""
    name = type_.rpartition(":")[2]
    return f"{service_of(type_)}.{name}" if "/" in type_ else name

"""Unix cron expressions with a time zone, as scheduled actions of Auto Scaling take them: pure, without a clock.

https://docs.aws.amazon.com/autoscaling/ec2/userguide/scheduled-scaling-cron.html
"""

import difflib
import zoneinfo
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# In a leap year, so that the 29th of February counts.
_DAYS_IN_A_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of an expression: what it is called, what it ranges over, and the names of its values."""

    title: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    def number(self, word: str) -> int:
        """Return the value that a word means.

        Raises:
            ValueError: if it means none.
        """
        if word.lower() in self.names:
            return self.low + self.names.index(word.lower())
        if not (word.isascii() and word.isdigit() and self.low <= int(word) <= self.high):
            raise ValueError(f"its {self.title} '{word}' is not {self.low} to {self.high}")
        return int(word)


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _WEEKDAYS),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cron:
    """The moments that an expression means, by the values that each of its fields allows."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """Sunday is 0."""


def parse_cron(text: str) -> Cron:
    """Return what an expression of five fields means.

    Raises:
        ValueError: if it does not parse, or means no moment at all; the message says why.
    """
    words = text.split(" ")
    if len(words) != len(_FIELDS) or "" in words:
        raise ValueError("it is not five fields with one space between them")
    minutes, hours, days, months, weekdays = (
        _values(field, word) for field, word in zip(_FIELDS, words, strict=True)
    )
    longest = max(_DAYS_IN_A_MONTH[month - 1] for month in months)
    # Where both days are restricted, either of them is enough.
    if words[4] == "*" and min(days) > longest:
        raise ValueError(f"it means no day: its longest month has {longest}")
    return Cron(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=frozenset(weekday % len(_WEEKDAYS) for weekday in weekdays),
    )


def _values(field: _Field, text: str) -> frozenset[int]:
    return frozenset(value for part in text.split(",") for value in _part(field, part))


def _part(field: _Field, text: str) -> range:
    """Return the values of `*`, of a value or of a range, each perhaps with a step."""
    span, slash, step = text.partition("/")
    if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
        raise ValueError(f"its step '{step}' of the {field.title} is not a whole number above 0")
    if span == "*":
        low, high = field.low, field.high
    else:
        first, dash, last = span.partition("-")
        low = field.number(first)
        # With a step, a single value is where the range begins.
        high = field.number(last) if dash else field.high if slash else low
    if high < low:
        raise ValueError(f"its {field.title} '{span}' runs backwards")
    return range(low, high + 1, int(step) if slash else 1)


def is_time_zone(name: str) -> bool:
    """Tell whether a name is one of the IANA time zone database; a machine without it lets every name pass."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return not zoneinfo.available_timezones()
    return True


def nearest_time_zone(name: str) -> str:
    """Return the name in the IANA time zone database that is most like this one."""
    return difflib.get_close_matches(name, sorted(zoneinfo.available_timezones()), n=1, cutoff=0)[0]

"""The daily and weekly windows in which AWS backs up and maintains, in UTC: `02:00-03:00`, `sun:04:00-sun:05:00`."""

from typing import Final

from settings.base import Mistake, SeveralMistakesError

_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = f"({'|'.join(_DAYS)})"
_MINUTES_A_DAY: Final = 24 * 60
_MINUTES_A_WEEK: Final = 7 * _MINUTES_A_DAY

DAILY: Final = f"^{_TIME}-{_TIME}$"
WEEKLY: Final = f"^{_DAY}:{_TIME}-{_DAY}:{_TIME}$"


def daily_minutes(window: str) -> frozenset[int]:
    """Return the minutes of the week, Monday 00:00 being 0, that a daily window covers."""
    start, end = (_minute_of_day(time) for time in window.split("-"))
    length = (end - start) % _MINUTES_A_DAY
    return frozenset(
        (day * _MINUTES_A_DAY + start + minute) % _MINUTES_A_WEEK
        for day in range(len(_DAYS))
        for minute in range(length)
    )


def weekly_minutes(window: str) -> frozenset[int]:
    """Return the minutes of the week, Monday 00:00 being 0, that a weekly window covers."""
    start, end = (
        _DAYS.index(day) * _MINUTES_A_DAY + _minute_of_day(time)
        for day, _, time in (moment.partition(":") for moment in window.split("-"))
    )
    length = (end - start) % _MINUTES_A_WEEK
    return frozenset((start + minute) % _MINUTES_A_WEEK for minute in range(length))


def with_the_hour_before(minutes: frozenset[int]) -> frozenset[int]:
    """Return the minutes of windows of half an hour or more, and the hour before each."""
    earlier = (frozenset((minute - lead) % _MINUTES_A_WEEK for minute in minutes) for lead in (30, 60))
    return minutes.union(*earlier)


def long_enough_daily(window: str, *, least: int, example: str) -> str:
    """Return a daily window of so many minutes or more.

    Raises:
        SeveralMistakesError: if it is shorter.
    """
    return _long_enough(window, len(daily_minutes(window)) // len(_DAYS), least, example)


def long_enough_weekly(window: str, *, least: int, example: str) -> str:
    """Return a weekly window of so many minutes or more.

    Raises:
        SeveralMistakesError: if it is shorter.
    """
    return _long_enough(window, len(weekly_minutes(window)), least, example)


def apart(weekly: str, daily: str | None, key: str) -> str:
    """Return a weekly window that no minute of a daily one falls into.

    Args:
        weekly: the window.
        daily: the other one; None if it is wrong by itself.
        key: where the other one stands.

    Raises:
        SeveralMistakesError: if they overlap.
    """
    if daily is not None and weekly_minutes(weekly) & daily_minutes(daily):
        raise _mistake(
            f"'{weekly}' overlaps {key}, '{daily}'",
            f"a window apart from {key}",
            "move one of the two windows",
        )
    return weekly


def _minute_of_day(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _long_enough(window: str, minutes: int, least: int, example: str) -> str:
    if minutes < least:
        raise _mistake(
            f"'{window}' is {minutes} minutes long", f"{least} minutes or more", f"write e.g. {example}"
        )
    return window


def _mistake(problem: str, allowed: str, way_out: str) -> SeveralMistakesError:
    return SeveralMistakesError([Mistake(path="", problem=problem, allowed=allowed, way_out=way_out)])

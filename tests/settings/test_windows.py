"""Daily and weekly windows: which minutes they cover, how long they are, whether they overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.base import Mistake, SeveralMistakesError
from settings.windows import apart, daily_minutes, long_enough_daily, long_enough_weekly, weekly_minutes

MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1)
DAYS = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])


def time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(start=MINUTES, end=MINUTES)
def test_a_daily_window_covers_the_same_minutes_of_each_day(start: int, end: int) -> None:
    minutes = daily_minutes(f"{time(start)}-{time(end)}")
    assert 7 * ((end - start) % 1440) == len(minutes)
    assert minutes == {(minute + 1440) % 10_080 for minute in minutes}, "a day later it is the same"
    assert minutes <= set(range(10_080))


@given(start=MINUTES, end=MINUTES, first=DAYS, last=DAYS)
def test_a_weekly_window_runs_from_its_start_to_its_end(start: int, end: int, first: str, last: str) -> None:
    minutes = weekly_minutes(f"{first}:{time(start)}-{last}:{time(end)}")
    back = weekly_minutes(f"{last}:{time(end)}-{first}:{time(start)}")
    assert not minutes & back, "there and back have no minute in common"
    assert len(minutes | back) in (0, 10_080), "there and back are a whole week, or nothing"


def mistake_of(raised: pytest.ExceptionInfo[SeveralMistakesError]) -> Mistake:
    [mistake] = raised.value.mistakes
    return mistake


def test_a_window_that_is_too_short_is_told_its_length() -> None:
    with pytest.raises(SeveralMistakesError) as daily:
        long_enough_daily("23:30-00:29", least=60, example="snapshotWindow: 02:00-03:00")
    assert mistake_of(daily) == Mistake(
        path="",
        problem="'23:30-00:29' is 59 minutes long",
        allowed="60 minutes or more",
        way_out="write e.g. snapshotWindow: 02:00-03:00",
    )
    with pytest.raises(SeveralMistakesError) as weekly:
        long_enough_weekly("sun:23:30-mon:00:29", least=60, example="maintenanceWindow: sun:04:00-sun:05:00")
    assert mistake_of(weekly).problem == "'sun:23:30-mon:00:29' is 59 minutes long"


def test_a_window_that_is_long_enough_is_returned() -> None:
    assert long_enough_daily("23:30-00:30", least=60, example="") == "23:30-00:30"
    assert long_enough_weekly("sun:23:30-mon:00:30", least=60, example="") == "sun:23:30-mon:00:30"


def test_windows_that_overlap_are_told_by_the_other_ones_key() -> None:
    with pytest.raises(SeveralMistakesError) as raised:
        apart("mon:00:00-mon:01:00", "23:00-00:30", "snapshotWindow")
    assert mistake_of(raised) == Mistake(
        path="",
        problem="'mon:00:00-mon:01:00' overlaps snapshotWindow, '23:00-00:30'",
        allowed="a window apart from snapshotWindow",
        way_out="move one of the two windows",
    )


def test_windows_may_touch_and_one_that_is_wrong_by_itself_is_passed_over() -> None:
    assert apart("mon:00:30-mon:01:00", "23:00-00:30", "snapshotWindow") == "mon:00:30-mon:01:00"
    assert apart("mon:00:30-mon:01:00", None, "snapshotWindow") == "mon:00:30-mon:01:00"

"""AWS Backup starts no backup of the database at a time at which RDS refuses it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.backup_hours import backups_start_when_the_database_lets_them, closed_minutes, open_hours
from settings.base import Mistake
from settings.database import DatabaseSettings
from settings.recovery import INTERVALS, BackupSettings, RecoverySettings


def mistakes(
    *,
    every_hours: int,
    first_hour: int,
    backup_window: str = "02:00-03:00",
    maintenance_window: str = "sun:04:00-sun:05:00",
    backup_retention_days: int = 35,
) -> list[Mistake]:
    # Of each tier nothing but what the rule looks at.
    database = DatabaseSettings.model_construct(
        backup_window=backup_window,
        maintenance_window=maintenance_window,
        backup_retention_days=backup_retention_days,
    )
    backups: Any = BackupSettings.model_construct(every_hours=every_hours, first_hour=first_hour)
    return list(
        backups_start_when_the_database_lets_them(database, RecoverySettings.model_construct(backups=backups))
    )


def test_a_backup_in_the_hour_before_the_databases_own_is_refused() -> None:
    assert [
        Mistake(
            path="recovery.backups.firstHour",
            problem=(
                "1 starts a backup at a time at which RDS refuses one in its backupWindow, its "
                "maintenanceWindow and the hour before each"
            ),
            allowed="0, 5 where everyHours is 6",
            way_out="write e.g. firstHour: 5",
        )
    ] == mistakes(every_hours=6, first_hour=1)


@pytest.mark.parametrize("first_hour", [1, 2, 3, 4])
def test_the_maintenance_window_of_one_day_counts_too(first_hour: int) -> None:
    assert len(mistakes(every_hours=24, first_hour=first_hour)) == 1


@pytest.mark.parametrize(("every_hours", "first_hour"), [(24, 0), (24, 5), (6, 5), (12, 11)])
def test_other_hours_are_taken(every_hours: int, first_hour: int) -> None:
    assert mistakes(every_hours=every_hours, first_hour=first_hour) == []


def test_a_later_backup_of_the_day_counts_as_the_first_does() -> None:
    [mistake] = mistakes(every_hours=6, first_hour=5, backup_window="18:30-19:00")
    assert mistake.allowed == "1, 2 where everyHours is 6", "17:30 to 19:00 is closed for 5 and for 0"


def test_a_database_without_backups_of_its_own_has_no_backup_window() -> None:
    assert mistakes(every_hours=24, first_hour=1, backup_retention_days=0) == []


def test_backups_that_fit_nowhere_are_told_how_rare_they_may_be() -> None:
    [mistake] = mistakes(every_hours=1, first_hour=0)
    assert mistake.path == "recovery.backups.everyHours"
    assert mistake.allowed == "6, 8, 12, 24"
    assert mistake.way_out == "write e.g. everyHours: 6 with firstHour: 5"


def test_windows_that_leave_nothing_are_what_must_change() -> None:
    [mistake] = mistakes(every_hours=24, first_hour=5, backup_window="00:00-23:00")
    assert mistake.way_out == "make the windows of the database shorter"


def test_a_closed_minute_lies_in_a_window_or_in_the_hour_before() -> None:
    monday = closed_minutes("02:00-02:30", "tue:12:00-tue:12:30") & frozenset(range(24 * 60))
    assert monday == frozenset(range(60, 150))


def test_the_hour_before_monday_is_sundays() -> None:
    assert 7 * 24 * 60 - 30 in closed_minutes(None, "mon:00:00-mon:00:30")


@given(st.integers(0, 23), st.integers(30, 8 * 60), st.sampled_from(INTERVALS))
def test_an_open_hour_has_no_closed_minute_on_any_day(start: int, length: int, every: int) -> None:
    end = (start * 60 + length) % (24 * 60)
    closed = closed_minutes(f"{start:02}:00-{end // 60:02}:{end % 60:02}", "sun:04:00-sun:05:00")
    for first in open_hours(every, closed):
        assert first < every
        starts = {
            day * 24 * 60 + hour * 60 + minute
            for day in range(7)
            for hour in range(first, 24, every)
            for minute in range(60)
        }
        assert not starts & closed

"""At which hours of the day AWS Backup can start a backup of the database."""

from collections.abc import Iterator

from settings.base import Mistake
from settings.database import DatabaseSettings
from settings.recovery import INTERVALS, RecoverySettings
from settings.windows import daily_minutes, weekly_minutes, with_the_hour_before


def backups_start_when_the_database_lets_them(
    database: DatabaseSettings, recovery: RecoverySettings
) -> Iterator[Mistake]:
    """Tell that backups would fail for the hour at which they start.

    "AWS database services cannot start backups 1 hour before or during their maintenance window or automatic
    backup window. […] Snapshot backups scheduled during those times will fail."
    https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
    """
    backups = recovery.backups
    closed = closed_minutes(
        database.backup_window if database.backup_retention_days else None, database.maintenance_window
    )
    hours = open_hours(backups.every_hours, closed)
    if backups.first_hour in hours:
        return
    why = "RDS refuses one in its backupWindow, its maintenanceWindow and the hour before each"
    if hours:
        yield Mistake(
            path="recovery.backups.firstHour",
            problem=f"{backups.first_hour} starts a backup at a time at which {why}",
            allowed=f"{', '.join(map(str, hours))} where everyHours is {backups.every_hours}",
            way_out=f"write e.g. firstHour: {hours[-1]}",
        )
        return
    rarer = {every: found for every in INTERVALS if (found := open_hours(every, closed))}
    yield Mistake(
        path="recovery.backups.everyHours",
        problem=f"{backups.every_hours} leaves no firstHour, because {why}",
        allowed=", ".join(map(str, rarer)) or "none with these windows of the database",
        way_out=next(
            (f"write e.g. everyHours: {every} with firstHour: {found[-1]}" for every, found in rarer.items()),
            "make the windows of the database shorter",
        ),
    )


def closed_minutes(backup_window: str | None, maintenance_window: str) -> frozenset[int]:
    """Return the minutes of the week at which RDS lets no backup start.

    Args:
        backup_window: None where RDS makes no backups of its own.
        maintenance_window: the weekly one.
    """
    own = daily_minutes(backup_window) if backup_window else frozenset[int]()
    return with_the_hour_before(own) | with_the_hour_before(weekly_minutes(maintenance_window))


def open_hours(every_hours: int, closed: frozenset[int]) -> list[int]:
    """Return the hours that may be the day's first: no start window after it has a closed minute.

    AWS Backup starts a job within an hour, at a minute of its choice.
    """
    whole_hours = [not closed & daily_minutes(f"{hour:02}:00-{(hour + 1) % 24:02}:00") for hour in range(24)]
    return [first for first in range(every_hours) if all(whole_hours[first::every_hours])]

"""How much is lost and how long it takes, for each store and each kind of failure: pure arithmetic.

RPO is how far back the newest copy may be, RTO how long it takes until the store answers again. What AWS states is
cited; what it does not state (how fast an instance or a stack comes back) is an assumption with a name below, to
be replaced by what a drill has measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Store = Literal["database", "tables", "documents"]
Failure = Literal["zone", "corruption", "region"]
"""An Availability Zone is lost; wrong data was written, in every replica alike; the region is lost."""

# "60-120 seconds" https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html
FAILOVER_MINUTES: Final = 2
# Transaction logs go to S3 "every five minutes".
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
DATABASE_LOG_MINUTES: Final = 5
# "LatestRestorableDateTime is typically 5 minutes before the current time", and "95 percent of customers' table
# restores complete in less than one hour".
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/pointintimerecovery_beforeyoubegin.html
TABLE_LOG_MINUTES: Final = 5
TABLE_RESTORE_MINUTES: Final = 60
# What S3 Replication Time Control is held to; without it S3 promises no time.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
REPLICATION_MINUTES: Final = 15
# A backup job begins within its start window and is given up after its completion window: the least that AWS Backup
# takes for the first is an hour. https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
START_WINDOW_MINUTES: Final = 60
COMPLETION_WINDOW_MINUTES: Final = 180

# Assumptions; a drill tells better.
DATABASE_RESTORE_MINUTES: Final = 30
"""A new instance from a snapshot, before any data is read."""
DATABASE_RESTORE_GIB_A_MINUTE: Final = 10
"""Reading the volume and replaying the logs."""
COPY_MINUTES: Final = 60
"""A recovery point's way to the vault of the recovery region."""
VERSIONS_RESTORE_MINUTES: Final = 60
"""Bringing back the right versions of objects."""
REBUILD_MINUTES: Final = 60
"""An `up` of the whole stack in the recovery region."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store keeps in a failure, and by which means."""

    rpo_minutes: int | None
    """None: nobody promises a time."""
    rto_minutes: int
    means: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Means:
    """What the settings provide against failures."""

    multi_az: bool
    backup_retention_days: int
    """Of the database's automated backups; 0: none, so that only AWS Backup's recovery points are left."""
    storage_gib: int
    """The most that the database's volume may grow to."""
    replication_time_control: bool
    """Whether S3 Replication is held to a time."""
    backup_every_hours: int
    """Between two recovery points of AWS Backup."""


def kept(means: Means) -> Mapping[Store, Mapping[Failure, Kept]]:
    """Return what each store keeps in each failure."""
    return {"database": _database(means), "tables": _tables(means), "documents": _documents(means)}


def vault_rpo_minutes(every_hours: int) -> int:
    """Return the age that the newest recovery point in the region's vault may reach.

    One job may begin at once and the next one at the end of its start window; until that one is complete, the
    earlier is the newest.
    """
    return every_hours * 60 + START_WINDOW_MINUTES + COMPLETION_WINDOW_MINUTES


def _database(means: Means) -> Mapping[Failure, Kept]:
    restore = DATABASE_RESTORE_MINUTES + -(-means.storage_gib // DATABASE_RESTORE_GIB_A_MINUTE)
    if means.backup_retention_days:
        back = Kept(DATABASE_LOG_MINUTES, restore, "point-in-time restore to a new instance")
    else:
        back = Kept(vault_rpo_minutes(means.backup_every_hours), restore, "restore from the backup vault")
    return {
        "zone": Kept(0, FAILOVER_MINUTES, "failover to the standby") if means.multi_az else back,
        "corruption": back,
        "region": _from_the_copy(means, restore),
    }


def _tables(means: Means) -> Mapping[Failure, Kept]:
    return {
        "zone": Kept(0, 0, "DynamoDB keeps each item in three zones"),
        "corruption": Kept(TABLE_LOG_MINUTES, TABLE_RESTORE_MINUTES, "point-in-time recovery to a new table"),
        "region": _from_the_copy(means, TABLE_RESTORE_MINUTES),
    }


def _documents(means: Means) -> Mapping[Failure, Kept]:
    return {
        "zone": Kept(0, 0, "S3 keeps each object in three zones"),
        "corruption": Kept(0, VERSIONS_RESTORE_MINUTES, "earlier versions of the objects"),
        "region": Kept(
            REPLICATION_MINUTES if means.replication_time_control else None,
            REBUILD_MINUTES,
            "the replica in the recovery region",
        ),
    }


def _from_the_copy(means: Means, restore_minutes: int) -> Kept:
    return Kept(
        vault_rpo_minutes(means.backup_every_hours) + COPY_MINUTES,
        REBUILD_MINUTES + restore_minutes,
        "restore from the copy of the backup vault",
    )

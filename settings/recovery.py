"""Settings of recovery: the backup plan, the locked vaults, and what the environment promises."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from settings.base import Mistake, Model, SeveralMistakesError, lack
from settings.database import DatabaseSettings
from settings.recovery_objectives import Failure, Kept, Means, Store, kept
from settings.storage import StorageSettings

# AWS Backup keeps a recovery point from a day to a hundred years.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
MOST_DAYS = 36_500
# Before a lock of compliance mode sets, AWS leaves three days in which it can be taken back (same page).
LEAST_COOLING_OFF_DAYS = 3


# Divisors of a day: AWS Backup takes a cron expression, which begins anew each day.
Interval = Literal[1, 2, 3, 4, 6, 8, 12, 24]
INTERVALS: tuple[int, ...] = get_args(Interval)


class VaultLockSettings(Model):
    """Who may delete a recovery point before its time: somebody with the permission, or nobody at all."""

    mode: Literal["governance", "compliance"] = Field(
        description=(
            "governance: whoever may administer AWS Backup can take the lock off. "
            "compliance: nobody can, once the cooling-off days are over, AWS and the root user included."
        )
    )
    min_retention_days: int = Field(
        ge=1, le=MOST_DAYS, description="The vaults refuse backups that would be kept for less.", examples=[7]
    )
    max_retention_days: int = Field(
        ge=1,
        le=MOST_DAYS,
        description="The vaults refuse backups that would be kept for longer.",
        examples=[365],
    )
    cooling_off_days: int = Field(
        ge=LEAST_COOLING_OFF_DAYS,
        le=MOST_DAYS,
        description="Days until a lock of compliance mode sets for good; governance mode never does.",
        examples=[30],
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.max_retention_days < self.min_retention_days:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="maxRetentionDays",
                        problem=f"{self.max_retention_days} is less than minRetentionDays",
                        allowed=f"{self.min_retention_days} or more",
                        way_out=f"write e.g. maxRetentionDays: {max(365, self.min_retention_days)}",
                    )
                ]
            )
        return self


class BackupSettings(Model):
    """When recovery points are made, and how long they are kept."""

    every_hours: Interval = Field(description="Hours between two recovery points.", examples=[24])
    first_hour: int = Field(
        ge=0, le=23, description="The day's first hour, in UTC, at which one is made.", examples=[3]
    )
    retention_days: int = Field(
        ge=1, le=MOST_DAYS, description="Days that they are kept in the stack's region.", examples=[35]
    )
    copy_retention_days: int = Field(
        ge=1,
        le=MOST_DAYS,
        description="Days that their copies are kept in the recovery region.",
        examples=[35],
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.first_hour >= self.every_hours:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="firstHour",
                        problem=f"{self.first_hour} leaves out the day's earlier backups",
                        allowed=f"0 to {self.every_hours - 1} where everyHours is {self.every_hours}",
                        way_out=f"write e.g. firstHour: {self.first_hour % self.every_hours}",
                    )
                ]
            )
        return self


class Objective(Model):
    """What the environment promises for one store and one kind of failure; null: nothing."""

    rpo_minutes: Annotated[int, Field(ge=0)] | None = Field(
        description="Recovery point objective: the most minutes of changes that are lost.", examples=[15]
    )
    rto_minutes: Annotated[int, Field(ge=0)] | None = Field(
        description="Recovery time objective: minutes until the store answers again.", examples=[60]
    )


class StoreObjectives(Model):
    """The promises of one store."""

    zone: Objective = Field(description="An Availability Zone is lost.")
    corruption: Objective = Field(
        description="Wrong data was written or the right data deleted, in every replica alike."
    )
    region: Objective = Field(description="The region is lost.")


class Objectives(Model):
    """The promises of every store that holds what nobody can make again."""

    database: StoreObjectives = Field(description="The PostgreSQL database.")
    tables: StoreObjectives = Field(description="The DynamoDB tables.")
    documents: StoreObjectives = Field(description="The documents bucket.")


class RecoverySettings(Model):
    """How the environment comes back after a failure, and what it promises of it."""

    backups: BackupSettings = Field(description="AWS Backup's recovery points of database and tables.")
    vault_lock: VaultLockSettings = Field(description="The lock of both vaults.")
    objectives: Objectives = Field(description="RPO and RTO of each store; refused where it cannot be kept.")
    deletion_protection: bool = Field(
        default=True, description="Whether Pulumi refuses to delete the vaults."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        least, most = self.vault_lock.min_retention_days, self.vault_lock.max_retention_days
        kept_for = {
            "backups.retentionDays": self.backups.retention_days,
            "backups.copyRetentionDays": self.backups.copy_retention_days,
        }
        mistakes = [
            Mistake(
                path=path,
                problem=f"{days} days is what the locked vault refuses",
                allowed=f"{least} to {most} (vaultLock.minRetentionDays, vaultLock.maxRetentionDays)",
                way_out=f"write e.g. {path.rpartition('.')[2]}: {min(max(days, least), most)}",
            )
            for path, days in kept_for.items()
            if not least <= days <= most
        ]
        if self.vault_lock.mode == "compliance" and not self.deletion_protection:
            mistakes.append(
                Mistake(
                    path="vaultLock.mode",
                    problem="'compliance' without deletionProtection is a vault that no destroy can empty",
                    allowed="'governance', or deletionProtection: true",
                    way_out="write e.g. mode: governance",
                )
            )
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return self


def recovery_keeps_its_promises(
    database: DatabaseSettings, storage: StorageSettings, recovery: RecoverySettings
) -> Iterator[Mistake]:
    """Tell each recovery objective that the settings do not keep."""
    objectives = recovery.objectives
    stated: dict[Store, StoreObjectives] = {
        "database": objectives.database,
        "tables": objectives.tables,
        "documents": objectives.documents,
    }
    for store, failures in kept(recovery_means(database, storage, recovery)).items():
        promised: dict[Failure, Objective] = {
            "zone": stated[store].zone,
            "corruption": stated[store].corruption,
            "region": stated[store].region,
        }
        for failure, one in failures.items():
            yield from broken_promises(store, failure, promised[failure], one)


def recovery_means(database: DatabaseSettings, storage: StorageSettings, recovery: RecoverySettings) -> Means:
    """Return what the settings provide against failures."""
    return Means(
        multi_az=database.multi_az,
        backup_retention_days=database.backup_retention_days,
        storage_gib=database.max_allocated_storage_gib,
        replication_time_control=storage.documents.replication_time_control,
        backup_every_hours=recovery.backups.every_hours,
    )


def broken_promises(store: Store, failure: Failure, stated: Objective, kept: Kept) -> Iterator[Mistake]:
    """Tell by the numbers what a stack file states and its settings do not keep."""
    figures = {
        "rpo": (stated.rpo_minutes, kept.rpo_minutes, "loses up to"),
        "rto": (stated.rto_minutes, kept.rto_minutes, "takes about"),
    }
    for name, (promised, found, verb) in figures.items():
        path = f"recovery.objectives.{store}.{failure}.{name}Minutes"
        if promised is None:
            continue
        if found is None:
            yield Mistake(
                path=path,
                problem=f"{promised} minutes are stated, and {kept.means} comes without a promised time",
                allowed="a time where storage.documents.replicationTimeControl is true",
                way_out=f"write replicationTimeControl: true there, or {name}Minutes: null here",
            )
        elif promised < found:
            yield Mistake(
                path=path,
                problem=f"{promised} minutes are stated, and {kept.means} {verb} {found}",
                allowed=f"{found} or more with these settings",
                way_out=f"write e.g. {name}Minutes: {found}, or provide for less",
            )


def recovery_keeps_the_grade(grade: str, recovery: RecoverySettings) -> Iterator[Mistake]:
    """Tell that production backups can be deleted by mistake."""
    if grade == "production" and not recovery.deletion_protection:
        yield lack("recovery.deletionProtection", "false lets one command delete the vaults", "true", "true")

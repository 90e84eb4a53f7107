"""Settings of the database tier, and the rules that tie it to the region, the network and the grade."""

import difflib
from collections.abc import Iterator
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from settings import aws_facts
from settings.base import Mistake, Model, SeveralMistakesError, lack
from settings.network import RetentionDays
from settings.windows import DAILY, WEEKLY, apart, long_enough_daily, long_enough_weekly

# General Purpose SSD (gp3) of RDS for PostgreSQL:
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
LEAST_STORAGE_GIB = 20
MOST_STORAGE_GIB = 65_536
# RDS wants the threshold of storage autoscaling at least 10 % above what is allocated:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
LEAST_AUTOSCALING_PERCENT = 110
MOST_ALLOCATED_GIB = MOST_STORAGE_GIB * 100 // LEAST_AUTOSCALING_PERCENT
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.html
MOST_REPLICAS = 15
# Both windows: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
LEAST_WINDOW_MINUTES = 30
PRODUCTION_BACKUP_DAYS = 7
# The whole numbers that every language of Pulumi can hold.
MOST_PASSWORDS = 2**31 - 1
# https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-4
MOST_ROTATION_DAYS = 90
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-managing.html (idle client connection timeout)
LEAST_IDLE_SECONDS = 60
MOST_IDLE_SECONDS = 8 * 60 * 60


class DatabaseSettings(Model):
    """The PostgreSQL of an environment: its version, its size, its copies and its backups."""

    major_version: int = Field(
        ge=11,
        description="Major version of PostgreSQL. RDS chooses the minor one, and upgrades it.",
        examples=[17],
    )
    allow_major_version_upgrade: bool = Field(
        default=False,
        description="Whether a higher majorVersion may upgrade a running database; back to false afterwards.",
    )
    instance_class: str = Field(
        pattern=r"^db\.[a-z0-9-]+\.[a-z0-9]+$",
        description="DB instance class of the primary and of each read replica.",
        examples=["db.t4g.medium"],
    )
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (Port)
    port: int = Field(
        default=5432,
        ge=1150,
        le=65_535,
        description="TCP port on which the database accepts connections; its proxy has 5432 in any case.",
    )
    database_name: str = Field(
        default="shop",
        pattern=r"^[a-z][a-z0-9_]{0,62}$",
        description="Name of the first database. Another name is another, empty database instance.",
        examples=["shop"],
    )
    master_username: str = Field(
        default="shop_master",
        pattern=r"^[a-z][a-z0-9_]{0,15}$",
        description="Name of the master user. Another name is another, empty database instance.",
        examples=["shop_master"],
    )
    allocated_storage_gib: int = Field(
        ge=LEAST_STORAGE_GIB,
        le=MOST_ALLOCATED_GIB,
        description="Storage to begin with, in GiB.",
        examples=[20],
    )
    max_allocated_storage_gib: int = Field(
        ge=LEAST_STORAGE_GIB,
        le=MOST_STORAGE_GIB,
        description="Up to where storage autoscaling grows it, in GiB: allocatedStorageGib and 10 % or more.",
        examples=[100],
    )
    multi_az: bool = Field(
        description="Whether a synchronous standby in another zone takes over when the primary fails.",
    )
    replicas: int = Field(
        ge=0,
        le=MOST_REPLICAS,
        description="Number of read replicas; any needs automated backups.",
        examples=[2],
    )
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
    backup_retention_days: int = Field(
        ge=0, le=35, description="Days that automated backups are kept; 0 makes none.", examples=[7]
    )
    backup_window: str = Field(
        pattern=DAILY,
        description="Daily window of the automated backup in UTC, 30 minutes or longer.",
        examples=["02:00-03:00"],
    )
    maintenance_window: str = Field(
        pattern=WEEKLY,
        description="Weekly window of upgrades in UTC, 30 minutes or longer, apart from backupWindow.",
        examples=["sun:04:00-sun:05:00"],
    )
    apply_immediately: bool = Field(
        description="Whether a change takes effect at once, rather than in the maintenance window.",
    )
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (MonitoringInterval)
    monitoring_interval_seconds: Literal[1, 5, 10, 15, 30, 60] = Field(
        description="Seconds between two samples of Enhanced Monitoring.",
    )
    insights: Literal["standard", "advanced"] = Field(
        description="Mode of CloudWatch Database Insights: 7 days of history, or 15 months for a price.",
    )
    log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the database's logs.",
    )
    password_version: int = Field(
        default=1,
        ge=1,
        le=MOST_PASSWORDS,
        description="Raise it by one to give the master user a new generated password.",
    )
    password_rotation_days: int = Field(
        ge=1,
        le=MOST_ROTATION_DAYS,
        description="Days after which Secrets Manager gives the master user a new password.",
        examples=[30],
    )
    # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
    secret_recovery_days: int = Field(
        ge=7,
        le=30,
        description="Days in which a deleted master password can be brought back.",
        examples=[30],
    )
    proxy_idle_timeout_seconds: int = Field(
        default=1800,
        ge=LEAST_IDLE_SECONDS,
        le=MOST_IDLE_SECONDS,
        description="Seconds without a query after which RDS Proxy ends a connection of the application.",
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether RDS and Pulumi refuse to delete the database, and Pulumi its master password.",
    )

    @field_validator("max_allocated_storage_gib", mode="after")
    @classmethod
    def _has_room_to_grow(cls, limit: int, info: ValidationInfo) -> int:
        allocated = info.data.get("allocated_storage_gib", 0)
        # -(-a // b) rounds up without leaving the whole numbers.
        least = -(-allocated * LEAST_AUTOSCALING_PERCENT // 100)
        if limit < least:
            raise _mistake(
                f"{limit} is less than 10 % above allocatedStorageGib, {allocated}",
                f"{least} or more",
                f"write e.g. maxAllocatedStorageGib: {least}",
            )
        return limit

    @field_validator("backup_retention_days", mode="after")
    @classmethod
    def _feeds_the_replicas(cls, days: int, info: ValidationInfo) -> int:
        replicas = info.data.get("replicas", 0)
        if replicas and not days:
            raise _mistake(
                "0 makes no automated backups, which read replicas start from",
                f"1 to 35 where replicas is {replicas}",
                "write e.g. backupRetentionDays: 1, or replicas: 0",
            )
        return days

    @field_validator("backup_window", mode="after")
    @classmethod
    def _lasts_each_day(cls, window: str) -> str:
        return long_enough_daily(window, least=LEAST_WINDOW_MINUTES, example="backupWindow: 02:00-03:00")

    @field_validator("maintenance_window", mode="after")
    @classmethod
    def _lasts_each_week(cls, window: str, info: ValidationInfo) -> str:
        apart(window, info.data.get("backup_window"), "backupWindow")
        example = "maintenanceWindow: sun:04:00-sun:05:00"
        return long_enough_weekly(window, least=LEAST_WINDOW_MINUTES, example=example)


def _mistake(problem: str, allowed: str, way_out: str) -> SeveralMistakesError:
    return SeveralMistakesError([Mistake(path="", problem=problem, allowed=allowed, way_out=way_out)])


def database_class_is_offered(region: str, database: DatabaseSettings) -> Iterator[Mistake]:
    """Tell that RDS for PostgreSQL has no such instance class in the region."""
    classes = aws_facts.database_classes(region) if region in aws_facts.regions() else ()
    if classes and database.instance_class not in classes:
        nearest = difflib.get_close_matches(database.instance_class, classes, n=1, cutoff=0)[0]
        yield Mistake(
            path="database.instanceClass",
            problem=f"RDS for PostgreSQL has no '{database.instance_class}' in {region}",
            allowed=f"one of the {len(classes)} classes of {aws_facts.source()}",
            way_out=f"write e.g. instanceClass: {nearest}",
        )


def database_version_is_offered(database: DatabaseSettings) -> Iterator[Mistake]:
    """Tell that RDS has no such version of PostgreSQL, or that its standard support has ended."""
    majors = [int(version) for version in aws_facts.postgres_versions() if version.isdigit()]
    if database.major_version not in majors:
        yield Mistake(
            path="database.majorVersion",
            problem=f"RDS has no PostgreSQL {database.major_version} in standard support",
            allowed=f"{', '.join(map(str, majors))} ({aws_facts.source()})",
            way_out=f"write e.g. majorVersion: {max(majors)}",
        )


def database_rehearses_production(
    environment: str, grade: str, database: DatabaseSettings
) -> Iterator[Mistake]:
    """Tell what staging lacks to rehearse production: a failover, and the restoring of a backup.

    Of production grade it is told what that asks, which is more.
    """
    if environment != "staging" or grade == "production":
        return
    staging = "environment is staging"
    if not database.multi_az:
        yield lack("database.multiAz", "false leaves nothing to fail over to", "true", "true", where=staging)
    if not database.backup_retention_days:
        yield lack(
            "database.backupRetentionDays", "0 leaves no backup to restore", "1 to 35", "1", where=staging
        )


def database_keeps_the_grade(grade: str, database: DatabaseSettings) -> Iterator[Mistake]:
    """Tell what a production database must have and this one lacks."""
    if grade != "production":
        return
    if not database.multi_az:
        yield lack("database.multiAz", "false ends the database with its zone", "true", "true")
    if not database.deletion_protection:
        yield lack(
            "database.deletionProtection", "false lets one command delete the database", "true", "true"
        )
    if database.backup_retention_days < PRODUCTION_BACKUP_DAYS:
        yield lack(
            "database.backupRetentionDays",
            f"{database.backup_retention_days} keeps backups for too short a time",
            f"{PRODUCTION_BACKUP_DAYS} to 35",
            str(PRODUCTION_BACKUP_DAYS),
        )

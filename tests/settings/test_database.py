"""Settings of the database tier: limits of RDS, windows, and the rules with region and grade."""

from typing import Any

import pytest
from pydantic import ValidationError

from settings.base import Mistake, SeveralMistakesError
from settings.database import (
    MOST_ALLOCATED_GIB,
    DatabaseSettings,
    database_class_is_offered,
    database_keeps_the_grade,
    database_rehearses_production,
    database_version_is_offered,
)

VALID: dict[str, Any] = {
    "majorVersion": 17,
    "instanceClass": "db.t4g.medium",
    "allocatedStorageGib": 20,
    "maxAllocatedStorageGib": 22,
    "multiAz": True,
    "replicas": 1,
    "backupRetentionDays": 7,
    "backupWindow": "02:00-03:00",
    "maintenanceWindow": "sun:04:00-sun:05:00",
    "applyImmediately": False,
    "monitoringIntervalSeconds": 60,
    "insights": "standard",
    "logRetentionDays": 30,
    "passwordRotationDays": 30,
    "secretRecoveryDays": 7,
}


def database(**changes: Any) -> DatabaseSettings:
    return DatabaseSettings.model_validate({**VALID, **changes})


def the_mistake(**changes: Any) -> tuple[str, Mistake]:
    """Return the one key that is refused, and what is said of it."""
    with pytest.raises(ValidationError) as caught:
        database(**changes)
    [error] = caught.value.errors()
    cause = error["ctx"]["error"]
    assert isinstance(cause, SeveralMistakesError), "a mistake across fields names what is allowed"
    [mistake] = cause.mistakes
    return str(error["loc"][0]), mistake


def refused_keys(**changes: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        database(**changes)
    return [str(error["loc"][0]) for error in caught.value.errors()]


def test_what_is_not_stated_defaults_to_safe() -> None:
    settings = database()
    assert settings.deletion_protection is True, "deleting a database must be asked for"
    assert settings.allow_major_version_upgrade is False, "a major upgrade must be asked for"
    assert settings.port == 5432
    assert settings.database_name == "shop"
    assert settings.master_username == "shop_master"
    assert settings.password_version == 1
    assert settings.proxy_idle_timeout_seconds == 1800


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("majorVersion", "17"),
        ("majorVersion", 10),
        ("instanceClass", "t4g.medium"),
        ("port", 1149),
        ("port", 65_536),
        ("databaseName", "1shop"),
        ("masterUsername", "a" * 17),
        ("allocatedStorageGib", 19),
        ("allocatedStorageGib", MOST_ALLOCATED_GIB + 1),
        ("maxAllocatedStorageGib", 65_537),
        ("replicas", -1),
        ("replicas", 16),
        ("backupRetentionDays", 36),
        ("backupWindow", "2:00-3:00"),
        ("backupWindow", 7380),
        ("maintenanceWindow", "sunday:04:00-sunday:05:00"),
        ("monitoringIntervalSeconds", 0),
        ("monitoringIntervalSeconds", 20),
        ("insights", "none"),
        ("logRetentionDays", 31),
        ("secretRecoveryDays", 6),
        ("secretRecoveryDays", 31),
        ("passwordVersion", 0),
        ("passwordRotationDays", 0),
        ("passwordRotationDays", 91),
        ("proxyIdleTimeoutSeconds", 59),
        ("proxyIdleTimeoutSeconds", 28_801),
    ],
)
def test_what_rds_refuses_is_refused_before(key: str, value: object) -> None:
    extra = {"maxAllocatedStorageGib": 65_536} if key == "allocatedStorageGib" else {}
    assert [key] == refused_keys(**extra, **{key: value})


def test_the_largest_database_can_still_grow() -> None:
    assert database(allocatedStorageGib=MOST_ALLOCATED_GIB, maxAllocatedStorageGib=65_536)


def test_storage_autoscaling_needs_ten_percent() -> None:
    assert (
        "maxAllocatedStorageGib",
        Mistake(
            path="",
            problem="23 is less than 10 % above allocatedStorageGib, 21",
            allowed="24 or more",
            way_out="write e.g. maxAllocatedStorageGib: 24",
        ),
    ) == the_mistake(allocatedStorageGib=21, maxAllocatedStorageGib=23)


def test_replicas_need_backups() -> None:
    assert (
        "backupRetentionDays",
        Mistake(
            path="",
            problem="0 makes no automated backups, which read replicas start from",
            allowed="1 to 35 where replicas is 2",
            way_out="write e.g. backupRetentionDays: 1, or replicas: 0",
        ),
    ) == the_mistake(replicas=2, backupRetentionDays=0)


def test_a_database_without_replicas_may_have_no_backups() -> None:
    assert database(replicas=0, backupRetentionDays=0).backup_retention_days == 0


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("04:30-05:30", "sun:04:00-sun:05:00"),
        ("23:00-00:30", "mon:00:00-mon:00:30"),
        ("23:45-00:15", "sun:23:30-mon:00:00"),
        ("02:00-03:00", "sat:00:00-sun:23:00"),
    ],
)
def test_windows_that_overlap_are_refused(backup: str, maintenance: str) -> None:
    assert (
        "maintenanceWindow",
        Mistake(
            path="",
            problem=f"'{maintenance}' overlaps backupWindow, '{backup}'",
            allowed="a window apart from backupWindow",
            way_out="move one of the two windows",
        ),
    ) == the_mistake(backupWindow=backup, maintenanceWindow=maintenance)


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [("05:00-06:00", "sun:04:00-sun:05:00"), ("23:30-00:00", "mon:00:00-mon:00:30")],
)
def test_windows_may_touch(backup: str, maintenance: str) -> None:
    assert database(backupWindow=backup, maintenanceWindow=maintenance)


@pytest.mark.parametrize(
    ("key", "window", "minutes"),
    [
        ("backupWindow", "02:00-02:29", 29),
        ("backupWindow", "02:00-02:00", 0),
        ("maintenanceWindow", "sun:23:50-mon:00:19", 29),
        ("maintenanceWindow", "sun:04:00-sun:04:00", 0),
    ],
)
def test_windows_shorter_than_half_an_hour_are_refused(key: str, window: str, minutes: int) -> None:
    where, mistake = the_mistake(**{key: window})
    assert key == where
    assert f"'{window}' is {minutes} minutes long" == mistake.problem
    assert mistake.allowed == "30 minutes or more"


def test_mistakes_are_told_all_at_once() -> None:
    assert refused_keys(
        allocatedStorageGib=30,
        maxAllocatedStorageGib=30,
        replicas=99,
        maintenanceWindow="sun:02:00-sun:03:00",
    ) == ["maxAllocatedStorageGib", "replicas", "maintenanceWindow"]


def test_a_class_that_the_region_lacks_is_told_with_the_nearest_one() -> None:
    [mistake] = database_class_is_offered("eu-west-1", database(instanceClass="db.t4g.medum"))
    assert mistake.path == "database.instanceClass"
    assert mistake.problem == "RDS for PostgreSQL has no 'db.t4g.medum' in eu-west-1"
    assert mistake.way_out == "write e.g. instanceClass: db.t4g.medium"


def test_a_class_that_the_region_has_is_no_mistake() -> None:
    assert list(database_class_is_offered("eu-west-1", database())) == []


def test_the_class_is_not_judged_in_a_region_that_does_not_exist() -> None:
    assert list(database_class_is_offered("eu-west-99", database())) == [], (
        "the region is a mistake of its own"
    )


def test_a_version_that_has_ended_is_told() -> None:
    [mistake] = database_version_is_offered(database(majorVersion=12))
    assert mistake.path == "database.majorVersion"
    assert mistake.problem == "RDS has no PostgreSQL 12 in standard support"
    assert mistake.way_out == "write e.g. majorVersion: 18"


def test_a_version_in_standard_support_is_no_mistake() -> None:
    assert list(database_version_is_offered(database(majorVersion=16))) == []


def test_production_lacks_nothing_of_its_grade() -> None:
    assert list(database_keeps_the_grade("production", database())) == []


def test_production_is_told_everything_that_it_lacks() -> None:
    weak = database(multiAz=False, deletionProtection=False, backupRetentionDays=6)
    assert [mistake.path for mistake in database_keeps_the_grade("production", weak)] == [
        "database.multiAz",
        "database.deletionProtection",
        "database.backupRetentionDays",
    ]


def test_staging_can_fail_over_and_restore_a_backup_as_production_can() -> None:
    weak = database(multiAz=False, replicas=0, backupRetentionDays=0)
    assert ["database.multiAz", "database.backupRetentionDays"] == [
        mistake.path for mistake in database_rehearses_production("staging", "non-production", weak)
    ]
    assert list(database_rehearses_production("dev", "non-production", weak)) == []
    assert list(database_rehearses_production("staging", "production", weak)) == [], "its grade tells more"


def test_another_grade_may_lack_it() -> None:
    weak = database(multiAz=False, deletionProtection=False, backupRetentionDays=1)
    assert list(database_keeps_the_grade("non-production", weak)) == []

"""Settings of the cache tier: limits of ElastiCache, windows, and the rules with region and grade."""

from typing import Any

import pytest
from pydantic import ValidationError

from settings import aws_facts
from settings.base import Mistake, SeveralMistakesError
from settings.cache import (
    CacheSettings,
    cache_keeps_the_grade,
    cache_node_type_is_offered,
    cache_rehearses_production,
    cache_version_is_offered,
)

VALID: dict[str, Any] = {
    "engineVersion": "8.2",
    "nodeType": "cache.t4g.small",
    "replicas": 1,
    "snapshotRetentionDays": 7,
    "snapshotWindow": "02:00-03:00",
    "maintenanceWindow": "sun:04:00-sun:05:00",
    "applyImmediately": False,
    "logRetentionDays": 30,
}


def cache(**changes: Any) -> CacheSettings:
    return CacheSettings.model_validate({**VALID, **changes})


def refused_keys(**changes: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        cache(**changes)
    return [str(error["loc"][0]) for error in caught.value.errors()]


def test_what_is_not_stated_defaults_to_safe() -> None:
    assert cache().deletion_protection is True, "deleting a cache must be asked for"
    assert cache().eviction == "allkeys-lru", (
        "a full cache takes new entries, whether the old ones end or not"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("engineVersion", 8.1),
        ("engineVersion", "8"),
        ("nodeType", "t4g.small"),
        ("replicas", -1),
        ("replicas", 6),
        ("eviction", "noeviction"),
        ("snapshotRetentionDays", 36),
        ("snapshotWindow", "2:00-3:00"),
        ("snapshotWindow", "02:00-02:59"),
        ("maintenanceWindow", "sun:04:00-sun:04:59"),
        ("maintenanceWindow", "sunday:04:00-sunday:05:00"),
        ("logRetentionDays", 31),
    ],
)
def test_what_elasticache_refuses_is_refused_before(key: str, value: object) -> None:
    assert [key] == refused_keys(**{key: value})


def test_the_windows_lie_apart() -> None:
    with pytest.raises(ValidationError) as caught:
        cache(snapshotWindow="04:30-05:30")
    [error] = caught.value.errors()
    assert error["loc"] == ("maintenanceWindow",)
    cause = error["ctx"]["error"]
    assert isinstance(cause, SeveralMistakesError)
    assert [mistake.problem for mistake in cause.mistakes] == [
        "'sun:04:00-sun:05:00' overlaps snapshotWindow, '04:30-05:30'"
    ]


def test_a_version_that_elasticache_has_not_is_told_with_the_nearest_one() -> None:
    [mistake] = cache_version_is_offered(cache(engineVersion="8.3"))
    assert mistake.path == "cache.engineVersion"
    assert mistake.problem == "ElastiCache has no Valkey '8.3'"
    assert mistake.way_out == 'write e.g. engineVersion: "8.2"'
    assert list(cache_version_is_offered(cache())) == []


def test_a_node_type_that_the_region_lacks_is_told_with_the_nearest_one() -> None:
    assert list(cache_node_type_is_offered("eu-west-1", cache(nodeType="cache.t4g.smal"))) == [
        Mistake(
            path="cache.nodeType",
            problem="ElastiCache has no 'cache.t4g.smal' in eu-west-1",
            allowed=f"one of the {len(aws_facts.cache_node_types('eu-west-1')) - 6} types of {aws_facts.source()}",
            way_out="write e.g. nodeType: cache.t4g.small",
        )
    ]


def test_nodes_that_need_data_tiering_are_refused() -> None:
    [mistake] = cache_node_type_is_offered("eu-west-1", cache(nodeType="cache.r6gd.xlarge"))
    assert mistake.problem == "'cache.r6gd.xlarge' works with data tiering only, which the cache has not"
    assert mistake.way_out == "write e.g. nodeType: cache.r6g.xlarge"


def test_a_node_type_that_the_region_has_is_no_mistake() -> None:
    assert list(cache_node_type_is_offered("eu-west-1", cache())) == []
    assert list(cache_node_type_is_offered("eu-west-99", cache())) == [], "the region is a mistake of its own"


def test_production_lacks_nothing_of_its_grade() -> None:
    assert list(cache_keeps_the_grade("production", cache())) == []


def test_production_is_told_everything_that_it_lacks() -> None:
    weak = cache(replicas=0, snapshotRetentionDays=0, deletionProtection=False)
    assert [mistake.path for mistake in cache_keeps_the_grade("production", weak)] == [
        "cache.replicas",
        "cache.snapshotRetentionDays",
        "cache.deletionProtection",
    ]
    assert list(cache_keeps_the_grade("non-production", weak)) == []


def test_staging_can_fail_over_and_restore_a_snapshot_as_production_can() -> None:
    weak = cache(replicas=0, snapshotRetentionDays=0)
    assert list(cache_rehearses_production("staging", "non-production", weak)) == [
        Mistake(
            path="cache.replicas",
            problem="0 leaves nothing to fail over to",
            allowed="1 or more where environment is staging",
            way_out="write e.g. replicas: 1",
        ),
        Mistake(
            path="cache.snapshotRetentionDays",
            problem="0 leaves no snapshot to restore",
            allowed="1 to 35 where environment is staging",
            way_out="write e.g. snapshotRetentionDays: 1",
        ),
    ]
    assert list(cache_rehearses_production("dev", "non-production", weak)) == []
    assert list(cache_rehearses_production("staging", "production", weak)) == [], "its grade tells more"


@pytest.mark.parametrize(
    ("changes", "stack", "told"),
    [
        (
            {"shop:cache.replicas": 6},
            "dev",
            "Pulumi.dev.yaml: shop:cache.replicas: 6 is too large; allowed: a whole number from 0 to 5; "
            "write e.g. replicas: 5",
        ),
        (
            {"shop:cache.nodeType": "cache.t9.huge"},
            "dev",
            "Pulumi.dev.yaml: shop:cache.nodeType: ElastiCache has no 'cache.t9.huge' in eu-west-1;",
        ),
        (
            {"shop:cache.engineVersion": "7.1"},
            "staging",
            "Pulumi.staging.yaml: shop:cache.engineVersion: ElastiCache has no Valkey '7.1';",
        ),
        (
            {"shop:cache.replicas": 0},
            "prod",
            "Pulumi.prod.yaml: shop:cache.replicas: 0 ends the cache with its zone; "
            "allowed: 1 or more where grade is production; write e.g. replicas: 1",
        ),
        (
            {"shop:cache.replicas": 0},
            "staging",
            "Pulumi.staging.yaml: shop:cache.replicas: 0 leaves nothing to fail over to;",
        ),
        (
            {"shop:database.replicas": 16},
            "dev",
            "Pulumi.dev.yaml: shop:database.replicas: 16 is too large; allowed: a whole number from 0 to 15;",
        ),
        (
            {"shop:database.passwordRotationDays": 91},
            "prod",
            "Pulumi.prod.yaml: shop:database.passwordRotationDays: 91 is too large;",
        ),
    ],
)
def test_a_mistake_is_told_by_file_and_key(
    lines: Any, changes: dict[str, Any], stack: str, told: str
) -> None:
    [line] = lines(changes, stack=stack)
    assert line.startswith(told), line

"""Settings of the cache tier, and the rules that tie it to the region and the grade."""

import difflib
from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field, ValidationInfo, field_validator

from settings import aws_facts
from settings.base import Mistake, Model, lack
from settings.network import RetentionDays
from settings.windows import DAILY, WEEKLY, apart, long_enough_daily, long_enough_weekly

# One shard: https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
MOST_REPLICAS: Final = 5
# Both windows: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html and
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
LEAST_WINDOW_MINUTES: Final = 60
MOST_SNAPSHOT_DAYS: Final = 35
# Its nodes need data tiering, which the shop's cache has not.
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html
TIERED_FAMILY: Final = "cache.r6gd."


class CacheSettings(Model):
    """The Valkey of an environment: its version, its nodes and its snapshots."""

    # Text, because YAML reads 8.10 as 8.1. ElastiCache upgrades minor versions by itself.
    engine_version: str = Field(
        pattern=r"^[0-9]+\.[0-9]+$",
        description=(
            "Version of Valkey, in quotes. When ElastiCache has upgraded the minor one by itself, write it here: "
            "an older version is another, empty cache."
        ),
        examples=["8.2"],
    )
    node_type: str = Field(
        pattern=r"^cache\.[a-z0-9-]+\.[a-z0-9]+$",
        description="Node type of the primary and of each replica.",
        examples=["cache.t4g.small"],
    )
    replicas: int = Field(
        ge=0,
        le=MOST_REPLICAS,
        description="Number of replicas; with any, they lie in other zones and one takes over by itself.",
        examples=[1],
    )
    # https://valkey.io/topics/lru-cache/
    eviction: Literal["allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu", "volatile-ttl"] = Field(
        default="allkeys-lru", description="What a full cache forgets first."
    )
    snapshot_retention_days: int = Field(
        ge=0,
        le=MOST_SNAPSHOT_DAYS,
        description="Days that daily snapshots are kept; 0 makes none.",
        examples=[7],
    )
    snapshot_window: str = Field(
        pattern=DAILY,
        description="Daily window of the snapshot in UTC, 60 minutes or longer.",
        examples=["02:00-03:00"],
    )
    maintenance_window: str = Field(
        pattern=WEEKLY,
        description="Weekly window of upgrades in UTC, 60 minutes or longer, apart from snapshotWindow.",
        examples=["sun:04:00-sun:05:00"],
    )
    apply_immediately: bool = Field(
        description="Whether a change takes effect at once, rather than in the maintenance window.",
    )
    log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the cache's logs.",
    )
    deletion_protection: bool = Field(
        default=True,
        description="Whether Pulumi refuses to delete the cache, or to put another in its place.",
    )

    @field_validator("snapshot_window", mode="after")
    @classmethod
    def _lasts_each_day(cls, window: str) -> str:
        return long_enough_daily(window, least=LEAST_WINDOW_MINUTES, example="snapshotWindow: 02:00-03:00")

    @field_validator("maintenance_window", mode="after")
    @classmethod
    def _lasts_each_week(cls, window: str, info: ValidationInfo) -> str:
        apart(window, info.data.get("snapshot_window"), "snapshotWindow")
        example = "maintenanceWindow: sun:04:00-sun:05:00"
        return long_enough_weekly(window, least=LEAST_WINDOW_MINUTES, example=example)


def cache_version_is_offered(cache: CacheSettings) -> Iterator[Mistake]:
    """Tell that ElastiCache has no such version of Valkey."""
    versions = aws_facts.valkey_versions()
    if cache.engine_version not in versions:
        yield Mistake(
            path="cache.engineVersion",
            problem=f"ElastiCache has no Valkey '{cache.engine_version}'",
            allowed=f"{', '.join(versions)} ({aws_facts.source()})",
            way_out=f'write e.g. engineVersion: "{_nearest(cache.engine_version, versions)}"',
        )


def cache_node_type_is_offered(region: str, cache: CacheSettings) -> Iterator[Mistake]:
    """Tell that ElastiCache has no such node type in the region, or only with data tiering."""
    offered = aws_facts.cache_node_types(region) if region in aws_facts.regions() else ()
    types = tuple(name for name in offered if not name.startswith(TIERED_FAMILY))
    if not types or cache.node_type in types:
        return
    problem = f"ElastiCache has no '{cache.node_type}' in {region}"
    if cache.node_type in offered:
        problem = f"'{cache.node_type}' works with data tiering only, which the cache has not"
    yield Mistake(
        path="cache.nodeType",
        problem=problem,
        allowed=f"one of the {len(types)} types of {aws_facts.source()}",
        way_out=f"write e.g. nodeType: {_nearest(cache.node_type, types)}",
    )


def cache_rehearses_production(environment: str, grade: str, cache: CacheSettings) -> Iterator[Mistake]:
    """Tell what staging lacks to rehearse production: a failover, and the restoring of a snapshot.

    Of production grade it is told what that asks, which is more.
    """
    if environment != "staging" or grade == "production":
        return
    staging = "environment is staging"
    if not cache.replicas:
        yield lack("cache.replicas", "0 leaves nothing to fail over to", "1 or more", "1", where=staging)
    if not cache.snapshot_retention_days:
        yield lack(
            "cache.snapshotRetentionDays", "0 leaves no snapshot to restore", "1 to 35", "1", where=staging
        )


def cache_keeps_the_grade(grade: str, cache: CacheSettings) -> Iterator[Mistake]:
    """Tell what a production cache must have and this one lacks."""
    if grade != "production":
        return
    if not cache.replicas:
        yield lack("cache.replicas", "0 ends the cache with its zone", "1 or more", "1")
    if not cache.snapshot_retention_days:
        yield lack("cache.snapshotRetentionDays", "0 leaves no snapshot to start from", "1 to 35", "1")
    if not cache.deletion_protection:
        yield lack("cache.deletionProtection", "false lets one command delete the cache", "true", "true")


def _nearest(value: str, values: tuple[str, ...]) -> str:
    return difflib.get_close_matches(value, values, n=1, cutoff=0)[0]

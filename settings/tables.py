"""Settings of the DynamoDB tables and of DAX in front of them, and the rules with the region and the grade."""

import difflib
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from settings import aws_facts
from settings.base import Mistake, Model, SeveralMistakesError, lack
from settings.offer import is_judged, nearest_region
from settings.windows import WEEKLY, long_enough_weekly

# What an account gets without asking for more, for each table and index in either mode:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#default-limits-throughput-capacity-modes
MOST_UNITS = 40_000
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
LEAST_TARGET_PERCENT = 20
MOST_TARGET_PERCENT = 90
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html
MOST_RECOVERY_DAYS = 35
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html (ReplicationFactor)
MOST_NODES = 10
# A primary and two replicas, each in another zone, is the least that AWS recommends for production:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.cluster.html
PRODUCTION_NODES = 3
PRODUCTION_RECOVERY_DAYS = 7
# AWS states no upper bound of a TTL. What is older than a day belongs into no cache, which is our own bound.
MOST_TTL_SECONDS = 24 * 60 * 60
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html
LEAST_WINDOW_MINUTES = 60

DAX: aws_facts.Service = "DynamoDB Accelerator (DAX)"

Units = Annotated[int, Field(ge=1, le=MOST_UNITS)]


class CapacityRange(Model):
    """Between which limits autoscaling moves a provisioned capacity."""

    min: Units = Field(description="Capacity units a second that are always there.", examples=[5])
    max: Units = Field(description="Capacity units a second that are never exceeded.", examples=[100])

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.max < self.min:
            raise SeveralMistakesError(
                [
                    Mistake(
                        path="max",
                        problem=f"{self.max} is less than min, {self.min}",
                        allowed=f"{self.min} to {MOST_UNITS}",
                        way_out=f"write e.g. max: {self.min}",
                    )
                ]
            )
        return self


class OnDemandCapacity(Model):
    """Every request is paid for by itself, up to a limit that ends a runaway before it ends the budget."""

    mode: Literal["on-demand"] = Field(description="How capacity is paid for.")
    max_read_units: Units = Field(
        description="Read request units a second above which the table throttles.", examples=[1000]
    )
    max_write_units: Units = Field(
        description="Write request units a second above which the table throttles.", examples=[500]
    )


class ProvisionedCapacity(Model):
    """Capacity is paid for by the hour, and autoscaling moves it with the load, between limits."""

    mode: Literal["provisioned"] = Field(description="How capacity is paid for.")
    read: CapacityRange = Field(
        description="Limits of the read capacity of the table and of each of its indexes.",
        examples=[{"min": 5, "max": 100}],
    )
    write: CapacityRange = Field(
        description="Limits of the write capacity of the table and of each of its indexes.",
        examples=[{"min": 5, "max": 50}],
    )
    target_percent: int = Field(
        ge=LEAST_TARGET_PERCENT,
        le=MOST_TARGET_PERCENT,
        description="Share of the provisioned capacity in use that autoscaling keeps.",
        examples=[70],
    )


class TableSettings(Model):
    """What an environment chooses of one table; its keys and indexes are the same everywhere."""

    capacity: Annotated[OnDemandCapacity | ProvisionedCapacity, Field(discriminator="mode")] = Field(
        description="How the table's capacity is paid for, and its limits.",
        examples=[{"mode": "on-demand", "maxReadUnits": 1000, "maxWriteUnits": 500}],
    )


class DaxSettings(Model):
    """The cache in front of the tables: its size, and how long it keeps what it has read."""

    nodes: int = Field(
        ge=0,
        le=MOST_NODES,
        description="Number of nodes, which DAX spreads over the zones; 0 leaves DAX out.",
        examples=[3],
    )
    node_type: str = Field(
        pattern=r"^dax\.[a-z0-9]+\.[a-z0-9]+$",
        description="Node type. Another one is another, empty cluster.",
        examples=["dax.t3.small"],
    )
    item_ttl_seconds: int = Field(
        ge=1, le=MOST_TTL_SECONDS, description="Seconds that DAX keeps a read item.", examples=[300]
    )
    query_ttl_seconds: int = Field(
        ge=1,
        le=MOST_TTL_SECONDS,
        description="Seconds that DAX keeps the result of a query, whatever is written meanwhile.",
        examples=[60],
    )
    maintenance_window: str = Field(
        pattern=WEEKLY,
        description="Weekly window of upgrades in UTC, 60 minutes or longer.",
        examples=["sun:05:00-sun:06:00"],
    )

    @field_validator("maintenance_window", mode="after")
    @classmethod
    def _lasts_an_hour(cls, window: str) -> str:
        example = "maintenanceWindow: sun:05:00-sun:06:00"
        return long_enough_weekly(window, least=LEAST_WINDOW_MINUTES, example=example)


class TablesSettings(Model):
    """The DynamoDB tables of an environment: their capacity, their way back, and the cache before them."""

    carts: TableSettings = Field(description="Carts by customer, which expire by themselves.")
    orders: TableSettings = Field(description="Orders, with an index by customer and a stream of changes.")
    point_in_time_recovery_days: int = Field(
        ge=1,
        le=MOST_RECOVERY_DAYS,
        description="Days back to any second of which a table can be restored.",
        examples=[35],
    )
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html
    contributor_insights: Literal["none", "throttled-keys", "accessed-and-throttled-keys"] = Field(
        description=(
            "Whose keys CloudWatch ranks by their use. It shows them in plain text, which the tables' KMS "
            "key does not protect: AWS advises against it where that key is required."
        ),
    )
    deletion_protection: bool = Field(
        default=True, description="Whether DynamoDB and Pulumi refuse to delete the tables."
    )
    dax: DaxSettings = Field(description="The cache in front of the tables.")


def dax_is_offered(region: str, tables: TablesSettings) -> Iterator[Mistake]:
    """Tell that the region lacks DAX or its node type, and what leaves DAX out."""
    if not tables.dax.nodes or not is_judged(region):
        return
    reason = aws_facts.lacking(DAX, region)
    if reason:
        yield Mistake(
            path="tables.dax.nodes",
            problem=f"{tables.dax.nodes} in {region}, which lacks {DAX}: {reason}",
            allowed=f"0 there ({aws_facts.services_source()})",
            way_out=(
                "write nodes: 0, which leaves DAX out, "
                f"or an aws:region that has it, e.g. {nearest_region(region, DAX)}"
            ),
        )
        return
    node_types = aws_facts.dax_node_types(region)
    if tables.dax.node_type not in node_types:
        nearest = difflib.get_close_matches(tables.dax.node_type, node_types, n=1, cutoff=0)[0]
        yield Mistake(
            path="tables.dax.nodeType",
            problem=f"DAX has no '{tables.dax.node_type}' in {region}",
            allowed=f"{', '.join(node_types)} ({aws_facts.source()})",
            way_out=f"write e.g. nodeType: {nearest}",
        )


def tables_keep_the_grade(grade: str, tables: TablesSettings) -> Iterator[Mistake]:
    """Tell what production tables must have and these lack."""
    if grade != "production":
        return
    if not tables.deletion_protection:
        yield lack("tables.deletionProtection", "false lets one command delete the tables", "true", "true")
    if tables.point_in_time_recovery_days < PRODUCTION_RECOVERY_DAYS:
        yield lack(
            "tables.pointInTimeRecoveryDays",
            f"{tables.point_in_time_recovery_days} is over before a mistake is found",
            f"{PRODUCTION_RECOVERY_DAYS} to {MOST_RECOVERY_DAYS}",
            str(PRODUCTION_RECOVERY_DAYS),
        )
    if 0 < tables.dax.nodes < PRODUCTION_NODES:
        yield lack(
            "tables.dax.nodes",
            f"{tables.dax.nodes} is lost, or left without a replica, with one zone",
            f"{PRODUCTION_NODES} to {MOST_NODES}, or 0, which leaves DAX out,",
            str(PRODUCTION_NODES),
        )

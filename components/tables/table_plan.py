"""Which tables there are, and how autoscaling moves them: pure, without resources.

What stands here is architecture, the same in every environment. An environment chooses capacities only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from settings.tables import ProvisionedCapacity

Role = Literal["carts", "orders"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedKey:
    """The primary key of a table or of an index: names of attributes, all of them text."""

    partition: str
    sort: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedTable:
    """One table, before it exists."""

    role: Role
    key: PlannedKey
    indexes: tuple[tuple[str, PlannedKey], ...] = ()
    """Its global secondary indexes, by name, each with a copy of every attribute."""
    expires_by: str | None = None
    """The attribute that holds the second after which DynamoDB deletes an item; None: items stay."""
    streamed: bool = False
    """Whether its changes can be read as a stream, each with the item before and after."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """Return the attributes that a key is made of; DynamoDB refuses any other definition."""
        keys = [self.key, *(key for _, key in self.indexes)]
        return tuple(sorted({attribute for key in keys for attribute in (key.partition, key.sort)}))


# A cart is one item a product, so that two tabs that put something in do not overwrite each other.
CARTS: Final = PlannedTable(
    role="carts", key=PlannedKey(partition="customer_id", sort="product_id"), expires_by="expires_at"
)
# An order is a head and its lines, all under one partition key.
ORDERS: Final = PlannedTable(
    role="orders",
    key=PlannedKey(partition="order_id", sort="line_id"),
    indexes=(("by-customer", PlannedKey(partition="customer_id", sort="placed_at")),),
    streamed=True,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedScaling:
    """One capacity that autoscaling moves: of the table or of one of its indexes, for reads or for writes."""

    role: str
    """The end of the logical name: `orders-read`, `orders-by-customer-write`."""
    resource: str
    """What follows the table's name in the resource id: nothing, or the index."""
    dimension: str
    metric: str
    min: int
    max: int


def plan_scaling(table: PlannedTable, capacity: ProvisionedCapacity) -> tuple[PlannedScaling, ...]:
    """Plan a scaling of reads and one of writes, for the table and for each index, which has its own."""
    return tuple(_scalings(table, capacity))


def _scalings(table: PlannedTable, capacity: ProvisionedCapacity) -> Iterator[PlannedScaling]:
    places: list[tuple[str, str, str]] = [(table.role, "", "table")]
    places += [(f"{table.role}-{index}", f"/index/{index}", "index") for index, _ in table.indexes]
    for role, resource, kind in places:
        for use, limits in (("Read", capacity.read), ("Write", capacity.write)):
            yield PlannedScaling(
                role=f"{role}-{use.lower()}",
                resource=resource,
                dimension=f"dynamodb:{kind}:{use}CapacityUnits",
                metric=f"DynamoDB{use}CapacityUtilization",
                min=limits.min,
                max=limits.max,
            )

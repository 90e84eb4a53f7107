"""The plan of tables and of their scaling: what DynamoDB and autoscaling take, and both limits kept."""

import gzip
import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.tables.table_plan import CARTS, ORDERS, PlannedKey, PlannedTable, plan_scaling
from settings.tables import MOST_UNITS, CapacityRange, ProvisionedCapacity

KEYS = st.builds(
    PlannedKey,
    partition=st.sampled_from(["customer_id", "order_id", "shop_id"]),
    sort=st.sampled_from(["placed_at", "line_id", "product_id"]),
)
INDEXES = st.lists(
    st.tuples(st.from_regex(r"[a-z][a-z-]{2,20}", fullmatch=True), KEYS), unique_by=lambda i: i[0]
)
RANGES = st.tuples(st.integers(1, MOST_UNITS), st.integers(1, MOST_UNITS)).map(
    lambda pair: CapacityRange(min=min(pair), max=max(pair))
)
CAPACITIES = st.tuples(RANGES, RANGES).map(
    lambda limits: ProvisionedCapacity(mode="provisioned", read=limits[0], write=limits[1], target_percent=70)
)


def shapes(service: str, version: str) -> dict[str, Any]:
    """Return the shapes of a service's API from botocore."""
    packed = resources.files("botocore").joinpath("data", service, version, "service-2.json.gz").read_bytes()
    model: dict[str, Any] = json.loads(gzip.decompress(packed))
    return dict(model["shapes"])


def test_each_attribute_of_a_key_is_defined_once_and_no_other() -> None:
    assert CARTS.attributes == ("customer_id", "product_id")
    assert ORDERS.attributes == ("customer_id", "line_id", "order_id", "placed_at")


def test_only_carts_expire_and_only_orders_are_streamed() -> None:
    assert [(CARTS.expires_by, CARTS.streamed), (ORDERS.expires_by, ORDERS.streamed)] == [
        ("expires_at", False),
        (None, True),
    ]


def test_the_attribute_of_expiry_is_no_part_of_a_key() -> None:
    assert CARTS.expires_by not in CARTS.attributes, "DynamoDB takes it, and every item would need one"


def test_the_index_of_orders_is_scaled_by_itself() -> None:
    capacity = ProvisionedCapacity(
        mode="provisioned",
        read=CapacityRange(min=5, max=100),
        write=CapacityRange(min=2, max=50),
        target_percent=70,
    )
    assert [
        ("orders-read", "", "dynamodb:table:ReadCapacityUnits", "DynamoDBReadCapacityUtilization", 5, 100),
        ("orders-write", "", "dynamodb:table:WriteCapacityUnits", "DynamoDBWriteCapacityUtilization", 2, 50),
        (
            "orders-by-customer-read",
            "/index/by-customer",
            "dynamodb:index:ReadCapacityUnits",
            "DynamoDBReadCapacityUtilization",
            5,
            100,
        ),
        (
            "orders-by-customer-write",
            "/index/by-customer",
            "dynamodb:index:WriteCapacityUnits",
            "DynamoDBWriteCapacityUtilization",
            2,
            50,
        ),
    ] == [
        (one.role, one.resource, one.dimension, one.metric, one.min, one.max)
        for one in plan_scaling(ORDERS, capacity)
    ]


@given(key=KEYS, indexes=INDEXES, capacity=CAPACITIES)
def test_every_table_and_index_scales_both_ways_within_its_limits(
    key: PlannedKey, indexes: list[tuple[str, PlannedKey]], capacity: ProvisionedCapacity
) -> None:
    table = PlannedTable(role="orders", key=key, indexes=tuple(indexes))
    plan = plan_scaling(table, capacity)
    assert 2 * (1 + len(indexes)) == len(plan)
    assert len({one.role for one in plan}) == len(plan), "logical names are distinct"
    assert len({(one.resource, one.dimension) for one in plan}) == len(plan), "one target a capacity"
    for one in plan:
        limits = capacity.read if "Read" in one.dimension else capacity.write
        assert (limits.min, limits.max) == (one.min, one.max)
        assert one.dimension.startswith("dynamodb:index" if one.resource else "dynamodb:table")


@pytest.mark.parametrize("name", ["dimension", "metric"])
def test_autoscaling_knows_what_the_plan_names(name: str) -> None:
    known = shapes("application-autoscaling", "2016-02-06")
    enum = {"dimension": "ScalableDimension", "metric": "MetricType"}[name]
    capacity = ProvisionedCapacity(
        mode="provisioned",
        read=CapacityRange(min=1, max=1),
        write=CapacityRange(min=1, max=1),
        target_percent=70,
    )
    assert {getattr(one, name) for one in plan_scaling(ORDERS, capacity)} <= set(known[enum]["enum"])


@pytest.mark.parametrize("table", [CARTS, ORDERS])
def test_dynamodb_takes_the_names(table: PlannedTable) -> None:
    known = shapes("dynamodb", "2012-08-10")
    for index, _ in table.indexes:
        assert known["IndexName"]["min"] <= len(index) <= known["IndexName"]["max"]
    for attribute in table.attributes:
        assert len(attribute) <= known["KeySchemaAttributeName"]["max"]

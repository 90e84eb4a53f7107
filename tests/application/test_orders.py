"""Orders, with DynamoDB and KMS as moto plays them."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from application.orders import ADDRESS, HEAD, Order, Orders
from application.sealing import FORMAT, NotSealedError, Sealer
from application.tables import Carts
from components.tables.table_plan import CARTS, ORDERS, PlannedTable

ORDER: dict[str, Any] = {
    "order_id": "o-1",
    "customer_id": "c-1",
    "placed_at": "2026-11-21T10:00:00+01:00",
    "address": "Grafton Street 1, Dublin. " + "Ring twice. " * 500,
    "lines": {"lamp": 2, "table": 1},
}


def create(dynamodb: Any, plan: PlannedTable) -> None:
    dynamodb.create_table(
        TableName=plan.role,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": "S"} for key in (plan.key.partition, plan.key.sort)
        ],
        KeySchema=[
            {"AttributeName": plan.key.partition, "KeyType": "HASH"},
            {"AttributeName": plan.key.sort, "KeyType": "RANGE"},
        ],
    )


@pytest.fixture
def dynamodb(client: Any) -> Any:
    dynamodb = client("dynamodb")
    create(dynamodb, CARTS)
    create(dynamodb, ORDERS)
    return dynamodb


@pytest.fixture
def carts(dynamodb: Any) -> Carts:
    return Carts(dynamodb, "carts")


@pytest.fixture
def sealer(client: Any) -> Sealer:
    kms = client("kms")
    return Sealer(kms, kms.create_key()["KeyMetadata"]["Arn"])


@pytest.fixture
def orders(dynamodb: Any, carts: Carts, sealer: Sealer) -> Orders:
    return Orders(dynamodb, "orders", carts=carts, sealer=sealer)


def head(dynamodb: Any) -> dict[str, Any]:
    key = {"order_id": {"S": "o-1"}, "line_id": {"S": HEAD}}
    item: dict[str, Any] = dynamodb.get_item(TableName="orders", Key=key)["Item"]
    return item


def test_an_order_is_a_head_and_its_lines(orders: Orders, dynamodb: Any) -> None:
    assert orders.place(Order.of(ORDER)) is True
    items = dynamodb.scan(TableName="orders")["Items"]
    assert {item["line_id"]["S"] for item in items} == {"head", "line-lamp", "line-table"}
    (line,) = [item for item in items if item["line_id"]["S"] == "line-lamp"]
    assert line["quantity"] == {"N": "2"}


def test_the_head_has_what_the_index_by_customer_is_made_of(orders: Orders, dynamodb: Any) -> None:
    orders.place(Order.of(ORDER))
    (index,) = [key for _, key in ORDERS.indexes]
    assert head(dynamodb)[index.partition] == {"S": "c-1"}
    assert head(dynamodb)[index.sort] == {"S": "2026-11-21T10:00:00+01:00"}


def test_an_address_of_more_than_four_kilobytes_is_stored_sealed(orders: Orders, dynamodb: Any) -> None:
    assert len(ORDER["address"]) > 4096
    orders.place(Order.of(ORDER))
    stored = head(dynamodb)["address"]["B"]
    assert stored.startswith(FORMAT)
    assert b"Dublin" not in stored
    assert orders.address("o-1", customer_id="c-1") == ORDER["address"]


def test_an_address_is_told_to_its_customer_only(orders: Orders) -> None:
    orders.place(Order.of(ORDER))
    assert orders.address("o-1", customer_id="c-2") is None
    assert orders.address("o-2", customer_id="c-1") is None


def test_an_address_that_was_put_into_another_customers_order_does_not_open(
    orders: Orders, dynamodb: Any, sealer: Sealer
) -> None:
    orders.place(Order.of(ORDER))
    foreign = sealer.seal(b"elsewhere", customer_id="c-2", kind=ADDRESS)
    dynamodb.put_item(TableName="orders", Item={**head(dynamodb), "address": {"B": foreign}})
    with pytest.raises(NotSealedError):
        orders.address("o-1", customer_id="c-1")


def test_an_order_that_comes_twice_is_placed_once(orders: Orders, dynamodb: Any) -> None:
    orders.take_in(ORDER)
    orders.take_in({**ORDER, "lines": {"lamp": 7}})
    assert len(dynamodb.scan(TableName="orders")["Items"]) == 3
    assert orders.place(Order.of(ORDER)) is False


def test_a_transaction_that_was_cancelled_for_something_else_is_an_error(
    orders: Orders, dynamodb: Any
) -> None:
    # The line of an order whose head is missing.
    dynamodb.put_item(TableName="orders", Item={"order_id": {"S": "o-1"}, "line_id": {"S": "line-lamp"}})
    with pytest.raises(ClientError, match="TransactionCanceled"):
        orders.place(Order.of(ORDER))
    assert len(dynamodb.scan(TableName="orders")["Items"]) == 1, "all of it or nothing"


def test_what_was_ordered_leaves_the_cart(orders: Orders, carts: Carts) -> None:
    carts.put("c-1", "lamp", 2)
    carts.put("c-1", "chair", 1)
    orders.take_in(ORDER)
    assert carts.get("c-1") == {"chair": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"order_id": ""}, "order_id has 1 to 64"),
        ({"customer_id": 7}, "customer_id has 1 to 64"),
        ({"address": "a" * 20_001}, "address has 1 to 20000"),
        ({"placed_at": "2026-11-21T10:00:00"}, "time zone"),
        ({"placed_at": "yesterday"}, "Invalid isoformat"),
        ({"lines": {}}, "1 to 99 lines"),
        ({"lines": {str(number): 1 for number in range(100)}}, "1 to 99 lines"),
        ({"lines": {"lamp": 0}}, "a quantity is 1 to 1000"),
        ({"lines": {"lamp": True}}, "a quantity is 1 to 1000"),
        ({"card": "4111"}, "has the fields"),
    ],
)
def test_what_is_no_order_is_refused(orders: Orders, dynamodb: Any, change: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        orders.take_in({**ORDER, **change})
    assert dynamodb.scan(TableName="orders")["Count"] == 0


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.integers(1, 1000), min_size=1, max_size=99))
def test_any_lines_within_the_limits_make_an_order(lines: dict[str, int]) -> None:
    assert Order.of({**ORDER, "lines": lines}).lines == lines

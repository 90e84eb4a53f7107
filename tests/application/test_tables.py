"""Which client DynamoDB is asked by, and carts, with DynamoDB as moto plays it."""

import sys
import types
from typing import Any

import pytest

from application.tables import CART_SECONDS, Carts, connect
from components.tables.table_plan import CARTS

NOW = 1_800_000_000
DAX = "daxs://shop.example.dax-clusters.eu-west-1.amazonaws.com"


@pytest.fixture
def dynamodb(client: Any) -> Any:
    dynamodb = client("dynamodb")
    keys = (CARTS.key.partition, CARTS.key.sort)
    dynamodb.create_table(
        TableName="carts",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[
            {"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=True)
        ],
    )
    return dynamodb


@pytest.fixture
def carts(dynamodb: Any) -> Carts:
    return Carts(dynamodb, "carts", clock=lambda: NOW)


def test_without_dax_dynamodb_is_asked_itself(aws: Any) -> None:
    client = connect(aws, region="eu-west-1", dax_endpoint="")
    assert client.meta.endpoint_url == "https://dynamodb.eu-west-1.amazonaws.com"


def test_with_dax_its_endpoint_is_all_that_differs(aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    module = types.SimpleNamespace(
        AmazonDaxClient=lambda *args, **named: asked.update(named, session=args[0])
    )
    monkeypatch.setitem(sys.modules, "amazondax", module)
    connect(aws, region="eu-west-1", dax_endpoint=DAX)
    assert asked == {"session": aws, "region_name": "eu-west-1", "endpoint_url": DAX}


def test_an_image_without_the_package_of_dax_asks_dynamodb_and_says_so(
    aws: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "amazondax", None)
    client = connect(aws, region="eu-west-1", dax_endpoint=DAX)
    assert client.meta.service_model.service_name == "dynamodb"
    assert f"DAX at {DAX} is left aside" in caplog.text


def test_a_cart_holds_the_last_quantity_of_each_product(carts: Carts) -> None:
    carts.put("c-1", "lamp", 1)
    carts.put("c-1", "lamp", 2)
    carts.put("c-1", "table", 1)
    carts.put("c-2", "chair", 4)
    assert carts.get("c-1") == {"lamp": 2, "table": 1}


def test_an_item_says_when_dynamodb_may_delete_it(carts: Carts, dynamodb: Any) -> None:
    carts.put("c-1", "lamp", 1)
    (item,) = dynamodb.scan(TableName="carts")["Items"]
    assert item[str(CARTS.expires_by)] == {"N": str(NOW + CART_SECONDS)}


def test_what_has_expired_is_no_longer_in_the_cart(dynamodb: Any) -> None:
    Carts(dynamodb, "carts", clock=lambda: NOW - CART_SECONDS).put("c-1", "lamp", 1)
    assert Carts(dynamodb, "carts", clock=lambda: NOW).get("c-1") == {}


def test_a_cart_of_several_pages_is_read_to_its_end(carts: Carts, dynamodb: Any) -> None:
    # A page ends after a megabyte.
    for number in range(4):
        carts.put("c-1", f"{number}-{'x' * 400}", 1)
        dynamodb.update_item(
            TableName="carts",
            Key={"customer_id": {"S": "c-1"}, "product_id": {"S": f"{number}-{'x' * 400}"}},
            UpdateExpression="SET note = :note",
            ExpressionAttributeValues={":note": {"S": "n" * 390_000}},
        )
    assert len(carts.get("c-1")) == 4


def test_what_was_bought_leaves_the_cart(carts: Carts) -> None:
    carts.put("c-1", "lamp", 1)
    carts.put("c-1", "table", 1)
    carts.remove("c-1", ["lamp", "never there"])
    assert carts.get("c-1") == {"table": 1}

"""How the parts are put together, with AWS as moto plays it."""

import json
import sys
import types
from typing import Any

import pytest

from application.__main__ import build_worker
from application.environment import VARIABLES, Environment

ORDER = {
    "order_id": "o-1",
    "customer_id": "c-1",
    "placed_at": "2026-11-21T10:00:00+01:00",
    "address": "Grafton Street 1, Dublin",
    "lines": {"lamp": 2},
}


class Catalogues:
    """Stands for the products."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    def take_in(self, catalogue: Any) -> None:
        self.taken.append(catalogue)


@pytest.fixture
def environment(client: Any) -> Environment:
    """What an instance would be told of the stores, which are there."""
    client("s3").create_bucket(
        Bucket="documents", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    for table, keys in {"carts": ("customer_id", "product_id"), "orders": ("order_id", "line_id")}.items():
        client("dynamodb").create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[
                {"AttributeName": keys[0], "KeyType": "HASH"},
                {"AttributeName": keys[1], "KeyType": "RANGE"},
            ],
        )
    return Environment.of(
        {
            **dict.fromkeys(VARIABLES, "x"),
            "AWS_REGION": "eu-west-1",
            "DOCUMENTS_BUCKET": "documents",
            "UPLOADS_QUEUE_URL": client("sqs").create_queue(QueueName="uploads")["QueueUrl"],
            "CARTS_TABLE": "carts",
            "ORDERS_TABLE": "orders",
            "DAX_ENDPOINT": "daxs://shop.example.dax-clusters.eu-west-1.amazonaws.com",
            "CUSTOMERS_KEY_ARN": client("kms").create_key()["KeyMetadata"]["Arn"],
        }
    )


def upload(client: Any, environment: Environment, key: str, document: Any) -> None:
    client("s3").put_object(Bucket="documents", Key=key, Body=json.dumps(document))
    record = {
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "documents"}, "object": {"key": key}},
    }
    client("sqs").send_message(
        QueueUrl=environment.uploads_queue_url, MessageBody=json.dumps({"Records": [record]})
    )


def test_a_dax_that_is_away_holds_up_orders_and_nothing_else(
    aws: Any, client: Any, environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_away = True

    def dax(session: Any, region_name: str, **_: Any) -> Any:
        # As AWS's client does: it connects when it is made.
        if is_away:
            raise ConnectionError("no route to any node")
        return session.create_client("dynamodb", region_name=region_name)

    monkeypatch.setitem(sys.modules, "amazondax", types.SimpleNamespace(AmazonDaxClient=dax))
    products = Catalogues()
    worker = build_worker(environment, aws, products)  # type: ignore[arg-type]
    upload(client, environment, "orders/o-1.json", ORDER)
    upload(client, environment, "catalogue/spring.json", [])
    assert worker.work(wait_seconds=0) == 1, "the catalogue"
    assert products.taken == [[]]

    is_away = False
    upload(client, environment, "orders/o-1.json", ORDER)
    assert worker.work(wait_seconds=0) == 1, "the order"
    assert client("dynamodb").scan(TableName="orders")["Count"] == 2

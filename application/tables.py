"""DynamoDB, by way of DAX where the environment has it; and the carts in it."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

LOGGER: Final = logging.getLogger(__name__)

CART_SECONDS: Final = 14 * 24 * 3600


def connect(session: Any, *, region: str, dax_endpoint: str) -> Any:
    """Return a client of DynamoDB, or of DAX, which answers to the same calls.

    All that DAX takes is its endpoint: it keeps items and forgets them by itself, with no cache-aside in the code.
    `daxs://` encrypts the way there. AWS's package is not in an artifact of our own code alone, nor on an image
    that leaves it out; the tables then answer directly, only slower.
    """
    if dax_endpoint:
        try:
            from amazondax import AmazonDaxClient  # type: ignore[import-not-found]
        except ImportError:
            LOGGER.warning("amazon-dax-client is not installed: DAX at %s is left aside", dax_endpoint)
        else:
            return AmazonDaxClient(session, region_name=region, endpoint_url=dax_endpoint)
    return session.create_client("dynamodb", region_name=region)


class Carts:
    """What customers are about to buy: an item a product, which DynamoDB deletes after two weeks."""

    def __init__(self, dynamodb: Any, table: str, *, clock: Callable[[], float] = time.time) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._clock = clock

    def put(self, customer_id: str, product_id: str, quantity: int) -> None:
        """Put a product into the cart, in place of what was said of it before."""
        self._dynamodb.put_item(
            TableName=self._table,
            Item={
                "customer_id": {"S": customer_id},
                "product_id": {"S": product_id},
                "quantity": {"N": str(quantity)},
                "expires_at": {"N": str(int(self._clock()) + CART_SECONDS)},
            },
        )

    def get(self, customer_id: str) -> dict[str, int]:
        """Return the quantity of each product in the cart."""
        quantities: dict[str, int] = {}
        more: dict[str, Any] = {}
        while True:
            answer = self._dynamodb.query(
                TableName=self._table,
                KeyConditionExpression="customer_id = :customer",
                # DynamoDB deletes what has expired within days, not at once.
                FilterExpression="expires_at > :now",
                ExpressionAttributeValues={
                    ":customer": {"S": customer_id},
                    ":now": {"N": str(int(self._clock()))},
                },
                **more,
            )
            for item in answer["Items"]:
                quantities[item["product_id"]["S"]] = int(item["quantity"]["N"])
            if "LastEvaluatedKey" not in answer:
                return quantities
            more = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def remove(self, customer_id: str, product_ids: Iterable[str]) -> None:
        """Take products out of the cart; those that are not in it are no mistake."""
        for product_id in product_ids:
            self._dynamodb.delete_item(
                TableName=self._table,
                Key={"customer_id": {"S": customer_id}, "product_id": {"S": product_id}},
            )

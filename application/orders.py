"""Orders in DynamoDB: a head and its lines under one partition key, and the address sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from application.sealing import Sealer
from application.tables import Carts

ADDRESS: Final = "delivery-address"
# The head among the lines, by the sort key.
HEAD: Final = "head"

_FIELDS: Final = {"order_id", "customer_id", "placed_at", "address", "lines"}
_LONGEST_ID: Final = 64
_LONGEST_ADDRESS: Final = 20_000
# With its head, an order is one transaction of a hundred items at the most.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
_MOST_LINES: Final = 99
_MOST_OF_ONE: Final = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What a customer has bought."""

    order_id: str
    customer_id: str
    placed_at: str
    """As ISO 8601 has it, with its time zone: the orders of a customer are sorted by it."""
    address: str
    """Where to, and how: of any length within reason."""
    lines: Mapping[str, int]
    """Quantity by product."""

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return the order that a piece of JSON describes.

        Raises:
            ValueError: if it describes none.
        """
        if not isinstance(value, dict) or set(value) != _FIELDS:
            raise ValueError(f"an order has the fields {', '.join(sorted(_FIELDS))}")
        order = cls(**value)
        for field, longest in {
            "order_id": _LONGEST_ID,
            "customer_id": _LONGEST_ID,
            "address": _LONGEST_ADDRESS,
        }.items():
            text = value[field]
            if not isinstance(text, str) or not 0 < len(text) <= longest:
                raise ValueError(f"{field} has 1 to {longest} characters")
        if not isinstance(order.placed_at, str) or datetime.fromisoformat(order.placed_at).tzinfo is None:
            raise ValueError("placed_at has a date, a time and a time zone")
        if not isinstance(order.lines, dict) or not 0 < len(order.lines) <= _MOST_LINES:
            raise ValueError(f"an order has 1 to {_MOST_LINES} lines")
        if any(
            type(quantity) is not int or not 0 < quantity <= _MOST_OF_ONE for quantity in order.lines.values()
        ):
            raise ValueError(f"a quantity is 1 to {_MOST_OF_ONE}")
        return order


class Orders:
    """All orders. Where to send one stands there sealed: who may read the table, its stream or a backup may not."""

    def __init__(self, dynamodb: Any, table: str, *, carts: Carts, sealer: Sealer) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._carts = carts
        self._sealer = sealer

    def take_in(self, document: Any) -> None:
        """Place the order that a document describes, once, however often the document comes.

        Raises:
            ValueError: if it describes none.
        """
        order = Order.of(document)
        self.place(order)
        self._carts.remove(order.customer_id, order.lines)

    def place(self, order: Order) -> bool:
        """Write an order, all of it or nothing; tell whether it was new. One that is there stays as it is."""
        try:
            self._dynamodb.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": self._table,
                            "Item": {"order_id": {"S": order.order_id}, "line_id": {"S": line_id}, **fields},
                            "ConditionExpression": "attribute_not_exists(order_id)",
                        }
                    }
                    for line_id, fields in self._items(order)
                ]
            )
        except ClientError as error:
            # DynamoDB and DAX tell their reasons in different ways, so the order itself is asked for.
            cancelled = error.response["Error"]["Code"] == "TransactionCanceledException"
            if cancelled and self._head(order.order_id) is not None:
                return False
            raise
        return True

    def address(self, order_id: str, *, customer_id: str) -> str | None:
        """Return where to send an order, or None where this customer has none of this id.

        Raises:
            NotSealedError: if somebody has put another customer's address there.
        """
        found = self._head(order_id)
        if found is None or found["customer_id"]["S"] != customer_id:
            return None
        return self._sealer.open(found["address"]["B"], customer_id=customer_id, kind=ADDRESS).decode()

    def _head(self, order_id: str) -> dict[str, Any] | None:
        head: dict[str, Any] | None = self._dynamodb.get_item(
            TableName=self._table,
            Key={"order_id": {"S": order_id}, "line_id": {"S": HEAD}},
            ConsistentRead=True,
        ).get("Item")
        return head

    def _items(self, order: Order) -> list[tuple[str, dict[str, Any]]]:
        """Return the head and the lines, each with its sort key."""
        sealed = self._sealer.seal(order.address.encode(), customer_id=order.customer_id, kind=ADDRESS)
        head = {
            "customer_id": {"S": order.customer_id},
            "placed_at": {"S": order.placed_at},
            "address": {"B": sealed},
        }
        lines = [
            (f"line-{product_id}", {"product_id": {"S": product_id}, "quantity": {"N": str(quantity)}})
            for product_id, quantity in order.lines.items()
        ]
        return [(HEAD, head), *lines]

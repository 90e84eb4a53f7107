"""Products: kept in PostgreSQL, written by way of the proxy, read by way of the cache and the read replicas."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from application.cache import CacheAside
from application.database import Database

TTL_SECONDS: Final = 60

_ID: Final = re.compile(r"[a-z0-9-]{1,64}")
_LONGEST_NAME: Final = 200
_MOST_CENTS: Final = 10**9
_FIELDS: Final = {"id", "name", "price_cents"}
# Every instance may run it at any time: it changes nothing where the table stands.
_TABLE: Final = """
    CREATE TABLE IF NOT EXISTS products (
        id text PRIMARY KEY,
        name text NOT NULL,
        price_cents bigint NOT NULL CHECK (price_cents >= 0)
    )
"""
_SAVE: Final = """
    INSERT INTO products (id, name, price_cents) VALUES (%(id)s, %(name)s, %(price_cents)s)
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, price_cents = EXCLUDED.price_cents
"""


@dataclass(frozen=True, slots=True)
class Product:
    """What is for sale."""

    id: str
    name: str
    price_cents: int

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return the product that a piece of JSON describes.

        Raises:
            ValueError: if it describes none.
        """
        if not isinstance(value, dict) or set(value) != _FIELDS:
            raise ValueError(f"a product has the fields {', '.join(sorted(_FIELDS))}")
        product = cls(**value)
        if not isinstance(product.id, str) or not _ID.fullmatch(product.id):
            raise ValueError(f"{product.id!r} is no id of a product")
        if not isinstance(product.name, str) or not 0 < len(product.name) <= _LONGEST_NAME:
            raise ValueError(f"{product.id}: the name has 1 to {_LONGEST_NAME} characters")
        if type(product.price_cents) is not int or not 0 <= product.price_cents <= _MOST_CENTS:
            raise ValueError(f"{product.id}: the price is whole cents, 0 to {_MOST_CENTS}")
        return product


class Products:
    """All products."""

    def __init__(self, cache: CacheAside, *, reader: Database, writer: Database) -> None:
        self._cache = cache
        self._reader = reader
        self._writer = writer

    def prepare(self) -> None:
        """Create the table where it is missing."""
        with self._writer.connection() as connection:
            connection.execute(_TABLE)

    def get(self, product_id: str) -> Product | None:
        """Return a product, or None where there is none of this id."""
        if not _ID.fullmatch(product_id):
            return None
        stored = self._cache.get(_key(product_id), lambda: self._read(product_id))
        return None if stored is None else Product(**stored)

    def save(self, products: Sequence[Product]) -> None:
        """Write all of them or none, and have the cache forget what they were."""
        with self._writer.connection() as connection, connection.transaction():
            connection.cursor().executemany(_SAVE, [asdict(product) for product in products])
        # After the commit: before it, a reader would put the old value back.
        self._cache.forget(*(_key(product.id) for product in products))

    def take_in(self, catalogue: Any) -> None:
        """Save all products of a catalogue, a list as JSON has it.

        Raises:
            ValueError: if it is none, or any of them is no product; then none is saved.
        """
        if not isinstance(catalogue, list):
            raise ValueError("a catalogue is a list of products")
        self.save([Product.of(value) for value in catalogue])

    def _read(self, product_id: str) -> dict[str, Any] | None:
        with self._reader.connection() as connection:
            row = connection.execute(
                "SELECT name, price_cents FROM products WHERE id = %s", [product_id]
            ).fetchone()
        return None if row is None else asdict(Product(product_id, *row))


def _key(product_id: str) -> str:
    return f"product:{product_id}"

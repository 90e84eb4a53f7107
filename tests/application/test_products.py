"""Products: what is one, and who is asked in which order. The SQL itself needs a PostgreSQL, which is not here."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import fakeredis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.cache import CacheAside
from application.products import Product, Products

LAMP = {"id": "lamp-1", "name": "Lamp", "price_cents": 2495}


class Rows:
    """Stands for the connections to a database with one table, and writes down what happens."""

    def __init__(self, events: list[str], rows: dict[str, tuple[str, int]]) -> None:
        self.events = events
        self.rows = rows
        self.on_commit: Callable[[], object] = lambda: None

    @contextlib.contextmanager
    def connection(self) -> Iterator["Rows"]:
        yield self

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        yield
        self.on_commit()
        self.events.append("commit")

    def cursor(self) -> "Rows":
        return self

    def executemany(self, _statement: str, values: list[dict[str, Any]]) -> None:
        self.events.append("write")
        self.rows.update({value["id"]: (value["name"], value["price_cents"]) for value in values})

    def execute(self, _statement: str, values: list[str]) -> "Rows":
        self.events.append("read")
        self.found = self.rows.get(values[0])
        return self

    def fetchone(self) -> Any:
        return self.found


class Shop:
    """Products over a primary, a replica and a cache."""

    def __init__(self) -> None:
        self.events: list[str] = []
        rows: dict[str, tuple[str, int]] = {}
        self.writer, self.reader = Rows(self.events, rows), Rows(self.events, rows)
        self.valkey = fakeredis.FakeValkey()
        cache = CacheAside(self.valkey, self.valkey, ttl_seconds=60)
        self.products = Products(cache, reader=self.reader, writer=self.writer)  # type: ignore[arg-type]


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.valkey.close()


def test_a_product_is_read_from_the_database_once(shop: Shop) -> None:
    shop.products.take_in([LAMP])
    shop.events.clear()
    assert shop.products.get("lamp-1") == Product("lamp-1", "Lamp", 2495)
    assert shop.products.get("lamp-1") == Product("lamp-1", "Lamp", 2495)
    assert shop.events == ["read"]


def test_a_write_is_seen_by_the_next_read(shop: Shop) -> None:
    shop.products.take_in([LAMP])
    shop.products.get("lamp-1")
    shop.products.take_in([{**LAMP, "price_cents": 1995}])
    assert shop.products.get("lamp-1") == Product("lamp-1", "Lamp", 1995)


def test_the_cache_forgets_after_the_commit_not_before(shop: Shop) -> None:
    shop.products.take_in([LAMP])
    shop.products.get("lamp-1")
    before: list[int] = []
    shop.writer.on_commit = lambda: before.append(shop.valkey.exists("product:lamp-1"))
    shop.products.take_in([LAMP])
    assert before == [1]
    assert shop.valkey.exists("product:lamp-1") == 0


def test_a_product_that_does_not_exist_is_asked_for_once(shop: Shop) -> None:
    assert shop.products.get("none") is None
    assert shop.products.get("none") is None
    assert shop.events == ["read"]


@pytest.mark.parametrize("product_id", ["", "LAMP", "a/b", "a" * 65, "é"])
def test_what_is_no_id_reaches_neither_cache_nor_database(shop: Shop, product_id: str) -> None:
    assert shop.products.get(product_id) is None
    assert shop.events == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "No Id"}, "no id"),
        ({"id": 7}, "no id"),
        ({"name": ""}, "1 to 200"),
        ({"name": "n" * 201}, "1 to 200"),
        ({"price_cents": -1}, "whole cents"),
        ({"price_cents": 9.95}, "whole cents"),
        ({"price_cents": True}, "whole cents"),
        ({"colour": "red"}, "has the fields"),
    ],
)
def test_one_bad_product_keeps_the_whole_catalogue_out(shop: Shop, change: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        shop.products.take_in([LAMP, {**LAMP, **change}])
    assert shop.events == []


def test_a_catalogue_is_a_list(shop: Shop) -> None:
    with pytest.raises(ValueError, match="a list"):
        shop.products.take_in({"products": [LAMP]})


@given(
    st.builds(
        Product,
        st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True),
        st.text(min_size=1, max_size=200),
        st.integers(0, 10**9),
    )
)
def test_every_product_that_can_be_sold_can_be_taken_in(product: Product) -> None:
    value = {"id": product.id, "name": product.name, "price_cents": product.price_cents}
    assert Product.of(value) == product

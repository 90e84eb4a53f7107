"""What the application answers, held to PEP 3333 by the standard library's own validator."""

import json
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import psycopg
import pytest
from botocore.exceptions import EndpointConnectionError

from application.products import Product
from application.web import Web


class Catalogue:
    """Stands for the products, with one in it."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.asked: list[str] = []

    def get(self, product_id: str) -> Product | None:
        self.asked.append(product_id)
        if self.error is not None:
            raise self.error
        return Product("lamp-1", "Lamp", 2495) if product_id == "lamp-1" else None


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue()


def ask(catalogue: Catalogue, path: str, method: str = "GET") -> tuple[str, dict[str, str], Any]:
    """Return status, headers and what the body says."""
    request: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
    }
    setup_testing_defaults(request)
    begun: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        begun.extend([status, dict(headers)])
        return lambda _: None

    web = Web(catalogue, health_path="/healthz")  # type: ignore[arg-type]
    answer = validator(web)(request, start_response)  # type: ignore[arg-type]
    body = b"".join(answer)
    answer.close()  # type: ignore[attr-defined]
    return begun[0], begun[1], json.loads(body) if body else None


def test_the_health_check_asks_no_store(catalogue: Catalogue) -> None:
    catalogue.error = psycopg.OperationalError("away")
    status, _, body = ask(catalogue, "/healthz")
    assert (status, body) == ("200 OK", {"status": "ok"})


def test_a_product_is_told_as_json(catalogue: Catalogue) -> None:
    status, headers, body = ask(catalogue, "/api/products/lamp-1")
    assert (status, body) == ("200 OK", {"id": "lamp-1", "name": "Lamp", "price_cents": 2495})
    assert headers["Content-Type"] == "application/json"
    assert headers["Cache-Control"] == "no-store"


def test_a_head_has_the_length_and_no_body(catalogue: Catalogue) -> None:
    status, headers, body = ask(catalogue, "/api/products/lamp-1", "HEAD")
    whole = {"id": "lamp-1", "name": "Lamp", "price_cents": 2495}
    assert (status, headers["Content-Length"], body) == ("200 OK", str(len(json.dumps(whole))), None)


@pytest.mark.parametrize("path", ["/api/products/none", "/", "/api/carts/c-1", "/healthz/"])
def test_what_is_not_there_is_not_found(catalogue: Catalogue, path: str) -> None:
    assert ask(catalogue, path)[0] == "404 Not Found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nobody_writes_from_outside(catalogue: Catalogue, method: str) -> None:
    status, headers, _ = ask(catalogue, "/api/products/lamp-1", method)
    assert (status, headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD")
    assert catalogue.asked == []


@pytest.mark.parametrize(
    "error",
    [psycopg.OperationalError("away"), EndpointConnectionError(endpoint_url="https://secretsmanager")],
)
def test_a_database_that_is_away_is_told_without_its_name(catalogue: Catalogue, error: Exception) -> None:
    catalogue.error = error
    status, headers, body = ask(catalogue, "/api/products/lamp-1")
    assert (status, body) == ("503 Service Unavailable", {"error": "try again later"})
    assert headers["Retry-After"] == "5"

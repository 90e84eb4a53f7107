"""What the application answers: a WSGI application, free of any server."""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

import psycopg
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from application.products import Products

LOGGER: Final = logging.getLogger(__name__)

PRODUCTS: Final = "/api/products/"
RETRY_SECONDS: Final = 5

_StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Web:
    """Products for everybody, and the path of the health check.

    Nothing else: whoever reads a cart or an order must be known, and a sample knows nobody. Catalogues are
    written by who may upload them.
    """

    def __init__(self, products: Products, *, health_path: str) -> None:
        self._products = products
        self._health_path = health_path

    def __call__(self, request: dict[str, Any], start_response: _StartResponse) -> Iterable[bytes]:
        """Answer a request, as PEP 3333 has it."""
        status, headers, value = self._answer(request["REQUEST_METHOD"], request.get("PATH_INFO", ""))
        body = json.dumps(value).encode()
        start_response(
            f"{status.value} {status.phrase}",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                *headers,
            ],
        )
        return [] if request["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, method: str, path: str) -> tuple[HTTPStatus, list[tuple[str, str]], object]:
        if method not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, [("Allow", "GET, HEAD")], {"error": "GET or HEAD only"}
        if path == self._health_path:
            # It asks no store: where one is away, other instances would be no better than this one.
            return HTTPStatus.OK, [], {"status": "ok"}
        if not path.startswith(PRODUCTS):
            return HTTPStatus.NOT_FOUND, [], {"error": "no such path"}
        try:
            product = self._products.get(path.removeprefix(PRODUCTS))
        except (psycopg.Error, BotoCoreError, ClientError):
            # The database, or Secrets Manager, which knows its password.
            LOGGER.exception("the database does not answer")
            wait = [("Retry-After", str(RETRY_SECONDS))]
            return HTTPStatus.SERVICE_UNAVAILABLE, wait, {"error": "try again later"}
        if product is None:
            return HTTPStatus.NOT_FOUND, [], {"error": "no such product"}
        return HTTPStatus.OK, [], asdict(product)

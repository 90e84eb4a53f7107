"""Serves HTTPS and works on uploads, until the instance tells it to stop."""

import functools
import logging
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any

from botocore.config import Config  # type: ignore[import-untyped]
from botocore.session import get_session  # type: ignore[import-untyped]
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from application import tables
from application.cache import CacheAside, SignedPassword, connect
from application.database import Database, Endpoint
from application.environment import Environment
from application.orders import Orders
from application.password import DatabaseSecret
from application.products import TTL_SECONDS, Products
from application.sealing import Sealer
from application.uploads import WAIT_SECONDS, Worker
from application.web import Web

# Longer than the load balancer keeps a connection that nobody uses, or it would ask one that is just being closed.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout
KEEP_ALIVE_SECONDS = 75
# Within the 45 seconds after which systemd no longer asks.
GRACEFUL_SECONDS = 40
THREADS = 16
CALLS = Config(connect_timeout=2, read_timeout=WAIT_SECONDS + 5, retries={"mode": "standard"})


def build_products(environment: Environment, session: Any) -> Products:
    """Wire the products to cache, proxy and replicas; nothing connects before it is used."""
    region, proxy = environment.aws_region, environment.database_endpoint
    secret = DatabaseSecret(
        session.create_client("secretsmanager", region_name=region, config=CALLS),
        environment.database_secret_arn,
    )
    password = SignedPassword(
        session, region=region, cache_name=environment.cache_name, user=environment.cache_user
    )
    cache = CacheAside(
        connect(environment.cache_endpoint, password),
        connect(environment.cache_reader_endpoint, password),
        ttl_seconds=TTL_SECONDS,
    )
    readers = environment.database_reader_endpoints.split(",")
    return Products(
        cache,
        reader=Database([Endpoint.of(one, proxy=proxy) for one in readers], secret),
        writer=Database([Endpoint.of(proxy, proxy=proxy)], secret),
    )


def build_orders(environment: Environment, session: Any) -> Orders:
    """Wire the orders to DynamoDB or DAX, and to the key of customer data."""
    region = environment.aws_region
    kms = session.create_client("kms", region_name=region, config=CALLS)
    dynamodb = tables.connect(session, region=region, dax_endpoint=environment.dax_endpoint)
    return Orders(
        dynamodb,
        environment.orders_table,
        carts=tables.Carts(dynamodb, environment.carts_table),
        sealer=Sealer(kms, environment.customers_key_arn),
    )


def build_worker(environment: Environment, session: Any, products: Products) -> Worker:
    """Wire the worker to its queue, the bucket of documents, and who takes in what."""
    region = environment.aws_region

    @functools.cache
    def orders() -> Orders:
        return build_orders(environment, session)

    def take_in_order(document: Any) -> None:
        # Only now, and again where it failed: a client of DAX connects as soon as it is made.
        orders().take_in(document)

    return Worker(
        session.create_client("sqs", region_name=region, config=CALLS),
        session.create_client("s3", region_name=region, config=CALLS),
        {"catalogue/": products.take_in, "orders/": take_in_order},
        queue_url=environment.uploads_queue_url,
        bucket=environment.documents_bucket,
    )


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, with settings of our own only: each of its processes serves, and works on uploads beside that."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from Gunicorn's defaults."""
        chosen: Mapping[str, object] = {
            "bind": f"0.0.0.0:{self._environment.port}",
            "certfile": self._environment.tls_certificate,
            "keyfile": self._environment.tls_key,
            "worker_class": "gthread",
            "workers": os.cpu_count() or 1,
            "threads": THREADS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "graceful_timeout": GRACEFUL_SECONDS,
            # No room for it: the application's file system is read-only.
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Web:
        """Build the application, in each process for itself: connections do not survive a fork."""
        session = get_session()
        products = build_products(self._environment, session)
        worker = build_worker(self._environment, session, products)
        # A message that the end of the process cuts off is given to another worker.
        threading.Thread(
            target=worker.run, args=[threading.Event(), products.prepare], name="uploads", daemon=True
        ).start()
        return Web(products, health_path=self._environment.health_path)


def main() -> int:
    """Serve until told to stop; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        environment = Environment.of(os.environ)
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2
    Server(environment).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

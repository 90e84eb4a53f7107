"""Connections to PostgreSQL: through RDS Proxy to write, to the read replicas to read."""

import contextlib
import logging
import queue
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from application.environment import host_and_port
from application.password import DatabaseSecret, Login

LOGGER: Final = logging.getLogger(__name__)

# The proxy's certificate is of AWS Certificate Manager, whose roots Amazon Linux trusts already.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html#rds-proxy-security.tls
SYSTEM_ROOTS: Final = Path("/etc/pki/tls/certs/ca-bundle.crt")
# A replica's certificate is of RDS's own authority, which nobody trusts by default; its bundle is put into the
# artifact. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
RDS_ROOTS: Final = Path(__file__).parent.parent / "rds-ca.pem"

CONNECT_SECONDS: Final = 3
# RDS Proxy ends an idle connection after 60 seconds at the least.
MOST_IDLE_SECONDS: Final = 50.0
MOST_IDLE: Final = 10


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a PostgreSQL answers, and who vouches for its certificate."""

    host: str
    port: int
    roots: Path

    @classmethod
    def of(cls, endpoint: str, *, proxy: str) -> "Endpoint":
        """Return the endpoint that a variable names; `proxy` is the one that is RDS Proxy's."""
        host, port = host_and_port(endpoint)
        return cls(host, port, SYSTEM_ROOTS if endpoint == proxy else RDS_ROOTS)


class Database:
    """A few open connections to the first endpoint that answers; a replica that is away costs a moment."""

    def __init__(self, endpoints: Sequence[Endpoint], secret: DatabaseSecret) -> None:
        self._endpoints = endpoints
        self._secret = secret
        self._idle: queue.LifoQueue[tuple[float, psycopg.Connection[Any]]] = queue.LifoQueue(MOST_IDLE)

    @contextlib.contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """Lend a connection in autocommit mode, and take it back unless it broke."""
        connection = self._take()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        try:
            self._idle.put_nowait((time.monotonic(), connection))
        except queue.Full:
            connection.close()

    def close(self) -> None:
        """Close what nobody uses."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait()[1].close()

    def _take(self) -> psycopg.Connection[Any]:
        with contextlib.suppress(queue.Empty):
            while True:
                since, connection = self._idle.get_nowait()
                if time.monotonic() - since < MOST_IDLE_SECONDS and not connection.closed:
                    return connection
                connection.close()
        return self._connect()

    def _connect(self) -> psycopg.Connection[Any]:
        """Connect to any replica; to the last endpoint, which is the proxy, only after them."""
        *replicas, last = self._endpoints
        for endpoint in random.sample(replicas, len(replicas)):
            try:
                return self._log_in(endpoint)
            except psycopg.OperationalError as error:
                LOGGER.warning("%s does not answer: %s", endpoint.host, error)
        return self._log_in(last)

    def _log_in(self, endpoint: Endpoint) -> psycopg.Connection[Any]:
        refusal: psycopg.OperationalError | None = None
        for login in self._secret.logins():
            try:
                connection = _connect(endpoint, login)
            except psycopg.OperationalError as error:
                if not _is_refusal(error):
                    raise
                LOGGER.warning("%s refuses version %s of the password", endpoint.host, login.version)
                refusal = error
            else:
                self._secret.keep(login)
                return connection
        raise refusal or psycopg.OperationalError("the secret has no version")


def _connect(endpoint: Endpoint, login: Login) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=endpoint.host,
        port=endpoint.port,
        dbname=login.database,
        user=login.username,
        password=login.password,
        sslmode="verify-full",
        sslrootcert=str(endpoint.roots),
        connect_timeout=CONNECT_SECONDS,
        autocommit=True,
        # A prepared statement would pin this connection to one of the proxy's.
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-pinning.html
        prepare_threshold=None,
    )


def _is_refusal(error: psycopg.OperationalError) -> bool:
    """Tell whether the server asked for the password and then ended the connection."""
    return error.pgconn is not None and bool(error.pgconn.used_password)

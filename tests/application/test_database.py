"""Connections, made by the real driver to a server on this machine that speaks PostgreSQL's first words.

What this does not prove: any statement of SQL, for which there is no PostgreSQL here.
"""

import json
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from application.database import RDS_ROOTS, SYSTEM_ROOTS, Database, Endpoint
from application.password import DatabaseSecret

PROXY = "shop.proxy-c1.eu-west-1.rds.amazonaws.com:5432"
REPLICA = "shop-replica.c1.eu-west-1.rds.amazonaws.com:5432"
SSL_REQUEST = 80877103


class Postgres:
    """Takes connections over TLS, asks for the password, and lets in who knows it.

    https://www.postgresql.org/docs/current/protocol-flow.html
    """

    def __init__(self, certificate: Any, password: str) -> None:
        self.password = password
        self.asked: list[str] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate.path, certificate.key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            with plain:
                try:
                    self._welcome(plain)
                except (OSError, ConnectionError):
                    continue

    def _welcome(self, plain: socket.socket) -> None:
        while struct.unpack(">II", self._exactly(plain, 8))[1] != SSL_REQUEST:
            plain.sendall(b"N")
        plain.sendall(b"S")
        with self._context.wrap_socket(plain, server_side=True) as tls:
            (length,) = struct.unpack(">I", self._exactly(tls, 4))
            self._exactly(tls, length - 4)
            tls.sendall(b"R" + struct.pack(">II", 8, 3))
            _, length = struct.unpack(">cI", self._exactly(tls, 5))
            password = self._exactly(tls, length - 4).rstrip(b"\0").decode()
            self.asked.append(password)
            if password == self.password:
                status = b"server_version\x0017.0\0"
                tls.sendall(b"R" + struct.pack(">II", 8, 0))
                tls.sendall(b"S" + struct.pack(">I", 4 + len(status)) + status)
                tls.sendall(b"Z" + struct.pack(">I", 5) + b"I")
                tls.recv(1)
            else:
                fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0"
                tls.sendall(b"E" + struct.pack(">I", 4 + len(fields)) + fields)

    @staticmethod
    def _exactly(connection: socket.socket, count: int) -> bytes:
        received = b""
        while len(received) < count:
            more = connection.recv(count - len(received))
            if not more:
                raise ConnectionError("closed")
            received += more
        return received


@pytest.fixture
def postgres(certificate: Any) -> Iterator[Postgres]:
    server = Postgres(certificate, "old")
    yield server
    server.close()


@pytest.fixture
def secrets(client: Any) -> Any:
    return client("secretsmanager")


@pytest.fixture
def secret(secrets: Any) -> DatabaseSecret:
    return DatabaseSecret(secrets, secrets.create_secret(Name="master", SecretString=text("old"))["ARN"])


def text(password: str) -> str:
    return json.dumps({"username": "shop_master", "dbname": "shop", "password": password})


def at(postgres: Postgres, roots: Path, host: str = "localhost") -> Endpoint:
    return Endpoint(host, postgres.port, roots)


@pytest.fixture
def database(postgres: Postgres, secret: DatabaseSecret, certificate: Any) -> Iterator[Database]:
    database = Database([at(postgres, certificate.path)], secret)
    yield database
    database.close()


def test_a_connection_is_encrypted_and_used_again(database: Database, postgres: Postgres) -> None:
    with database.connection() as first:
        assert first.pgconn.ssl_in_use
        assert first.autocommit
    with database.connection() as again:
        assert again is first
    assert postgres.asked == ["old"]


def test_a_rotated_password_is_read_anew_and_kept(
    database: Database, postgres: Postgres, secrets: Any
) -> None:
    with database.connection() as connection:
        connection.close()
    secrets.put_secret_value(SecretId="master", SecretString=text("new"))
    postgres.password = "new"
    with database.connection() as connection:
        connection.close()
    with database.connection():
        assert postgres.asked == ["old", "old", "new", "new"]


def test_a_password_that_rds_knows_before_it_is_current_opens_the_database(
    database: Database, postgres: Postgres, secrets: Any
) -> None:
    secrets.put_secret_value(SecretId="master", SecretString=text("new"), VersionStages=["AWSPENDING"])
    postgres.password = "new"
    with database.connection():
        assert postgres.asked == ["old", "new"]


def test_a_password_that_nobody_knows_is_an_error(database: Database, postgres: Postgres) -> None:
    postgres.password = "somebody else's"
    with pytest.raises(psycopg.OperationalError, match="authentication failed"), database.connection():
        pass
    assert postgres.asked == ["old"], "no more often than there are versions"


def test_a_server_whose_certificate_nobody_vouches_for_is_told_no_password(
    postgres: Postgres, secret: DatabaseSecret, stranger: Any
) -> None:
    database = Database([at(postgres, stranger.path)], secret)
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"), database.connection():
        pass
    assert postgres.asked == []


def test_a_server_of_another_name_is_told_no_password(
    postgres: Postgres, secret: DatabaseSecret, certificate: Any
) -> None:
    database = Database([at(postgres, certificate.path, host="127.0.0.1")], secret)
    with pytest.raises(psycopg.OperationalError, match="does not match host name"), database.connection():
        pass
    assert postgres.asked == []


def test_a_replica_that_is_away_is_passed_over_for_the_proxy(
    postgres: Postgres, secret: DatabaseSecret, certificate: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        away = Endpoint("localhost", closed.getsockname()[1], certificate.path)
    database = Database([away, at(postgres, certificate.path)], secret)
    with database.connection() as connection:
        assert connection.info.port == postgres.port
    database.close()


def test_without_the_roots_of_rds_reads_go_to_the_proxy(
    postgres: Postgres, secret: DatabaseSecret, certificate: Any, tmp_path: Path
) -> None:
    replica = at(postgres, tmp_path / "rds-ca.pem")
    database = Database([replica, at(postgres, certificate.path)], secret)
    with database.connection():
        assert postgres.asked == ["old"], "the replica was told no password"
    database.close()


def test_a_connection_that_broke_is_not_lent_again(database: Database, postgres: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError), database.connection() as connection:
        raise psycopg.OperationalError("the server is gone")
    assert connection.closed
    with database.connection():
        assert len(postgres.asked) == 2


@pytest.mark.parametrize(("endpoint", "roots"), [(PROXY, SYSTEM_ROOTS), (REPLICA, RDS_ROOTS)])
def test_the_proxy_is_of_a_public_authority_and_a_replica_of_rds(endpoint: str, roots: Path) -> None:
    host, _, _ = endpoint.partition(":")
    assert Endpoint.of(endpoint, proxy=PROXY) == Endpoint(host, 5432, roots)

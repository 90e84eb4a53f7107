"""A cache that may be away: Valkey on ElastiCache, asked before the database."""

import json
import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import valkey
from botocore.auth import SigV4QueryAuth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from valkey.exceptions import ValkeyError

from application.environment import host_and_port

LOGGER: Final = logging.getLogger(__name__)

# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
TOKEN_SECONDS: Final = 900
# A cache that is slower than the database is no help.
CONNECT_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 0.25
# How long a cache that failed is left aside, so that not every request waits for it.
ASIDE_SECONDS: Final = 5.0
# Keys that were written together do not end together, all on the database at once.
JITTER: Final = 0.2
LOCKS: Final = 64


class SignedPassword(valkey.CredentialProvider):
    """The user's name, and a password signed anew for each connection.

    The password is a request of ElastiCache that nobody sends, signed by the role of the instance. A connection
    outlives it, up to twelve hours, after which ElastiCache ends the connection; the client then makes another
    one, for which it asks here again.
    """

    def __init__(self, session: Any, *, region: str, cache_name: str, user: str) -> None:
        self._session = session
        self._region = region
        self._cache_name = cache_name
        self._user = user

    def get_credentials(self) -> tuple[str, str]:
        """Return user and password."""
        # The role's own credentials change every few hours, so they are asked for each time.
        credentials = self._session.get_credentials().get_frozen_credentials()
        request = AWSRequest(
            "GET", f"https://{self._cache_name}/", params={"Action": "connect", "User": self._user}
        )
        SigV4QueryAuth(credentials, "elasticache", self._region, expires=TOKEN_SECONDS).add_auth(request)
        return self._user, request.url.removeprefix("https://")


def connect(endpoint: str, password: SignedPassword) -> valkey.Valkey:
    """Return a client of this endpoint, which connects when it is first used."""
    host, port = host_and_port(endpoint)
    return valkey.Valkey(
        host=host,
        port=port,
        credential_provider=password,
        # Against the roots that the system trusts: ElastiCache's certificates are of Amazon Trust Services.
        # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
        ssl=True,
        ssl_cert_reqs="required",
        ssl_check_hostname=True,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
    )


class CacheAside:
    """Looks into the cache first; on a miss it asks whoever knows, and keeps the answer for a while.

        read:   reader ──hit──► value            write: database, then forget()
                  └─miss─► load() ─► primary

    What fails here fails no request: the value then comes from where it is kept. An answer can be as old as its
    time to live, for a read replica may still say what was before a write.
    """

    def __init__(
        self,
        primary: valkey.Valkey,
        reader: valkey.Valkey,
        *,
        ttl_seconds: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._primary = primary
        self._reader = reader
        self._ttl_seconds = ttl_seconds
        self._clock = clock
        self._aside_until = -ASIDE_SECONDS
        # One lock for many keys: whoever misses a key waits for who is loading it, or seldom for a stranger.
        self._locks = [threading.Lock() for _ in range(LOCKS)]

    def get(self, key: str, load: Callable[[], Any]) -> Any:
        """Return the value of a key, which JSON can hold; None is one, so that what is missing is known too."""
        found, value = self._look(self._reader, key)
        if found:
            return value
        if self._is_aside():
            return load()
        # Of all requests that miss a key on this instance, one asks the database.
        with self._locks[hash(key) % LOCKS]:
            found, value = self._look(self._primary, key)
            if not found:
                value = load()
                self._keep(key, value)
            return value

    def forget(self, *keys: str) -> None:
        """Drop what a write has made old. Where the cache is away, the time to live is the end of it."""
        if keys:
            self._ask(lambda: self._primary.delete(*keys))

    def _look(self, client: valkey.Valkey, key: str) -> tuple[bool, Any]:
        stored = self._ask(lambda: client.get(key))
        return (False, None) if stored is None else (True, json.loads(stored))

    def _keep(self, key: str, value: Any) -> None:
        seconds = self._ttl_seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret
        self._ask(lambda: self._primary.set(key, json.dumps(value), px=round(seconds * 1000)))

    def _ask(self, command: Callable[[], Any]) -> Any:
        """Return the answer, or None where the cache has none to give."""
        if self._is_aside():
            return None
        try:
            return command()
        except (ValkeyError, OSError) as error:
            LOGGER.warning("the cache is left aside for %s s: %s", ASIDE_SECONDS, error)
            self._aside_until = self._clock() + ASIDE_SECONDS
            return None

    def _is_aside(self) -> bool:
        return self._clock() < self._aside_until

"""Cache-aside, against a Valkey in memory, and the signed password against SigV4 worked out by hand."""

import contextlib
import hashlib
import hmac
import threading
import urllib.parse
from typing import Any

import fakeredis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from valkey.connection import SSLConnection

from application.cache import ASIDE_SECONDS, JITTER, CacheAside, SignedPassword, connect

TTL_SECONDS = 60


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Source:
    """Where the values are kept."""

    def __init__(self, value: Any = "value") -> None:
        self.value = value
        self.loads = 0

    def load(self) -> Any:
        self.loads += 1
        return self.value


@pytest.fixture
def server() -> fakeredis.FakeServer:
    return fakeredis.FakeServer(server_type="valkey")


@pytest.fixture
def valkey(server: fakeredis.FakeServer) -> Any:
    client = fakeredis.FakeValkey(server=server)
    yield client
    server.connected = True
    client.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(valkey: Any, clock: Clock) -> CacheAside:
    return CacheAside(valkey, valkey, ttl_seconds=TTL_SECONDS, clock=clock)


def test_a_miss_loads_the_value_and_a_hit_does_not(cache: CacheAside) -> None:
    source = Source({"price_cents": 995})
    assert cache.get("k", source.load) == {"price_cents": 995}
    assert cache.get("k", source.load) == {"price_cents": 995}
    assert source.loads == 1


def test_what_is_missing_is_known_too(cache: CacheAside) -> None:
    source = Source(None)
    assert cache.get("k", source.load) is None
    assert cache.get("k", source.load) is None
    assert source.loads == 1


def test_what_is_forgotten_is_loaded_anew(cache: CacheAside) -> None:
    source = Source("old")
    cache.get("k", source.load)
    source.value = "new"
    cache.forget("k")
    assert cache.get("k", source.load) == "new"


def test_nothing_to_forget_asks_nobody(cache: CacheAside, server: fakeredis.FakeServer) -> None:
    server.connected = False
    cache.forget()
    server.connected = True
    source = Source()
    cache.get("k", source.load)
    cache.get("k", source.load)
    assert source.loads == 1, "the cache is not left aside"


def test_values_written_together_do_not_expire_together(cache: CacheAside, valkey: Any) -> None:
    for number in range(20):
        cache.get(f"k{number}", Source().load)
    lives = [valkey.pttl(f"k{number}") for number in range(20)]
    least, most = TTL_SECONDS * 1000 * (1 - JITTER), TTL_SECONDS * 1000 * (1 + JITTER)
    assert all(0 < life <= most for life in lives)
    assert max(lives) - min(lives) > (most - least) / 20, "twenty keys spread over the time"


def test_a_cache_that_is_down_fails_no_request(cache: CacheAside, server: fakeredis.FakeServer) -> None:
    server.connected = False
    source = Source()
    assert cache.get("k", source.load) == "value"
    cache.forget("k")
    assert source.loads == 1


def test_a_cache_that_failed_is_left_aside_and_then_asked_again(
    cache: CacheAside, server: fakeredis.FakeServer, clock: Clock, valkey: Any
) -> None:
    server.connected = False
    source = Source()
    cache.get("k", source.load)
    server.connected = True
    clock.now += ASIDE_SECONDS - 0.1
    cache.get("k", source.load)
    assert not valkey.exists("k"), "still aside"
    clock.now += 0.2
    cache.get("k", source.load)
    assert valkey.exists("k")
    assert source.loads == 3


def test_of_many_requests_that_miss_one_asks_the_database(cache: CacheAside) -> None:
    second = threading.Barrier(2)
    loads: list[str] = []

    def load() -> str:
        loads.append("load")
        # Whoever else loads at the same time meets this one here.
        with contextlib.suppress(threading.BrokenBarrierError):
            second.wait(timeout=0.2)
        return "value"

    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(cache.get("k", load))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["value"] * 8
    assert loads == ["load"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_value_that_json_holds_comes_back_as_it_was(cache: CacheAside, value: Any) -> None:
    cache.forget("k")
    assert cache.get("k", lambda: value) == value
    assert cache.get("k", lambda: pytest.fail("a hit loads nothing")) == value


@pytest.fixture
def password(aws: Any) -> SignedPassword:
    aws.set_credentials("AKIDEXAMPLE", "secret-key", "session-token")
    return SignedPassword(aws, region="eu-west-1", cache_name="shop-prod", user="shop-prod-app")


def test_the_password_is_a_signed_request_of_elasticache(password: SignedPassword) -> None:
    user, token = password.get_credentials()
    assert user == "shop-prod-app"
    address, _, query = token.partition("?")
    assert address == "shop-prod/", "without a scheme: ElastiCache takes it so and not otherwise"
    told = dict(urllib.parse.parse_qsl(query))
    signature = told.pop("X-Amz-Signature")
    date = told["X-Amz-Date"]
    scope = f"{date[:8]}/eu-west-1/elasticache/aws4_request"
    assert told == {
        "Action": "connect",
        "User": "shop-prod-app",
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"AKIDEXAMPLE/{scope}",
        "X-Amz-Date": date,
        "X-Amz-Expires": "900",
        "X-Amz-Security-Token": "session-token",
        "X-Amz-SignedHeaders": "host",
    }
    assert signature == sign("secret-key", date, scope, told)


def sign(key: str, date: str, scope: str, query: dict[str, str]) -> str:
    """Return the signature of a GET of `/` by AWS's own recipe.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    """
    text = "&".join(
        f"{name}={urllib.parse.quote(value, safe='-_.~')}" for name, value in sorted(query.items())
    )
    empty = hashlib.sha256(b"").hexdigest()
    canonical = "\n".join(["GET", "/", text, "host:shop-prod\n", "host", empty])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    secret = f"AWS4{key}".encode()
    for part in [*scope.split("/"), to_sign]:
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    return secret.hex()


def test_each_connection_has_a_password_of_the_credentials_of_the_hour(
    password: SignedPassword, aws: Any
) -> None:
    aws.set_credentials("AKIDLATER", "other-key", "other-token")
    _, token = password.get_credentials()
    assert "AKIDLATER" in token, "the role's credentials change every few hours"


def test_the_cache_is_asked_over_tls_by_its_own_name(password: SignedPassword) -> None:
    client = connect("shop-prod.c1.euw1.cache.amazonaws.com:6379", password)
    connection = client.connection_pool.make_connection()
    assert isinstance(connection, SSLConnection)
    assert (connection.host, connection.port) == ("shop-prod.c1.euw1.cache.amazonaws.com", 6379)
    assert (connection.cert_reqs.name, connection.check_hostname) == ("CERT_REQUIRED", True)
    assert connection.credential_provider is password
    client.close()

"""The application as an instance starts it: `run`, in a process of its own, out of the unpacked archive.

Everything that it would reach is a closed port of this machine. What this does not prove: that it runs under the
Python of Amazon Linux, and that it finds its stores.
"""

import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from application.environment import VARIABLES
from scripts.build_artifact import APPLICATION, archive, own_files

NOBODY = "127.0.0.1:9"


@dataclass
class Served:
    """A running application."""

    process: subprocess.Popen[bytes]
    port: int
    context: ssl.SSLContext

    def get(self, path: str) -> tuple[int, bytes]:
        url = f"https://localhost:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, context=self.context, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


def environment(certificate: Any, port: int) -> dict[str, str]:
    values = {
        **dict.fromkeys(VARIABLES, NOBODY),
        "AWS_REGION": "eu-west-1",
        "PORT": str(port),
        "TLS_CERTIFICATE": str(certificate.path),
        "TLS_KEY": str(certificate.key),
        "HEALTH_PATH": "/healthz",
        "DATABASE_SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:master-a1b2c3",
        "UPLOADS_QUEUE_URL": f"http://{NOBODY}/111122223333/uploads",
        "CUSTOMERS_KEY_ARN": "arn:aws:kms:eu-west-1:111122223333:key/1",
        "DAX_ENDPOINT": "",
    }
    return {
        **values,
        "AWS_ENDPOINT_URL": f"http://{NOBODY}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_MAX_ATTEMPTS": "1",
        "APPLICATION_PYTHON": sys.executable,
        "PATH": "/usr/bin:/bin",
    }


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    # As the boot script unpacks it.
    subprocess.run(["tar", "-xzf", "-", "-C", folder], input=archive(own_files(APPLICATION)), check=True)
    return folder


@pytest.fixture(scope="module")
def served(unpacked: Path, certificate: Any) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([unpacked / "run"], env=environment(certificate, port), cwd=unpacked)
    served = Served(process, port, ssl.create_default_context(cafile=certificate.path))
    try:
        wait_for(served)
        yield served
    finally:
        # Not killed at once: its own processes would outlive it.
        process.terminate()
        process.wait(timeout=60)


def wait_for(served: Served) -> None:
    for _ in range(300):
        assert served.process.poll() is None, "the application ended by itself"
        try:
            served.get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the application does not come up")


def test_it_answers_its_health_path_over_tls(served: Served) -> None:
    assert served.get("/healthz") == (200, b'{"status": "ok"}')


def test_it_serves_while_no_store_answers(served: Served) -> None:
    status, body = served.get("/api/products/lamp-1")
    assert (status, body) == (503, b'{"error": "try again later"}')


def test_plain_http_is_told_nothing(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n")
        answer = b""
        try:
            while more := plain.recv(4096):
                answer += more
        except ConnectionResetError:
            pass
    assert b"ok" not in answer


def test_it_ends_when_systemd_tells_it_to(unpacked: Path, certificate: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([unpacked / "run"], env=environment(certificate, port), cwd=unpacked)
    try:
        wait_for(Served(process, port, ssl.create_default_context(cafile=certificate.path)))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()


def test_without_its_variables_it_says_which_and_ends(unpacked: Path) -> None:
    done = subprocess.run(
        [unpacked / "run"],
        env={"APPLICATION_PYTHON": sys.executable, "PATH": "/usr/bin:/bin", "PORT": "8443"},
        cwd=unpacked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "the environment lacks AWS_REGION, CACHE_ENDPOINT" in done.stderr

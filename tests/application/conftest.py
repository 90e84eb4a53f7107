"""What the tests of the application share: AWS as moto plays it, and a certificate of our own."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REGION = "eu-west-1"


@pytest.fixture(scope="session")
def models() -> Any:
    """The descriptions of AWS's services, which botocore otherwise reads anew for each session."""
    from botocore.session import get_session

    return get_session().get_component("data_loader")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, models: Any) -> Iterator[Any]:
    """A botocore session whose calls end at moto: nothing leaves the process."""
    from botocore.session import get_session
    from moto import mock_aws

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        session = get_session()
        session.register_component("data_loader", models)
        yield session


@pytest.fixture
def client(aws: Any) -> Any:
    """A function that makes a client of a service."""
    return lambda service: aws.create_client(service, region_name=REGION)


@dataclass(frozen=True)
class Certificate:
    """A certificate for the name `localhost`, signed by itself, and its key."""

    path: Path
    key: Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate of the same names that vouches for nobody else's."""
    return make_certificate(tmp_path_factory.mktemp("stranger"))


def make_certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / "tls.crt", folder / "tls.key")
    made.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made

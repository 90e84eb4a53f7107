"""Envelope encryption, with AWS KMS as moto plays it.

What this does not prove: that the key's policy refuses a use without a customer; only KMS itself does.
"""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from application.sealing import FORMAT, NotSealedError, Sealer

# What KMS's own Encrypt takes at the most.
LIMIT = 4096
ADDRESS = {"customer_id": "c-1", "kind": "address"}
# The clients of a test serve all its examples.
RERUN = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Watched:
    """AWS KMS, with every data key that it hands out in clear written down."""

    def __init__(self, kms: Any) -> None:
        self._kms = kms
        self.data_keys: list[bytes] = []

    def generate_data_key(self, **request: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._kms.generate_data_key(**request)
        self.data_keys.append(answer["Plaintext"])
        return answer

    def decrypt(self, **request: Any) -> Any:
        return self._kms.decrypt(**request)


@pytest.fixture
def kms(client: Any) -> Watched:
    return Watched(client("kms"))


@pytest.fixture
def key_arn(client: Any) -> str:
    arn: str = client("kms").create_key()["KeyMetadata"]["Arn"]
    return arn


@pytest.fixture
def sealer(kms: Watched, key_arn: str) -> Sealer:
    return Sealer(kms, key_arn)


@RERUN
@given(st.binary(max_size=64) | st.integers(LIMIT - 2, LIMIT + 2).map(lambda size: b"\xa5" * size))
@example(b"")
@example(b"x" * (LIMIT + 1))
@example(b"x" * 1_000_000)
def test_what_is_sealed_opens_again_whatever_its_size(sealer: Sealer, plaintext: bytes) -> None:
    assert plaintext == sealer.open(sealer.seal(plaintext, **ADDRESS), **ADDRESS)


@RERUN
@given(st.binary(min_size=8, max_size=64))
def test_neither_the_text_nor_its_data_key_stands_in_what_is_sealed(
    sealer: Sealer, kms: Watched, plaintext: bytes
) -> None:
    sealed = sealer.seal(plaintext, **ADDRESS)
    assert plaintext not in sealed
    assert len(kms.data_keys[-1]) == 32
    assert kms.data_keys[-1] not in sealed


def test_each_sealing_has_a_data_key_of_its_own(sealer: Sealer, kms: Watched) -> None:
    first, second = sealer.seal(b"same", **ADDRESS), sealer.seal(b"same", **ADDRESS)
    assert first != second
    assert len(set(kms.data_keys)) == 2


def test_the_format_is_a_data_key_of_kms_and_aes_gcm(sealer: Sealer, key_arn: str, client: Any) -> None:
    sealed = sealer.seal(b"by hand", **ADDRESS)
    assert sealed.startswith(b"sealed\x01"), "what is stored today must be readable tomorrow"
    length = int.from_bytes(sealed[7:9])
    opened = client("kms").decrypt(
        KeyId=key_arn, CiphertextBlob=sealed[9 : 9 + length], EncryptionContext=ADDRESS
    )
    bound = sealed[: 9 + length] + b'{"customer_id": "c-1", "kind": "address"}'
    nonce, ciphertext = sealed[9 + length : 21 + length], sealed[21 + length :]
    assert AESGCM(opened["Plaintext"]).decrypt(nonce, ciphertext, bound) == b"by hand"


@pytest.mark.parametrize("other", [{"customer_id": "c-2"}, {"kind": "note"}])
def test_it_opens_for_no_other_customer_and_no_other_kind(sealer: Sealer, other: dict[str, str]) -> None:
    sealed = sealer.seal(b"secret", **ADDRESS)
    with pytest.raises(NotSealedError):
        sealer.open(sealed, **{**ADDRESS, **other})


@RERUN
@given(st.data())
def test_a_changed_byte_is_refused_wherever_it_is(sealer: Sealer, data: st.DataObject) -> None:
    sealed = bytearray(sealer.seal(b"a secret", **ADDRESS))
    # Not the key id that moto writes in front of an encrypted data key: KMS has nothing in clear there.
    start = len(FORMAT) + 2
    place = data.draw(st.integers(0, len(FORMAT) - 1) | st.integers(start + 36, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NotSealedError):
        sealer.open(bytes(sealed), **ADDRESS)


@RERUN
@given(st.data())
def test_bytes_that_end_too_soon_are_refused(sealer: Sealer, data: st.DataObject) -> None:
    sealed = sealer.seal(b"", **ADDRESS)
    with pytest.raises(NotSealedError):
        sealer.open(sealed[: data.draw(st.integers(0, len(sealed) - 1))], **ADDRESS)


def test_a_format_of_the_future_is_refused(sealer: Sealer) -> None:
    sealed = sealer.seal(b"secret", **ADDRESS)
    with pytest.raises(NotSealedError, match="known format"):
        sealer.open(b"sealed\x02" + sealed[7:], **ADDRESS)


def refusing(client: Any, code: str) -> Any:
    kms = client("kms")
    stubber = Stubber(kms)
    stubber.add_client_error("decrypt", code)
    stubber.activate()
    return kms


def test_the_data_key_of_another_customer_key_is_refused(sealer: Sealer, client: Any, key_arn: str) -> None:
    sealed = sealer.seal(b"secret", **ADDRESS)
    with pytest.raises(NotSealedError, match="KMS does not open"):
        Sealer(refusing(client, "IncorrectKeyException"), key_arn).open(sealed, **ADDRESS)


def test_a_missing_permission_is_told_as_what_it_is(sealer: Sealer, client: Any, key_arn: str) -> None:
    sealed = sealer.seal(b"secret", **ADDRESS)
    with pytest.raises(ClientError, match="AccessDenied"):
        Sealer(refusing(client, "AccessDeniedException"), key_arn).open(sealed, **ADDRESS)

"""Envelope encryption: what only the application may read, sealed before it is stored anywhere.

    KMS ──GenerateDataKey──► data key ──AES-256-GCM──► sealed bytes
         (customer key)      └ encrypted by the customer key, it travels in front of them

KMS itself encrypts no more than 4096 bytes, and would see all of them. Here it sees a data key only, whatever
the size, so that large and small things are sealed in one way and the application needs one permission less.
https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
https://docs.aws.amazon.com/kms/latest/developerguide/kms-cryptography.html#enveloping
"""

import json
import os
import struct
from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# A format that changes gets another number; what is stored under the old one stays readable.
FORMAT: Final = b"sealed\x01"
# What the key policy demands of every use, and CloudTrail writes down: whose data this is.
# https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
OWNER: Final = "customer_id"

_LENGTH: Final = struct.Struct(">H")
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
# KMS's answers to an encrypted data key that is not its own, or whose context is another one.
_REFUSALS: Final = ("InvalidCiphertextException", "IncorrectKeyException")


class NotSealedError(ValueError):
    """The bytes are damaged, were sealed for another context, or were never sealed."""


class Sealer:
    """Seals bytes for a context, and opens them for the same context only.

    Each sealing has a data key of its own. It lives in memory for the length of the call and is kept nowhere;
    Python cannot overwrite it there, for its bytes are immutable.
    """

    def __init__(self, kms: Any, key_arn: str) -> None:
        self._kms = kms
        self._key_arn = key_arn

    def seal(self, plaintext: bytes, *, customer_id: str, kind: str) -> bytes:
        """Return the plaintext so that it opens for this customer and this kind of data only."""
        context = {OWNER: customer_id, "kind": kind}
        answer = self._kms.generate_data_key(
            KeyId=self._key_arn, KeySpec="AES_256", EncryptionContext=context
        )
        encrypted_key: bytes = answer["CiphertextBlob"]
        header = FORMAT + _LENGTH.pack(len(encrypted_key)) + encrypted_key
        # Random, and used once with this key: the two together never come again.
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + AESGCM(answer["Plaintext"]).encrypt(nonce, plaintext, _bound(header, context))

    def open(self, sealed: bytes, *, customer_id: str, kind: str) -> bytes:
        """Return what was sealed.

        Raises:
            NotSealedError: if it was not sealed for this customer and kind, or has been changed since.
        """
        context = {OWNER: customer_id, "kind": kind}
        header, encrypted_key, nonce, ciphertext = _split(sealed)
        try:
            # With the key named, the data key of any other customer key is refused.
            answer = self._kms.decrypt(
                KeyId=self._key_arn, CiphertextBlob=encrypted_key, EncryptionContext=context
            )
            return AESGCM(answer["Plaintext"]).decrypt(nonce, ciphertext, _bound(header, context))
        except InvalidTag:
            raise NotSealedError("the bytes have been changed, or belong to another context") from None
        except ClientError as error:
            if error.response["Error"]["Code"] in _REFUSALS:
                raise NotSealedError(
                    "KMS does not open the data key: it was changed, or another context's"
                ) from error
            raise


def _bound(header: bytes, context: Mapping[str, str]) -> bytes:
    """Return what GCM authenticates beside the text: the same bytes for the same context."""
    return header + json.dumps(context, sort_keys=True).encode()


def _split(sealed: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return header, encrypted data key, nonce and ciphertext."""
    start = len(FORMAT) + _LENGTH.size
    if not sealed.startswith(FORMAT) or len(sealed) < start:
        raise NotSealedError("the bytes do not begin with a known format")
    (length,) = _LENGTH.unpack_from(sealed, len(FORMAT))
    end = start + length
    if len(sealed) < end + _NONCE_BYTES + _TAG_BYTES:
        raise NotSealedError("the bytes end too soon")
    return sealed[:end], sealed[start:end], sealed[end : end + _NONCE_BYTES], sealed[end + _NONCE_BYTES :]

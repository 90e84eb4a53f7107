"""KMS: key material is renewed."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import switch, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain


def _rotates(key: Resource) -> Iterator[Problem]:
    """Judge symmetric encryption keys: KMS rotates no other, and none of a custom key store.

    https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """
    spec = plain(at(key.inputs, "customerMasterKeySpec"))
    usage = plain(at(key.inputs, "keyUsage"))
    if UNKNOWN in (spec, usage):
        yield unknown("customerMasterKeySpec")
    elif (
        spec in (None, "SYMMETRIC_DEFAULT")
        and usage in (None, "ENCRYPT_DECRYPT")
        and at(key.inputs, "customKeyStoreId") is None
    ):
        yield from switch(key.inputs, "enableKeyRotation", wanted=True, default=False)


RULES: Final = (
    ResourceRule(
        id="kms-key-rotation",
        applies_to=(aws("kms/key"),),
        statement="Symmetric KMS keys are rotated.",
        risk="Key material that is never renewed protects ever more data.",
        remediation="Pass enable_key_rotation=True to kms.Key",
        severity="medium",
        topics=("encryption",),
        url=security_hub("KMS.4"),
        controls=(
            "Security Hub KMS.4",
            "CIS-5.0 3.6",
            "Checkov CKV_AWS_7",
            "cdk-nag AwsSolutions-KMS5",
            "AWSGuard cmk-backing-key-rotation-enabled",
        ),
        check=_rotates,
    ),
)

"""KMS: key material is renewed, and keys stay usable."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import by_type, must_be_false, must_be_true, switch, unknown
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


_KEY: Final = aws("kms/key")
_REPLICA: Final = aws("kms/replicaKey")

RULES: Final = (
    ResourceRule(
        id="kms-key-rotation",
        applies_to=(_KEY,),
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
            "CP kms-key-enable-key-rotation",
        ),
        check=_rotates,
    ),
    ResourceRule(
        id="kms-key-enabled",
        applies_to=(_KEY, _REPLICA),
        statement="KMS keys are enabled.",
        risk="Nothing that the key encrypts can be read, and services stop at once.",
        remediation="Pass is_enabled=True to kms.Key (kms.ReplicaKey: enabled=True), or leave it out",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html",
        controls=("Checkov CKV_AWS_227",),
        check=by_type(
            {
                _KEY: must_be_true("isEnabled", default=True),
                _REPLICA: must_be_true("enabled", default=True),
            }
        ),
    ),
    ResourceRule(
        id="kms-key-lockout-safety",
        applies_to=(
            _KEY,
            _REPLICA,
            aws("kms/externalKey"),
            aws("kms/replicaExternalKey"),
            aws("kms/keyPolicy"),
        ),
        statement="KMS refuses key policies that nobody could change again.",
        risk="One wrong policy, and nobody, not even root, can manage the key any more.",
        remediation="Leave bypass_policy_lockout_safety_check out",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
        controls=("CP kms-key-disallow-bypass-policy-lockout-safety-check",),
        check=must_be_false("bypassPolicyLockoutSafetyCheck"),
    ),
)

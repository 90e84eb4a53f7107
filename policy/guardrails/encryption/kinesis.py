"""Kinesis: records are encrypted at rest."""

from typing import Final

from guardrails.checks import must_be_one_of
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="kinesis-stream-encrypted",
        applies_to=(aws("kinesis/stream"),),
        statement="Kinesis streams are encrypted.",
        risk="Whoever gets hold of the storage reads the records.",
        remediation="Pass encryption_type='KMS' and kms_key_id to kinesis.Stream",
        severity="medium",
        topics=("encryption",),
        url=security_hub("Kinesis.1"),
        controls=("FSBP Kinesis.1", "Checkov CKV_AWS_43", "cdk-nag AwsSolutions-KDS1"),
        guards_data=True,
        check=must_be_one_of("encryptionType", ("KMS",), default="NONE"),
    ),
)

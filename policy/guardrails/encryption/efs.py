"""EFS: file systems are encrypted with a key of the customer."""

from typing import Final

from guardrails.checks import must_be_true, must_have_key
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

_FILE_SYSTEMS: Final = (aws("efs/fileSystem"),)

RULES: Final = (
    ResourceRule(
        id="efs-file-system-encrypted",
        applies_to=_FILE_SYSTEMS,
        statement="EFS file systems are encrypted.",
        risk="Whoever gets hold of the storage reads the files; encryption cannot be turned on later.",
        remediation="Pass encrypted=True and kms_key_id to efs.FileSystem",
        severity="high",
        topics=("encryption",),
        url=security_hub("EFS.1"),
        controls=(
            "FSBP EFS.1",
            "FSBP EFS.8",
            "CIS-5.0 2.3.1",
            "Checkov CKV_AWS_42",
            "cdk-nag EFS1",
            "AWSGuard efs-encrypted",
            "CP efs-filesystem-disallow-unencrypted-file-system",
        ),
        guards_data=True,
        check=must_be_true("encrypted"),
    ),
    ResourceRule(
        id="efs-file-system-customer-key",
        applies_to=_FILE_SYSTEMS,
        statement="EFS file systems are encrypted with a customer managed KMS key.",
        risk="Access to the files cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass kms_key_id=<key ARN> to efs.FileSystem",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
        controls=("Checkov CKV_AWS_184",),
        guards_data=True,
        check=must_have_key("kmsKeyId", where="encrypted"),
    ),
)

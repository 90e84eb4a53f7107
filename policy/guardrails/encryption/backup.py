"""AWS Backup: vaults are encrypted with a key of the customer."""

from typing import Final

from guardrails.checks import must_have_key
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="backup-vault-customer-key",
        applies_to=(aws("backup/vault"),),
        statement="Backup vaults are encrypted with a customer managed KMS key.",
        risk="Access to the backups cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass kms_key_arn=<key ARN> to backup.Vault",
        severity="medium",
        topics=("encryption",),
        url=security_hub("Backup.1"),
        controls=("FSBP Backup.1", "Checkov CKV_AWS_166"),
        guards_data=True,
        check=must_have_key("kmsKeyArn"),
    ),
)

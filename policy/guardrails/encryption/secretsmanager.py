"""Secrets Manager: secrets are encrypted with a key of the customer."""

from typing import Final

from guardrails.checks import must_have_key
from guardrails.rule import ResourceRule
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="secretsmanager-secret-customer-key",
        applies_to=(aws("secretsmanager/secret"),),
        statement="Secrets are encrypted with a customer managed KMS key.",
        risk="Access to secrets cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass kms_key_id=<key ARN> to secretsmanager.Secret",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
        controls=(
            "Checkov CKV_AWS_149",
            "cdk-nag SecretsManagerUsingKMSKey",
            "CP secretsmanager-secret-configure-customer-managed-key",
        ),
        guards_data=True,
        check=must_have_key("kmsKeyId"),
    ),
)

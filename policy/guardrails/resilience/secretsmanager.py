"""Secrets Manager: a deleted secret can be brought back."""

from typing import Final

from guardrails.checks import must_be_at_least
from guardrails.rule import ResourceRule
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="secretsmanager-secret-recovery-window",
        applies_to=(aws("secretsmanager/secret"),),
        statement="Secrets can be brought back for a week after their deletion.",
        risk="Whoever deletes the secret locks everyone out of what it opens.",
        remediation="Leave recovery_window_in_days out (30 days), or pass 7 or more",
        severity="low",
        topics=("resilience",),
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
        check=must_be_at_least("recoveryWindowInDays", 7, default=30, unit=" days"),
    ),
)

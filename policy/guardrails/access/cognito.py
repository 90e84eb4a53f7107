"""Cognito: no credentials of AWS for those who have not signed in."""

from typing import Final

from guardrails.checks import must_be_false
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="cognito-identity-pool-no-guests",
        applies_to=(aws("cognito/identityPool"),),
        statement="Identity pools give credentials only to those who have signed in.",
        risk="Anyone on the internet gets credentials of AWS.",
        remediation="Pass allow_unauthenticated_identities=False to cognito.IdentityPool",
        severity="high",
        topics=("access",),
        url=security_hub("Cognito.2"),
        controls=("FSBP Cognito.2", "Checkov CKV_AWS_366", "cdk-nag AwsSolutions-COG7"),
        check=must_be_false("allowUnauthenticatedIdentities"),
    ),
)

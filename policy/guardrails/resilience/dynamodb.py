"""DynamoDB: tables can go back to any second."""

from typing import Final

from guardrails.checks import must_be_true
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="dynamodb-table-point-in-time-recovery",
        applies_to=(aws("dynamodb/table"),),
        statement="DynamoDB tables have point-in-time recovery.",
        risk="A wrong write destroys the data for ever.",
        remediation="Pass point_in_time_recovery with enabled=True to dynamodb.Table",
        severity="medium",
        topics=("resilience",),
        url=security_hub("DynamoDB.2"),
        controls=("FSBP DynamoDB.2", "Checkov CKV_AWS_28", "cdk-nag AwsSolutions-DDB3"),
        check=must_be_true("pointInTimeRecovery.enabled"),
    ),
)

"""CloudWatch Logs: log groups are encrypted with a key of the customer."""

from typing import Final

from guardrails.checks import must_have_key
from guardrails.rule import ResourceRule
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="cloudwatch-log-group-customer-key",
        applies_to=(aws("cloudwatch/logGroup"),),
        statement="Log groups are encrypted with a customer managed KMS key.",
        risk="Logs hold addresses, names and queries, and no key policy stands in between.",
        remediation="Pass kms_key_id=<key ARN> to cloudwatch.LogGroup",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        controls=("Checkov CKV_AWS_158", "cdk-nag CloudWatchLogGroupEncrypted"),
        guards_data=True,
        check=must_have_key("kmsKeyId"),
    ),
)

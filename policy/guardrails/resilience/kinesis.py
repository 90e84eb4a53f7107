"""Kinesis: records are there for as long as a fault may take."""

from typing import Final

from guardrails.checks import must_be_at_least
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="kinesis-stream-retention",
        applies_to=(aws("kinesis/stream"),),
        statement="Kinesis streams keep records for a week.",
        risk="Whoever reads the stream may be down for a day, and the records are gone.",
        remediation="Pass retention_period=168 or more to kinesis.Stream",
        severity="medium",
        topics=("resilience",),
        url=security_hub("Kinesis.3"),
        controls=("FSBP Kinesis.3",),
        check=must_be_at_least("retentionPeriod", 168, default=24, unit=" hours"),
    ),
)

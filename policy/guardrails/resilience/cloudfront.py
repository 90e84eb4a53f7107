"""CloudFront: another origin answers where the first one fails."""

from collections.abc import Iterator
from typing import Final

from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import items


def _fails_over(distribution: Resource) -> Iterator[Problem]:
    if not items(distribution.inputs, "originGroups"):
        yield Problem("it has no originGroups")


RULES: Final = (
    ResourceRule(
        id="cloudfront-distribution-origin-failover",
        applies_to=(aws("cloudfront/distribution"),),
        statement="CloudFront asks a second origin where the first one fails.",
        risk="Readers see an error for as long as the one origin is away.",
        remediation="Pass origin_groups with two members to cloudfront.Distribution",
        severity="low",
        topics=("resilience",),
        url=security_hub("CloudFront.4"),
        controls=("FSBP CloudFront.4", "Checkov CKV_AWS_310"),
        check=_fails_over,
    ),
)

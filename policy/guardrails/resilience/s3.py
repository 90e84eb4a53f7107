"""S3: what was overwritten or deleted can be brought back."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import show, truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.s3_buckets import parts_of, takes_access_logs
from guardrails.tokens import BUCKETS
from guardrails.values import UNKNOWN, at, plain


def _versioned(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    """Judge every bucket but those of access logs, whose objects nobody overwrites."""
    found = parts_of(graph, bucket, "Versioning")
    if found.sure:
        status = plain(found.sure[0].asked("versioningConfiguration.status"))
        if status is UNKNOWN:
            yield unknown("versioningConfiguration.status")
        elif status != "Enabled":
            yield Problem(f"versioning is {show(status)}")
    elif found.maybe:
        yield unknown("which versioning it has")
    elif truth(at(bucket.inputs, "versioning.enabled")) is not True and not takes_access_logs(graph, bucket):
        yield Problem("it has no versioning")


RULES: Final = (
    GraphRule(
        id="s3-bucket-versioning",
        applies_to=BUCKETS,
        statement="S3 buckets keep the versions that were overwritten or deleted.",
        risk="A wrong deletion, or ransomware, destroys the objects for ever.",
        remediation="Add s3.BucketVersioning with status='Enabled'",
        severity="medium",
        topics=("resilience",),
        url=security_hub("S3.14"),
        controls=("Security Hub S3.14", "Checkov CKV_AWS_21", "cdk-nag S3BucketVersioningEnabled"),
        check=_versioned,
    ),
)

"""S3: who read and wrote objects is written down."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.s3_buckets import is_copy, parts_of, takes_access_logs
from guardrails.tokens import BUCKETS
from guardrails.values import at, items, plain


def _recorded(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    """Judge every bucket but those that access logs are delivered to, which would log themselves.

    A copy in another Region is left to the account's trail: S3 logs into buckets of the same Region only, and
    such a Region has none.
    """
    elsewhere = plain(at(bucket.inputs, "region")) not in (None, "")
    if takes_access_logs(graph, bucket) or (elsewhere and is_copy(graph, bucket)):
        return
    found = parts_of(graph, bucket, "Logging")
    if found.sure or items(bucket.inputs, "logging") or items(bucket.inputs, "loggings"):
        return
    yield unknown("which access log it has") if found.maybe else Problem("nothing records who reads it")


RULES: Final = (
    GraphRule(
        id="s3-bucket-access-logs",
        applies_to=BUCKETS,
        statement="S3 buckets write down who reads and writes objects.",
        risk="After an attack nobody can tell who read what.",
        remediation="Add s3.BucketLogging with a target_bucket for the bucket",
        severity="medium",
        topics=("logging",),
        url=security_hub("S3.9"),
        controls=(
            "FSBP S3.9",
            "CIS-5.0 3.4",
            "Checkov CKV_AWS_18",
            "cdk-nag AwsSolutions-S1",
            "AWSGuard s3-bucket-logging-enabled",
        ),
        check=_recorded,
    ),
)

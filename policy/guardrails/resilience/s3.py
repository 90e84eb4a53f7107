"""S3: what was overwritten or deleted can be brought back, and what nobody needs goes."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import each, show, truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.s3_buckets import is_copy, parts_of, takes_access_logs
from guardrails.tokens import BUCKETS, aws, bucket_part
from guardrails.values import UNKNOWN, at, items, plain

_TRAILS: Final = (aws("cloudtrail/trail"),)


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


def _lifecycle(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    found = parts_of(graph, bucket, "LifecycleConfiguration")
    if found.sure or items(bucket.inputs, "lifecycleRules"):
        return
    yield unknown("which lifecycle it has") if found.maybe else Problem("it has no lifecycle configuration")


def _uploads_end(configuration: Resource) -> Iterator[Problem]:
    """Judge a lifecycle: one enabled rule ends what was never uploaded whole."""
    for _, rule in each(configuration.inputs, "rules"):
        status = UNKNOWN if rule is UNKNOWN else plain(at(rule, "status"))
        if status is UNKNOWN:
            yield unknown("rules")
            return
        if status == "Enabled" and plain(at(rule, "abortIncompleteMultipartUpload")) is not None:
            return
    yield Problem("none of its enabled rules ends incomplete uploads")


def _audit_locked(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    """Judge the buckets that CloudTrail delivers to; Config delivers to none with a default retention.

    https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
    """
    if not graph.referrers(bucket, _TRAILS, "s3BucketName", BUCKETS).sure:
        return
    found = parts_of(graph, bucket, "ObjectLockConfiguration")
    rules = [at(part.inputs, "rule") for part in found.sure]
    if any(rule is not None for rule in (*rules, at(bucket.inputs, "objectLockConfiguration.rule"))):
        return
    if found.maybe:
        yield unknown("which object lock it has")
    else:
        yield Problem("it has no object lock with a default retention, and a trail is delivered to it")


def _replicated(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    """Judge a bucket; one that others are copied to is a copy itself."""
    tokens = (aws("s3/bucketReplicationConfig"),)
    found = graph.referrers(bucket, tokens, "bucket", BUCKETS)
    inline = ("replicationConfiguration.rules", "replicationConfigurations")
    if found.sure or any(items(bucket.inputs, path) for path in inline) or is_copy(graph, bucket):
        return
    yield unknown("whether it is replicated") if found.maybe else Problem("it is not replicated")


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
    GraphRule(
        id="s3-bucket-lifecycle",
        applies_to=BUCKETS,
        statement="S3 buckets have a lifecycle.",
        risk="Old versions and data that nobody needs are kept, paid for, and may leak, for ever.",
        remediation="Add s3.BucketLifecycleConfiguration for the bucket",
        severity="low",
        topics=("resilience",),
        url=security_hub("S3.13"),
        controls=("FSBP S3.13", "Checkov CKV2_AWS_61"),
        check=_lifecycle,
    ),
    ResourceRule(
        id="s3-lifecycle-ends-uploads",
        applies_to=bucket_part("LifecycleConfiguration"),
        statement="Lifecycles end uploads that were never completed.",
        risk="Their parts cannot be seen, and are paid for, for ever.",
        remediation="Add a rule with abort_incomplete_multipart_upload of 7 days",
        severity="low",
        topics=("resilience",),
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
        controls=("Checkov CKV_AWS_300",),
        check=_uploads_end,
    ),
    GraphRule(
        id="s3-bucket-audit-locked",
        applies_to=BUCKETS,
        statement="The records of CloudTrail cannot be deleted before their time.",
        risk="Whoever takes over the account deletes the trail of what they did.",
        remediation="Pass object_lock_enabled=True to s3.Bucket, and add s3.BucketObjectLockConfiguration",
        severity="medium",
        topics=("resilience",),
        url=security_hub("S3.15"),
        controls=("Security Hub S3.15", "Checkov CKV_AWS_143"),
        check=_audit_locked,
    ),
    GraphRule(
        id="s3-bucket-replication",
        applies_to=BUCKETS,
        statement="S3 buckets are copied to another Region.",
        risk="The objects are away for as long as the Region is.",
        remediation="Add s3.BucketReplicationConfig with a bucket of another Region",
        severity="low",
        topics=("resilience",),
        url=security_hub("S3.7"),
        controls=("Security Hub S3.7", "Checkov CKV_AWS_144"),
        check=_replicated,
    ),
)

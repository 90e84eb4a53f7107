"""S3: no bucket is public, by block, policy or access control list."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import judge_public, show, switch, truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import BUCKETS, aws, bucket_part
from guardrails.values import UNKNOWN, at, items, plain

_BLOCK: Final = (aws("s3/bucketPublicAccessBlock"),)
_ACCOUNT_BLOCK: Final = aws("s3/accountPublicAccessBlock")
_FLAGS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_ACLS: Final = ("public-read", "public-read-write", "authenticated-read")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups
_PUBLIC_GROUPS: Final = ("/global/AllUsers", "/global/AuthenticatedUsers")
_RISK: Final = "Anyone on the internet may read or write the objects."


def _flags(resource: Resource) -> Iterator[Problem]:
    for flag in _FLAGS:
        yield from switch(resource.inputs, flag, wanted=True, default=False)


def _policy(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge a bucket policy; S3 refuses a public one where a whole block stands before the bucket."""
    for problem in judge_public(resource.inputs, "policy"):
        if not (problem.undecided and _stands_behind_block(graph, resource)):
            yield problem


def _stands_behind_block(graph: Graph, resource: Resource) -> bool:
    buckets = [resource] if resource.type in BUCKETS else graph.refers(resource, "bucket", *BUCKETS).resources
    blocks = [
        block for bucket in buckets for block in graph.referrers(bucket, _BLOCK, "bucket", BUCKETS).sure
    ]
    return any(map(_blocks_all, [*blocks, *graph.of_type(_ACCOUNT_BLOCK)]))


def _has_block(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    """Judge whether a block stands before a bucket: its own, or the account's in the same stack."""
    found = graph.referrers(bucket, _BLOCK, "bucket", BUCKETS)
    account = graph.of_type(_ACCOUNT_BLOCK)
    if not found.sure and not any(_blocks_all(one) for one in account):
        yield (
            unknown("which public access block it has")
            if found.maybe
            else Problem("it has no public access block")
        )


def _blocks_all(block: Resource) -> bool:
    return all(truth(block.asked(flag)) is True for flag in _FLAGS)


def _acl(resource: Resource) -> Iterator[Problem]:
    acl = plain(at(resource.inputs, "acl"))
    grants = [*items(resource.inputs, "grants"), *items(resource.inputs, "accessControlPolicy.grants")]
    if acl is UNKNOWN or UNKNOWN in grants:
        yield unknown("acl")
    elif acl in _PUBLIC_ACLS:
        yield Problem(f"acl is {show(acl)}")
    for group in (group for grant in grants if grant is not UNKNOWN for group in _groups(grant)):
        if group.endswith(_PUBLIC_GROUPS):
            yield Problem(f"a grant names {show(group)}")


def _groups(grant: Any) -> Iterator[str]:
    for path in ("uri", "grantee.uri"):
        group = plain(at(grant, path))
        if isinstance(group, str):
            yield group


RULES: Final = (
    GraphRule(
        id="s3-bucket-public-access-block",
        applies_to=BUCKETS,
        statement="A public access block stands before each S3 bucket.",
        risk="One wrong policy or access control list makes the bucket public.",
        remediation="Add s3.BucketPublicAccessBlock for the bucket, with all four flags True",
        severity="high",
        topics=("access", "network"),
        url=security_hub("S3.8"),
        controls=("FSBP S3.8", "CIS-5.0 2.1.4", "Checkov CKV2_AWS_6", "cdk-nag AwsSolutions-S2"),
        guards_data=True,
        check=_has_block,
    ),
    ResourceRule(
        id="s3-public-access-block-complete",
        applies_to=(*_BLOCK, _ACCOUNT_BLOCK),
        statement="Public access blocks block all four ways to make a bucket public.",
        risk="The way that is left open makes a bucket public.",
        remediation=(
            "Pass block_public_acls=True, block_public_policy=True, ignore_public_acls=True and "
            "restrict_public_buckets=True"
        ),
        severity="high",
        topics=("access", "network"),
        url=security_hub("S3.1"),
        controls=(
            "FSBP S3.1",
            "FSBP S3.8",
            "CIS-5.0 2.1.4",
            "Checkov CKV_AWS_53",
            "Checkov CKV_AWS_54",
            "Checkov CKV_AWS_55",
            "Checkov CKV_AWS_56",
        ),
        guards_data=True,
        check=_flags,
    ),
    GraphRule(
        id="s3-bucket-policy-not-public",
        applies_to=(aws("s3/bucketPolicy"), *BUCKETS),
        statement="Bucket policies allow nothing to everyone.",
        risk=_RISK,
        remediation="Name the principals in the policy, or tie '*' to an account by a condition",
        severity="critical",
        topics=("access",),
        url=security_hub("S3.2"),
        controls=("FSBP S3.2", "FSBP S3.3", "Checkov CKV_AWS_70"),
        check=_policy,
    ),
    ResourceRule(
        id="s3-bucket-acl-not-public",
        applies_to=(*bucket_part("Acl"), *BUCKETS),
        statement="Access control lists of buckets allow nothing to everyone.",
        risk=_RISK,
        remediation="Leave the access control list out, and give access by a bucket policy",
        severity="critical",
        topics=("access",),
        url=security_hub("S3.12"),
        controls=(
            "FSBP S3.2",
            "FSBP S3.12",
            "Checkov CKV_AWS_20",
            "Checkov CKV_AWS_57",
            "Checkov CKV_AWS_375",
            "CP s3-bucket-disallow-public-read",
        ),
        guards_data=True,
        check=_acl,
    ),
)

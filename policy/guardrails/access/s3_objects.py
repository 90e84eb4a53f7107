"""S3: no object is public by its own list, lists are off, and other accounts do not change who may read."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.checks import read_document, show, unknown
from guardrails.documents import Statement
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.s3_buckets import bucket_name, parts_of
from guardrails.tokens import BUCKETS, aws
from guardrails.values import UNKNOWN, at, items, plain

_PUBLIC_ACLS: Final = ("public-read", "public-read-write", "authenticated-read")
_PUBLIC_GROUPS: Final = ("/global/AllUsers", "/global/AuthenticatedUsers")
_DISTRIBUTION: Final = aws("cloudfront/distribution")
# https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6
_OWNERS_ACTIONS: Final = (
    "s3:deletebucketpolicy",
    "s3:putbucketacl",
    "s3:putbucketpolicy",
    "s3:putencryptionconfiguration",
    "s3:putobjectacl",
)
_ACCOUNT: Final = re.compile(r"(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)")


def _object_acl(item: Resource) -> Iterator[Problem]:
    acl = plain(at(item.inputs, "acl"))
    if acl is UNKNOWN:
        yield unknown("acl")
    elif acl in _PUBLIC_ACLS:
        yield Problem(f"acl is {show(acl)}")
    for grant in items(item.inputs, "grants"):
        uri = plain(at(grant, "uri")) if grant is not UNKNOWN else UNKNOWN
        if uri is UNKNOWN:
            yield unknown("grants")
        elif isinstance(uri, str) and uri.endswith(_PUBLIC_GROUPS):
            yield Problem(f"a grant names {show(uri)}")


def _ownership(graph: Graph, bucket: Resource) -> Iterator[Problem]:
    """Judge who owns objects; without controls S3 takes the bucket's owner, and access control lists are off.

    The old logs of CloudFront need an access control list:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
    """
    for part in parts_of(graph, bucket, "OwnershipControls").sure:
        owner = plain(at(part.inputs, "rule.objectOwnership"))
        if owner is UNKNOWN:
            yield unknown("objectOwnership")
        elif owner != "BucketOwnerEnforced" and not _takes_logs_of_cloudfront(graph, bucket):
            yield Problem(f"objectOwnership is {show(owner)}, so access control lists are on")


def _takes_logs_of_cloudfront(graph: Graph, bucket: Resource) -> bool:
    name = bucket_name(bucket)
    for one in graph.of_type(_DISTRIBUTION):
        target = plain(at(one.inputs, "loggingConfig.bucket"))
        if target is UNKNOWN and bucket in graph.wired(one, "loggingConfig", *BUCKETS):
            return True
        if name is not None and isinstance(target, str) and target.startswith(f"{name}.s3"):
            return True
    return False


def _foreign_write(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge the accounts that a policy names; which one is ours, the ARNs of the stack tell."""
    ours = graph.derive(_own_accounts)
    document = read_document(resource.inputs, "policy")
    if isinstance(document, Problem) or not ours:
        return  # another rule asks for a document that can be read
    for statement in document.statements:
        if statement.allows is not True or not any(map(statement.actions.covers, _OWNERS_ACTIONS)):
            continue
        for account in _accounts(statement):
            if account not in ours:
                yield Problem(f"{statement} of its policy lets account {account} change who may use it")


def _accounts(statement: Statement) -> Iterator[str]:
    if statement.principals is None or statement.principals.all_but:
        return
    for one in statement.principals.accounts:
        found = _ACCOUNT.match(one) if one is not UNKNOWN else None
        if found is not None:
            yield found.group(1)


def _own_accounts(graph: Graph) -> frozenset[str]:
    """Return the accounts that the stack's own resources lie in."""
    arns = (plain(resource.outputs.get("arn")) for resource in graph.resources if resource.custom)
    found = (_ACCOUNT.match(arn) for arn in arns if isinstance(arn, str) and arn.startswith("arn:"))
    return frozenset(one.group(1) for one in found if one is not None)


RULES: Final = (
    ResourceRule(
        id="s3-object-acl-not-public",
        applies_to=(aws("s3/bucketObject"), aws("s3/bucketObjectv2"), aws("s3/objectCopy")),
        statement="Access control lists of objects allow nothing to everyone.",
        risk="Anyone on the internet may read or replace the object.",
        remediation="Leave acl out, and give access by the bucket policy",
        severity="critical",
        topics=("access",),
        url=security_hub("S3.12"),
        controls=("FSBP S3.12",),
        guards_data=True,
        check=_object_acl,
    ),
    GraphRule(
        id="s3-bucket-acls-disabled",
        applies_to=BUCKETS,
        statement="Buckets take no access control lists.",
        risk="Whoever writes an object says who may read it, and no policy shows it.",
        remediation="Pass object_ownership='BucketOwnerEnforced' in s3.BucketOwnershipControls, or leave it out",
        severity="medium",
        topics=("access",),
        url=security_hub("S3.12"),
        controls=("FSBP S3.12", "Checkov CKV2_AWS_65"),
        check=_ownership,
    ),
    GraphRule(
        id="s3-bucket-policy-no-foreign-owner",
        applies_to=(aws("s3/bucketPolicy"), *BUCKETS),
        statement="No bucket policy lets another account change who may use the bucket.",
        risk="The other account opens the bucket, or takes it over.",
        remediation="Take s3:Put*Policy, s3:Put*Acl and the like out of what other accounts may do",
        severity="high",
        topics=("access",),
        url=security_hub("S3.6"),
        controls=("FSBP S3.6",),
        check=_foreign_write,
    ),
)

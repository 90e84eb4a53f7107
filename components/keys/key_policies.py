"""Who may use the key of each data domain, as plain key policy documents.

A key policy has up to three parts:

* the account's IAM administers the key, so that no key can end up without an owner;
* the account's IAM uses the key, but only through the AWS services that store the domain's data;
* what AWS does by itself, without a caller of the account, is named with the conditions that AWS documents.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NotRequired, TypedDict

Domain = Literal["logs", "storage", "database", "secrets", "compute"]


class Statement(TypedDict):
    """One statement of a key policy. Its resource is `*`, which in a key policy means this key alone."""

    Sid: str
    Effect: Literal["Allow"]
    Principal: dict[str, str]
    Action: list[str]
    Resource: Literal["*"]
    Condition: NotRequired[dict[str, dict[str, str]]]


class PolicyDocument(TypedDict):
    """A key policy as AWS KMS reads it."""

    Version: Literal["2012-10-17"]
    Statement: list[Statement]


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyDomain:
    """A kind of data with a key of its own."""

    description: str
    services: tuple[str, ...] = ()
    """The services through which the account's IAM may use the key (`kms:ViaService`)."""
    grants: bool = False
    """Whether these services keep the use of the key, by a grant, for as long as their resource lives."""
    by_aws: Callable[[str, str], Iterator[Statement]] | None = None
    """What AWS does with the key without a caller of the account, from account id and region."""


# What the KMS console lets a key's administrators do, less CreateGrant, which would hand out its use.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators
ADMINISTRATION: Final = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:Delete*",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:Revoke*",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
]
USE: Final = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
]


def _cloudwatch_logs(account_id: str, region: str) -> Iterator[Statement]:
    """Let CloudWatch Logs encrypt the account's log groups.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    yield {
        "Sid": "CloudWatchLogsEncryptsLogGroups",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "Resource": "*",
        "Condition": {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account_id}:log-group:*"
            }
        },
    }


def _cloudfront(account_id: str, _region: str) -> Iterator[Statement]:
    """Let CloudFront read encrypted files of a site by origin access control.

    Any distribution of the account, not just ours: the distribution needs the bucket, which needs the key.
    Which distribution reads which bucket is said by the bucket's own policy.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    yield {
        "Sid": "CloudFrontReadsSites",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": ["kms:Decrypt"],
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{account_id}:distribution/*"}},
    }


def _auto_scaling(account_id: str, _region: str) -> Iterator[Statement]:
    """Let Amazon EC2 Auto Scaling launch instances with encrypted volumes.

    Auto Scaling does it as its service-linked role, which a fresh account has not yet: a policy that names
    it as principal is refused (MalformedPolicyDocument), and the role cannot be made here, because it is one
    per account. So the role is a condition, which need not exist, on this account's principals. The account
    itself as principal would not do: it only hands over to IAM, where the role has no KMS permission.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    """
    role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    only_the_role = {
        "StringEquals": {"kms:CallerAccount": account_id},
        "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{account_id}:{role}"},
    }
    yield {
        "Sid": "AutoScalingUsesVolumes",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": list(USE),
        "Resource": "*",
        "Condition": only_the_role,
    }
    yield {
        "Sid": "AutoScalingAttachesVolumes",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:CreateGrant"],
        "Resource": "*",
        "Condition": {**only_the_role, "Bool": {"kms:GrantIsForAWSResource": "true"}},
    }


DOMAINS: Final[dict[Domain, KeyDomain]] = {
    "logs": KeyDomain(description="Log groups", by_aws=_cloudwatch_logs),
    "storage": KeyDomain(description="Buckets", services=("s3",), by_aws=_cloudfront),
    "database": KeyDomain(description="Databases", services=("rds",), grants=True),
    "secrets": KeyDomain(description="Secrets", services=("secretsmanager",)),
    "compute": KeyDomain(description="Volumes", services=("ec2",), grants=True, by_aws=_auto_scaling),
}


def key_policy(domain: Domain, account_id: str, region: str) -> PolicyDocument:
    """Return the key policy of a domain, in an account and region."""
    return {"Version": "2012-10-17", "Statement": list(_statements(DOMAINS[domain], account_id, region))}


def _statements(domain: KeyDomain, account_id: str, region: str) -> Iterator[Statement]:
    account = {"AWS": f"arn:aws:iam::{account_id}:root"}
    yield {
        "Sid": "AccountAdministers",
        "Effect": "Allow",
        "Principal": account,
        "Action": list(ADMINISTRATION),
        "Resource": "*",
    }
    for service in domain.services:
        # https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
        yield {
            "Sid": f"AccountUsesThrough{service.capitalize()}",
            "Effect": "Allow",
            "Principal": account,
            "Action": ["kms:CreateGrant", *USE] if domain.grants else list(USE),
            "Resource": "*",
            "Condition": {"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}},
        }
    if domain.by_aws is not None:
        yield from domain.by_aws(account_id, region)

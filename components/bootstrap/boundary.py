"""The boundary of the account's own roles: which services at all, and what none of them may touch.

Its allowances are wide on purpose, because they grant nothing: each role's own policies do. The denials hold
whatever is allowed, there or by a resource's own policy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from components.bootstrap.permissions import (
    BOUND_ROLE,
    INSTANCE_PROFILE,
    POLICY,
    ROLE,
    boundary_arns,
)

Document = dict[str, Any]

# The path of the account's own roles and policies in IAM, so that patterns tell them from the project's.
PATH: Final = "/account/"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
MOST_CHARACTERS: Final = 6144

# What the shop is made of, and what the account's own roles read and mend.
SERVICES: Final = [
    "access-analyzer",
    "acm",
    "application-autoscaling",
    "athena",
    "autoscaling",
    "autoscaling-plans",
    "backup",
    "backup-storage",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "config",
    "dax",
    "dynamodb",
    "ec2",
    "elasticache",
    "elasticloadbalancing",
    "events",
    "firehose",
    "glue",
    "guardduty",
    "inspector2",
    "kms",
    "lambda",
    "logs",
    "rds",
    "resource-groups",
    "route53",
    "route53resolver",
    "s3",
    "scheduler",
    "secretsmanager",
    "servicequotas",
    "sns",
    "sqs",
    "ssm",
    "states",
    "sts",
    "tag",
    "wafv2",
]
# Services without regions. S3's settings of the account are asked for in a region of AWS's choice.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
GLOBAL: Final = ["cloudfront:*", "iam:*", "route53:*", "s3:GetAccountPublic*", "s3:ListAllMyBuckets", "sts:*"]

# What watches over the account, and its defaults: account/ alone changes them.
WATCH: Final = [
    "access-analyzer:Create*",
    "access-analyzer:Delete*",
    "access-analyzer:Update*",
    "cloudtrail:Create*",
    "cloudtrail:Delete*",
    "cloudtrail:Put*",
    "cloudtrail:Stop*",
    "cloudtrail:Update*",
    "config:Delete*",
    "config:Put*",
    "config:Stop*",
    "guardduty:Create*",
    "guardduty:Delete*",
    "guardduty:Disa*",
    "guardduty:Update*",
    "inspector2:Create*",
    "inspector2:Delete*",
    "inspector2:Disa*",
    "inspector2:Update*",
]
DEFAULTS: Final = [
    "ec2:DisableEbsEncryptionByDefault",
    "ec2:DisableImageBlockPublicAccess",
    "ec2:DisableSnapshotBlockPublicAccess",
    "ec2:EnableSerialConsoleAccess",
    "ec2:ModifyEbsDefaultKmsKeyId",
    "ec2:ModifyInstanceMetadataDefaults",
    "ec2:ResetEbsDefaultKmsKeyId",
    "s3:PutAccountPublicAccessBlock",
    "ssm:UpdateServiceSetting",
]
BUCKETS: Final = [
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket*",
    "s3:DeleteObjectVersion",
    "s3:PutBucket*",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutObjectRetention",
    "s3:PutReplicationConfiguration",
]
KEYS: Final = [
    "kms:DeleteAlias",
    "kms:DisableKey*",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:UpdateAlias",
]
MACHINERY: Final = [
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DisableAlarmActions",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:SetAlarmState",
    "events:DeleteRule",
    "events:DisableRule",
    "events:Put*",
    "events:RemoveTargets",
    "logs:Delete*",
    "logs:Disassociate*",
    "logs:PutMetricFilter",
    "logs:PutRetentionPolicy",
    "sns:Delete*",
    "sns:RemovePermission",
    "sns:SetTopicAttributes",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundaryPlace:
    """Where a boundary holds, and what is the account's own there."""

    account_id: str
    regions: Sequence[str]
    """The regions that anything may be done in."""
    project: str
    """The project that CI deploys."""
    stacks: Sequence[str]
    own_prefix: str
    """What the names of the account's own buckets, alarms, rules and log groups begin with."""
    own_aliases: str
    """What the aliases of the account's own keys begin with."""


def boundary(place: BoundaryPlace) -> Document:
    """Return the boundary's document."""
    account = f"arn:aws:iam::{place.account_id}"
    own = f":*:{place.account_id}:"
    iam = [
        *BOUND_ROLE,
        *INSTANCE_PROFILE,
        *POLICY,
        "iam:CreateServiceLinkedRole",
        "iam:Get*",
        "iam:List*",
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Ceiling",
                "Effect": "Allow",
                "Action": [*(f"{service}:*" for service in SERVICES), *iam],
                "Resource": "*",
            },
            # The project's roles have a boundary of their own; one that people made may have none, and must not
            # be handed to a service, nor taken over.
            {
                "Sid": "Roles",
                "Effect": "Allow",
                "Action": ROLE,
                "Resource": f"{account}:role/{place.project}-*",
            },
            {
                "Sid": "OtherRegions",
                "Effect": "Deny",
                "NotAction": GLOBAL,
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": sorted(set(place.regions))}},
            },
            {
                "Sid": "RolesWithoutBoundary",
                "Effect": "Deny",
                "Action": BOUND_ROLE,
                "Resource": "*",
                # Also where there is no boundary at all: a negated operator holds of a key that is absent.
                "Condition": {
                    "StringNotEquals": {
                        "iam:PermissionsBoundary": boundary_arns(
                            place.project, place.stacks, place.account_id
                        )
                    }
                },
            },
            {
                # All but reading: to take the roles on or to hand them to a service, to widen the boundaries,
                # to let another issuer in.
                "Sid": "OwnIdentities",
                "Effect": "Deny",
                "NotAction": ["iam:Get*", "iam:List*"],
                "Resource": [
                    f"{account}:oidc-provider/*",
                    f"{account}:policy{PATH}*",
                    f"{account}:policy/*-boundary",
                    f"{account}:role{PATH}*",
                ],
            },
            {"Sid": "Watch", "Effect": "Deny", "Action": [*WATCH, *DEFAULTS], "Resource": "*"},
            {
                "Sid": "OwnBuckets",
                "Effect": "Deny",
                "Action": BUCKETS,
                "Resource": f"arn:aws:s3:::{place.own_prefix}-*",
            },
            {
                "Sid": "Evidence",
                "Effect": "Deny",
                "Action": ["s3:DeleteObject", "s3:PutObject"],
                "Resource": [
                    f"arn:aws:s3:::{place.own_prefix}-{role}-*/*"
                    for role in ("access-logs", "configuration", "trail")
                ],
            },
            {
                "Sid": "OwnKeys",
                "Effect": "Deny",
                "Action": KEYS,
                "Resource": "*",
                "Condition": {"ForAnyValue:StringLike": {"kms:ResourceAliases": f"{place.own_aliases}-*"}},
            },
            {
                "Sid": "OwnMachinery",
                "Effect": "Deny",
                "Action": MACHINERY,
                "Resource": [
                    f"arn:aws:cloudwatch{own}alarm:{place.own_prefix}-*",
                    f"arn:aws:events{own}rule/{place.own_prefix}-*",
                    f"arn:aws:logs{own}log-group:{place.own_prefix}-*",
                    f"arn:aws:sns{own}{place.own_prefix}-*",
                ],
            },
        ],
    }

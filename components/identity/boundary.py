"""The permission boundary as a plain policy document: what may be granted at all, and what never.

Its allowances are wide on purpose, because they grant nothing: each role's own policy names its resources. The
denials hold whatever is allowed, here or by a resource's own policy.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NotRequired, TypedDict

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
MOST_CHARACTERS: Final = 6144


Condition = Mapping[str, Mapping[str, str | Sequence[str]]]


class Statement(TypedDict):
    """One statement of the boundary."""

    Sid: str
    Effect: Literal["Allow", "Deny"]
    Action: list[str]
    Resource: str
    Condition: NotRequired[Condition]


class PolicyDocument(TypedDict):
    """A managed policy as IAM reads it."""

    Version: Literal["2012-10-17"]
    Statement: list[Statement]


# What the stack's workloads do with data. None of it outside of the account.
DATA: Final = [
    "dax:*Item",
    "dax:Query",
    "dax:Scan",
    "dynamodb:*Backup*",
    "dynamodb:*Item",
    "dynamodb:Describe*",
    "dynamodb:Get*",
    "dynamodb:List*",
    "dynamodb:Query",
    "dynamodb:RestoreTable*",
    "dynamodb:Scan",
    "elasticache:Connect",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
    "lambda:InvokeFunction",
    "rds-db:connect",
    "s3:AbortMultipartUpload",
    "s3:DeleteObject*",
    "s3:Get*",
    "s3:List*",
    "s3:PutBucketNotification",
    "s3:PutInventoryConfiguration",
    "s3:PutObject*",
    "s3:Replicate*",
    "secretsmanager:DescribeSecret",
    "secretsmanager:Get*",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
    "sns:Publish",
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:Get*",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
]
# What they do with the machinery: logs and metrics, Systems Manager's agent and runbooks, backups and restores,
# network interfaces of functions. Documents, images and packages of AWS's own accounts are part of it.
MACHINERY: Final = [
    "autoscaling:*InstanceRefresh",
    "autoscaling:CompleteLifecycleAction",
    "autoscaling:Describe*",
    "autoscaling:EnterStandby",
    "autoscaling:ExitStandby",
    "autoscaling:RecordLifecycleActionHeartbeat",
    "backup:Copy*",
    "backup:Describe*",
    "backup:Get*",
    "backup:List*",
    "backup:Start*",
    "backup:TagResource",
    "cloudwatch:Describe*",
    "cloudwatch:Get*",
    "cloudwatch:List*",
    "cloudwatch:PutMetricData",
    "ec2:*Image",
    "ec2:*NetworkInterface",
    "ec2:*PrivateIpAddresses",
    "ec2:*Snapshot*",
    "ec2:*Volume",
    "ec2:CreateTags",
    "ec2:Describe*",
    "ec2:Get*",
    "ec2:RunInstances",
    "ec2:StartInstances",
    "ec2:StopInstances",
    "ec2messages:*",
    "events:*Rule",
    "events:*Targets",
    "events:List*",
    "events:PutEvents",
    "logs:Create*",
    "logs:Describe*",
    "logs:FilterLogEvents",
    "logs:Get*",
    "logs:PutLogEvents",
    "logs:PutRetentionPolicy",
    "logs:StartQuery",
    "rds:AddTagsToResource",
    "rds:Describe*",
    "rds:ListTagsForResource",
    "rds:*DBSnapshot*",
    "rds:DeleteDBInstanceAutomatedBackup",
    "rds:ModifyDBInstance",
    "rds:RestoreDBInstance*",
    "resource-groups:ListGroupResources",
    "s3:GetObject",
    "ssm:*Automation*",
    "ssm:*Command*",
    "ssm:Describe*",
    "ssm:Get*",
    "ssm:List*",
    "ssm:PutComplianceItems",
    "ssm:PutConfigurePackageResult",
    "ssm:PutInventory",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstance*",
    "ssmmessages:*",
    "tag:GetResources",
    "xray:Get*",
    "xray:Put*",
]
# To whom a role may be handed on: instances, and the runbooks and backups that work on them.
PASSED_TO: Final = ["ec2.amazonaws.com", "ssm.amazonaws.com", "backup.amazonaws.com"]

# Nobody makes a user, a key or a password, which outlive whoever was let in for an hour.
USERS: Final = [
    "iam:*AccessKey*",
    "iam:*LoginProfile",
    "iam:*ServiceSpecificCredential",
    "iam:*User*",
]
# Nobody gives or takes permissions, or lets in another identity provider.
PERMISSIONS: Final = [
    "iam:*Provider*",
    "iam:*RolePolicy",
    "iam:*PermissionsBoundary",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:UpdateAssumeRolePolicy",
]
# Nobody switches off what watches.
WATCH: Final = [
    "access-analyzer:Delete*",
    "cloudtrail:Delete*",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "config:Delete*",
    "config:PutConfigurationRecorder",
    "config:StopConfigurationRecorder",
    "ec2:DeleteFlowLogs",
    "guardduty:Delete*",
    "guardduty:Disassociate*",
    "guardduty:StopMonitoringMembers",
    "guardduty:UpdateDetector",
    "inspector2:Disable*",
    "logs:Delete*",
    "organizations:*",
    "securityhub:Delete*",
    "securityhub:Disable*",
]
# Nobody ends a key, and with it all that it encrypted.
KEYS: Final = [
    "kms:Delete*",
    "kms:Disable*",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:UpdateAlias",
]
# Nobody destroys a store, opens it to others, or lifts a lock.
STORES: Final = [
    "backup:Delete*",
    "dynamodb:DeleteTable",
    "dynamodb:UpdateContinuousBackups",
    "rds:DeleteDBInstance",
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket*",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "secretsmanager:DeleteSecret",
]


def boundary_document(account_id: str, boundary_arn: str, regions: Sequence[str]) -> PolicyDocument:
    """Return the boundary of an account's roles, which work in these regions only."""
    here = {"StringEqualsIfExists": {"aws:ResourceAccount": account_id}}
    passed_to = {"StringEquals": {"iam:PassedToService": list(PASSED_TO)}}
    elsewhere = {"StringNotEquals": {"aws:RequestedRegion": sorted(set(regions))}}
    roles = f"arn:aws:iam::{account_id}:role/*"
    return {
        "Version": "2012-10-17",
        "Statement": [
            _statement("UseData", "Allow", DATA, condition=here),
            _statement("UseMachinery", "Allow", MACHINERY),
            _statement("HandOnRoles", "Allow", ["iam:PassRole"], roles, condition=passed_to),
            _statement("NoUsers", "Deny", USERS),
            _statement("NoPermissions", "Deny", PERMISSIONS),
            _statement("BoundaryStays", "Deny", ["iam:*Policy*"], boundary_arn),
            _statement("WatchStays", "Deny", WATCH),
            _statement("KeysStay", "Deny", KEYS),
            _statement("StoresStay", "Deny", STORES),
            _statement("RegionsStay", "Deny", ["*"], condition=elsewhere),
        ],
    }


def _statement(
    sid: str,
    effect: Literal["Allow", "Deny"],
    actions: Sequence[str],
    resource: str = "*",
    *,
    condition: Condition | None = None,
) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": effect, "Action": list(actions), "Resource": resource}
    return {**statement, "Condition": condition} if condition is not None else statement

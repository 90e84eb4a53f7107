"""What CI jobs and operators may do, as plain IAM policies. The boundary narrows each of them further."""

from collections.abc import Sequence
from typing import Any, Final

Document = dict[str, Any]

# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html: what a refresh reads.
READ_ONLY: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html: all but IAM.
POWER_USER: Final = "arn:aws:iam::aws:policy/PowerUserAccess"

# What ReadOnlyAccess reads of the data itself, where whoever previews or operates needs the machinery alone.
DATA: Final = [
    "athena:GetQueryResults*",
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
    "ec2:GetConsoleOutput",
    "ec2:GetConsoleScreenshot",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
]
LOGS: Final = [
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "logs:StartLiveTail",
    "logs:StartQuery",
]
PARAMETERS: Final = ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters*"]
# Amazon's own parameters tell the newest images.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
PUBLIC_PARAMETERS: Final = "arn:aws:ssm:*::parameter/aws/service/*"

# Actions on a role that AWS judges by the role's boundary (the condition key iam:PermissionsBoundary).
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
BOUND_ROLE: Final = [
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
]
ROLE: Final = [
    "iam:DeleteRole",
    "iam:PassRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
]
INSTANCE_PROFILE: Final = [
    "iam:AddRoleToInstanceProfile",
    "iam:CreateInstanceProfile",
    "iam:DeleteInstanceProfile",
    "iam:RemoveRoleFromInstanceProfile",
    "iam:TagInstanceProfile",
    "iam:UntagInstanceProfile",
]
POLICY: Final = [
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:TagPolicy",
    "iam:UntagPolicy",
]


def boundary_arns(project: str, stacks: Sequence[str], account_id: str) -> list[str]:
    """Return the boundaries, one a stack, that the roles of a project carry: `<project>-<stack>-boundary`."""
    return [f"arn:aws:iam::{account_id}:policy/{project}-{stack}-boundary" for stack in stacks]


def state_policy(
    bucket_arn: str, state_key_arn: str, secrets_key_arn: str, region: str, *, write: bool
) -> Document:
    """Return the permission to read the Pulumi state, and to write it where a job deploys."""
    objects = ["s3:GetObject", *(["s3:DeleteObject", "s3:PutObject"] if write else [])]
    keys = ["kms:Decrypt", *(["kms:GenerateDataKey"] if write else [])]
    return _document(
        _allow("ListState", ["s3:GetBucketLocation", "s3:ListBucket"], bucket_arn),
        _allow("State", objects, f"{bucket_arn}/*"),
        {
            **_allow("StateKey", keys, state_key_arn),
            "Condition": {"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}},
        },
        _allow("Secrets", ["kms:Decrypt", *(["kms:Encrypt"] if write else [])], secrets_key_arn),
    )


def preview_limits(state_bucket_arn: str) -> Document:
    """Return what a preview may not read: data, logs, and objects and parameters other than it needs."""
    return _document(
        _deny("Data", [*DATA, *LOGS], "*"),
        _deny_but("Objects", ["s3:GetObject*"], f"{state_bucket_arn}/*"),
        _deny_but("Parameters", PARAMETERS, PUBLIC_PARAMETERS),
    )


def drift_policy(project: str, account_id: str) -> Document:
    """Return what a refresh reads beyond what every preview may: the secrets of the project.

    The provider reads a version of a secret with its value, and no other way tells that it is there. The key is
    the project's, made later and of unknown name: an administrator grants its use (docs/ci.md).
    """
    return _document(_allow("Secrets", ["secretsmanager:GetSecretValue"], _secrets(project, account_id)))


def drift_limits(state_bucket_arn: str, project: str, account_id: str) -> Document:
    """Return what a refresh may not read: data, logs, and what is not the project's."""
    secrets = [action for action in DATA if action.startswith("secretsmanager:")]
    return _document(
        _deny("Data", [*(action for action in DATA if action not in secrets), *LOGS], "*"),
        _deny_but("Objects", ["s3:GetObject*"], f"{state_bucket_arn}/*"),
        _deny_but("Secrets", secrets, _secrets(project, account_id)),
        _deny_but(
            "Parameters", PARAMETERS, PUBLIC_PARAMETERS, f"arn:aws:ssm:*:{account_id}:parameter/{project}/*"
        ),
    )


def roles_policy(project: str, stacks: Sequence[str], account_id: str) -> Document:
    """Return the permission to make the roles of a project, each with the boundary of a stack.

    By their names: those that Pulumi gives begin with the project's.
    """
    account = f"arn:aws:iam::{account_id}"
    return _document(
        {
            **_allow("RolesWithBoundary", BOUND_ROLE, f"{account}:role/{project}-*"),
            "Condition": {
                "StringEquals": {"iam:PermissionsBoundary": boundary_arns(project, stacks, account_id)}
            },
        },
        _allow("Roles", ROLE, f"{account}:role/{project}-*"),
        _allow("InstanceProfiles", INSTANCE_PROFILE, f"{account}:instance-profile/{project}-*"),
        _allow("Policies", POLICY, f"{account}:policy/{project}-*"),
        _allow("ServiceRoles", ["iam:CreateServiceLinkedRole"], f"{account}:role/aws-service-role/*"),
        _allow("Read", ["iam:Get*", "iam:List*"], "*"),
    )


def operations_policy(project: str, account_id: str) -> Document:
    """Return what operators may do beside reading: sessions, runbooks, refreshes, reboots, alarms."""
    mine = {"StringEquals": {"aws:ResourceTag/project": project}}
    return _document(
        {
            **_allow("Sessions", ["ssm:StartSession"], f"arn:aws:ec2:*:{account_id}:instance/*"),
            "Condition": {
                "StringEquals": {"ssm:resourceTag/project": project},
                # Or a session without a document would need no permission for one.
                "BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"},
            },
        },
        _allow(
            # The documents of the project's stacks, whose sessions are logged; not the account's default.
            # https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-specify-session-document.html
            "SessionDocuments",
            ["ssm:StartSession"],
            f"arn:aws:ssm:*:{account_id}:document/{project}-session-*",
        ),
        _allow(
            # https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
            "OwnSessions",
            ["ssm:ResumeSession", "ssm:TerminateSession"],
            f"arn:aws:ssm:*:{account_id}:session/${{aws:userid}}-*",
        ),
        _allow(
            "Runbooks",
            ["ssm:StartAutomationExecution"],
            f"arn:aws:ssm:*:{account_id}:automation-definition/{project}-*",
        ),
        _allow(
            "RunningRunbooks",
            ["ssm:SendAutomationSignal", "ssm:StopAutomationExecution"],
            f"arn:aws:ssm:*:{account_id}:automation-execution/*",
        ),
        {
            **_allow("RunbookRoles", ["iam:PassRole"], f"arn:aws:iam::{account_id}:role/{project}-*"),
            "Condition": {"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}},
        },
        _allow(
            "Fleet",
            [
                "autoscaling:CancelInstanceRefresh",
                "autoscaling:RollbackInstanceRefresh",
                "autoscaling:SetDesiredCapacity",
                "autoscaling:StartInstanceRefresh",
            ],
            f"arn:aws:autoscaling:*:{account_id}:autoScalingGroup:*:autoScalingGroupName/{project}-*",
        ),
        _allow("Databases", ["rds:RebootDBInstance"], f"arn:aws:rds:*:{account_id}:db:{project}-*"),
        {
            **_allow(
                "Caches",
                ["cloudfront:CreateInvalidation"],
                f"arn:aws:cloudfront::{account_id}:distribution/*",
            ),
            "Condition": mine,
        },
        _allow(
            "Alarms",
            ["cloudwatch:DisableAlarmActions", "cloudwatch:EnableAlarmActions", "cloudwatch:SetAlarmState"],
            f"arn:aws:cloudwatch:*:{account_id}:alarm:{project}-*",
        ),
    )


def operations_limits() -> Document:
    """Return what operators may not read: the data. Logs are theirs to read."""
    return _document(
        _deny("Data", DATA, "*"),
        _deny("Objects", ["s3:GetObject*"], "*"),
        _deny("Parameters", ["ssm:GetParameterHistory"], "*"),
    )


def _allow(sid: str, actions: list[str], resource: str) -> Document:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}


def _deny(sid: str, actions: list[str], resource: str) -> Document:
    return {"Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resource}


def _deny_but(sid: str, actions: list[str], *resources: str) -> Document:
    return {"Sid": sid, "Effect": "Deny", "Action": actions, "NotResource": list(resources)}


def _secrets(project: str, account_id: str) -> str:
    """Return the secrets of a project: the names that Pulumi gives begin with the project's."""
    return f"arn:aws:secretsmanager:*:{account_id}:secret:{project}-*"


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}

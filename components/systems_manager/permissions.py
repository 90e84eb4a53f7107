"""What the runbook's role and the instances may do: pure."""

from collections.abc import Mapping
from typing import Any, Final

Document = dict[str, Any]

# What the action aws:runCommand asks beside SendCommand; none of them takes a resource.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-runcommand.html
RUN_COMMAND_LOOKS: Final = (
    "ssm:DescribeInstanceInformation",
    "ssm:ListCommandInvocations",
    "ssm:ListCommands",
)
LOOKS: Final = ("ec2:DescribeSnapshots", "ec2:DescribeVolumes")


def automation_permissions(
    *,
    account_id: str,
    region: str,
    tags: Mapping[str, str],
    volume_key_arn: str,
    topic_arn: str,
    topic_key_arn: str,
) -> Document:
    """Return what the steps of the runbook need, on what carries the stack's tags and nothing else.

    Args:
        account_id: The account that all of it lies in.
        region: The region that all of it lies in.
        tags: What instances, volumes and snapshots of the stack carry.
        volume_key_arn: The key of the volumes.
        topic_arn: The topic that is told.
        topic_key_arn: The key of this topic.
    """
    ec2 = f"arn:aws:ec2:{region}:{account_id}"
    ours = {"StringEquals": {f"aws:ResourceTag/{key}": value for key, value in tags.items()}}
    becomes_ours = {"StringEquals": {f"aws:RequestTag/{key}": value for key, value in tags.items()}}
    # A snapshot belongs to no account in its ARN.
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    snapshots = f"arn:aws:ec2:{region}::snapshot/*"
    through_ec2 = {"StringEquals": {"kms:ViaService": f"ec2.{region}.amazonaws.com"}}
    return _document(
        _allow([*RUN_COMMAND_LOOKS, *LOOKS], "*"),
        _allow(["ssm:SendCommand"], f"arn:aws:ssm:{region}::document/AWS-RunShellScript"),
        _allow(["ssm:SendCommand"], f"{ec2}:instance/*", ours),
        _allow(["ec2:AttachVolume", "ec2:DetachVolume"], [f"{ec2}:instance/*", f"{ec2}:volume/*"], ours),
        _allow(["ec2:CreateSnapshot"], f"{ec2}:volume/*", ours),
        _allow(["ec2:CreateSnapshot"], snapshots, becomes_ours),
        _allow(["ec2:CreateVolume"], snapshots, ours),
        _allow(["ec2:CreateVolume"], f"{ec2}:volume/*", becomes_ours),
        _allow(
            ["ec2:CreateTags"],
            [f"{ec2}:volume/*", snapshots],
            {"StringEquals": {"ec2:CreateAction": ["CreateSnapshot", "CreateVolume"]}},
        ),
        _allow(
            [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo",
            ],
            volume_key_arn,
            through_ec2,
        ),
        _allow(
            ["kms:CreateGrant"],
            volume_key_arn,
            {**through_ec2, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
        _allow(["sns:Publish"], topic_arn),
        # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        _allow(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            topic_key_arn,
            {"StringEquals": {"kms:ViaService": f"sns.{region}.amazonaws.com"}},
        ),
    )


def session_permissions(log_group_arn: str) -> Document:
    """Return what the agent of an instance needs to log sessions.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html
    """
    return _document(
        _allow(
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], f"{log_group_arn}:*"
        ),
        _allow(["logs:DescribeLogGroups"], "*"),
    )


def _allow(actions: list[str], resource: str | list[str], condition: Document | None = None) -> Document:
    statement: Document = {"Effect": "Allow", "Action": actions, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}

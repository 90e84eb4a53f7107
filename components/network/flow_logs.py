"""The VPC's flow logs: what became of every connection, in CloudWatch Logs to look at and in S3 to keep."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, ec2, iam


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowLogsArgs:
    """What flow logs need to know of their VPC and account."""

    vpc_id: pulumi.Input[str]
    retention_days: int
    key_arn: pulumi.Input[str]
    audit_log_bucket_arn: pulumi.Input[str]
    """The bucket of audit logs, whose policy lets AWS's log delivery write to it."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]


def create_flow_logs(name: str, args: FlowLogsArgs, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Create the log group, the role that writes to it, and the flow logs of all traffic.

    Returns:
        The name of the log group.
    """
    child = pulumi.ResourceOptions(parent=parent)
    log_group = cloudwatch.LogGroup(
        f"{name}-flow-logs",
        kms_key_id=args.key_arn,
        retention_in_days=args.retention_days,
        opts=child,
    )
    place = pulumi.Output.all(args.region, args.account_id)
    role = iam.Role(
        f"{name}-flow-logs",
        description="VPC Flow Logs writes the flow logs of one VPC",
        assume_role_policy=pulumi.Output.json_dumps(place.apply(_trust)),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    policy = iam.RolePolicy(
        f"{name}-flow-logs",
        role=role.name,
        policy=pulumi.Output.json_dumps(pulumi.Output.all(log_group.arn, place).apply(_permissions)),
        opts=child,
    )
    ec2.FlowLog(
        f"{name}-flow-logs",
        vpc_id=args.vpc_id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=log_group.arn,
        iam_role_arn=role.arn,
        # One minute, not ten: an attack is seen while it lasts.
        max_aggregation_interval=60,
        # Without its permissions the role delivers nothing, and the flow log says "Access error".
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[policy]),
    )
    ec2.FlowLog(
        f"{name}-flow-logs-archive",
        vpc_id=args.vpc_id,
        traffic_type="ALL",
        log_destination_type="s3",
        log_destination=args.audit_log_bucket_arn,
        # Athena reads a tenth of what text would be, and of that only the hours that are asked for. Without
        # Hive's names the objects lie where every log of AWS lies, under AWSLogs/<account>.
        # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
        destination_options=ec2.FlowLogDestinationOptionsArgs(
            file_format="parquet", hive_compatible_partitions=False, per_hour_partition=True
        ),
        max_aggregation_interval=600,
        opts=child,
    )
    return log_group.name


def _trust(place: list[str]) -> dict[str, Any]:
    """Let VPC Flow Logs take the role, for this account's flow logs only.

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    region, account_id = place
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{region}:{account_id}:vpc-flow-log/*"},
                },
            }
        ],
    }


def _permissions(values: list[Any]) -> dict[str, Any]:
    """Let the role write to the one log group; to find it, the service lists the account's."""
    log_group_arn, (region, account_id) = values
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                "Resource": f"{log_group_arn}:*",
            },
            {
                "Effect": "Allow",
                "Action": "logs:DescribeLogGroups",
                "Resource": f"arn:aws:logs:{region}:{account_id}:log-group:*",
            },
        ],
    }

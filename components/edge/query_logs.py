"""The query logs of the public zone: which names the world asked for."""

from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import cloudwatch, route53

# Route 53 logs the queries to its public zones in this region alone.
# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html
QUERY_LOG_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class QueryLogsArgs:
    """What the query logs need to know of their zone and account."""

    domain_name: str
    zone_id: pulumi.Input[str]
    retention_days: int
    key_arn: pulumi.Input[str]
    """A KMS key in us-east-1, which CloudWatch Logs may use."""
    account_id: pulumi.Input[str]


def create_query_logs(name: str, args: QueryLogsArgs, parent: pulumi.Resource) -> None:
    """Create the log group, let Route 53 write to it, and switch the zone's logging on."""
    child = pulumi.ResourceOptions(parent=parent)
    # The prefix that AWS recommends, so that a policy can name the log groups of all zones; and a name that
    # is known before the log group is, for the policy below.
    log_group_name = f"/aws/route53/{args.domain_name}"
    log_group = cloudwatch.LogGroup(
        f"{name}-query-logs",
        name=log_group_name,
        kms_key_id=args.key_arn,
        retention_in_days=args.retention_days,
        region=QUERY_LOG_REGION,
        opts=child,
    )
    permission = cloudwatch.LogResourcePolicy(
        f"{name}-query-logs",
        # The policy's name is its identity: one of each name fits in a region.
        policy_name=f"{pulumi.get_project()}-{pulumi.get_stack()}-query-logs",
        policy_document=pulumi.Output.json_dumps(
            pulumi.Output.all(args.account_id, log_group_name).apply(_allow_query_logs)
        ),
        region=QUERY_LOG_REGION,
        opts=child,
    )
    route53.QueryLog(
        f"{name}-query-logs",
        zone_id=args.zone_id,
        cloudwatch_log_group_arn=log_group.arn,
        # Route 53 tries to write before it answers.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[permission]),
    )


def _allow_query_logs(place: list[str]) -> dict[str, Any]:
    """Let Route 53 write to the one log group, for this account's zones only.

    Not for the one zone alone: its id is unknown until it exists, and would make the whole policy unknown in
    the first preview.
    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateQueryLoggingConfig.html
    """
    account_id, log_group_name = place
    log_group = f"arn:aws:logs:{QUERY_LOG_REGION}:{account_id}:log-group:{log_group_name}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Route53WritesQueryLogs",
                "Effect": "Allow",
                "Principal": {"Service": "route53.amazonaws.com"},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"{log_group}:*",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": "arn:aws:route53:::hostedzone/*"},
                },
            }
        ],
    }

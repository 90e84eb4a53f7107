"""The logs of the cache: slow commands, and what the engine says of itself."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, elasticache

from components.cache.cache_plan import LOG_TYPES, CachePlan


def create_cache_logs(
    name: str,
    plan: CachePlan,
    *,
    key_arn: pulumi.Input[str],
    retention_days: int,
    place: pulumi.Output[Sequence[str]],
    parent: pulumi.Resource,
) -> tuple[list[elasticache.ReplicationGroupLogDeliveryConfigurationArgs], cloudwatch.LogResourcePolicy]:
    """Create a log group for each type of log, and let AWS deliver to them.

    ElastiCache would give itself the permission, in a resource policy that belongs to nobody's program. An
    account and region has ten such policies at most; this one is among them.

    Args:
        name: the logical name of the tier.
        plan: the names of the cache and of its log groups.
        key_arn: a KMS key that CloudWatch Logs may use.
        retention_days: how long the logs are kept.
        place: the region and the id of the account.
        parent: the component.

    Returns:
        What the replication group is told, and the permission that must stand before.
    """
    child = pulumi.ResourceOptions(parent=parent)
    groups = {
        log_type: cloudwatch.LogGroup(
            f"{name}-{log_type}",
            name=plan.log_group_name(log_type),
            kms_key_id=key_arn,
            retention_in_days=retention_days,
            opts=child,
        )
        for log_type in LOG_TYPES
    }
    permission = cloudwatch.LogResourcePolicy(
        f"{name}-cache-logs",
        # The policy's name is its identity: one of each name fits in a region.
        policy_name=f"{pulumi.get_project()}-{pulumi.get_stack()}-cache-logs",
        policy_document=pulumi.Output.json_dumps(place.apply(partial(_allow_delivery, plan))),
        opts=child,
    )
    configurations = [
        elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
            log_type=log_type, log_format="json", destination_type="cloudwatch-logs", destination=group.name
        )
        for log_type, group in groups.items()
    ]
    return configurations, permission


def _allow_delivery(plan: CachePlan, place: Sequence[str]) -> dict[str, Any]:
    """Let AWS's log delivery write to the cache's log groups, for this account only.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
    """
    region, account_id = place
    logs = f"arn:aws:logs:{region}:{account_id}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "CacheLogsAreDelivered",
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": [f"{logs}:log-group:{plan.log_group_name(kind)}:*" for kind in LOG_TYPES],
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": f"{logs}:*"},
                },
            }
        ],
    }

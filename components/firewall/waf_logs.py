"""The logs of a web ACL: the requests that matched a rule, without what signs their sender in."""

from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import cloudwatch, wafv2

# Headers that sign a visitor in: whoever reads one can act in the visitor's place.
SECRET_HEADERS: Final = ("authorization", "cookie")
# All that a rule does; what no rule matched is in the access logs already.
LOGGED_ACTIONS: Final = ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")


@dataclass(frozen=True, kw_only=True, slots=True)
class WafLogsArgs:
    """What the logs need to know of their web ACL and their place."""

    acl_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    """A KMS key of the web ACL's region, which CloudWatch Logs may use."""
    retention_days: int
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


def create_waf_logs(name: str, role: str, args: WafLogsArgs, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Create the log group, let AWS deliver to it, and switch the web ACL's logging on.

    AWS WAF would give itself the permission, in one resource policy for all web ACLs of the account and
    region, which grows until it is full: https://github.com/hashicorp/terraform-provider-aws/issues/25296.
    An account and region has ten such policies at most; this one is among them.

    Returns:
        The name of the log group.
    """
    # AWS WAF delivers only to log groups whose name starts so, and one of each name fits in a region.
    # https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    log_group_name = f"aws-waf-logs-{pulumi.get_project()}-{pulumi.get_stack()}-{role}"
    child = pulumi.ResourceOptions(parent=parent)
    log_group = cloudwatch.LogGroup(
        f"{name}-waf-{role}",
        name=log_group_name,
        kms_key_id=args.key_arn,
        retention_in_days=args.retention_days,
        region=args.region,
        opts=child,
    )
    delivery = cloudwatch.LogResourcePolicy(
        f"{name}-waf-{role}",
        # The policy's name is its identity: one of each name fits in a region.
        policy_name=log_group_name,
        policy_document=pulumi.Output.json_dumps(
            pulumi.Output.all(args.region, args.account_id, log_group_name).apply(_allow_delivery)
        ),
        region=args.region,
        opts=child,
    )
    wafv2.WebAclLoggingConfiguration(
        f"{name}-waf-{role}",
        resource_arn=args.acl_arn,
        log_destination_configs=[log_group.arn],
        redacted_fields=[_redact(header) for header in SECRET_HEADERS],
        logging_filter=wafv2.WebAclLoggingConfigurationLoggingFilterArgs(
            default_behavior="DROP", filters=[_keep(LOGGED_ACTIONS)]
        ),
        region=args.region,
        # Without the permission AWS WAF writes one of its own.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[delivery]),
    )
    return log_group.name


def _redact(header: str) -> wafv2.WebAclLoggingConfigurationRedactedFieldArgs:
    return wafv2.WebAclLoggingConfigurationRedactedFieldArgs(
        single_header=wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(name=header)
    )


def _keep(actions: tuple[str, ...]) -> wafv2.WebAclLoggingConfigurationLoggingFilterFilterArgs:
    return wafv2.WebAclLoggingConfigurationLoggingFilterFilterArgs(
        behavior="KEEP",
        requirement="MEETS_ANY",
        conditions=[
            wafv2.WebAclLoggingConfigurationLoggingFilterFilterConditionArgs(
                action_condition=(
                    wafv2.WebAclLoggingConfigurationLoggingFilterFilterConditionActionConditionArgs(
                        action=action
                    )
                )
            )
            for action in actions
        ],
    )


def _allow_delivery(place: list[str]) -> dict[str, Any]:
    """Let AWS's log delivery write to the one log group, for this account only.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
    """
    region, account_id, log_group_name = place
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WebAclLogsAreDelivered",
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": f"arn:aws:logs:{region}:{account_id}:log-group:{log_group_name}:*",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{region}:{account_id}:*"},
                },
            }
        ],
    }

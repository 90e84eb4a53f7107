"""Who may publish to a topic of alerts, as a plain topic policy document.

Two services, and no more: what RDS, Auto Scaling, AWS Backup and others have to tell comes by EventBridge, so
none of them needs a permission of its own. ElastiCache speaks to SNS alone, but cannot publish to an encrypted
topic (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html); alarms watch it instead.

The account's own principals publish and subscribe by their IAM permissions, which this policy leaves alone.
"""

from typing import Literal, NotRequired, TypedDict


class Statement(TypedDict):
    """One statement of a topic policy."""

    Sid: str
    Effect: Literal["Allow", "Deny"]
    Principal: Literal["*"] | dict[str, str]
    Action: str | list[str]
    Resource: str
    Condition: NotRequired[dict[str, dict[str, str]]]


class PolicyDocument(TypedDict):
    """A topic policy as Amazon SNS reads it."""

    Version: Literal["2012-10-17"]
    Statement: list[Statement]


def topic_arn(topic_name: str, account_id: str, region: str) -> str:
    """Return the ARN of a topic; unlike the topic's own `arn`, it is known in a preview."""
    return f"arn:aws:sns:{region}:{account_id}:{topic_name}"


def topic_policy(topic_name: str, account_id: str, region: str) -> PolicyDocument:
    """Return the policy of a topic that the account's alarms and rules publish to, by TLS alone."""
    topic = topic_arn(topic_name, account_id, region)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                # Every action that a policy of a topic can name and that takes a request to the topic:
                # https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
                "Sid": "DenyPlainHttp",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": topic,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
                "Sid": "AlarmsPublish",
                "Effect": "Allow",
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic,
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{account_id}:alarm:*"},
                },
            },
            {
                # No condition: EventBridge supports none in the policy of a topic, and would stay silent.
                # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
                "Sid": "RulesPublish",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic,
            },
        ],
    }

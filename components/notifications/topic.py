"""Who may publish to the account's topic, and use its key, as plain policy documents."""

from collections.abc import Iterator
from typing import Final

from components.alerts.topic_policy import PolicyDocument, topic_arn, topic_policy
from components.keys import by_aws
from components.keys.by_aws import Statement
from components.keys.domains import KeyDomain


def notifications_policy(topic_name: str, account_id: str, region: str) -> PolicyDocument:
    """Return the policy of a topic that alarms, rules, budgets and anomaly detection publish to, by TLS alone."""
    document = topic_policy(topic_name, account_id, region)
    topic = topic_arn(topic_name, account_id, region)
    document["Statement"] += [
        {
            # https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
            "Sid": "BudgetsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "budgets.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account_id},
                "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{account_id}:*"},
            },
        },
        {
            # https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html
            "Sid": "CostAnomaliesPublish",
            "Effect": "Allow",
            "Principal": {"Service": "costalerts.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
        },
    ]
    return document


def _cost_anomalies(account_id: str, _region: str) -> Iterator[Statement]:
    """Let cost anomaly detection tell the encrypted topic.

    https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html
    """
    yield {
        "Sid": "CostAnomaliesNotify",
        "Effect": "Allow",
        "Principal": {"Service": "costalerts.amazonaws.com"},
        "Action": list(by_aws.SEND),
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }


MESSAGES: Final = KeyDomain(
    description="Notifications",
    services=("sns",),
    by_aws=(by_aws.alarms, by_aws.event_rules, by_aws.budgets, _cost_anomalies),
)

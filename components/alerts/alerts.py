"""The topics that alarms and rules publish to, and the people who read them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import sns

from components.alerts.topic_policy import topic_policy
from settings.alerts import AlertsSettings

# Metrics of CloudFront, of its web ACL and of Route 53 health checks are there alone, and an alarm publishes
# to a topic of its own region alone.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html
# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
EDGE_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertsArgs:
    """What the alerts tier is given: its settings, and wires from other tiers."""

    settings: AlertsSettings
    messages_key_arn: pulumi.Input[str]
    """The KMS key of messages in the stack's region; it lets CloudWatch and EventBridge encrypt."""
    edge_messages_key_arn: pulumi.Input[str]
    """The same in us-east-1."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


class Alerts(pulumi.ComponentResource):
    """Two encrypted topics that only the account's own alarms and rules publish to.

        alarms, rules of the stack's region --> topic      --\\
                                                              +--> each address of the settings
        alarms, rules of us-east-1          --> edge topic --/

    Each address gets two emails that ask for its consent, once; until then it gets nothing else.
    """

    topic_arn: pulumi.Output[str]
    edge_topic_arn: pulumi.Output[str]
    """The topic in us-east-1, for CloudFront, its web ACL and Route 53 health checks."""

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:alerts:Alerts", name, args.settings.model_dump(mode="json"), opts)
        self._args = args
        self.topic_arn = self._create_topic(f"{name}-alerts", args.messages_key_arn, None)
        self.edge_topic_arn = self._create_topic(
            f"{name}-edge-alerts", args.edge_messages_key_arn, EDGE_REGION
        )
        self.register_outputs({"topic_arn": self.topic_arn, "edge_topic_arn": self.edge_topic_arn})

    def _create_topic(self, name: str, key_arn: pulumi.Input[str], region: str | None) -> pulumi.Output[str]:
        child = pulumi.ResourceOptions(parent=self)
        topic = sns.Topic(
            name,
            # The sender's name in emails.
            display_name=f"{pulumi.get_project()} {pulumi.get_stack()}",
            kms_master_key_id=key_arn,
            # SHA-256 in place of SHA-1: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
            signature_version=2,
            region=region,
            opts=child,
        )
        where = pulumi.Output.all(topic.name, self._args.account_id, region or self._args.region)
        sns.TopicPolicy(name, arn=topic.arn, policy=where.apply(_policy_json), region=region, opts=child)
        for address in self._args.settings.notifications:
            sns.TopicSubscription(
                f"{name}-{address}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                region=region,
                opts=child,
            )
        return topic.arn


def _policy_json(where: Sequence[str]) -> str:
    topic_name, account_id, region = where
    return json.dumps(topic_policy(topic_name, account_id, region))

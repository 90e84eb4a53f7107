"""The account's topic, and the people who read it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import sns

from components.after import after
from components.customer_key import create_customer_key
from components.notifications.topic import MESSAGES, notifications_policy
from settings.alerts import AlertsSettings
from settings.keys import KeysSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationsArgs:
    """What the notifications are given: their settings, and where they stand."""

    settings: AlertsSettings
    keys: KeysSettings
    account_id: pulumi.Input[str]
    region: str


class Notifications(pulumi.ComponentResource):
    """One encrypted topic that tells people what is wrong with the account.

    alarms of the trail, findings, non-compliance, budgets --> topic (own key) --> addresses of the settings

    Each address gets one email that asks for its consent; until then it gets nothing else.
    """

    topic_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: NotificationsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(
            "stagecraft:notifications:Notifications", name, args.settings.model_dump(mode="json"), opts
        )
        child = pulumi.ResourceOptions(parent=self)
        key_arn = create_customer_key(
            name,
            "messages",
            MESSAGES,
            settings=args.keys,
            account_id=args.account_id,
            region=args.region,
            parent=self,
        )
        topic = sns.Topic(
            f"{name}-notifications",
            # The sender's name in emails.
            display_name=f"{pulumi.get_project()} {pulumi.get_stack()}",
            kms_master_key_id=key_arn,
            # SHA-256 in place of SHA-1: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
            signature_version=2,
            opts=child,
        )
        policy = sns.TopicPolicy(
            f"{name}-notifications",
            arn=topic.arn,
            policy=pulumi.Output.all(topic.name, args.account_id, args.region).apply(_policy_json),
            opts=child,
        )
        for address in args.settings.notifications:
            sns.TopicSubscription(
                f"{name}-{address}", topic=topic.arn, protocol="email", endpoint=address, opts=child
            )
        # After its policy: a budget is refused where it may not publish.
        self.topic_arn = after(topic.arn, policy.arn)
        self.register_outputs({"topic_arn": self.topic_arn})


def _policy_json(where: Sequence[str]) -> str:
    topic_name, account_id, region = where
    return json.dumps(notifications_policy(topic_name, account_id, region))

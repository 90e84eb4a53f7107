"""The EventBridge rules, their topics, and the queue of what could not be told."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, sqs

from components.operations.alarm import Place
from components.operations.event_table import EventRule

# The most that SQS keeps a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
FOURTEEN_DAYS = 14 * 24 * 60 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """Where the rules of a region send their events."""

    place: Place
    region: pulumi.Input[str]
    """The region's name, for ARNs."""
    resource_region: str | None
    """What its resources are given; none in the stack's region, which is the provider's own."""
    topic_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    """The KMS key of messages in the region."""
    account_id: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What alarms need of the rules of a region."""

    names: list[pulumi.Output[str]]
    untold_queue_name: pulumi.Output[str]
    """The queue of events that could not be told."""


def create_rules(name: str, post: Post, table: Iterable[EventRule], parent: pulumi.Resource) -> Rules:
    """Create the rules of a region; an event that cannot be told is kept in a queue."""
    child = pulumi.ResourceOptions(parent=parent)
    untold = f"{name}-untold" if post.place == "stack" else f"{name}-{post.place}-untold"
    queue = sqs.Queue(
        untold,
        kms_master_key_id=post.key_arn,
        message_retention_seconds=FOURTEEN_DAYS,
        region=post.resource_region,
        opts=child,
    )
    planned_rules = list(table)
    rules = [_create_rule(name, post, planned, child) for planned in planned_rules]
    names = [rule.name for rule in rules]
    policy = sqs.QueuePolicy(
        untold,
        queue_url=queue.url,
        policy=pulumi.Output.all(queue.name, post.account_id, post.region, *names).apply(_policy_json),
        region=post.resource_region,
        opts=child,
    )
    # EventBridge tries whether it may send to the queue only when it must: the policy comes first.
    after = pulumi.ResourceOptions(parent=parent, depends_on=[policy])
    for planned, rule in zip(planned_rules, rules, strict=True):
        cloudwatch.EventTarget(
            f"{name}-{planned.role}",
            rule=rule.name,
            arn=post.topic_arn,
            input_transformer=cloudwatch.EventTargetInputTransformerArgs(
                input_paths=dict(planned.values), input_template=told(planned.sentence)
            ),
            dead_letter_config=cloudwatch.EventTargetDeadLetterConfigArgs(arn=queue.arn),
            region=post.resource_region,
            opts=after,
        )
    return Rules(names=names, untold_queue_name=queue.name)


def told(sentence: str) -> str:
    """Return the template of a sentence: JSON text, with the names of values in angle brackets."""
    return json.dumps(f"{pulumi.get_project()} {pulumi.get_stack()}: {sentence}")


def queue_policy(queue_name: str, account_id: str, region: str, rule_names: Sequence[str]) -> dict[str, Any]:
    """Return the policy of a queue that just these rules send to, by TLS alone.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html#eb-dlq-perms
    """
    queue = f"arn:aws:sqs:{region}:{account_id}:{queue_name}"
    rules = [f"arn:aws:events:{region}:{account_id}:rule/{name}" for name in rule_names]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DenyPlainHttp",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:*",
                "Resource": queue,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                "Sid": "RulesKeepWhatIsUntold",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue,
                "Condition": {"ArnEquals": {"aws:SourceArn": rules}},
            },
        ],
    }


def _create_rule(
    name: str, post: Post, planned: EventRule, child: pulumi.ResourceOptions
) -> cloudwatch.EventRule:
    return cloudwatch.EventRule(
        f"{name}-{planned.role}",
        description=planned.description,
        event_pattern=pulumi.Output.json_dumps(planned.pattern),
        region=post.resource_region,
        opts=child,
    )


def _policy_json(names: Sequence[str]) -> str:
    queue_name, account_id, region, *rule_names = names
    return json.dumps(queue_policy(queue_name, account_id, region, rule_names))

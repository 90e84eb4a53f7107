"""EventBridge rules that tell people of findings, in a sentence instead of JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Events that are told, and the words that tell them."""

    role: str
    """What ends the rule's name."""
    description: str
    pattern: Mapping[str, Any]
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"""
    paths: Mapping[str, str]
    """Where in the event the words of the sentence stand, by the names that it uses."""
    sentence: str
    """The text, with each name in angle brackets."""


def create_notice(
    name: str, notice: Notice, *, topic_arn: pulumi.Input[str], parent: pulumi.Resource
) -> None:
    """Create a rule that publishes matching events of the stack's region to the topic."""
    child = pulumi.ResourceOptions(parent=parent)
    rule = cloudwatch.EventRule(
        f"{name}-{notice.role}",
        description=notice.description,
        event_pattern=json.dumps(notice.pattern),
        opts=child,
    )
    cloudwatch.EventTarget(
        f"{name}-{notice.role}",
        rule=rule.name,
        arn=topic_arn,
        input_transformer=cloudwatch.EventTargetInputTransformerArgs(
            input_paths=dict(notice.paths),
            # A text in quotes: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
            input_template=json.dumps(notice.sentence),
        ),
        opts=child,
    )

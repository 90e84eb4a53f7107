"""What people are told about the group: events of EC2, Auto Scaling and Automation, sent to the alerts' topic."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import pulumi
from pulumi_aws import cloudwatch

from components.app.names import Names

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html
SPOT_EVENTS: Final = (
    "EC2 Spot Instance Interruption Warning",
    "EC2 Instance Rebalance Recommendation",
)
# https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-autoscaling.html
GROUP_EVENTS: Final = (
    "EC2 Instance Launch Unsuccessful",
    "EC2 Auto Scaling Instance Refresh Failed",
    "EC2 Auto Scaling Instance Refresh Cancelled",
    "EC2 Auto Scaling Instance Refresh Rollback Started",
    "EC2 Auto Scaling Instance Refresh Rollback Succeeded",
    "EC2 Auto Scaling Instance Refresh Rollback Failed",
)


def event_patterns(names: Names, document_name: str) -> dict[str, dict[str, Any]]:
    """Return what is told, by the role of the rule."""
    return {
        # An event of a Spot Instance names the instance and nothing of its group: all of the region's are told.
        "spot": {"source": ["aws.ec2"], "detail-type": list(SPOT_EVENTS)},
        "group": {
            "source": ["aws.autoscaling"],
            "detail-type": list(GROUP_EVENTS),
            "detail": {"AutoScalingGroupName": [names.group]},
        },
        # https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
        "deploy": {
            "source": ["aws.ssm"],
            "detail-type": ["EC2 Automation Execution Status-change Notification"],
            "detail": {"Definition": [document_name], "Status": ["Failed", "TimedOut", "Cancelled"]},
        },
    }


_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "spot": "A Spot Instance ends in two minutes, or is likely to be interrupted.",
    "group": "An instance could not be launched, or a new version has failed and goes back.",
    "deploy": "The refresh to a new version could not even be started.",
}


def create_notices(
    name: str,
    names: Names,
    document_name: pulumi.Output[str],
    topic_arn: pulumi.Input[str],
    child: pulumi.ResourceOptions,
) -> None:
    """Create a rule for each kind of event, with the topic as its target."""
    for role, description in _DESCRIPTIONS.items():
        rule = cloudwatch.EventRule(
            f"{name}-app-{role}",
            description=description,
            event_pattern=document_name.apply(partial(_pattern_json, names, role)),
            opts=child,
        )
        cloudwatch.EventTarget(f"{name}-app-{role}", rule=rule.name, arn=topic_arn, opts=child)


def _pattern_json(names: Names, role: str, document_name: str) -> str:
    return json.dumps(event_patterns(names, document_name)[role])

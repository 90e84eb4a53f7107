"""What EventBridge tells of the shop's own resources, as patterns and sentences: plain values.

Here is what happens to the shop: its database, its instances and their deployments, its backups, and AWS's own
troubles with them. What happens to the account (findings of GuardDuty, Inspector and Access Analyzer, what AWS
Config finds, use of the root user) belongs to the project in `account/`, which makes the detectors: no event is
told twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.operations.alarm import Place

# What ended otherwise than it should; the values are AWS Backup's own.
FAILED_JOBS = ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRule:
    """Events that somebody must know of, and how they are told."""

    role: str
    description: str
    pattern: Mapping[str, Any]
    """The event pattern; its values may be Outputs."""
    values: Mapping[str, str]
    """JSON paths into the event, by the name that the sentence has for them."""
    sentence: str
    """What is told: the names of values stand in angle brackets."""
    place: Place = "stack"


def event_rules(
    *,
    database_identifiers: Sequence[str],
    group_name: pulumi.Input[str],
    deployment_document_name: pulumi.Input[str],
) -> Iterator[EventRule]:
    """Return the rules of the stack's region and of us-east-1, where AWS tells of its global services."""
    yield from _database_rules(database_identifiers)
    yield from _instance_rules(group_name, deployment_document_name)
    yield from _backup_rules()
    yield from (_health(place) for place in ("stack", "edge"))


def _database_rules(identifiers: Sequence[str]) -> Iterator[EventRule]:
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
    yield EventRule(
        role="database",
        description="The database fails over, fails, recovers, runs out of storage or is maintained.",
        pattern={
            "source": ["aws.rds"],
            "detail-type": ["RDS DB Instance Event"],
            "detail": {
                "SourceIdentifier": list(identifiers),
                "EventCategories": [
                    "availability",
                    "configuration change",
                    "deletion",
                    "failover",
                    "failure",
                    "low storage",
                    "maintenance",
                    "recovery",
                    "security patching",
                ],
            },
        },
        values={"instance": "$.detail.SourceIdentifier", "message": "$.detail.Message"},
        sentence="Database <instance>: <message>",
    )


def _instance_rules(group_name: pulumi.Input[str], document_name: pulumi.Input[str]) -> Iterator[EventRule]:
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
    yield EventRule(
        role="group",
        description="An instance cannot be started or ended, or a new version has failed and goes back.",
        pattern={
            "source": ["aws.autoscaling"],
            "detail-type": [
                "EC2 Instance Launch Unsuccessful",
                "EC2 Instance Terminate Unsuccessful",
                "EC2 Auto Scaling Instance Refresh Cancelled",
                "EC2 Auto Scaling Instance Refresh Failed",
                "EC2 Auto Scaling Instance Refresh Rollback Failed",
                "EC2 Auto Scaling Instance Refresh Rollback Started",
                "EC2 Auto Scaling Instance Refresh Rollback Succeeded",
            ],
            "detail": {"AutoScalingGroupName": [group_name]},
        },
        values={
            "what": "$.detail-type",
            "group": "$.detail.AutoScalingGroupName",
            "message": "$.detail.StatusMessage",
        },
        sentence="<what> in group <group>. <message>",
    )
    # The event names the instance and nothing of its group: all of the region's are told. It comes two minutes
    # before: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
    # A rebalance recommendation is not told: the group follows it, or it comes to nothing.
    yield EventRule(
        role="spot",
        description="EC2 takes a Spot Instance back in two minutes; the group replaces it.",
        pattern={"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]},
        values={"instance": "$.detail.instance-id", "action": "$.detail.instance-action"},
        sentence="EC2 takes Spot Instance <instance> back in two minutes (<action>).",
    )
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
    yield EventRule(
        role="deployment",
        description="The refresh to a new version could not even be started.",
        pattern={
            "source": ["aws.ssm"],
            "detail-type": ["EC2 Automation Execution Status-change Notification"],
            "detail": {"Definition": [document_name], "Status": ["Cancelled", "Failed", "TimedOut"]},
        },
        values={
            "document": "$.detail.Definition",
            "status": "$.detail.Status",
            "execution": "$.detail.ExecutionId",
        },
        sentence="Runbook <document> ended as <status>: execution <execution>.",
    )


def _backup_rules() -> Iterator[EventRule]:
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
    yield EventRule(
        role="backup",
        description="A backup, the copy of one or a restore has failed.",
        pattern={
            "source": ["aws.backup"],
            "detail-type": [
                "Backup Job State Change",
                "Copy Job State Change",
                "Restore Job State Change",
            ],
            # A restore has a status where the others have a state.
            "detail": {"$or": [{"state": list(FAILED_JOBS)}, {"status": list(FAILED_JOBS)}]},
        },
        values={
            "what": "$.detail-type",
            "state": "$.detail.state",
            "status": "$.detail.status",
            "resource": "$.detail.resourceArn",
            "message": "$.detail.statusMessage",
        },
        sentence="<what>: <state><status> for <resource>. <message>",
    )


def _health(place: Place) -> EventRule:
    """Return the rule of a region. https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html."""
    return EventRule(
        role="health" if place == "stack" else "edge-health",
        description="AWS has a trouble of its own, or plans a change, that touches the account's resources.",
        pattern={
            "source": ["aws.health"],
            "detail-type": ["AWS Health Event"],
            "detail": {"eventTypeCategory": ["issue", "scheduledChange"]},
        },
        values={
            "service": "$.detail.service",
            "code": "$.detail.eventTypeCode",
            "status": "$.detail.statusCode",
            "region": "$.detail.eventRegion",
            "text": "$.detail.eventDescription[0].latestDescription",
        },
        sentence="AWS Health: <service> in <region>, <code> (<status>): <text>",
        place=place,
    )

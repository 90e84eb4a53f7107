"""What EventBridge tells of the shop's own resources, as patterns and sentences: plain values.

Here is what happens to the shop: its database, its backups, and AWS's own troubles with them. What happens to
the instances is told by the application tier, which replaces them. What happens to the account (findings of
GuardDuty, Inspector and Access Analyzer, what AWS Config finds, use of the root user) belongs to the project
in `account/`, which makes the detectors: no event is told twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.operations.alarm import Place

# What ended otherwise than it should; the values are AWS Backup's own.
FAILED_JOBS = ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRule:
    """Events that somebody must know of, and how they are told."""

    role: str
    description: str
    pattern: Mapping[str, Any]
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html."""
    values: Mapping[str, str]
    """JSON paths into the event, by the name that the sentence has for them."""
    sentence: str
    """What is told: the names of values stand in angle brackets."""
    place: Place = "stack"


def event_rules(*, database_identifiers: Sequence[str]) -> Iterator[EventRule]:
    """Return the rules of the stack's region and of us-east-1, where AWS tells of its global services."""
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
    yield EventRule(
        role="database",
        description="The database fails over, fails, recovers, runs out of storage or is maintained.",
        pattern={
            "source": ["aws.rds"],
            "detail-type": ["RDS DB Instance Event"],
            "detail": {
                "SourceIdentifier": list(database_identifiers),
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
    yield from (_health(place) for place in ("stack", "edge"))


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

"""Alarms on what works unseen: queues, NAT gateways, the rotation, the replication, and the alerts themselves.

Sources of names, statistics, periods and of what a missing value means:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
and, where AWS recommends no alarm, the service's own list of metrics, named at the table.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import pulumi

from components.operations.alarm import FIVE_MINUTES, Alarm, Place
from settings.operations import Count, NetworkAlarms, QueueAlarms


def queue_alarms(settings: QueueAlarms, *, role: str, queue: pulumi.Input[str]) -> Iterator[Alarm]:
    """Watch that a queue is worked off, by its name."""
    of_queue = partial(
        Alarm,
        namespace="AWS/SQS",
        dimensions={"QueueName": queue},
        comparison="GreaterThanOrEqualToThreshold",
        missing="missing",
    )
    yield of_queue(
        role=f"queue-{role}-age",
        description="A message waits too long: consumers are too slow, or cannot deal with it.",
        metric="ApproximateAgeOfOldestMessage",
        statistic="Maximum",
        threshold=settings.oldest_message.threshold,
        periods=settings.oldest_message.periods,
    )
    yield of_queue(
        role=f"queue-{role}-waiting",
        description="Messages come faster than they are dealt with.",
        metric="ApproximateNumberOfMessagesVisible",
        statistic="Average",
        threshold=settings.waiting_messages.threshold,
        periods=settings.waiting_messages.periods,
    )


def dead_letter_alarms(*, role: str, queue: pulumi.Input[str], place: Place = "stack") -> Iterator[Alarm]:
    """Watch that a queue of dead letters stays empty, by its name.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html
    """
    yield Alarm(
        role=f"queue-{role}-dead",
        description="A message could not be delivered or dealt with, and lies among the dead letters.",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": queue},
        statistic="Maximum",
        threshold=0,
        periods=1,
        missing="notBreaching",
        place=place,
    )


def nat_alarms(settings: NetworkAlarms, *, role: str, gateway: pulumi.Input[str]) -> Iterator[Alarm]:
    """Watch a NAT gateway, by its id."""
    of_gateway = partial(
        Alarm,
        namespace="AWS/NATGateway",
        dimensions={"NatGatewayId": gateway},
        statistic="Sum",
        missing="missing",
    )
    yield of_gateway(
        role=f"nat-{role}-ports",
        description="A NAT gateway has no port left for connections to one destination.",
        metric="ErrorPortAllocation",
        threshold=0,
        periods=15,
    )
    yield of_gateway(
        role=f"nat-{role}-drops",
        description="A NAT gateway drops packets.",
        metric="PacketsDropCount",
        threshold=settings.dropped_packets.threshold,
        periods=settings.dropped_packets.periods,
    )


def function_alarms(*, role: str, function: pulumi.Input[str]) -> Iterator[Alarm]:
    """Watch a function that seldom runs, and must not fail once, by its name."""
    of_function = partial(
        Alarm,
        namespace="AWS/Lambda",
        dimensions={"FunctionName": function},
        statistic="Sum",
        threshold=0,
        # Not the three periods in a row that AWS recommends: between two runs lie days.
        periods=1,
        missing="notBreaching",
    )
    yield of_function(
        role=f"{role}-errors", description="A function fails. Look at its log.", metric="Errors"
    )
    yield of_function(
        role=f"{role}-throttles",
        description="A function is not run, for want of concurrency.",
        metric="Throttles",
    )


def replication_alarms(
    *, source: pulumi.Input[str], destination: pulumi.Input[str], rule: pulumi.Input[str]
) -> Iterator[Alarm]:
    """Watch that every object is replicated, by the names of both buckets and the id of the rule.

    The latency of the replication is measured in the region of the destination, where no topic is:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
    """
    yield Alarm(
        role="replication-failed",
        description="An object could not be replicated to the recovery region.",
        namespace="AWS/S3",
        metric="OperationsFailedReplication",
        dimensions={"SourceBucket": source, "DestinationBucket": destination, "RuleId": rule},
        statistic="Maximum",
        threshold=0,
        # Not five periods in a row: one object that is not replicated is one too many.
        periods=1,
        missing="notBreaching",
    )


def alert_alarms(
    *, topics: Mapping[Place, pulumi.Input[str]], rules: Mapping[Place, Sequence[pulumi.Input[str]]]
) -> Iterator[Alarm]:
    """Watch the alerts themselves: the topics by their names, the rules that publish to them by theirs.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
    """
    for place, topic in topics.items():
        yield Alarm(
            role=f"alerts-{place}-undelivered",
            description="SNS could not deliver an alert to an address.",
            namespace="AWS/SNS",
            metric="NumberOfNotificationsFailed",
            dimensions={"TopicName": topic},
            statistic="Sum",
            threshold=0,
            periods=1,
            missing="notBreaching",
            place=place,
        )
    for place, names in rules.items():
        yield Alarm(
            role=f"alerts-{place}-unpublished",
            description="EventBridge could not publish an event to the topic of alerts.",
            namespace="AWS/Events",
            metric="FailedInvocations",
            dimensions={},
            summed={"RuleName": names},
            statistic="Sum",
            threshold=0,
            periods=1,
            missing="notBreaching",
            place=place,
        )


def log_alarms(
    *, role: str, description: str, namespace: str, metric: str, trigger: Count
) -> Iterator[Alarm]:
    """Watch how many lines of a log a metric filter has counted in five minutes."""
    yield Alarm(
        role=f"logs-{role}",
        description=description,
        namespace=namespace,
        metric=metric,
        dimensions={},
        statistic="Sum",
        threshold=trigger.threshold,
        period_seconds=FIVE_MINUTES,
        periods=trigger.periods,
        missing="notBreaching",
    )

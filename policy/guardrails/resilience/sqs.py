"""SQS: a message that cannot be handled is kept for people."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem
from guardrails.texts import parsed
from guardrails.tokens import aws
from guardrails.values import at, plain

QUEUES: Final = (aws("sqs/queue"),)
_POLICIES: Final = (aws("sqs/redrivePolicy"),)
_ALLOWS: Final = (aws("sqs/redriveAllowPolicy"),)
# Who puts what nobody handled into a queue, besides other queues: where each names it.
_OTHERS: Final = (
    ("lambda/function", "deadLetterConfig.targetArn"),
    ("lambda/functionEventInvokeConfig", "destinationConfig.onFailure.destination"),
    ("lambda/eventSourceMapping", "destinationConfig.onFailure.destinationArn"),
    ("cloudwatch/eventTarget", "deadLetterConfig.arn"),
    ("cloudwatch/eventBus", "deadLetterConfig.arn"),
    ("scheduler/schedule", "target.deadLetterConfig.arn"),
    ("sns/topicSubscription", "redrivePolicy"),
)


def _has_dead_letters(graph: Graph, queue: Resource) -> Iterator[Problem]:
    """Judge a queue, but those that hold what others could not handle."""
    if plain(at(queue.inputs, "redrivePolicy")) not in (None, ""):
        return
    found = graph.referrers(queue, _POLICIES, "queueUrl", QUEUES)
    if found.sure or _is_last(graph, queue):
        return
    yield unknown("which redrive policy it has") if found.maybe else Problem("it has no dead-letter queue")


def _is_last(graph: Graph, queue: Resource) -> bool:
    """Tell whether a queue is what dead letters end in: it says so, or something names it as such."""
    if plain(at(queue.inputs, "redriveAllowPolicy")) not in (None, ""):
        return True
    allows = graph.referrers(queue, _ALLOWS, "queueUrl", QUEUES)
    return bool(allows.sure) or queue.urn in graph.derive(_ends)


def _ends(graph: Graph) -> frozenset[str]:
    """Return the queues that something of the stack sends its dead letters to."""
    ends: set[str] = set()
    for resource in graph.of_type(*QUEUES, *_POLICIES):
        ends.update(_targets(graph, resource, "redrivePolicy"))
    for short, path in _OTHERS:
        for resource in graph.of_type(aws(short)):
            ends.update(_targets(graph, resource, path))
    return frozenset(ends)


def _targets(graph: Graph, resource: Resource, path: str) -> set[str]:
    value = plain(at(resource.inputs, path))
    if isinstance(value, str) and value.startswith("{"):
        value = parsed(value)  # one that is broken names none
    if isinstance(value, dict):
        value = plain(value.get("deadLetterTargetArn"))
    return {hit.urn for hit in graph.resolve(resource, path, [value], *QUEUES).resources}


RULES: Final = (
    GraphRule(
        id="sqs-queue-dead-letters",
        applies_to=QUEUES,
        statement="SQS queues have a dead-letter queue.",
        risk="A message that cannot be handled is tried until it expires, and is then lost without a word.",
        remediation="Pass redrive_policy with deadLetterTargetArn and maxReceiveCount to sqs.Queue",
        severity="medium",
        topics=("resilience",),
        url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        controls=("cdk-nag AwsSolutions-SQS3",),
        check=_has_dead_letters,
    ),
)

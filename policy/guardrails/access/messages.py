"""SQS and SNS: nobody sends or publishes without TLS."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import read_document, unknown
from guardrails.documents import Document, refuses_plain_http
from guardrails.documents.logic import Truth
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, plain

_QUEUE: Final = aws("sqs/queue")
_TOPIC: Final = aws("sns/topic")


def _queue(graph: Graph, queue: Resource) -> Iterator[Problem]:
    yield from _tls_only(graph, queue, aws("sqs/queuePolicy"), "queueUrl", "sqs:*")


def _topic(graph: Graph, topic: Resource) -> Iterator[Problem]:
    """Judge publishing; subscribing and the rest only goes through the API, which speaks nothing but TLS.

    https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit
    """
    yield from _tls_only(graph, topic, aws("sns/topicPolicy"), "arn", "sns:Publish")


def _tls_only(graph: Graph, resource: Resource, policy: str, path: str, actions: str) -> Iterator[Problem]:
    """Judge the policies of a queue or a topic, written apart or inside of it."""
    found = graph.referrers(resource, (policy,), path, (resource.type,))
    documents = [(one, read_document(one.inputs, "policy")) for one in (*found.sure, resource)]
    refused = [
        _refuses(document, actions, resource) for _, document in documents if isinstance(document, Document)
    ]
    if True in refused:
        return
    problems = [document for _, document in documents if isinstance(document, Problem)]
    if problems:
        yield problems[0]
    elif None in refused:
        yield unknown("policy")
    elif found.maybe:
        yield unknown("which policy it has")
    else:
        yield Problem(f"no policy of it denies everyone {actions} without TLS")


def _refuses(document: Document, actions: str, resource: Resource) -> Truth:
    """Ask for the resource's own ARN; where only an `up` knows it, for the one that the document names."""
    arn = plain(resource.value("arn"))
    if isinstance(arn, str) and arn:
        return refuses_plain_http(document, actions.lower(), (arn,))
    named = dict.fromkeys(
        one for deny in document.denies if deny.resources is not None for one in deny.resources.known
    )
    answers = [refuses_plain_http(document, actions.lower(), (one,)) for one in named]
    if True in answers:
        return True
    unsure = any(UNKNOWN in deny.resources.patterns for deny in document.denies if deny.resources is not None)
    return None if unsure or None in answers else False


RULES: Final = (
    GraphRule(
        id="sqs-queue-tls-only",
        applies_to=(_QUEUE,),
        statement="SQS queues refuse requests without TLS.",
        risk="Messages and credentials cross the network in plain text.",
        remediation=(
            "Add sqs.QueuePolicy that denies sqs:* to Principal '*' on the queue with Bool aws:SecureTransport "
            "'false'"
        ),
        severity="medium",
        topics=("access", "encryption"),
        url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
        controls=("cdk-nag AwsSolutions-SQS4",),
        check=_queue,
    ),
    GraphRule(
        id="sns-topic-tls-only",
        applies_to=(_TOPIC,),
        statement="SNS topics refuse messages that are published without TLS.",
        risk="Messages cross the network in plain text.",
        remediation=(
            "Add sns.TopicPolicy that denies sns:Publish to Principal '*' on the topic with Bool "
            "aws:SecureTransport 'false'"
        ),
        severity="medium",
        topics=("access", "encryption"),
        url="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
        controls=("cdk-nag AwsSolutions-SNS3",),
        check=_topic,
    ),
)

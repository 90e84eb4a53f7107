"""Queues and topics refuse plain HTTP, by a policy inside of them or beside them."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, document, graph, make

KINDS = {
    "queue": ("sqs-queue-tls-only", "sqs/queue", "sqs/queuePolicy", "queueUrl", "sqs:*", "sqs:*"),
    "topic": ("sns-topic-tls-only", "sns/topic", "sns/topicPolicy", "arn", "sns:Publish", "SNS:Publish"),
}
ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"


def deny(action: Any, resource: Any = ARN, **more: Any) -> str:
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    return document(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": action,
            "Resource": resource,
            "Condition": condition,
            **more,
        }
    )


def said(rule: str, *resources: Resource) -> list[tuple[str, bool]]:
    found = rule_by_id(rule).findings(graph(*resources))
    return [(one.message.partition(": ")[2].partition(". ")[0], one.undecided) for one in found]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("known", [True, False], ids=["known", "first up"])
def test_a_policy_beside_it_or_inside_of_it_is_enough(kind: str, known: bool) -> None:
    rule, short, policy, path, _, action = KINDS[kind]
    outputs = {"arn": ARN if known else UNKNOWN_WIRE}
    alone = make(short, "it", {}, id=ARN if known else "", outputs=outputs)
    wire = {"wires": {path: [alone]}} if not known else {}
    beside = make(policy, "p", {path: ARN if known else UNKNOWN_WIRE, "policy": deny(action)}, **wire)
    inside = make(short, "it", {"policy": deny(action)}, id=ARN if known else "", outputs=outputs)
    assert said(rule, alone, beside) == []
    assert said(rule, inside) == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_such_a_policy_it_is_said(kind: str) -> None:
    rule, short, policy, path, actions, action = KINDS[kind]
    alone = make(short, "it", {}, id=ARN, outputs={"arn": ARN})
    expected = [(f"no policy of it denies everyone {actions} without TLS", False)]
    assert expected == said(rule, alone)
    for wrong in (
        deny(action, f"{ARN}-2"),
        deny("s3:*"),
        deny(action, Principal={"AWS": "arn:aws:iam::1:root"}),
        deny(action, Condition={"Bool": {"aws:SecureTransport": "true"}}),
        deny(action, Effect="Allow"),
        "",
    ):
        assert expected == said(rule, alone, make(policy, "p", {path: ARN, "policy": wrong}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_that_is_not_known_yet_is_undecided(kind: str) -> None:
    rule, short, policy, path, _, action = KINDS[kind]
    alone = make(short, "it", {}, id=ARN, outputs={"arn": ARN})
    unknown = make(policy, "p", {path: ARN, "policy": UNKNOWN_WIRE})
    assert said(rule, alone, unknown) == [("cannot be decided before `up`: policy is not known yet", True)]
    part = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": action, "Resource": UNKNOWN_WIRE,
                           "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}  # fmt: skip
    partly = make(policy, "p", {path: ARN, "policy": part})
    assert said(rule, alone, partly) == [("cannot be decided before `up`: policy is not known yet", True)]
    broken = make(policy, "p", {path: ARN, "policy": "{"})
    assert said(rule, alone, broken) == [("its policy is no JSON", False)]
    whose = make(policy, "p", {path: UNKNOWN_WIRE, "policy": deny(action)})
    assert [undecided for _, undecided in said(rule, alone, whose)] in ([True], [False])


def test_the_message_names_the_fix() -> None:
    (found,) = rule_by_id("sns-topic-tls-only").findings(graph(make("sns/topic", "alarms", {})))
    expected = (
        "alarms: no policy of it denies everyone sns:Publish without TLS. Add sns.TopicPolicy that denies sns:Publish "
        "to Principal '*' on the topic with Bool aws:SecureTransport 'false'."
    )
    assert expected == found.message

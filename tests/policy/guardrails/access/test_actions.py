"""Whom a resource's policy lets in for a purpose, it gives no more than that."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id

from tests.policy.compliant import document, make

ACCOUNT = "123456789012"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
CONDITION = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}


def said(**statement: Any) -> list[str]:
    whole = {"Sid": "Let", "Effect": "Allow", "Resource": "*", **statement}
    queue = make("sqs/queuePolicy", inputs={"policy": document(whole)})
    found = rule_by_id("aws-resource-policy-actions-named").findings(queue)
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


@pytest.mark.parametrize("action", ["*", "sqs:*", ["sqs:SendMessage", "SQS:*"]], ids=str)
@pytest.mark.parametrize(
    ("principal", "condition", "whom"),
    [
        ({"Service": "sns.amazonaws.com"}, {}, "sns.amazonaws.com"),
        ("*", CONDITION, "everyone whom its condition lets in"),
        ({"AWS": "*"}, CONDITION, "everyone whom its condition lets in"),
        (ROOT, CONDITION, "everybody of an account whom its condition lets in"),
        ({"AWS": [ACCOUNT]}, CONDITION, "everybody of an account whom its condition lets in"),
    ],
    ids=str,
)
def test_who_is_let_in_for_a_purpose_gets_no_whole_service(
    principal: Any, condition: dict[str, Any], whom: str, action: Any
) -> None:
    expected = [f"statement 'Let' of its policy gives {whom} every action"]
    assert expected == said(Principal=principal, Action=action, Condition=condition)


def test_all_but_some_actions_are_a_whole_service() -> None:
    expected = ["statement 'Let' of its policy gives sns.amazonaws.com every action"]
    assert expected == said(Principal={"Service": "sns.amazonaws.com"}, NotAction="sqs:DeleteQueue")


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:Send*"},
        # What SQS itself writes for the owner of a queue.
        {"Principal": ROOT, "Action": "SQS:*"},
        {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/shop"}, "Action": "*", "Condition": CONDITION},
        {"Principal": "*", "Action": "*", "Condition": CONDITION, "Effect": "Deny"},
        # sqs-queue-policy-not-public tells of it.
        {"Principal": "*", "Action": "*"},
    ],
    ids=str,
)
def test_owners_and_roles_may_have_it(statement: dict[str, Any]) -> None:
    assert said(**statement) == []

"""Who writes into CloudWatch Logs is told into which log groups."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id

from tests.policy.compliant import document, make

GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group"


def said(**statement: Any) -> list[str]:
    whole = {
        "Sid": "Write",
        "Effect": "Allow",
        "Principal": {"Service": "es.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        **statement,
    }
    policy = make("cloudwatch/logResourcePolicy", inputs={"policyDocument": document(whole)})
    found = rule_by_id("cloudwatch-log-policy-groups-named").findings(policy)
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


EVERY = ["statement 'Write' of its policyDocument is about every log group"]


@pytest.mark.parametrize("resource", ["*", "arn:aws:logs:*", f"{GROUP}:*", "arn:aws:logs:*:*:*"])
def test_every_group_is_too_many(resource: str) -> None:
    assert EVERY == said(Resource=[f"{GROUP}:/shop:*", resource])


def test_all_but_some_are_too_many() -> None:
    assert EVERY == said(NotResource=f"{GROUP}:/shop:*")


@pytest.mark.parametrize("resource", [f"{GROUP}:/shop:*", "arn:aws:logs:*:*:log-group:/aws/route53/*"])
def test_groups_that_are_named_are_not(resource: str) -> None:
    assert said(Resource=resource) == []


def test_looking_at_them_is_no_writing() -> None:
    assert said(Action="logs:DescribeLogGroups", Resource="*") == []

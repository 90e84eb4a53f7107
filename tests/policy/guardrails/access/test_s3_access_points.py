"""An access point to which its bucket leaves who is let in has a policy."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource

from tests.policy.compliant import document, graph, make

ACCOUNT = "123456789012"
LEAVES = {
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders/*",
    "Condition": {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
}
NAMES = {**LEAVES, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/shop"}, "Condition": {}}
POLICY = document({**NAMES, "Resource": f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/sales/object/*"})
ARN = f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/sales"
OPEN = "its bucket lets everyone in who comes by an access point, and it has no policy"


def said(*resources: Resource) -> list[str]:
    found = rule_by_id("s3-access-point-decides").findings(graph(*resources))
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


def point(**inputs: Any) -> Resource:
    return make("s3/accessPoint", "sales", {"bucket": "orders", **inputs}, outputs={"arn": ARN})


def bucket(statement: dict[str, Any]) -> tuple[Resource, Resource]:
    one = make("s3/bucket", "orders", {"bucket": "orders"}, id="orders")
    return one, make("s3/bucketPolicy", "policy", {"bucket": "orders", "policy": document(statement)})


@pytest.mark.parametrize("policy", [{}, {"policy": ""}, {"policy": "{}"}], ids=str)
def test_without_a_policy_nothing_decides(policy: dict[str, str]) -> None:
    assert [OPEN] == said(point(**policy), *bucket(LEAVES))


def test_with_one_it_decides() -> None:
    assert said(point(policy=POLICY), *bucket(LEAVES)) == []
    beside = make("s3control/accessPointPolicy", "beside", {"accessPointArn": ARN, "policy": POLICY})
    assert said(point(), beside, *bucket(LEAVES)) == []


def test_a_bucket_that_names_who_comes_in_decides_itself() -> None:
    assert said(point(), *bucket(NAMES)) == []
    assert said(point()) == []

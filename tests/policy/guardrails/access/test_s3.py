"""Access points, objects, ownership and the owners of buckets; and secrets that are renewed."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource
from guardrails.rule import GraphRule

from tests.policy.compliant import UNKNOWN_WIRE, document, graph, make

ACCOUNT = "123456789012"
ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
PUBLIC = ["a statement without Sid of its policy allows anyone"]


def said(rule_id: str, *resources: Resource) -> list[str]:
    rule = rule_by_id(rule_id)
    if isinstance(rule, GraphRule):
        found = list(rule.findings(graph(*resources)))
    else:
        found = [one for resource in resources for one in rule.findings(resource)]
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


def test_an_access_point_lets_in_whom_it_names_or_its_vpc() -> None:
    rule = "s3-access-point-policy-not-public"
    vpc = {"vpcConfiguration": {"vpcId": "vpc-1"}}
    opened = {"policy": document(ALLOW)}
    assert said(rule, make("s3/accessPoint", inputs=opened)) == PUBLIC
    assert said(rule, make("s3/accessPoint", inputs={**opened, **vpc})) == []
    beside = make("s3control/accessPointPolicy", "p", {"accessPointArn": "arn:point", **opened})
    assert said(rule, make("s3/accessPoint", "it", {}, outputs={"arn": "arn:point"}), beside) == PUBLIC
    assert said(rule, make("s3/accessPoint", "it", vpc, outputs={"arn": "arn:point"}), beside) == []
    details = {"details": {"name": "x", "policy": document(ALLOW)}}
    found = said(rule, make("s3control/multiRegionAccessPointPolicy", inputs=details))
    assert found == ["a statement without Sid of its details.policy allows anyone"]


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ([{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}],
         ["a grant names 'http://acs.amazonaws.com/groups/global/AllUsers'"]),
        ([{"uri": UNKNOWN_WIRE}], ["cannot be decided before `up`: grants is not known yet"]),
        ([{"id": "79a59d"}], []),
        ([], []),
    ],
)  # fmt: skip
def test_a_copy_of_an_object_is_granted_to_nobody_who_is_not_named(grants: Any, expected: list[str]) -> None:
    assert expected == said("s3-object-acl-not-public", make("s3/objectCopy", inputs={"grants": grants}))


def test_access_control_lists_are_off_unless_controls_turn_them_on() -> None:
    rule = "s3-bucket-acls-disabled"
    bucket = make("s3/bucket", "it", {"bucket": "logs"}, id="logs")

    def controls(value: Any) -> Resource:
        return make("s3/bucketOwnershipControls", "o", {"bucket": "logs", "rule": {"objectOwnership": value}})

    assert said(rule, bucket) == []
    assert said(rule, bucket, controls("BucketOwnerEnforced")) == []
    expected = ["objectOwnership is 'BucketOwnerPreferred', so access control lists are on"]
    assert said(rule, bucket, controls("BucketOwnerPreferred")) == expected
    undecided = ["cannot be decided before `up`: objectOwnership is not known yet"]
    assert said(rule, bucket, controls(UNKNOWN_WIRE)) == undecided


@pytest.mark.parametrize("target", ["logs.s3.amazonaws.com", UNKNOWN_WIRE])
def test_the_old_logs_of_cloudfront_need_an_access_control_list(target: str) -> None:
    bucket = make("s3/bucket", "it", {"bucket": "logs"}, id="logs")
    owner = {"bucket": "logs", "rule": {"objectOwnership": "BucketOwnerPreferred"}}
    controls = make("s3/bucketOwnershipControls", "o", owner)
    distribution = make("cloudfront/distribution", "cdn", {"loggingConfig": {"bucket": target}},
                        wires={"loggingConfig": [bucket]})  # fmt: skip
    assert said("s3-bucket-acls-disabled", bucket, controls, distribution) == []
    assert len(said("s3-bucket-acls-disabled", bucket, controls)) == 1


@pytest.mark.parametrize(
    ("principal", "action", "found"),
    [
        ("arn:aws:iam::999999999999:root", "s3:PutBucketPolicy", True),
        ("999999999999", "s3:*", True),
        ("999999999999", "s3:PutObjectAcl", True),
        ("999999999999", ["s3:GetObject", "s3:PutObject"], False),
        (f"arn:aws:iam::{ACCOUNT}:role/deploy", "s3:*", False),
    ],
)
def test_another_account_does_not_change_who_may_use_a_bucket(
    principal: str, action: Any, found: bool
) -> None:
    own = make("iam/role", "app", {}, outputs={"arn": f"arn:aws:iam::{ACCOUNT}:role/app"})
    statement = {**ALLOW, "Principal": {"AWS": principal}, "Action": action}
    policy = make("s3/bucketPolicy", inputs={"bucket": "orders", "policy": document(statement)})
    rule = "s3-bucket-policy-no-foreign-owner"
    expected = ["a statement without Sid of its policy lets account 999999999999 change who may use it"]
    assert said(rule, policy, own) == (expected if found else [])
    assert said(rule, policy) == [], "whose account it is, only the stack's own resources tell"


ROTATED = "secretsmanager-secret-rotated"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"automaticallyAfterDays": 30}, []),
        ({"automaticallyAfterDays": 90}, []),
        ({"automaticallyAfterDays": 91}, ["its rotation is every 91 days"]),
        ({}, ["its rotation has no schedule"]),
        ({"scheduleExpression": "rate(10 days)"}, []),
        ({"scheduleExpression": "rate(4 hours)"}, []),
        ({"scheduleExpression": "rate(100 days)"}, ["its rotation is every 100 days"]),
        ({"scheduleExpression": "cron(0 16 1,15 * ? *)"}, []),
        ({"scheduleExpression": "cron(0 4 1 1/3 ? *)"}, []),
        ({"scheduleExpression": "cron(0 4 1 1,4,7,10 ? *)"}, []),
        ({"scheduleExpression": "cron(0 4 1 1 ? *)"}, ["its rotation is by 'cron(0 4 1 1 ? *)'"]),
        ({"automaticallyAfterDays": UNKNOWN_WIRE},
         ["cannot be decided before `up`: rotationRules is not known yet"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_secret_is_renewed_at_least_every_quarter(rules: dict[str, Any], expected: list[str]) -> None:
    secret = make("secretsmanager/secret", "it", {}, id="arn:secret")
    rotation = make("secretsmanager/secretRotation", "r", {"secretId": "arn:secret", "rotationRules": rules})
    assert expected == said(ROTATED, secret, rotation)


def test_a_rotation_is_found_by_its_wire_and_missed_where_there_is_none() -> None:
    secret = make("secretsmanager/secret", "it", {})
    inputs = {"secretId": UNKNOWN_WIRE, "rotationRules": {"automaticallyAfterDays": 30}}
    assert said(ROTATED, secret) == ["it has no rotation"]
    wired = make("secretsmanager/secretRotation", "r", inputs, wires={"secretId": [secret]})
    assert said(ROTATED, secret, wired) == []

"""A service that is let in acts for somebody who is named; of services that tell nothing nobody asks it."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id

from tests.policy.compliant import UNKNOWN_WIRE, document, make

ACCOUNT = "123456789012"
RULE = "aws-service-principal-source-bound"
LOGS = "arn:aws:s3:::logs/*"


def said(short: str, service: Any, action: str = "*", resource: Any = "*", **condition: Any) -> list[str]:
    path = "policyDocument" if short.startswith("cloudwatch") else "policy"
    statement = {
        "Sid": "Let",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }
    found = rule_by_id(RULE).findings(make(short, inputs={path: document(statement)}))
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:*"}},
        {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::orders"}},
        {"StringEquals": {"aws:SourceOrgID": "o-1234567890"}},
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*"}},
    ],
    ids=str,
)
def test_an_account_an_organization_or_a_resource_binds_the_service(condition: dict[str, Any]) -> None:
    short = "kms/key" if "kms:" in str(condition) else "sqs/queuePolicy"
    service = "logs.eu-west-1.amazonaws.com" if short == "kms/key" else "sns.amazonaws.com"
    assert said(short, service, **condition) == []


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT, "aws:PrincipalOrgID": "o-1"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:eu-west-1:*:orders"}},
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}},
    ],
    ids=str,
)
def test_anything_else_does_not(condition: dict[str, Any]) -> None:
    bound_by_account = "StringEqualsIfExists" in condition  # the service always tells the account
    expected = [] if bound_by_account else [
        "statement 'Let' of its policy does not say for whom sns.amazonaws.com acts"
    ]  # fmt: skip
    assert expected == said("sqs/queuePolicy", "sns.amazonaws.com", **condition)


@pytest.mark.parametrize(
    ("short", "service"),
    [
        ("sns/topicPolicy", "events.amazonaws.com"),
        ("kms/key", "events.amazonaws.com"),
        ("kms/key", "dynamodb.amazonaws.com"),
        ("s3/bucketPolicy", "logdelivery.elasticloadbalancing.amazonaws.com"),
        ("backup/vaultPolicy", "backup.amazonaws.com"),
    ],
)
def test_a_service_that_tells_nothing_is_not_asked(short: str, service: str) -> None:
    assert said(short, service) == []


def test_what_a_service_only_looks_at_or_writes_into_its_own_folder_is_bound_enough() -> None:
    trail = "cloudtrail.amazonaws.com"
    assert said("s3/bucketPolicy", trail, "s3:GetBucketAcl", "arn:aws:s3:::logs") == []
    assert said("s3/bucketPolicy", trail, "s3:PutObject", f"arn:aws:s3:::logs/AWSLogs/{ACCOUNT}/*") == []
    assert len(said("s3/bucketPolicy", trail, "s3:PutObject", LOGS)) == 1
    assert (
        len(said("s3/bucketPolicy", trail, "s3:PutObject", [LOGS, f"arn:aws:s3:::logs/AWSLogs/{ACCOUNT}/*"]))
        == 1
    )


def test_what_a_deny_takes_from_the_service_is_not_open() -> None:
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }
    deny = {**allow, "Effect": "Deny", "Condition": {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}}
    queue = make("sqs/queuePolicy", inputs={"policy": document(allow, deny)})
    assert list(rule_by_id(RULE).findings(queue)) == []


def test_a_source_that_is_not_known_yet_is_undecided() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Condition": {"ArnEquals": {"aws:SourceArn": UNKNOWN_WIRE}},
    }
    (found,) = rule_by_id(RULE).findings(make("sqs/queuePolicy", inputs={"policy": {"Statement": statement}}))
    assert found.undecided


def named(principal: Any, **condition: Any) -> list[str]:
    statement = {
        "Sid": "Let",
        "Effect": "Allow",
        "Principal": principal,
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": condition,
    }
    found = rule_by_id("aws-service-principal-named").findings(
        make("sqs/queuePolicy", inputs={"policy": document(statement)})
    )
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


OWN = {"aws:SourceAccount": ACCOUNT}
ANY_SERVICE = "statement 'Let' of its policy lets every AWS service in that acts for the account"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": OWN},
        {"StringEquals": {"aws:SourceOrgID": "o-1234567890"}},
        {"StringEquals": OWN, "ArnLike": {"aws:SourceArn": f"arn:aws:*:eu-west-1:{ACCOUNT}:*"}},
    ],
    ids=str,
)
def test_the_account_alone_does_not_name_the_service(condition: dict[str, Any]) -> None:
    assert [ANY_SERVICE] == named("*", **condition)
    assert [ANY_SERVICE] == named({"AWS": "*"}, **condition)


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        ({"Service": "s3.amazonaws.com"}, {"StringEquals": OWN}),
        # Only S3 acts for buckets: the ARN names the service.
        ("*", {"StringEquals": OWN, "ArnLike": {"aws:SourceArn": "arn:aws:s3:::orders"}}),
        ("*", {"StringEquals": {**OWN, "aws:PrincipalServiceName": "s3.amazonaws.com"}}),
        # What SNS writes for the owner of a topic.
        ({"AWS": "*"}, {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}),
        ("*", {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}),
    ],
    ids=str,
)
def test_the_principal_or_the_resource_does(principal: Any, condition: dict[str, Any]) -> None:
    assert named(principal, **condition) == []


def test_cloudfront_hands_on_the_list_of_a_bucket() -> None:
    look = {"action": ["s3:ListBucket", "s3:GetBucketAcl"]}
    assert said("s3/bucketPolicy", "delivery.logs.amazonaws.com", **look) == []
    expected = ["statement 'Let' of its policy does not say for whom cloudfront.amazonaws.com acts"]
    assert expected == said("s3/bucketPolicy", "cloudfront.amazonaws.com", **look)

"""A policy refuses plain HTTP if it denies it to everyone, for every action and the whole resource."""

from typing import Any

import pytest
from guardrails.documents import read, refuses_plain_http, refuses_plain_http_to_bucket
from guardrails.values import UNKNOWN
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.compliant import TLS_ONLY, document

QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders"


@pytest.mark.parametrize(
    ("changes", "refuses"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Action": ["s3:*"]}, True),
        ({"Action": "S3:*"}, True),
        ({"Action": "*"}, True),
        ({"Action": ["s3:Get*", "s3:*"]}, True),
        ({"Resource": "*"}, True),
        ({"Resource": "arn:aws:s3:::orders*"}, True),
        ({"Resource": ["arn:aws-cn:s3:::orders", "arn:aws-cn:s3:::orders/*"]}, True),
        ({"Condition": {"Bool": {"aws:securetransport": False}}}, True),
        ({"Condition": {"BoolIfExists": {"aws:SecureTransport": ["false"]}}}, True),
        ({"Condition": {"Bool": {"aws:SecureTransport": ["false", "true"]}}}, True),
        ({"Condition": {}}, True),
        ({"Effect": "Allow"}, False),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, False),
        ({"Principal": {"Service": "s3.amazonaws.com"}}, False),
        ({"Action": "s3:GetObject"}, False),
        ({"Action": ["s3:Get*", "s3:Put*", "s3:List*", "s3:Delete*"]}, False),
        ({"Resource": "arn:aws:s3:::orders/*"}, False),
        ({"Resource": "arn:aws:s3:::orders"}, False),
        ({"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]}, False),
        ({"Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/public/*"]}, False),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        ({"Condition": {"Null": {"aws:SecureTransport": "true"}}}, False),
        ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
        (
            {"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}},
            False,
        ),
        (
            {
                "Condition": {
                    "Bool": {"aws:SecureTransport": "false"},
                    "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
                }
            },
            False,
        ),
    ],
    ids=str,
)
def test_plain_http_is_refused_for_everyone_everything_and_the_whole_bucket(
    changes: dict[str, Any], refuses: bool
) -> None:
    assert refuses is refuses_plain_http_to_bucket(read(document({**TLS_ONLY, **changes})), "orders")


def test_statements_refuse_together_what_none_refuses_alone() -> None:
    bucket = {**TLS_ONLY, "Resource": "arn:aws:s3:::orders"}
    objects = {**TLS_ONLY, "Resource": "arn:aws:s3:::orders/*"}
    most = {key: value for key, value in TLS_ONLY.items() if key != "Action"} | {"NotAction": "s3:GetObject"}
    rest = {**TLS_ONLY, "Action": "s3:Get*"}
    assert refuses_plain_http_to_bucket(read(document(bucket, objects)), "orders")
    assert refuses_plain_http_to_bucket(read(document(most, rest)), "orders")
    assert not refuses_plain_http_to_bucket(read(document(most)), "orders"), "GetObject is left open"


def test_all_but_some_principals_are_not_everyone() -> None:
    denied = {key: value for key, value in TLS_ONLY.items() if key != "Principal"}
    found = read(document({**denied, "NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}}))
    assert not refuses_plain_http_to_bucket(found, "orders")


def test_a_bucket_whose_name_is_unknown_needs_a_document_of_a_whole_bucket() -> None:
    objects = {**TLS_ONLY, "Resource": "arn:aws:s3:::orders/*"}
    assert refuses_plain_http_to_bucket(read(document(TLS_ONLY)), None)
    assert refuses_plain_http_to_bucket(read(document({**TLS_ONLY, "Resource": "*"})), None)
    assert not refuses_plain_http_to_bucket(read(document(objects)), None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Resource": [UNKNOWN]}, None),
        ({"Resource": [*TLS_ONLY["Resource"], UNKNOWN]}, True),
        ({"Principal": UNKNOWN}, None),
        ({"Condition": UNKNOWN}, None),
        ({"Action": UNKNOWN}, None),
        ({"Effect": UNKNOWN}, None),
        ({"Effect": "Allow", "Resource": UNKNOWN}, False),
    ],
    ids=str,
)
def test_what_is_unknown_leaves_undecided_only_what_it_decides(
    changes: dict[str, Any], expected: bool | None
) -> None:
    assert expected is refuses_plain_http_to_bucket(read({"Statement": [{**TLS_ONLY, **changes}]}), "orders")


def test_a_queue_is_judged_by_its_own_actions() -> None:
    denied = {**TLS_ONLY, "Action": "sqs:*", "Resource": QUEUE}
    assert refuses_plain_http(read(document(denied)), "sqs:*", [QUEUE])
    assert not refuses_plain_http(read(document({**denied, "Action": "s3:*"})), "sqs:*", [QUEUE])
    assert not refuses_plain_http(read(document({**denied, "Resource": f"{QUEUE}-2"})), "sqs:*", [QUEUE])


@given(st.permutations(["Effect", "Principal", "Action", "Resource", "Condition"]), st.text(max_size=5))
def test_the_order_of_members_changes_nothing(order: list[str], sid: str) -> None:
    shuffled = {key: TLS_ONLY[key] for key in order} | {"Sid": sid}
    assert refuses_plain_http_to_bucket(read(document(shuffled)), "orders")

"""Policy documents are judged as JSON: who is anyone, what ties a caller, what refuses plain HTTP."""

import json
from typing import Any

import pytest
from guardrails.documents import DocumentError, statements
from guardrails.values import UNKNOWN, Secret
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.compliant import TLS_ONLY, document


def only(**changes: Any) -> Any:
    """Return the one statement of a document: an Allow for everyone, with changes."""
    base = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    (statement,) = statements(document({**base, **changes}))
    return statement


@pytest.mark.parametrize(
    ("principal", "public"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": ["arn:aws:iam::1:root", "*"]}, True),
        ({"AWS": "arn:aws:iam::123456789012:root"}, False),
        ({"Service": "cloudfront.amazonaws.com"}, False),
        ({"Service": "*.amazonaws.com"}, False),
    ],
)
def test_everyone_is_a_wildcard_principal(principal: Any, public: bool) -> None:
    assert public is only(Principal=principal).is_public


def test_an_allow_for_all_but_some_is_for_everyone() -> None:
    (statement,) = statements(document({"Effect": "Allow", "NotPrincipal": {"AWS": "x"}, "Action": "*"}))
    assert statement.is_public


def test_a_deny_is_never_public() -> None:
    assert not only(Effect="Deny").is_public


@pytest.mark.parametrize(
    ("condition", "public"),
    [
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}, False),
        ({"StringEquals": {"AWS:SourceOwner": "123456789012"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:orders"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}, True),
        ({"ArnLike": {"aws:SourceArn": "*"}}, True),
        ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/*"}}, False),
        ({"StringLike": {"aws:PrincipalAccount": "*"}}, True),
        ({"StringEquals": {"aws:SourceAccount": ["123456789012", "*"]}}, True),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, True),
        ({"IpAddress": {"aws:SourceIp": "not a block"}}, True),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True),
        ({"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}, True),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, True),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        (
            {"StringEquals": {"kms:CallerAccount": "123456789012", "kms:ViaService": "s3.amazonaws.com"}},
            False,
        ),
        ({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-1234567890/r-ab12/"}}, False),
    ],
)
def test_a_condition_makes_a_statement_private_if_it_ties_the_caller(condition: Any, public: bool) -> None:
    assert public is only(Condition=condition).is_public


@pytest.mark.parametrize(
    ("changes", "refuses"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Action": ["s3:*"]}, True),
        ({"Action": "*"}, True),
        ({"Resource": "*"}, True),
        ({"Resource": "arn:aws:s3:::orders*"}, True),
        ({"Resource": ["arn:aws-cn:s3:::orders", "arn:aws-cn:s3:::orders/*"]}, True),
        ({"Condition": {"Bool": {"aws:securetransport": False}}}, True),
        ({"Condition": {"BoolIfExists": {"aws:SecureTransport": ["false"]}}}, True),
        ({"Effect": "Allow"}, False),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, False),
        ({"Action": "s3:GetObject"}, False),
        ({"Resource": "arn:aws:s3:::orders/*"}, False),
        ({"Resource": "arn:aws:s3:::orders"}, False),
        ({"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]}, False),
        ({"Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/public/*"]}, False),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        ({"Condition": {"StringEquals": {"aws:SecureTransport": "false"}}}, False),
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
)
def test_plain_http_is_refused_for_everyone_everything_and_the_whole_bucket(
    changes: Any, refuses: bool
) -> None:
    (statement,) = statements(document({**TLS_ONLY, **changes}))
    assert refuses is statement.refuses_plain_http("orders")


def test_a_bucket_whose_name_is_unknown_needs_a_document_of_a_whole_bucket() -> None:
    (whole,) = statements(document(TLS_ONLY))
    (objects,) = statements(document({**TLS_ONLY, "Resource": "arn:aws:s3:::orders/*"}))
    assert whole.refuses_plain_http(None)
    assert not objects.refuses_plain_http(None)


def test_a_document_may_be_text_an_object_or_typed_arguments() -> None:
    expected = statements(document(TLS_ONLY))
    typed = {"version": "2012-10-17", "statement": [{key.lower(): value for key, value in TLS_ONLY.items()}]}
    assert expected == statements(json.loads(document(TLS_ONLY)))
    assert expected == statements(typed)
    assert expected == statements({"Statement": TLS_ONLY}), "a lone statement needs no list"


@pytest.mark.parametrize(
    "value", [UNKNOWN, Secret(UNKNOWN), {"Statement": [{"Effect": "Allow", "Principal": UNKNOWN}]}]
)
def test_a_document_with_anything_unknown_in_it_is_unknown(value: Any) -> None:
    assert statements(value) is UNKNOWN


@pytest.mark.parametrize("value", [None, ""])
def test_no_document_is_none(value: Any) -> None:
    assert statements(value) is None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("{", "is no JSON"),
        ("[1]", "is no JSON object"),
        ('{"Statement": ["x"]}', "has a statement that is no object"),
        ('{"Statement": {"Effect": "allow"}}', "has a statement whose Effect is 'allow'"),
        ('{"Statement": {"Effect": "Allow", "Condition": "x"}}', "has a Condition that is no object"),
        ('{"Statement": {"Effect": "Allow", "Condition": {"Bool": 1}}}', "has a Bool that is no object"),
    ],
)
def test_a_document_that_aws_would_refuse_is_an_error(value: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        statements(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
keys = st.sampled_from(["Effect", "Principal", "NotPrincipal", "Action", "Resource", "Condition", "Sid"])
values = json_values | st.sampled_from(["Allow", "Deny", "*"]) | st.just({"AWS": "*"})


@given(st.lists(st.dictionaries(keys, values, max_size=7), max_size=4))
def test_no_document_makes_the_reader_crash(found: list[dict[str, Any]]) -> None:
    try:
        read = statements(json.dumps({"Statement": found}))
    except DocumentError:
        return
    for statement in read:
        assert not (statement.is_public and statement.refuses_plain_http("orders")), "it allows or it denies"


@given(st.permutations(["Effect", "Principal", "Action", "Resource", "Condition"]), st.text(max_size=5))
def test_the_order_of_members_changes_nothing(order: list[str], sid: str) -> None:
    shuffled = {key: TLS_ONLY[key] for key in order} | {"Sid": sid}
    (statement,) = statements(document(shuffled))
    assert statement.refuses_plain_http("orders")

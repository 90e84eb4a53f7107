"""Policy documents are read in every form that AWS and the SDK write them, and no text makes the reader crash."""

import json
from typing import Any

import pytest
from guardrails.documents import Document, DocumentError, openings, read, refuses_plain_http_to_bucket
from guardrails.documents.conditions import Constraint
from guardrails.documents.reading import Principals, Statement, Words
from guardrails.values import UNKNOWN, Secret
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.compliant import TLS_ONLY, document


def test_a_statement_is_laid_out() -> None:
    found = read(
        document(
            {
                "Sid": "Readers",
                "Effect": "Allow",
                "Principal": {"AWS": "123456789012", "Service": ["a.amazonaws.com"], "CanonicalUser": "79a5"},
                "NotAction": ["s3:DeleteObject"],
                "Resource": "arn:aws:s3:::Orders/*",
                "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:PrincipalTag/Team": ["a", 1, True]}},
            }
        )
    )
    assert found == Document(
        (
            Statement(
                allows=True,
                principals=Principals(accounts=("123456789012", "79a5"), services=("a.amazonaws.com",)),
                actions=Words(("s3:deleteobject",), all_but=True),
                resources=Words(("arn:aws:s3:::Orders/*",)),
                constraints=(
                    Constraint(
                        "stringlike",
                        "aws:principaltag/team",
                        ("a", "1", "true"),
                        absent_passes=True,
                        absent_fails=True,
                    ),
                ),
                sid="Readers",
            ),
        )
    )
    assert str(found.statements[0]) == "statement 'Readers'"


def test_a_document_may_be_text_an_object_or_typed_arguments() -> None:
    expected = read(document(TLS_ONLY))
    typed = {"version": "2012-10-17", "statement": [{key.lower(): value for key, value in TLS_ONLY.items()}]}
    assert expected == read(json.loads(document(TLS_ONLY)))
    assert expected == read(typed)
    assert expected == read({"Statement": TLS_ONLY}), "a lone statement needs no list"
    assert expected == read(Secret(document(TLS_ONLY))), "what is secret is judged, not printed"


@pytest.mark.parametrize("value", [UNKNOWN, Secret(UNKNOWN), {"Statement": UNKNOWN}])
def test_a_document_of_which_nothing_is_known_is_unknown(value: Any) -> None:
    assert read(value) is UNKNOWN


@pytest.mark.parametrize("value", [None, ""])
def test_no_document_is_none(value: Any) -> None:
    assert read(value) is None


@pytest.mark.parametrize("value", [{}, {"Statement": []}, {"Statement": None}])
def test_a_document_without_statements_lets_nobody_in(value: Any) -> None:
    assert read(value) == Document()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("{", "is no JSON"),
        ("[1]", "is no JSON object"),
        ("[" * 100_000, "is nested too deep"),
        ('{"Statement": ["x"]}', "has a statement that is no object"),
        ('{"Statement": {"Effect": "allow"}}', "has a statement whose Effect is 'allow'"),
        ('{"Statement": {"Action": "*"}}', "has a statement whose Effect is 'None'"),
        ('{"Statement": {"Effect": "Allow", "Condition": "x"}}', "has a Condition that is no object"),
        ('{"Statement": {"Effect": "Allow", "Condition": {"Bool": 1}}}', "has a Bool that is no object"),
        (
            '{"Statement": {"Effect": "Allow", "Condition": {"StringMatches": {"a": "b"}}}}',
            "has a condition operator 'StringMatches' that IAM does not know",
        ),
    ],
)
def test_a_document_that_aws_would_refuse_is_an_error(value: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        read(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
keys = st.sampled_from(
    [
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
        "Sid",
    ]
)
conditions = st.dictionaries(
    st.sampled_from(["StringLike", "Bool", "NumericLessThan", "DateEquals", "IpAddress", "Null", "ArnLike"]),
    st.dictionaries(st.text(max_size=5) | st.just("aws:SourceIp"), json_values, max_size=2),
    max_size=2,
)
values = json_values | conditions | st.sampled_from(["Allow", "Deny", "*"]) | st.just({"AWS": "*"})


@given(st.lists(st.dictionaries(keys, values, max_size=7), max_size=4))
def test_no_document_makes_the_reader_crash(found: list[dict[str, Any]]) -> None:
    try:
        read_ = read(json.dumps({"Statement": found}))
    except DocumentError:
        return
    assert isinstance(read_, Document)
    list(openings(read_))
    refuses_plain_http_to_bucket(read_, "orders")


@given(st.text(alphabet="*?a:", max_size=60), st.text(alphabet="a:", max_size=200))
def test_no_pattern_takes_long(pattern: str, text: str) -> None:
    Words((pattern * 20,)).covers(text * 20)

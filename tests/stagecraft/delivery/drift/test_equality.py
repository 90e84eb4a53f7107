"""Two spellings of one value are no drift; two values are."""

import json

import pytest
from guardrails.values import UNKNOWN, Secret
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.delivery.drift.equality import holds_secret, is_nothing, opened, same, unmatched

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("recorded", "actual"),
    [
        (443, 443.0),
        ("443", 443),
        (True, "true"),
        (None, ""),
        (None, []),
        ({}, None),
        (None, False),
        (None, 0),
        (["b", "a"], ["a", "b"]),
        ([{"from": 1}, {"from": 2}], [{"from": 2}, {"from": 1}]),
        ({"a": 1}, {"a": 1, "b": None}),
        ('{"Version": "2012-10-17", "Statement": []}', '{"Statement":[],"Version":"2012-10-17"}'),
        ('{"Action": "s3:GetObject"}', '{"Action": ["s3:GetObject"]}'),
        (UNKNOWN, "vpc-1"),
        (Secret("old"), Secret(UNKNOWN)),
        (Secret("same"), "same"),
    ],
)
def test_the_same_in_another_spelling_is_the_same(recorded, actual):
    assert same(recorded, actual), f"{recorded!r} and {actual!r} mean the same to AWS"
    assert same(actual, recorded), "and the other way round"


@pytest.mark.parametrize(
    ("recorded", "actual"),
    [
        (True, False),
        (35, 1),
        (True, None),
        (["a"], ["a", "b"]),
        (["a", "a"], ["a"]),
        (["a", "b"], "a"),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, "a"),
        ("[a", "[b"),
        ('{"Action": "s3:GetObject"}', '{"Action": ["s3:GetObject", "s3:PutObject"]}'),
        (Secret("old"), Secret("new")),
        ("True", True),
    ],
)
def test_another_value_is_not_the_same(recorded, actual):
    assert not same(recorded, actual), f"{recorded!r} and {actual!r} differ in AWS"
    assert not same(actual, recorded), "and the other way round"


@given(JSON)
def test_a_value_is_the_same_as_itself_and_as_its_document(value):
    assert same(value, value), "every value is itself"
    if isinstance(value, dict | list):
        assert same(value, json.dumps(value)), "a document may be text"


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_what_is_unmatched_makes_one_list_into_the_other(one, other):
    lost, gained = unmatched(one, other)
    left = list(one)
    for item in lost:
        left.remove(item)
    assert sorted(other) == sorted(left + gained), (
        "taking the lost out and the gained in gives the other list"
    )


def test_unknown_and_false_say_something():
    assert not is_nothing(UNKNOWN), "an unknown value is not an absent one"
    assert not is_nothing(value=False), "off is a value"
    assert is_nothing(Secret("")), "an empty secret is nothing"


def test_text_that_only_looks_like_a_document_stays_text():
    assert opened("[draft] title") == "[draft] title", "not JSON"
    assert opened("[" * 100_000) == "[" * 100_000, "nested too deeply to be read"


def test_a_secret_is_found_at_any_depth():
    assert holds_secret({"a": [{"b": Secret("x")}]}), "inside of a list"
    assert not holds_secret({"a": ["x"]}), "no secret"

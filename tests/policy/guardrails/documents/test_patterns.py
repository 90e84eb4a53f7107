"""Patterns match as IAM matches, in linear time, and two patterns meet where a text matches both."""

import itertools
from fnmatch import fnmatchcase

import pytest
from guardrails.documents.patterns import FRESH, UNNAMED, instance, matches, matches_value, meet, value_like
from hypothesis import given
from hypothesis import strategies as st

patterns = st.text(alphabet="ab*?", max_size=7)
TEXTS = ["".join(one) for size in range(6) for one in itertools.product("abc", repeat=size)]


@given(patterns)
def test_a_pattern_matches_what_a_shell_would(pattern: str) -> None:
    for text in TEXTS:
        assert fnmatchcase(text, pattern) is matches(text, pattern), (text, pattern)


@given(patterns, patterns)
def test_two_patterns_meet_exactly_where_a_text_matches_both(one: str, other: str) -> None:
    found = meet(one, other)
    if found is not None:
        assert fnmatchcase(found, one), (one, other, found)
        assert fnmatchcase(found, other), (one, other, found)
    elif any(fnmatchcase(text, one) and fnmatchcase(text, other) for text in TEXTS):
        pytest.fail(f"{one} and {other} have a text in common")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("s3:get*", "s3:getobject", "s3:getobject"),
        ("s3:get*", "s3:*object", f"s3:get{FRESH}object"),
        ("s3:ge?object", "s3:get*", "s3:getobject"),
        ("*", "*", FRESH),
        ("s3:get*", "sqs:*", None),
        ("a", "", None),
    ],
)
def test_where_a_choice_is_left_the_text_is_nobodys(one: str, other: str, expected: str | None) -> None:
    assert meet(one, other) == expected


@given(patterns)
def test_an_instance_of_a_pattern_matches_it(pattern: str) -> None:
    assert matches(instance(pattern), pattern)


@pytest.mark.parametrize(
    ("value", "wanted", "wildcards", "expected"),
    [
        ("a", "a", False, True),
        ("abc", "a*", True, True),
        ("abc", "a*", False, False),
        ("a*", "a*", False, True),
        ("role/x", "${aws:username}/x", False, True),
        ("o-1", "${aws:ResourceOrgID}", False, False),
        ("a*b", "a${*}b", True, True),
        ("axb", "a${*}b", True, False),
        (UNNAMED, "${aws:PrincipalTag/team}", False, False),
        (UNNAMED, "*", True, True),
        ("team-x", "${aws:PrincipalTag/team, 'none'}-x", False, True),
        ("a\nb", "a*b", True, True),
    ],
)
def test_a_value_is_matched_with_the_variables_that_a_caller_chooses(
    value: str, wanted: str, wildcards: bool, expected: bool
) -> None:
    assert expected is matches_value(value, wanted, wildcards=wildcards)


def test_a_value_is_made_up_that_a_wanted_value_matches() -> None:
    for wanted in ("a*b", "${aws:username}/?", "x${*}y"):
        assert matches_value(value_like(wanted), wanted, wildcards=True)


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not matches("a" * 5000, "*a" * 2000 + "b")

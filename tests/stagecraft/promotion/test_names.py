"""Names without the stack, the number and the zone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.promotion.names import in_order, instance_part, pattern_of


@pytest.mark.parametrize(
    ("name", "pattern", "instance"),
    [
        ("net-app-3", "net-app-*", ("3",)),
        ("shop-data-b", "shop-data-*", ("b",)),
        ("data-eu-west-1c", "data-eu-west-*", ("1c",)),
        ("replica-r2", "replica-r*", ("2",)),
        ("subnet12", "subnet*", ("12",)),
        ("node-2-disk-1", "node-*-disk-*", ("2", "1")),
        ("shop-dev-vpc", "shop-<stack>-vpc", ()),
        ("dev_logs", "<stack>_logs", ()),
        ("device", "device", ()),
        ("endpoint-s3", "endpoint-s3", ()),
        ("route-ipv6", "route-ipv6", ()),
        ("a", "a", ()),
        ("b-team", "b-team", ()),
        ("shop-g", "shop-g", ()),
    ],
)
def test_a_number_or_a_zone_is_told_apart_from_a_word(name, pattern, instance):
    assert (pattern, instance) == pattern_of(name, "dev")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("shop-r2", ("r2", "r*")),
        ("shop-data-a", ("data-a", "data-*")),
        ("node-2-disk-1", ("node-2-disk-1", "node-*-disk-*")),
        ("subnet12", ("subnet12", "subnet*")),
        ("shop-vpc", None),
        ("endpoint-s3", None),
    ],
)
def test_the_part_of_a_name_that_tells_an_instance_takes_a_word_with_it(name, part):
    assert instance_part(name) == part


def test_a_stack_whose_name_is_inside_a_word_is_not_taken_out():
    pattern, instance = pattern_of("nonprod-logs", "prod")
    assert pattern == "nonprod-logs"
    assert instance == ()


@given(
    st.from_regex(r"[a-z]{2,8}(-[a-z]{2,8}){0,2}", fullmatch=True), st.integers(0, 999), st.integers(0, 999)
)
def test_two_numbers_of_one_role_have_one_pattern(role, one, other):
    assert pattern_of(f"{role}-{one}", "dev")[0] == pattern_of(f"{role}-{other}", "dev")[0]


@given(st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True), st.from_regex(r"[a-z]{3,8}", fullmatch=True))
def test_pattern_and_instance_together_keep_the_whole_name(name, stack):
    pattern, instance = pattern_of(name, stack)
    rebuilt = pattern.replace("<stack>", stack)
    for part in instance:
        rebuilt = rebuilt.replace("*", part, 1)
    assert name == rebuilt


def test_instances_are_sorted_as_people_count():
    expected = [("1",), ("2",), ("10",), ("a",), ("b",)]
    assert expected == sorted([("10",), ("b",), ("2",), ("a",), ("1",)], key=in_order)

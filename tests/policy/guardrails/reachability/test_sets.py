"""The arithmetic of intervals, ports and addresses: exact, and written for people."""

import pytest
from guardrails.reachability import addresses, ports
from guardrails.reachability.filters import sweep
from guardrails.reachability.intervals import IntervalSet, both, covers, either, holds, union, without
from guardrails.values import UNKNOWN
from hypothesis import given
from hypothesis import strategies as st

numbers = st.sets(st.integers(0, 40))


def as_set(found: set[int]) -> IntervalSet:
    return union((number, number) for number in found)


@given(numbers, numbers, st.integers(0, 41))
def test_sets_of_intervals_are_sets(one: set[int], other: set[int], number: int) -> None:
    here, there = as_set(one), as_set(other)
    assert as_set(one | other) == either(here, there)
    assert as_set(one & other) == both(here, there)
    assert as_set(one - other) == without(here, there)
    assert (other <= one) is covers(here, there)
    assert (number in one) is holds(here, number)


@given(st.lists(numbers, max_size=5))
def test_a_sweep_tells_for_each_number_which_sets_hold_it(found: list[set[int]]) -> None:
    told: dict[int, tuple[int, ...]] = {}
    for (first, last), active in sweep((as_set(one), index) for index, one in enumerate(found)):
        told.update(dict.fromkeys(range(first, last + 1), active))
    expected = {
        number: tuple(i for i, one in enumerate(found) if number in one) for one in found for number in one
    }
    assert expected == told


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        (("tcp", 443, 443), "tcp 443"),
        (("6", "80", "81"), "tcp 80-81"),
        (("-1", 0, 0), "every protocol and port"),
        (("all", None, None), "every protocol and port"),
        (("udp", None, None), "udp"),
        (("tcp", -1, -1), "tcp"),
        (("icmp", -1, -1), "icmp"),
        (("icmp", 8, 0), "icmp"),
        (("50", None, None), "protocol 50"),
    ],
)  # fmt: skip
def test_ports_are_read_as_aws_reads_them(rule: tuple[str, object, object], shown: str) -> None:
    found = ports.of_rule(*rule)
    assert found is not None
    assert shown == ports.show(found)


@pytest.mark.parametrize(
    "rule",
    [(UNKNOWN, 1, 1), ("tcp", UNKNOWN, 1), ("tcp", 2, 1), ("tcp", 1, 70_000), ("bogus", 1, 1), ("tcp", "x", 1)],
)  # fmt: skip
def test_ports_that_cannot_be_read_are_unknown(rule: tuple[object, object, object]) -> None:
    assert ports.of_rule(*rule) is None


def test_everything_but_one_port_is_told_in_few_words() -> None:
    assert "protocols 0-5; tcp 0-21, 23-65535; protocols 7-255" == ports.show(
        without(ports.EVERY, ports.tcp(22))
    )


@pytest.mark.parametrize(
    ("block", "shown"),
    [("10.0.0.0/8", "10.0.0.0/8"), ("10.1.2.3/8", "10.0.0.0/8"), ("1.2.3.4", "1.2.3.4/32")],
)  # fmt: skip
def test_blocks_are_shown_as_they_are_written(block: str, shown: str) -> None:
    assert [shown] == [addresses.show(part) for part in addresses.block(block).sure]


def test_the_world_holds_the_services_of_aws_and_a_public_block_may() -> None:
    world, part, own = (addresses.block(text) for text in ("0.0.0.0/0", "52.0.0.0/8", "10.0.0.0/8"))
    assert covers(world.sure, addresses.CLOUDFRONT)
    assert (False, True) == (covers(part.sure, addresses.S3), covers(part.maybe, addresses.S3))
    assert () == own.maybe


@pytest.mark.parametrize("text", ["", "x", "10.0.0.0/33", "10.0.0", "::/129"])
def test_text_that_is_no_block_holds_nothing_that_is_known(text: str) -> None:
    assert addresses.block(text) is None

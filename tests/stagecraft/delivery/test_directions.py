"""Directions: what is worse one way is no worse the other way, and nothing is worse than itself."""

import pytest
from guardrails.values import UNKNOWN, Secret
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.delivery.directions import fewer, gone, less, lower, off, on, weaker, wider
from stagecraft.delivery.safety_table import GUARDS

NETWORKS = st.sampled_from(["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "::/0", "fd00::/8", "x"])
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 400),
    st.sampled_from(["", "true", "ENABLED", "DISABLED", "Enabled", "Suspended", "HTTP", "HTTPS", "aws:kms"]),
    NETWORKS,
    st.lists(st.text(max_size=2), max_size=3),
    st.sampled_from([{"block": {}}, {"count": {}}, {"allow": {}}, {"none": {}}, {}]),
)

WORSE = [
    (off(), True, False),
    (off(), True, None),
    (off(), "ENABLED", "DISABLED"),
    (off(), True, UNKNOWN),
    (off(default=True), None, False),
    (on(), None, True),
    (on(), False, True),
    (on(), False, UNKNOWN),
    (less(), 7, 3),
    (less(), "7", "3"),
    (less(), 7, None),
    (less(), 7, UNKNOWN),
    (less(default=30), None, 7),
    (less(forever=True), 0, 365),
    (less(forever=True), None, 365),
    (less(default=35, unset=0), 35, 7),
    (gone, "arn:aws:kms:x", None),
    (gone, ["a"], []),
    (gone, Secret("key"), None),
    (fewer, ["a", "b", "c"], ["a", "b"]),
    (fewer, ["a"], None),
    (lower("HTTP", "HTTPS"), "HTTPS", "HTTP"),
    (lower("HTTP", "HTTPS"), "HTTPS", None),
    (lower("HTTP", "HTTPS"), "HTTPS", UNKNOWN),
    (weaker("allow", "count", "block"), {"block": {}}, {"count": {}}),
    (weaker("allow", "count", "block"), [{"block": {}}], [{"count": {}}]),
    (weaker("count", "block", default="block"), None, {"count": {}}),
    (wider, "10.1.0.0/16", "0.0.0.0/0"),
    (wider, "10.1.0.0/16", "10.0.0.0/8"),
]

LET_BE = [
    (off(), False, None),
    (off(), None, UNKNOWN),
    (off(default=True), True, None),
    (on(), True, False),
    (less(), 3, 7),
    (less(), UNKNOWN, 3),
    (less(default=30), None, 30),
    (less(forever=True), 365, 0),
    (less(forever=True), 365, None),
    (less(default=35, unset=0), None, 7),
    (less(default=35, unset=0), 35, None),
    (gone, None, None),
    (gone, "arn:a", "arn:b"),
    (gone, "arn:a", UNKNOWN),
    (fewer, ["a", "b"], ["c", "d"]),
    (fewer, ["a", "b"], UNKNOWN),
    (lower("HTTP", "HTTPS"), "HTTP", "HTTPS"),
    (lower("HTTP", "HTTPS"), "HTTPS", "TLS"),
    (weaker("allow", "count", "block"), {"count": {}}, {"block": {}}),
    (weaker("allow", "count", "block"), None, {"allow": {}}),
    (wider, "10.0.0.0/8", "10.1.0.0/16"),
    (wider, "10.0.0.0/8", "::/0"),
    (wider, "10.0.0.0/8", UNKNOWN),
]


@given(st.sampled_from(GUARDS), VALUES, VALUES)
def test_an_improvement_is_never_a_downgrade(guard, one, other) -> None:
    assert not (guard.worse(one, other) and guard.worse(other, one)), (
        f"{guard.path}: both {one!r} → {other!r} and the way back are called worse"
    )


@given(st.sampled_from(GUARDS), VALUES)
def test_what_stays_is_no_downgrade(guard, value) -> None:
    assert not guard.worse(value, value), guard.path


@pytest.mark.parametrize(("direction", "old", "new"), WORSE, ids=range(len(WORSE)))
def test_a_step_in_the_wrong_direction_is_worse(direction, old, new) -> None:
    assert direction(old, new)


@pytest.mark.parametrize(("direction", "old", "new"), LET_BE, ids=range(len(LET_BE)))
def test_any_other_step_is_let_be(direction, old, new) -> None:
    assert not direction(old, new)

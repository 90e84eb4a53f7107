"""Hashes that say the same on every machine."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from stagecraft.delivery.hashes import digest, fingerprint_hash, settings_hash
from stagecraft.promotion.architecture import Shape

SHAPES = st.lists(
    st.builds(
        Shape, st.text(max_size=3), st.text(max_size=3), st.frozensets(st.text(max_size=2), max_size=3)
    ),
    max_size=6,
)


@given(SHAPES, st.randoms())
def test_the_order_of_roles_makes_no_difference(shapes, random) -> None:
    mixed = list(shapes)
    random.shuffle(mixed)
    assert fingerprint_hash(Counter(shapes)) == fingerprint_hash(Counter(mixed))


@given(SHAPES, SHAPES)
def test_only_the_same_roles_in_the_same_number_have_the_same_hash(one, other) -> None:
    same = Counter(one) == Counter(other)
    assert same == (fingerprint_hash(Counter(one)) == fingerprint_hash(Counter(other)))


def test_settings_are_their_values() -> None:
    assert settings_hash({"a": 1, "b": {"c": [1, 2]}}) == settings_hash({"b": {"c": [1, 2]}, "a": 1})
    assert settings_hash({"a": 1}) != settings_hash({"a": "1"})
    assert settings_hash({"a": [1, 2]}) != settings_hash({"a": [2, 1]})


def test_a_digest_stays_what_it_was() -> None:
    """A ledger is read for years: the canonical form is a contract."""
    assert "507aab815f2bdfce1c740c0b1ae7b1c874f56b9aa5b9ab109a07b57365148233" == digest({"b": 1, "a": "ä"})

"""A value is changed at a path, and what it was stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft import wire
from stagecraft.sandbox.changed import changed

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=3), values, max_size=4), st.text(max_size=3), values.filter(bool))
def test_only_the_one_property_differs(value: dict[str, Any], key: str, new: Any) -> None:
    before = dict(value)
    after = changed(value, (key,), new)
    assert {**value, key: new} == after
    assert before == value, "the original is not touched"


def test_lists_objects_and_secrets_are_entered() -> None:
    value = {"rules": [{"port": 1}, wire.secret({"port": 2})]}
    assert {"rules": [{"port": 1}, wire.secret({"port": 9})]} == changed(value, ("rules", 1, "port"), 9)
    assert {"rules": [{"port": 1}, wire.secret({"port": 2}), 3]} == changed(value, ("rules", 2), 3)
    assert {"rules": [wire.secret({"port": 2})]} == changed(value, ("rules", 0), None)


def test_objects_on_the_way_are_made() -> None:
    assert {"a": {"b": {"c": 1}}} == changed({}, ("a", "b", "c"), 1)


@pytest.mark.parametrize("steps", [("name", "x"), ("list", 2), (0,), ("asset", "x")])
def test_what_is_of_another_kind_is_not_entered(steps: tuple[str | int, ...]) -> None:
    value = {"name": "text", "list": [1], "asset": {wire.SIGNATURE: "an asset", "hash": "h"}}
    with pytest.raises(LookupError):
        changed(value, steps, 1)

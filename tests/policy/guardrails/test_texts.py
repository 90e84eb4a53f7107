"""JSON text inside of properties, and parameters of groups: read whole, or not at all."""

from typing import Any

import pytest
from guardrails.parameters import parameter
from guardrails.texts import leaves, parsed
from guardrails.values import UNKNOWN, Secret

from tests.policy.compliant import UNKNOWN_WIRE, make


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('{"a": [1]}', {"a": [1]}),
        ({"a": 1}, {"a": 1}),
        (Secret('["a"]'), ["a"]),
        (None, None),
        ("", None),
        ("{", None),
        ("[" * 100_000, None),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_text_is_read_and_anything_else_is_left(value: Any, expected: Any) -> None:
    assert expected == parsed(value)


def test_leaves_are_found_however_deep_they_lie() -> None:
    deep: Any = "end"
    for _ in range(10_000):
        deep = [deep]
    assert list(leaves(deep)) == ["end"]
    assert sorted(leaves({"a": [1, {"b": 2}], "c": Secret(3), "d": []})) == [1, 2, 3]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([{"name": "tls", "value": "enabled"}], "enabled"),
        ([{"name": "other", "value": "1"}], None),
        ([{"name": "tls"}], None),
        ([{"name": UNKNOWN_WIRE, "value": "1"}, {"name": "tls", "value": "enabled"}], UNKNOWN),
        ([{"name": "tls", "value": UNKNOWN_WIRE}], UNKNOWN),
        (UNKNOWN_WIRE, UNKNOWN),
        (None, None),
    ],
)
def test_a_parameter_has_its_value_none_or_one_that_nobody_knows(listed: Any, expected: Any) -> None:
    group = make("docdb/clusterParameterGroup", inputs={"parameters": listed})
    found = parameter(group, "tls")
    assert found is expected or found == expected

"""The settings of the operations: thresholds within reason, periods within a day, and the way out."""

from typing import Any

import pytest

from settings.operations import Count, DatabaseAlarms, Mebibytes

DATABASE = DatabaseAlarms(
    connections=Count(threshold=400, periods=5), free_memory=Mebibytes(threshold=1024, periods=15)
)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "database.cpuPercent.threshold",
            120,
            "120 is not a number from 1 to 99; allowed: a number from 1 to 99; write e.g. threshold: 99",
        ),
        ("database.cpuPercent.periods", 0, "allowed: a whole number from 1 to 288"),
        ("database.cpuPercent.periods", 289, "allowed: a whole number from 1 to 288"),
        ("database.connections.threshold", -1, "allowed: a whole number from 0 to 1000000000"),
        ("database.freeMemory.threshold", 0, "allowed: a whole number from 1 to 4194304"),
        ("database.cpuPercent.threshold", "60 %", "allowed: a number from 1 to 99"),
    ],
)
def test_a_value_out_of_range_is_refused_by_its_key(lines: Any, key: str, value: Any, said: str) -> None:
    [line] = lines({f"shop:operations.{key}": value})
    assert line.startswith(f"Pulumi.dev.yaml: shop:operations.{key}: ")
    assert said in line

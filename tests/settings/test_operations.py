"""The settings of the operations: thresholds within reason, periods within a day, and the way out."""

import json
from typing import Any

import pytest

from settings.operations import MOST_PERIODS, OperationsSettings


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "database.cpuPercent.threshold",
            120,
            "120 is too large; allowed: a whole number from 1 to 99; write e.g. threshold: 99",
        ),
        ("database.cpuPercent.periods", 0, "allowed: a whole number from 1 to 288"),
        ("database.cpuPercent.periods", 289, "allowed: a whole number from 1 to 288"),
        ("database.connections.threshold", -1, "allowed: a whole number from 0 to 1000000000"),
        ("database.freeMemory.threshold", 0, "allowed: a whole number from 1 to 4194304"),
        ("database.cpuPercent.threshold", "60 %", "allowed: a whole number from 1 to 99"),
        ("database.cpuPercent.threshold", 60.5, "allowed: a whole number from 1 to 99"),
    ],
)
def test_a_value_out_of_range_is_refused_by_its_key(lines: Any, key: str, value: Any, said: str) -> None:
    [line] = lines({f"shop:operations.{key}": value})
    assert line.startswith(f"Pulumi.dev.yaml: shop:operations.{key}: ")
    assert said in line


@pytest.mark.parametrize("key", ["threshold", "periods"])
def test_an_alarm_is_said_as_a_whole(lines: Any, key: str) -> None:
    [line] = lines({f"shop:operations.database.cpuPercent.{key}": None})
    assert line.startswith(f"Pulumi.dev.yaml: shop:operations.database.cpuPercent.{key}: missing")


@pytest.mark.parametrize("key", ["connections", "freeMemory"])
def test_what_follows_from_the_instance_class_has_no_default(lines: Any, key: str) -> None:
    [line] = lines({f"shop:operations.database.{key}": None})
    assert line.startswith(f"Pulumi.dev.yaml: shop:operations.database.{key}: missing")


def test_a_misspelt_alarm_is_told_its_name(lines: Any) -> None:
    [line] = lines({"shop:operations.database.cpu": {"threshold": 60, "periods": 5}})
    assert line.startswith("Pulumi.dev.yaml: shop:operations.database.cpu: unknown key")


def test_the_storys_threshold_is_the_default(stack_file: Any) -> None:
    database = stack_file("dev")["config"]["shop:operations"]["database"]
    keys = {key: database[key] for key in ("connections", "freeMemory")}
    settings = OperationsSettings.model_validate_json(json.dumps({"database": keys}))
    assert (60, 5) == (settings.database.cpu_percent.threshold, settings.database.cpu_percent.periods)


def test_the_most_periods_fill_a_day_of_the_longest_period() -> None:
    assert MOST_PERIODS * 300 == 86_400, "CloudWatch looks back a day at most"

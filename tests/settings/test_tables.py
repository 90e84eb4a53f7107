"""Settings of the tables tier: limits of DynamoDB and DAX, and the rules with region and grade."""

import gzip
import json
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import ValidationError

from settings import aws_facts
from settings.base import Mistake
from settings.tables import (
    MOST_RECOVERY_DAYS,
    MOST_UNITS,
    PRODUCTION_NODES,
    OnDemandCapacity,
    ProvisionedCapacity,
    TablesSettings,
    dax_is_offered,
    tables_keep_the_grade,
)

Lines = Callable[..., list[str]]
ROOT = Path(__file__).parents[2]

ON_DEMAND = {"mode": "on-demand", "maxReadUnits": 1000, "maxWriteUnits": 500}
PROVISIONED = {
    "mode": "provisioned",
    "read": {"min": 5, "max": 100},
    "write": {"min": 5, "max": 50},
    "targetPercent": 70,
}
DAX: dict[str, Any] = {
    "nodes": 3,
    "nodeType": "dax.r5.large",
    "itemTtlSeconds": 300,
    "queryTtlSeconds": 60,
    "maintenanceWindow": "sun:05:00-sun:06:00",
}
VALID: dict[str, Any] = {
    "carts": {"capacity": ON_DEMAND},
    "orders": {"capacity": PROVISIONED},
    "pointInTimeRecoveryDays": 35,
    "contributorInsights": "none",
    "dax": DAX,
}
CAPACITY = (
    "a mapping, with the keys mode, maxReadUnits, maxWriteUnits "
    "or a mapping, with the keys mode, read, write, targetPercent"
)


def tables(**changes: Any) -> TablesSettings:
    return TablesSettings.model_validate({**VALID, **changes})


def with_dax(**changes: Any) -> TablesSettings:
    return tables(dax={**DAX, **changes})


def refused_places(settings: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        TablesSettings.model_validate(settings)
    return [".".join(map(str, error["loc"])) for error in caught.value.errors()]


def test_what_is_not_stated_defaults_to_safe() -> None:
    assert tables().deletion_protection is True, "deleting the tables must be asked for"


def test_a_table_is_paid_for_in_one_of_two_ways() -> None:
    assert isinstance(tables().carts.capacity, OnDemandCapacity)
    assert isinstance(tables().orders.capacity, ProvisionedCapacity)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pointInTimeRecoveryDays", 0),
        ("pointInTimeRecoveryDays", MOST_RECOVERY_DAYS + 1),
        ("contributorInsights", "all"),
        ("contributorInsights", False),
        ("deletionProtection", "true"),
    ],
)
def test_what_dynamodb_refuses_is_refused_before(key: str, value: object) -> None:
    assert [key] == refused_places({**VALID, key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nodes", -1),
        ("nodes", 11),
        ("nodeType", "r5.large"),
        ("nodeType", "cache.r5.large"),
        ("itemTtlSeconds", 0),
        ("itemTtlSeconds", 86_401),
        ("queryTtlSeconds", 0),
        ("maintenanceWindow", "sunday"),
        ("maintenanceWindow", "sun:05:00-sun:05:59"),
    ],
)
def test_what_dax_refuses_is_refused_before(key: str, value: object) -> None:
    assert [f"dax.{key}"] == refused_places({**VALID, "dax": {**DAX, key: value}})


@pytest.mark.parametrize("target", [19, 91])
def test_a_target_that_autoscaling_refuses_is_refused_before(target: int) -> None:
    capacity = {**PROVISIONED, "targetPercent": target}
    assert ["orders.capacity.provisioned.targetPercent"] == refused_places(
        {**VALID, "orders": {"capacity": capacity}}
    )


@pytest.mark.parametrize("key", ["maxReadUnits", "maxWriteUnits"])
@pytest.mark.parametrize("units", [0, MOST_UNITS + 1])
def test_a_limit_of_a_table_lies_within_the_accounts_own(key: str, units: int) -> None:
    assert [f"carts.capacity.on-demand.{key}"] == refused_places(
        {**VALID, "carts": {"capacity": {**ON_DEMAND, key: units}}}
    )


def said(lines: list[str]) -> list[str]:
    return [line.removeprefix("Pulumi.dev.yaml: shop:tables.") for line in lines]


def test_provisioned_capacity_without_limits_is_refused(lines: Lines) -> None:
    assert [
        "orders.capacity.read: missing: limits of the read capacity of the table and of each of its indexes; "
        "allowed: a mapping, with the keys min, max; write e.g. read: {max: 100, min: 5}",
        "orders.capacity.write: missing: limits of the write capacity of the table and of each of its indexes; "
        "allowed: a mapping, with the keys min, max; write e.g. write: {max: 50, min: 5}",
        "orders.capacity.targetPercent: missing: share of the provisioned capacity in use that autoscaling "
        "keeps; allowed: a whole number from 20 to 90; write e.g. targetPercent: 70",
    ] == said(lines({"shop:tables.orders.capacity": {"mode": "provisioned"}}))


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"orders.capacity.read": {"min": 5}},
            "orders.capacity.read.max: missing: capacity units a second that are never exceeded; "
            "allowed: a whole number from 1 to 40000; write e.g. max: 100",
        ),
        (
            {"orders.capacity.write": {"min": 5, "max": 4}},
            "orders.capacity.write.max: 4 is less than min, 5; allowed: 5 to 40000; write e.g. max: 5",
        ),
        (
            {"carts.capacity.maxReadUnits": None},
            "carts.capacity.maxReadUnits: missing: read request units a second above which the table "
            "throttles; allowed: a whole number from 1 to 40000; write e.g. maxReadUnits: 1000",
        ),
        (
            {"carts.capacity.mode": "ondemand"},
            "carts.capacity.mode: 'ondemand' is not allowed; allowed: 'on-demand', 'provisioned'; "
            "write e.g. mode: on-demand",
        ),
        (
            {"carts.capacity": {}},
            "carts.capacity.mode: missing; allowed: 'on-demand', 'provisioned'; write e.g. mode: on-demand",
        ),
        (
            {"carts.capacity": "on-demand"},
            f"carts.capacity: 'on-demand' is not allowed; allowed: {CAPACITY}; "
            "write e.g. capacity: {maxReadUnits: 1000, maxWriteUnits: 500, mode: on-demand}",
        ),
        (
            {"orders.capacity.reads": {}},
            "orders.capacity.reads: unknown key, did you mean read?; "
            "allowed: mode, read, write, targetPercent; write read instead",
        ),
        (
            {"carts.capacity.targetPercent": 70},
            "carts.capacity.targetPercent: unknown key; allowed: mode, maxReadUnits, maxWriteUnits; take it out",
        ),
        (
            {"dax.maintenanceWindow": "sun:05:00-sun:05:30"},
            "dax.maintenanceWindow: 'sun:05:00-sun:05:30' is 30 minutes long; allowed: 60 minutes or more; "
            "write e.g. maintenanceWindow: sun:05:00-sun:06:00",
        ),
    ],
)
def test_a_mistake_is_told_by_the_key_that_the_file_has(changes: Any, line: str, lines: Lines) -> None:
    assert [line] == said(lines({f"shop:tables.{key}": value for key, value in changes.items()}))


def test_a_region_without_dax_is_told_with_the_knob_that_leaves_it_out() -> None:
    assert [
        Mistake(
            path="tables.dax.nodes",
            problem=(
                "3 in ap-northeast-2, which lacks DynamoDB Accelerator (DAX): no resource type AWS::DAX::Cluster"
            ),
            allowed=f"0 there ({aws_facts.services_source()})",
            way_out="write nodes: 0, which leaves DAX out, or an aws:region that has it, e.g. ap-northeast-1",
        )
    ] == list(dax_is_offered("ap-northeast-2", tables()))


def test_without_nodes_no_region_needs_dax() -> None:
    assert [] == list(dax_is_offered("ap-northeast-2", with_dax(nodes=0)))


@pytest.mark.parametrize("region", ["eu-west-99", "us-gov-west-1"])
def test_dax_is_not_judged_in_a_region_that_is_a_mistake_of_its_own(region: str) -> None:
    assert [] == list(dax_is_offered(region, tables()))


def test_a_node_type_that_the_region_lacks_is_told_with_the_nearest_one() -> None:
    [mistake] = dax_is_offered("eu-central-1", with_dax(nodeType="dax.r3.large"))
    assert mistake.path == "tables.dax.nodeType"
    assert mistake.problem == "DAX has no 'dax.r3.large' in eu-central-1"
    assert mistake.way_out == "write e.g. nodeType: dax.r5.large"


def test_production_lacks_nothing_of_its_grade() -> None:
    assert [] == list(tables_keep_the_grade("production", tables()))


@pytest.mark.parametrize(("nodes", "lacks"), [(0, []), (1, ["tables.dax.nodes"]), (2, ["tables.dax.nodes"])])
def test_production_has_a_node_in_each_of_three_zones_or_none(nodes: int, lacks: list[str]) -> None:
    weak = with_dax(nodes=nodes)
    assert lacks == [mistake.path for mistake in tables_keep_the_grade("production", weak)]


def test_production_is_told_everything_that_it_lacks() -> None:
    weak = tables(
        deletionProtection=False, pointInTimeRecoveryDays=6, dax={**DAX, "nodes": PRODUCTION_NODES - 1}
    )
    assert [
        ("tables.deletionProtection", "write e.g. deletionProtection: true"),
        ("tables.pointInTimeRecoveryDays", "write e.g. pointInTimeRecoveryDays: 7"),
        ("tables.dax.nodes", "write e.g. nodes: 3"),
    ] == [(mistake.path, mistake.way_out) for mistake in tables_keep_the_grade("production", weak)]


def test_another_grade_may_lack_it() -> None:
    weak = tables(deletionProtection=False, pointInTimeRecoveryDays=1, dax={**DAX, "nodes": 1})
    assert [] == list(tables_keep_the_grade("non-production", weak))


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_three_stacks_stand_where_everything_is_offered(stack: str) -> None:
    config = yaml.safe_load(ROOT.joinpath(f"Pulumi.{stack}.yaml").read_text("utf-8"))["config"]
    assert config["aws:region"] in aws_facts.regions_offering(*get_args(aws_facts.Service)), (
        "the shop's and its account's services"
    )
    settings = TablesSettings.model_validate(config["shop:tables"])
    assert [] == list(dax_is_offered(config["aws:region"], settings))
    assert settings.dax.nodes > 0, "no stack leaves anything out"


def numbers(shape: str) -> Iterator[int]:
    packed = resources.files("botocore").joinpath("data/dynamodb/2012-08-10/service-2.json.gz").read_bytes()
    found = json.loads(gzip.decompress(packed))["shapes"][shape]
    yield from (found[key] for key in ("min", "max") if key in found)


def test_the_days_of_recovery_are_dynamodbs_own() -> None:
    field = TablesSettings.model_json_schema()["properties"]["pointInTimeRecoveryDays"]
    assert list(numbers("RecoveryPeriodInDays")) == [field["minimum"], field["maximum"]]

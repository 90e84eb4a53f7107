"""The dashboard's body is one that CloudWatch takes, whatever the table."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.operations.alarm import Alarm
from components.operations.dashboard import HEADINGS, WIDTH, dashboard_body

REGIONS = {"stack": "eu-west-1", "edge": "us-east-1"}
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
_PLACE = {
    "x": {"type": "integer", "minimum": 0, "maximum": 23},
    "y": {"type": "integer", "minimum": 0},
    "width": {"type": "integer", "minimum": 1, "maximum": 24},
    "height": {"type": "integer", "minimum": 1, "maximum": 1000},
}


def widget(kind: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "properties", *_PLACE],
        "properties": {
            **_PLACE,
            "type": {"const": kind},
            "properties": {
                "type": "object",
                "additionalProperties": False,
                "required": required,
                "properties": properties,
            },
        },
    }


BODY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["widgets"],
    "properties": {
        "widgets": {
            "type": "array",
            "maxItems": 500,
            "items": {
                "oneOf": [
                    widget("text", {"markdown": {"type": "string"}}, ["markdown"]),
                    widget(
                        "alarm",
                        {
                            "title": {"type": "string"},
                            "alarms": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {"type": "string", "pattern": "^arn:aws:cloudwatch:"},
                            },
                        },
                        ["alarms"],
                    ),
                    widget(
                        "metric",
                        {
                            "title": {"type": "string"},
                            "view": {"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]},
                            "region": {"type": "string", "pattern": "^[a-z]{2}-[a-z]+-[0-9]$"},
                            "stat": {"type": "string"},
                            "period": {"type": "integer", "multipleOf": 60},
                            "metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 500,
                                "items": {"type": "array", "minItems": 3},
                            },
                            "annotations": {
                                "type": "object",
                                "additionalProperties": False,
                                "properties": {
                                    "alarms": {
                                        "type": "array",
                                        "maxItems": 1,
                                        "items": {"type": "string", "pattern": "^arn:aws:cloudwatch:"},
                                    },
                                    "horizontal": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "required": ["value"],
                                            "properties": {
                                                "label": {"type": "string"},
                                                "value": {"type": "number"},
                                            },
                                        },
                                    },
                                },
                            },
                        },
                        ["region", "annotations"],
                    ),
                ]
            },
        }
    },
}


def arns(number: int) -> list[str]:
    return [f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-{one}" for one in range(number)]


def check(body: dict[str, Any]) -> None:
    jsonschema.validate(body, BODY)
    taken: set[tuple[int, int]] = set()
    for one in body["widgets"]:
        assert one["x"] + one["width"] <= WIDTH
        cells = {
            (x, y)
            for x in range(one["x"], one["x"] + one["width"])
            for y in range(one["y"], one["y"] + one["height"])
        }
        assert not cells & taken, "two widgets in one place"
        taken |= cells


def graphs(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["properties"] for one in body["widgets"] if one["type"] == "metric"]


@pytest.fixture(scope="module")
def body(operations_args: Any, all_alarms: Any) -> dict[str, Any]:
    table = all_alarms(operations_args())
    return dashboard_body(table, alarm_arns=arns(len(table)), regions=REGIONS)


def test_the_body_is_one_that_cloudwatch_takes(body: dict[str, Any]) -> None:
    check(body)


def test_each_alarm_is_shown_with_its_metric_and_its_threshold(
    body: dict[str, Any], operations_args: Any, all_alarms: Any
) -> None:
    for alarm in all_alarms(operations_args()):
        shown = [
            graph
            for graph in graphs(body)
            for line in graph["metrics"]
            if line[:2] == [alarm.namespace, alarm.metric]
            and line[-1]["label"].startswith(alarm.role)
            and set(alarm.dimensions.values()) <= set(line[2:-1])
        ]
        assert shown, alarm.role
        for graph in shown:
            assert graph["region"] == REGIONS[alarm.place]
            assert alarm.threshold in [one["value"] for one in graph["annotations"]["horizontal"]]


def test_the_instances_of_a_kind_stand_in_one_graph(body: dict[str, Any]) -> None:
    (cpu,) = [graph for graph in graphs(body) if graph["metrics"][0][:2] == ["AWS/RDS", "CPUUtilization"]]
    assert ["db-primary-cpu", "db-r1-cpu"] == [line[-1]["label"] for line in cpu["metrics"]]


def test_the_state_of_every_alarm_stands_above(
    body: dict[str, Any], operations_args: Any, all_alarms: Any
) -> None:
    states = [one for one in body["widgets"] if one["type"] == "alarm"]
    assert arns(len(all_alarms(operations_args()))) == [
        arn for one in states for arn in one["properties"]["alarms"]
    ]
    assert 0 == states[0]["y"]
    first_graph = min(one["y"] for one in body["widgets"] if one["type"] == "metric")
    assert all(one["y"] < first_graph for one in states)


def test_a_heading_without_metrics_is_left_out(operations_args: Any, all_alarms: Any) -> None:
    table = all_alarms(operations_args(dax_cluster_name=None))
    texts = [
        one["properties"]["markdown"]
        for one in dashboard_body(table, alarm_arns=arns(1), regions=REGIONS)["widgets"]
        if one["type"] == "text"
    ]
    assert f"## {HEADINGS['dax']}" not in texts
    assert f"## {HEADINGS['cache']}" in texts


ALARMS = st.builds(
    Alarm,
    role=st.sampled_from(sorted(HEADINGS)).flatmap(
        lambda group: st.integers(0, 10_000).map(lambda number: f"{group}-{number}")
    ),
    description=st.just("Something is wrong."),
    namespace=st.sampled_from(["AWS/RDS", "AWS/EC2"]),
    metric=st.sampled_from(["One", "Two", "Three", "Four", "Five", "Six"]),
    dimensions=st.dictionaries(st.sampled_from(["A", "B"]), st.sampled_from(["1", "2"])),
    statistic=st.sampled_from(["Sum", "Average"]),
    threshold=st.floats(0, 1e9),
    period_seconds=st.sampled_from([60, 300]),
    periods=st.integers(1, 5),
    missing=st.just("missing"),
    place=st.sampled_from(["stack", "edge"]),
)


@given(table=st.lists(ALARMS, max_size=40, unique_by=lambda alarm: alarm.role), count=st.integers(1, 250))
def test_whatever_the_table_no_widget_covers_another(table: Sequence[Alarm], count: int) -> None:
    body = dashboard_body(table, alarm_arns=arns(count), regions=REGIONS)
    check(body)
    assert len(table) == sum(len(graph["metrics"]) for graph in graphs(body)), "each alarm once"


def test_a_sum_is_shown_by_its_parts() -> None:
    alarm = Alarm(
        role="table-orders-errors",
        description="DynamoDB fails.",
        namespace="AWS/DynamoDB",
        metric="SystemErrors",
        dimensions={"TableName": "orders"},
        summed={"Operation": ["GetItem", "PutItem"]},
        statistic="Sum",
        threshold=0,
        periods=1,
        missing="notBreaching",
    )
    (graph,) = graphs(dashboard_body([alarm], alarm_arns=arns(1), regions=REGIONS))
    assert [
        [
            "AWS/DynamoDB",
            "SystemErrors",
            "TableName",
            "orders",
            "Operation",
            operation,
            {"label": f"table-orders-errors {operation}"},
        ]
        for operation in ("GetItem", "PutItem")
    ] == graph["metrics"]
    assert replace(alarm, summed={}).summed == {}


def test_an_alarm_of_another_tier_is_drawn_by_its_arn() -> None:
    body = dashboard_body([], alarm_arns=arns(1), regions=REGIONS, graphed={"app": arns(2)})
    check(body)
    assert [
        {
            "title": f"shop-{number}",
            "view": "timeSeries",
            "region": "eu-west-1",
            "annotations": {"alarms": [arn]},
        }
        for number, arn in enumerate(arns(2))
    ] == graphs(body)

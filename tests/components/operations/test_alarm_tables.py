"""The tables of alarms against AWS's own recommendations and bounds.

What no test can show: that a threshold suits the shop's load. It is a setting for that reason.
"""

import re
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.operations.dashboard import HEADINGS
from settings.operations import MOST_PERIODS, Count, DatabaseAlarms, Mebibytes, OperationsSettings
from tests.components.operations.conftest import application
from tests.components.operations.recommended import DEVIATIONS, DOCUMENTED, RECOMMENDED

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: a day, and seven
# days where a period is an hour or more.
DAY = 86_400
MOST_METRICS_OF_AN_ALARM = 20


@pytest.fixture(scope="module")
def alarms(operations_args: Any, all_alarms: Any) -> list[Any]:
    found: list[Any] = all_alarms(operations_args())
    return found


def key(alarm: Any) -> tuple[str, str, str]:
    return alarm.namespace, alarm.metric, " ".join([*alarm.dimensions, *alarm.summed])


def advice(alarm: Any) -> tuple[Any, ...] | None:
    """What AWS recommends; of a group's instances what it recommends of one, and by table what by operation."""
    namespace, metric, dimensions = key(alarm)
    same = {
        ("AWS/EC2", "AutoScalingGroupName"): (metric, "InstanceId"),
        ("AWS/AutoScaling", "AutoScalingGroupName"): (
            metric.replace("InServiceInstances", "InServiceCapacity"),
            dimensions,
        ),
        ("AWS/DynamoDB", "TableName Operation"): (
            metric,
            "TableName" if metric == "SystemErrors" else dimensions,
        ),
    }
    return RECOMMENDED.get((namespace, *same.get((namespace, dimensions), (metric, dimensions))))


def test_every_metric_and_its_dimensions_are_aws_own(alarms: list[Any]) -> None:
    own = [alarm for alarm in alarms if alarm.namespace == "shop/dev" and not alarm.dimensions]
    assert {"ApplicationErrors", "DatabaseErrors"} == {alarm.metric for alarm in own}
    unknown = [
        alarm.role
        for alarm in alarms
        if alarm not in own and advice(alarm) is None and key(alarm) not in DOCUMENTED
    ]
    assert unknown == [], "an alarm on a metric that nobody sends stays silent for ever"


def test_an_alarm_is_as_aws_recommends_or_says_why_not(alarms: list[Any]) -> None:
    others = {}
    for alarm in alarms:
        recommended = advice(alarm)
        if recommended is None:
            continue
        statistic, comparison, threshold, period, periods, missing = recommended
        is_so = (alarm.statistic, alarm.comparison, alarm.period_seconds, alarm.periods, alarm.missing)
        same_threshold = threshold is None or threshold == alarm.threshold
        exact = key(alarm) in RECOMMENDED
        if not (exact and same_threshold and is_so == (statistic, comparison, period, periods, missing)):
            others[alarm.role] = is_so
    assert set(others) == set(DEVIATIONS), others


def test_what_aws_recommends_is_watched(alarms: list[Any]) -> None:
    watched = {advice(alarm) for alarm in alarms}
    assert [one for one, recommended in RECOMMENDED.items() if recommended not in watched] == []


def test_the_storys_alarm_is_among_them(alarms: list[Any]) -> None:
    (story,) = [alarm for alarm in alarms if alarm.role == "db-primary-cpu"]
    assert ("CPUUtilization", "GreaterThanThreshold", 60, 5) == (
        story.metric,
        story.comparison,
        story.threshold,
        story.periods,
    )


def test_each_alarm_has_a_role_of_its_own_a_heading_and_a_description(alarms: list[Any]) -> None:
    roles = [alarm.role for alarm in alarms]
    assert len(roles) == len(set(roles))
    assert {alarm.group for alarm in alarms} == set(HEADINGS)
    for alarm in alarms:
        assert re.fullmatch(r"[a-z][a-z0-9-]{2,40}", alarm.role)
        assert 20 <= len(alarm.description) <= 1024
        assert alarm.description.endswith(".")


def test_the_values_are_those_of_cloudwatchs_api(alarms: list[Any]) -> None:
    shapes = botocore.session.get_session().get_service_model("cloudwatch")
    comparisons = set(shapes.shape_for("ComparisonOperator").enum)
    statistics = set(shapes.shape_for("Statistic").enum)
    for alarm in alarms:
        assert alarm.comparison in comparisons
        assert alarm.statistic in statistics or re.fullmatch(r"p[0-9]{2}", alarm.statistic)
        assert alarm.missing in {"breaching", "notBreaching", "missing"}


def test_a_sum_is_of_no_more_metrics_than_an_alarm_takes(alarms: list[Any]) -> None:
    for alarm in alarms:
        assert len(alarm.summed) <= 1
        for values in alarm.summed.values():
            assert 1 <= len(values) < MOST_METRICS_OF_AN_ALARM


def test_what_is_measured_in_us_east_1_is_watched_there(alarms: list[Any]) -> None:
    assert {
        "edge-errors",
        "edge-health",
        "edge-certificate-cloudfront",
        "edge-blocked-cloudfront",
        "alerts-edge-undelivered",
        "alerts-edge-unpublished",
        "queue-untold-edge-dead",
    } == {alarm.role for alarm in alarms if alarm.place == "edge"}


def test_the_alarm_of_the_shop_hears_what_visitors_feel(alarms: list[Any]) -> None:
    assert {
        "app-balancer-rejected",
        "app-none-healthy",
        "app-slow",
    } == {alarm.role for alarm in alarms if alarm.felt}
    assert all(alarm.place == "stack" for alarm in alarms if alarm.felt), "it hears its own region alone"


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"dax_cluster_name": None}, "dax-"),
        ({"cache_node_ids": ["shop-001"]}, "cache-n1-lag"),
        ({"database_identifiers": ["shop-dev-primary"]}, "db-r1-"),
        ({"nat_gateway_ids": {"a": "nat-1"}}, "nat-b-"),
    ],
)
def test_what_is_not_there_is_not_watched(
    operations_args: Any, all_alarms: Any, alarms: list[Any], changes: dict[str, Any], absent: str
) -> None:
    without = [alarm.role for alarm in all_alarms(operations_args(**changes))]
    assert any(alarm.role.startswith(absent) for alarm in alarms)
    assert not any(role.startswith(absent) for role in without)


@given(
    periods=st.integers(1, MOST_PERIODS),
    percent=st.integers(1, 99),
    mebibytes=st.integers(1, 4_194_304),
    gib=st.integers(20, 65_536),
)
def test_whatever_the_settings_an_alarm_looks_back_a_day_at_most(
    operations_args: Any, all_alarms: Any, periods: int, percent: int, mebibytes: int, gib: int
) -> None:
    settings = OperationsSettings.model_validate(
        {
            "application": {
                "cpu_percent": {"threshold": percent, "periods": periods},
                "error_lines": {"threshold": 0, "periods": periods},
                "minutes_at_most_instances": 1440,
            },
            "database": DatabaseAlarms(
                connections=Count(threshold=0, periods=periods),
                free_memory=Mebibytes(threshold=mebibytes, periods=periods),
                free_storage_percent={"threshold": percent, "periods": periods},  # type: ignore[arg-type]
            ),
        }
    )
    for alarm in all_alarms(operations_args(settings=settings, allocated_storage_gib=gib)):
        assert alarm.periods * alarm.period_seconds <= DAY, alarm.role
        assert alarm.threshold >= 0
        if alarm.metric == "FreeStorageSpace":
            assert alarm.threshold < gib * 2**30, "less than there is"


NIGHT = {"name": "night", "cron": "0 20 * * *", "minInstances": 1, "maxInstances": 2}
SALE = {"name": "sale", "cron": "0 6 * * FRI", "minInstances": 4, "maxInstances": 9}


@pytest.mark.parametrize(
    ("schedules", "least", "most"), [([], 2, 6), ([NIGHT], 1, 6), ([SALE], 2, 9), ([NIGHT, SALE], 1, 9)]
)
def test_a_group_is_told_of_outside_of_all_its_schedules(
    operations_args: Any, all_alarms: Any, schedules: list[Any], least: int, most: int
) -> None:
    found = all_alarms(operations_args(application=application(schedules=schedules)))
    thresholds = {alarm.role: alarm.threshold for alarm in found}
    assert (least, most) == (thresholds["app-too-few"], thresholds["app-at-most"])


def test_thresholds_are_in_the_units_of_their_metrics(alarms: list[Any]) -> None:
    thresholds = {alarm.role: alarm.threshold for alarm in alarms}
    assert 1024 * 2**20 == thresholds["db-primary-memory"], "bytes"
    assert 2 * 2**30 == thresholds["db-primary-storage"], "bytes: a tenth of 20 GiB"
    assert 0.02 == thresholds["db-primary-reads"], "seconds"
    assert 1 == thresholds["app-slow"], "seconds"
    assert 100_000 == thresholds["db-proxy-waits"], "microseconds"
    assert 50 == thresholds["table-carts-slow"], "milliseconds"

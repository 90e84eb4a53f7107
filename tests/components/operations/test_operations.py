"""The operations tier: what the tables become, and that all of it tells the topic of its region.

Not shown here: that CloudWatch and EventBridge accept every value; the tables' own tests hold them to AWS.
"""

import json
from typing import Any

import pytest

from components.operations import Operations
from components.operations.event_table import event_rules
from components.operations.operations import any_of, name_of

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SHOP_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
TOPICS = {
    "eu-west-1": "arn:aws:sns:eu-west-1:111122223333:shop-alerts",
    "us-east-1": "arn:aws:sns:us-east-1:111122223333:shop-edge-alerts",
}


@pytest.fixture
def graph(record: Any, operations_args: Any) -> Any:
    return record(lambda: Operations("shop", operations_args()))


def named(graph: Any, token: str, name: str) -> Any:
    (found,) = [one for one in graph.of_type(token) if one.name == name]
    return found


def region(resource: Any) -> str:
    return resource.inputs.get("region") or "eu-west-1"


def test_each_row_of_the_tables_is_an_alarm(graph: Any, operations_args: Any, all_alarms: Any) -> None:
    roles = {f"shop-{alarm.role}" for alarm in all_alarms(operations_args())}
    assert roles == {alarm.name for alarm in graph.of_type(ALARM)}


def test_every_alarm_tells_its_begin_and_its_end_to_the_topic_of_its_region(graph: Any) -> None:
    for alarm in [*graph.of_type(ALARM), *graph.of_type(SHOP_ALARM)]:
        assert alarm.inputs["alarmActions"] == [TOPICS[region(alarm)]], alarm.name
        assert alarm.inputs["okActions"] == [TOPICS[region(alarm)]], alarm.name
        assert alarm.inputs.get("actionsEnabled", True) is True


def test_an_alarm_has_the_values_of_its_row(graph: Any) -> None:
    alarm = named(graph, ALARM, "shop-db-r1-lag").inputs
    assert {
        "namespace": "AWS/RDS",
        "metricName": "ReplicaLag",
        "dimensions": {"DBInstanceIdentifier": "shop-dev-r1"},
        "statistic": "Maximum",
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 60,
        "period": 60,
        "evaluationPeriods": 10,
        "datapointsToAlarm": 10,
        "treatMissingData": "breaching",
        "alarmDescription": "A read replica is far behind the primary.",
    }.items() <= alarm.items()


def test_a_percentile_is_an_extended_statistic(graph: Any) -> None:
    slow = named(graph, ALARM, "shop-app-slow").inputs
    assert slow["extendedStatistic"] == "p95"
    assert "statistic" not in slow, "CloudWatch takes one of the two"


def test_a_sum_is_a_metric_math_over_its_parts(graph: Any) -> None:
    errors = named(graph, ALARM, "shop-table-orders-errors").inputs
    *parts, total = errors["metricQueries"]
    assert ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"] == [
        part["metric"]["dimensions"]["Operation"] for part in parts
    ]
    assert {"shop-orders"} == {part["metric"]["dimensions"]["TableName"] for part in parts}
    assert {("AWS/DynamoDB", "SystemErrors", 60, "Sum", False)} == {
        (
            part["metric"]["namespace"],
            part["metric"]["metricName"],
            part["metric"]["period"],
            part["metric"]["stat"],
            part["returnData"],
        )
        for part in parts
    }
    assert ("SUM(METRICS())", True) == (total["expression"], total["returnData"])
    assert len({query["id"] for query in errors["metricQueries"]}) == 6
    assert not {"metricName", "namespace", "period", "statistic", "dimensions"} & errors.keys()


def test_the_shops_alarm_hears_each_alarm_that_visitors_feel(graph: Any) -> None:
    (shop,) = graph.of_type(SHOP_ALARM)
    names = {
        named(graph, ALARM, f"shop-app-{role}").inputs["name"]
        for role in ("balancer-rejected", "none-healthy", "slow")
    }
    assert {f'ALARM("{name}")' for name in {*names, "shop-app-errors"}} == set(
        shop.inputs["alarmRule"].split(" OR ")
    ), "the application's own among them"
    assert shop.inputs["alarmName"] == "shop-dev-visitors"
    assert len(shop.inputs["alarmRule"]) <= 10_240


def test_the_dashboard_shows_the_alarms_of_its_region(graph: Any) -> None:
    (dashboard,) = graph.of_type(DASHBOARD)
    assert dashboard.inputs["dashboardName"] == "shop-dev"
    widgets = json.loads(dashboard.inputs["dashboardBody"])["widgets"]
    shown = [arn for one in widgets if one["type"] == "alarm" for arn in one["properties"]["alarms"]]
    (shop,) = graph.of_type(SHOP_ALARM)
    of_application = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-app-errors"
    assert shown[:2] == [shop.outputs["arn"], of_application], "the shop's own comes first"
    assert set(shown[2:]) == {
        alarm.outputs["arn"] for alarm in graph.of_type(ALARM) if region(alarm) == "eu-west-1"
    }
    graphs = [one["properties"] for one in widgets if one["type"] == "metric"]
    assert {"alarms": [of_application]} in [graph["annotations"] for graph in graphs]
    lines = [line for graph in graphs for line in graph.get("metrics", [])]
    assert ["AWS/SQS", "ApproximateNumberOfMessagesVisible"] in [line[:2] for line in lines]
    assert all(isinstance(part, str | dict) for line in lines for part in line)


def test_each_rule_tells_the_topic_of_its_region_and_keeps_what_it_cannot_tell(graph: Any) -> None:
    planned = {
        f"shop-{rule.role}": rule
        for rule in event_rules(
            database_identifiers=["shop-dev-primary", "shop-dev-r1"],
            group_name="shop-app",
            deployment_document_name="shop-app-deploy",
        )
    }
    assert set(planned) == {rule.name for rule in graph.of_type(RULE)}
    for name, rule in planned.items():
        created, target = named(graph, RULE, name), named(graph, TARGET, name)
        assert json.loads(created.inputs["eventPattern"]) == rule.pattern
        assert graph.refers(target, "rule", RULE).one.name == name
        assert region(created) == region(target)
        assert target.inputs["arn"] == TOPICS[region(created)]
        queue = graph.refers(target, "deadLetterConfig.arn", QUEUE).one
        assert region(queue) == region(created), "EventBridge keeps dead letters in its own region"
        transformer = target.inputs["inputTransformer"]
        assert transformer["inputPaths"] == rule.values
        assert json.loads(transformer["inputTemplate"]) == f"shop dev: {rule.sentence}"
        assert "roleArn" not in target.inputs, "an encrypted topic is reached by its policy"


@pytest.mark.parametrize(
    ("name", "key", "where"),
    [("shop-untold", "key/1", "eu-west-1"), ("shop-edge-untold", "key/2", "us-east-1")],
)
def test_a_queue_of_the_untold_is_encrypted_kept_and_closed(
    graph: Any, name: str, key: str, where: str
) -> None:
    queue = named(graph, QUEUE, name)
    assert queue.inputs["kmsMasterKeyId"].endswith(key)
    assert queue.inputs["messageRetentionSeconds"] == 1_209_600
    assert region(queue) == where
    policy = named(graph, QUEUE_POLICY, name)
    assert graph.refers(policy, "queueUrl", QUEUE).one.name == name
    (_, allow) = json.loads(policy.inputs["policy"])["Statement"]
    assert sorted(allow["Condition"]["ArnEquals"]["aws:SourceArn"]) == sorted(
        f"arn:aws:events:{where}:111122223333:rule/{rule.inputs['name']}"
        for rule in graph.of_type(RULE)
        if region(rule) == where
    )


def test_counted_lines_become_the_metric_that_an_alarm_watches(graph: Any) -> None:
    sent = {
        (one.inputs["metricTransformation"]["namespace"], one.inputs["metricTransformation"]["name"])
        for one in graph.of_type(FILTER)
    }
    watched = {
        (alarm.inputs["namespace"], alarm.inputs["metricName"])
        for alarm in graph.of_type(ALARM)
        if alarm.inputs.get("namespace") == "shop/dev" and not alarm.inputs.get("dimensions")
    }
    assert sent == watched == {("shop/dev", "ApplicationErrors"), ("shop/dev", "DatabaseErrors")}
    for one in graph.of_type(FILTER):
        assert ("1", "0") == (
            one.inputs["metricTransformation"]["value"],
            one.inputs["metricTransformation"]["defaultValue"],
        )


def test_queries_lie_in_a_folder_of_the_stack(graph: Any) -> None:
    assert {
        "shop/dev/Application errors",
        "shop/dev/Application errors over time",
        "shop/dev/Slow statements",
        "shop/dev/Sessions that the database refused",
        "shop/dev/Rejected connections",
        "shop/dev/Blocked requests to CloudFront",
        "shop/dev/Blocked requests to the load balancer",
    } == {query.inputs["name"] for query in graph.of_type(QUERY)}


def test_other_tiers_get_the_dashboard_and_the_shops_alarm(graph: Any) -> None:
    (shop,) = graph.of_type(SHOP_ALARM)
    assert graph.of_type("stagecraft:operations:Operations")[0].outputs == {
        "dashboard_name": "shop-dev",
        "shop_alarm_arn": shop.outputs["arn"],
    }


def test_names_are_made_as_cloudwatch_wants_them() -> None:
    assert 'ALARM("a") OR ALARM("b")' == any_of(["a", "b"])
    assert "shop-alerts" == name_of("arn:aws:sns:eu-west-1:111122223333:shop-alerts")

"""Logs of databases and services by engine, containers and alarms."""

import json
from typing import Any

import pytest

from tests.policy.compliant import UNKNOWN_WIRE, compliant_props, make
from tests.policy.findings import said, told

DATABASE = "database-logs"
ALARM = "cloudwatch-alarm-acts"
EXPORTS = "enabledCloudwatchLogsExports"


@pytest.mark.parametrize(
    ("engine", "exports", "missing"),
    [
        ("postgres", ["postgresql"], None),
        ("aurora-postgresql", ["instance"], "'postgresql'"),
        ("mysql", ["error", "audit", "slowquery"], None),
        ("aurora-mysql", ["error"], "'audit'"),
        ("mariadb", ["audit"], "'error'"),
        ("oracle-ee", ["trace"], "'alert', 'audit'"),
        ("sqlserver-se", ["error"], None),
        ("db2-se", ["notify.log"], "'diag.log'"),
        ("custom-engine", ["anything"], None),
        (None, ["postgresql"], None),
    ],
)
def test_each_engine_exports_its_logs(engine: str | None, exports: list[str], missing: str | None) -> None:
    database = make("rds/instance", inputs={"engine": engine, EXPORTS: exports})
    expected = told(DATABASE, f"{EXPORTS} has no {missing}") if missing else []
    assert expected == said(DATABASE, database)


def test_an_unknown_engine_is_undecided() -> None:
    database = make("rds/instance", inputs={"engine": UNKNOWN_WIRE, EXPORTS: ["postgresql"]})
    assert told(DATABASE, "engine is not known yet", undecided=True) == said(DATABASE, database)


def test_a_replica_exports_something_too() -> None:
    replica = make("rds/instance", inputs={"replicateSourceDb": "orders"})
    assert told(DATABASE, f"{EXPORTS} is not set") == said(DATABASE, replica)


def test_a_log_of_a_domain_that_is_off_is_none() -> None:
    props = compliant_props("opensearch/domain", **{"logPublishingOptions.1.enabled": "false"})
    expected = told(DATABASE, "logPublishingOptions has no 'ES_APPLICATION_LOGS'")
    assert expected == said(DATABASE, make("opensearch/domain", inputs=props))


@pytest.mark.parametrize(
    ("short", "inputs"),
    [
        ("mq/broker", {"engineType": "RabbitMQ", "logs": {"general": True}}),
        ("msk/cluster", {"loggingInfo": {"brokerLogs": {"s3": {"enabled": True, "bucket": UNKNOWN_WIRE}}}}),
        ("msk/cluster", {"loggingInfo": {"brokerLogs": {"firehose": {"enabled": "true"}}}}),
        ("codebuild/project", {}),
        (
            "codebuild/project",
            {"logsConfig": {"cloudwatchLogs": {"status": "DISABLED"}, "s3Logs": {"status": "ENABLED"}}},
        ),
    ],
)
def test_another_destination_or_engine_keeps_the_rule(short: str, inputs: dict[str, Any]) -> None:
    assert said("service-logs", make(short, inputs=inputs)) == []


class TestContainers:
    RULE = "ecs-task-logs"

    def test_every_container_has_a_log(self) -> None:
        logged = {"name": "a", "logConfiguration": {"logDriver": "awslogs"}}
        definitions = json.dumps([logged, {"name": "b"}])
        expected = told(self.RULE, "containerDefinitions[1].logConfiguration is not set")
        assert expected == said(
            self.RULE, make("ecs/taskDefinition", inputs={"containerDefinitions": definitions})
        )

    def test_a_broken_text_is_told(self) -> None:
        task = make("ecs/taskDefinition", inputs={"containerDefinitions": "{"})
        assert told(self.RULE, "its containerDefinitions is no JSON") == said(self.RULE, task)

    def test_an_unknown_container_is_undecided(self) -> None:
        task = make("ecs/taskDefinition", inputs={"containerDefinitions": [UNKNOWN_WIRE]})
        expected = told(self.RULE, "containerDefinitions[0] is not known yet", undecided=True)
        assert expected == said(self.RULE, task)

    def test_other_settings_of_a_cluster_are_not_insights(self) -> None:
        cluster = make("ecs/cluster", inputs={"settings": [{"name": "other", "value": "enabled"}]})
        expected = told("ecs-cluster-insights", "containerInsights is not set, which is 'disabled'")
        assert expected == said("ecs-cluster-insights", cluster)


class TestAlarms:
    ALARM = "cloudwatch/metricAlarm"
    COMPOSITE = "cloudwatch/compositeAlarm"
    SILENT = "alarmActions is empty, so it tells nobody"

    @pytest.mark.parametrize("short", [ALARM, COMPOSITE])
    def test_an_action_keeps_the_rule(self, short: str) -> None:
        assert said(ALARM, make(short, inputs={"alarmActions": [UNKNOWN_WIRE]})) == []
        assert told(ALARM, self.SILENT) == said(ALARM, make(short, inputs={"okActions": ["arn"]}))

    @pytest.mark.parametrize("short", [ALARM, COMPOSITE])
    def test_actions_that_are_off_tell_nobody(self, short: str) -> None:
        alarm = make(short, inputs={"alarmActions": ["arn"], "actionsEnabled": False})
        unknown = make(short, inputs={"alarmActions": ["arn"], "actionsEnabled": UNKNOWN_WIRE})
        assert told(ALARM, "actionsEnabled is not true") == said(ALARM, alarm)
        assert told(ALARM, "actionsEnabled is not known yet", undecided=True) == said(ALARM, unknown)

    @pytest.mark.parametrize(
        "form",
        [
            'ALARM("cpu") OR ALARM("disk")',
            "ALARM(disk) AND OK(cpu)",
            "NOT INSUFFICIENT_DATA ( 'cpu' )",
            "ALARM(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu)",
        ],
    )
    def test_a_part_of_a_composite_alarm_needs_none(self, known: bool, form: str) -> None:
        alarm = make(self.ALARM, inputs={"name": "cpu"} if known else {})
        rule = form if known else UNKNOWN_WIRE
        composite = make(
            self.COMPOSITE, "both", {"alarmRule": rule, "alarmActions": ["arn"]}, wires={"alarmRule": [alarm]}
        )
        assert said(ALARM, alarm, composite) == []

    def test_a_part_of_nothing_needs_one(self) -> None:
        alarm = make(self.ALARM, inputs={"name": "cpu"})
        composite = make(self.COMPOSITE, "c", {"alarmRule": 'ALARM("cpu-2")', "alarmActions": ["arn"]})
        assert told(ALARM, self.SILENT) == said(ALARM, alarm, composite)

"""The account's topic: who publishes, who encrypts, who reads, and how findings are put into words."""

import json
from typing import Any

import pytest

from components.alerts.topic_policy import topic_policy
from components.notifications import Notice, Notifications, NotificationsArgs, create_notice
from settings.alerts import AlertsSettings
from settings.keys import KeysSettings

ACCOUNT = "111122223333"
KEYS = KeysSettings(deletion_window_days=7, rotation_period_days=180, deletion_protection=False)


def notifications() -> Notifications:
    return Notifications(
        "account",
        NotificationsArgs(
            settings=AlertsSettings(notifications=("a@example.com", "b@example.com")),
            keys=KEYS,
            account_id=ACCOUNT,
            region="eu-west-1",
        ),
    )


def test_the_topic_is_encrypted_with_a_key_of_its_own(record):
    graph = record(notifications)
    (topic,) = graph.of_type("aws:sns/topic:Topic")
    (key,) = graph.of_type("aws:kms/key:Key")
    assert topic.inputs["kmsMasterKeyId"] == key.outputs["arn"]
    assert topic.inputs["signatureVersion"] == 2


def test_each_address_of_the_settings_reads_the_topic(record):
    graph = record(notifications)
    found = {
        (one.inputs["protocol"], one.inputs["endpoint"])
        for one in graph.of_type("aws:sns/topicSubscription:TopicSubscription")
    }
    assert found == {("email", "a@example.com"), ("email", "b@example.com")}


def test_alarms_rules_budgets_and_anomalies_publish_and_nobody_else(record):
    graph = record(notifications)
    (topic,) = graph.of_type("aws:sns/topic:Topic")
    (policy,) = graph.of_type("aws:sns/topicPolicy:TopicPolicy")
    name = topic.value("name")
    statements = json.loads(policy.inputs["policy"])["Statement"]
    assert statements[:-2] == topic_policy(name, ACCOUNT, "eu-west-1")["Statement"]
    arn = f"arn:aws:sns:eu-west-1:{ACCOUNT}:{name}"
    ours = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert statements[-2:] == [
        {
            "Sid": "BudgetsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "budgets.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": arn,
            "Condition": {**ours, "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"}},
        },
        {
            "Sid": "CostAnomaliesPublish",
            "Effect": "Allow",
            "Principal": {"Service": "costalerts.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": arn,
            "Condition": ours,
        },
    ]


@pytest.mark.parametrize("service", ["budgets", "cloudwatch", "costalerts", "events"])
def test_whoever_publishes_may_use_the_key_as_well(record, service):
    graph = record(notifications)
    (key,) = graph.of_type("aws:kms/key:Key")
    (policy,) = graph.of_type("aws:sns/topicPolicy:TopicPolicy")
    principal = {"Service": f"{service}.amazonaws.com"}
    for document in (key.inputs["policy"], policy.inputs["policy"]):
        assert [one for one in json.loads(document)["Statement"] if one["Principal"] == principal]
    (use,) = [one for one in json.loads(key.inputs["policy"])["Statement"] if one["Principal"] == principal]
    assert use["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]


def test_whoever_tells_waits_for_the_policy_that_lets_it(record):
    def program() -> Any:
        create_notice(
            "account",
            Notice(role="x", description="x", pattern={"source": ["aws.x"]}, paths={}, sentence="x"),
            topic_arn=(topic := notifications()).topic_arn,
            parent=topic,
        )

    graph = record(program)
    (target,) = graph.of_type("aws:cloudwatch/eventTarget:EventTarget")
    (policy,) = graph.of_type("aws:sns/topicPolicy:TopicPolicy")
    assert policy.urn in target.property_dependencies["arn"]


def test_an_event_is_told_in_a_sentence(record):
    notice = Notice(
        role="finding",
        description="Tells findings.",
        pattern={"source": ["aws.x"]},
        paths={"what": "$.detail.what"},
        sentence='Found "<what>".',
    )

    def program() -> Any:
        topic = notifications()
        create_notice("account", notice, topic_arn=topic.topic_arn, parent=topic)

    graph = record(program)
    (rule,) = graph.of_type("aws:cloudwatch/eventRule:EventRule")
    (target,) = graph.of_type("aws:cloudwatch/eventTarget:EventTarget")
    assert (rule.name, json.loads(rule.inputs["eventPattern"])) == ("account-finding", {"source": ["aws.x"]})
    assert graph.refers(target, "rule", "aws:cloudwatch/eventRule:EventRule").one.name == "account-finding"
    assert target.inputs["inputTransformer"] == {
        "inputPaths": {"what": "$.detail.what"},
        "inputTemplate": '"Found \\"<what>\\"."',
    }

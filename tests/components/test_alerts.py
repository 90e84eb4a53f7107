"""The alerts tier: two encrypted topics, and each address subscribed to both.

Not shown here: that somebody confirms the subscriptions, which AWS asks for by email.
"""

import json
from typing import Any

import pytest

from components.alerts import Alerts, AlertsArgs
from components.alerts.topic_policy import topic_policy
from settings.alerts import AlertsSettings

TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
EDGE_KEY = "arn:aws:kms:us-east-1:111122223333:key/66666666-2222-3333-4444-555555555555"


def alerts(*notifications: str) -> Alerts:
    return Alerts(
        "shop",
        AlertsArgs(
            settings=AlertsSettings(notifications=notifications or ("ops@example.com",)),
            messages_key_arn=KEY,
            edge_messages_key_arn=EDGE_KEY,
            account_id="111122223333",
            region="eu-west-1",
        ),
    )


def named(graph: Any, token: str, name: str) -> Any:
    (found,) = [one for one in graph.of_type(token) if one.name == name]
    return found


@pytest.mark.parametrize(
    ("name", "key", "region"),
    [("shop-alerts", KEY, None), ("shop-edge-alerts", EDGE_KEY, "us-east-1")],
)
def test_a_topic_is_encrypted_with_the_customer_key_of_its_region(record, name, key, region):
    graph = record(alerts)
    assert len(graph.of_type(TOPIC)) == 2
    topic = named(graph, TOPIC, name).inputs
    assert topic["kmsMasterKeyId"] == key
    assert topic["displayName"] == "shop dev"
    assert topic["signatureVersion"] == 2
    assert topic.get("region") in {region, "eu-west-1" if region is None else region}


@pytest.mark.parametrize(
    ("name", "region"), [("shop-alerts", "eu-west-1"), ("shop-edge-alerts", "us-east-1")]
)
def test_a_topic_has_the_policy_of_its_region(record, name, region):
    graph = record(alerts)
    assert len(graph.of_type(POLICY)) == 2
    topic, policy = named(graph, TOPIC, name), named(graph, POLICY, name)
    assert graph.refers(policy, "arn", TOPIC).one.name == name
    assert json.loads(policy.inputs["policy"]) == topic_policy(topic.inputs["name"], "111122223333", region)
    assert policy.inputs.get("region", "eu-west-1") == region


def test_each_address_is_subscribed_to_both_topics(record):
    graph = record(lambda: alerts("ops@example.com", "on-call@example.com"))
    subscribed = {
        (graph.refers(one, "topic", TOPIC).one.name, one.inputs["protocol"], one.inputs["endpoint"])
        for one in graph.of_type(SUBSCRIPTION)
    }
    assert subscribed == {
        (topic, "email", address)
        for topic in ("shop-alerts", "shop-edge-alerts")
        for address in ("ops@example.com", "on-call@example.com")
    }
    assert len(graph.of_type(SUBSCRIPTION)) == 4
    for one in graph.of_type(SUBSCRIPTION):
        at_the_edge = one.name.startswith("shop-edge-")
        assert one.inputs.get("region", "eu-west-1") == ("us-east-1" if at_the_edge else "eu-west-1")


def test_a_subscription_keeps_its_name_when_another_is_taken_out(record):
    before = {
        one.urn for one in record(lambda: alerts("a@example.com", "b@example.com")).of_type(SUBSCRIPTION)
    }
    after = {one.urn for one in record(lambda: alerts("b@example.com")).of_type(SUBSCRIPTION)}
    assert after < before, "an address that stays is not asked for its consent again"


def test_other_tiers_get_the_topics(record):
    graph = record(alerts)
    assert graph.of_type("stagecraft:alerts:Alerts")[0].outputs == {
        "topic_arn": named(graph, TOPIC, "shop-alerts").outputs["arn"],
        "edge_topic_arn": named(graph, TOPIC, "shop-edge-alerts").outputs["arn"],
    }

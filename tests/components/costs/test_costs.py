"""Budgets and anomalies: what is told, and whom."""

from typing import Any

import pytest

from components.costs import Costs, CostsArgs
from settings.account.costs import CostsSettings

TOPIC = "arn:aws:sns:eu-west-1:111122223333:topic"


def costs(**changes: Any) -> Costs:
    settings = CostsSettings(
        **{
            "monthly_budget_usd": 500,
            "threshold_percents": (80, 100),
            "anomaly_usd": 50,
            "anomaly_frequency": "DAILY",
            "allocation_tags": ("cost-center", "environment"),
            **changes,
        }
    )
    return Costs("account", CostsArgs(settings=settings, topic_arn=TOPIC, addresses=("a@example.com",)))


def test_each_threshold_of_the_budget_is_told_and_the_last_one_before_it_is_reached(record):
    graph = record(costs)
    (budget,) = graph.of_type("aws:budgets/budget:Budget")
    assert (budget.inputs["budgetType"], budget.inputs["timeUnit"]) == ("COST", "MONTHLY")
    assert (budget.inputs["limitAmount"], budget.inputs["limitUnit"]) == ("500", "USD")
    told = [(one["threshold"], one["notificationType"]) for one in budget.inputs["notifications"]]
    assert told == [(80, "ACTUAL"), (100, "ACTUAL"), (100, "FORECASTED")]
    for one in budget.inputs["notifications"]:
        assert (one["comparisonOperator"], one["thresholdType"]) == ("GREATER_THAN", "PERCENTAGE")
        assert one["subscriberSnsTopicArns"] == [TOPIC]


@pytest.mark.parametrize(
    ("frequency", "subscriber"),
    [
        ("IMMEDIATE", {"type": "SNS", "address": TOPIC}),
        ("DAILY", {"type": "EMAIL", "address": "a@example.com"}),
        ("WEEKLY", {"type": "EMAIL", "address": "a@example.com"}),
    ],
)
def test_an_anomaly_is_told_at_once_to_the_topic_or_gathered_by_email(record, frequency, subscriber):
    graph = record(lambda: costs(anomaly_frequency=frequency))
    (monitor,) = graph.of_type("aws:costexplorer/anomalyMonitor:AnomalyMonitor")
    assert (monitor.inputs["monitorType"], monitor.inputs["monitorDimension"]) == ("DIMENSIONAL", "SERVICE")
    (subscription,) = graph.of_type("aws:costexplorer/anomalySubscription:AnomalySubscription")
    assert subscription.inputs["frequency"] == frequency
    assert subscription.inputs["subscribers"] == [subscriber]
    assert subscription.inputs["monitorArnLists"] == [monitor.outputs["arn"]]
    assert subscription.inputs["thresholdExpression"] == {
        "dimension": {
            "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            "matchOptions": ["GREATER_THAN_OR_EQUAL"],
            "values": ["50"],
        }
    }


def test_the_tags_of_the_settings_tell_costs_apart(record):
    graph = record(costs)
    found = graph.of_type("aws:costexplorer/costAllocationTag:CostAllocationTag")
    assert {(one.inputs["tagKey"], one.inputs["status"]) for one in found} == {
        ("cost-center", "Active"),
        ("environment", "Active"),
    }


def test_the_values_are_those_of_the_apis():
    import botocore.session

    session = botocore.session.get_session()

    def values(service: str, shape: str) -> set[str]:
        return set(session.get_service_model(service).shape_for(shape).enum)

    assert {"ACTUAL", "FORECASTED"} == values("budgets", "NotificationType")
    assert "COST" in values("budgets", "BudgetType")
    assert {"IMMEDIATE", "DAILY", "WEEKLY"} == values("ce", "AnomalySubscriptionFrequency")
    assert "ANOMALY_TOTAL_IMPACT_ABSOLUTE" in values("ce", "Dimension")
    assert {"SNS", "EMAIL"} == values("ce", "SubscriberType")

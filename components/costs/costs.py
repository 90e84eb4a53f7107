"""Budgets, cost anomaly detection and cost allocation tags."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import budgets, costexplorer

from settings.account.costs import CostsSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class CostsArgs:
    """What the costs are given: their settings, and whom they tell."""

    settings: CostsSettings
    topic_arn: pulumi.Input[str]
    addresses: Sequence[str]
    """Who reads the topic: anomalies that are gathered go by email alone."""


class Costs(pulumi.ComponentResource):
    """Whoever pays hears of money that runs out, before it has.

        monthly budget --> thresholds, the last one foreseen too --> topic
        anomalies of each service --> topic (at once) or addresses (gathered)
        tags --> cost allocation

    Billing is global: none of this lies in the stack's region. The monitor of services is one per account;
    `docs/account.md` tells how the one that AWS makes itself is taken over.
    """

    budget_name: pulumi.Output[str]

    def __init__(self, name: str, args: CostsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:costs:Costs", name, args.settings.model_dump(mode="json"), opts)
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self.budget_name = self._create_budget()
        self._detect_anomalies()
        for tag in args.settings.allocation_tags:
            costexplorer.CostAllocationTag(f"{name}-{tag}", tag_key=tag, status="Active", opts=self._child)
        self.register_outputs({"budget_name": self.budget_name})

    def _create_budget(self) -> pulumi.Output[str]:
        settings = self._args.settings
        percents = settings.threshold_percents
        notices = [(percent, "ACTUAL") for percent in percents] + [(percents[-1], "FORECASTED")]
        budget = budgets.Budget(
            f"{self._base}-month",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(settings.monthly_budget_usd),
            limit_unit="USD",
            notifications=[
                budgets.BudgetNotificationArgs(
                    comparison_operator="GREATER_THAN",
                    threshold=percent,
                    threshold_type="PERCENTAGE",
                    notification_type=kind,
                    subscriber_sns_topic_arns=[self._args.topic_arn],
                )
                for percent, kind in notices
            ],
            opts=self._child,
        )
        return budget.name

    def _detect_anomalies(self) -> None:
        settings = self._args.settings
        monitor = costexplorer.AnomalyMonitor(
            f"{self._base}-services",
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            opts=self._child,
        )
        subscriber = costexplorer.AnomalySubscriptionSubscriberArgs
        # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalySubscription.html:
        # what is told at once is told to a topic, what is gathered by email.
        subscribers = (
            [subscriber(type="SNS", address=self._args.topic_arn)]
            if settings.anomaly_frequency == "IMMEDIATE"
            else [subscriber(type="EMAIL", address=address) for address in self._args.addresses]
        )
        costexplorer.AnomalySubscription(
            f"{self._base}-anomalies",
            frequency=settings.anomaly_frequency,
            monitor_arn_lists=[monitor.arn],
            subscribers=subscribers,
            threshold_expression=costexplorer.AnomalySubscriptionThresholdExpressionArgs(
                dimension=costexplorer.AnomalySubscriptionThresholdExpressionDimensionArgs(
                    key="ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                    match_options=["GREATER_THAN_OR_EQUAL"],
                    values=[str(settings.anomaly_usd)],
                )
            ),
            opts=self._child,
        )

"""What tells people how the shop is: alarms, a dashboard, rules, counted log lines and saved queries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import cloudwatch

from components.alerts import EDGE_REGION
from components.operations.alarm import Alarm, Place
from components.operations.alarm_plan import data_alarms, inner_alarms, public_alarms, told_alarms
from components.operations.args import OperationsArgs
from components.operations.dashboard import dashboard_body
from components.operations.event_table import event_rules
from components.operations.log_table import counted_lines, saved_queries
from components.operations.logs import create_metric_filters, create_queries, namespace
from components.operations.rules import Post, Rules, create_rules


class Operations(pulumi.ComponentResource):
    """Whatever goes wrong in the shop is told, and shown beside what goes well.

        metrics of every tier --> alarms ---------------------\\
        logs --> counted lines --> alarms --------------------+--> topics --> people
        events of RDS, Auto Scaling, Backup, Health --> rules /
                                                          `--> queue of what could not be told
        the same metrics --> dashboard                   logs --> saved queries

    An alarm tells also when it is over. What is measured in us-east-1 alone is told there. One more alarm
    stands for the whole shop: it goes off when visitors feel something, whatever it is.
    """

    dashboard_name: pulumi.Output[str]
    shop_alarm_arn: pulumi.Output[str]
    """The alarm of the whole shop."""

    def __init__(self, name: str, args: OperationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(
            "stagecraft:operations:Operations", name, args.settings.model_dump(mode="json"), opts
        )
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._topics: dict[Place, pulumi.Input[str]] = {"stack": args.topic_arn, "edge": args.edge_topic_arn}
        rules = self._create_rules()
        create_metric_filters(name, counted_lines(args), self._child)
        create_queries(name, saved_queries(args), self._child)
        table = [
            *public_alarms(args, namespace()),
            *data_alarms(args),
            *inner_alarms(args, namespace()),
            *self._told(rules),
        ]
        alarms = {planned.role: self._create_alarm(planned) for planned in table}
        of_application = [pulumi.Output.from_input(arn) for arn in args.application_alarm_arns.values()]
        shop = self._create_shop_alarm(
            [
                *(arn.apply(name_of) for arn in of_application),
                *(alarms[planned.role].name for planned in table if planned.felt),
            ]
        )
        self.shop_alarm_arn = shop.arn
        own = [alarms[planned.role].arn for planned in table if planned.place == "stack"]
        self.dashboard_name = self._create_dashboard(table, [shop.arn, *of_application, *own], of_application)
        self.register_outputs({"dashboard_name": self.dashboard_name, "shop_alarm_arn": self.shop_alarm_arn})

    def _create_rules(self) -> dict[Place, Rules]:
        args = self._args
        rules = list(
            event_rules(
                database_identifiers=args.planned_database_identifiers,
                group_name=args.group_name,
                deployment_document_name=args.deployment_document_name,
            )
        )
        posts = (
            Post(
                place="stack",
                region=args.region,
                resource_region=None,
                topic_arn=args.topic_arn,
                key_arn=args.messages_key_arn,
                account_id=args.account_id,
            ),
            Post(
                place="edge",
                region=EDGE_REGION,
                resource_region=EDGE_REGION,
                topic_arn=args.edge_topic_arn,
                key_arn=args.edge_messages_key_arn,
                account_id=args.account_id,
            ),
        )
        return {
            post.place: create_rules(
                self._base, post, (rule for rule in rules if rule.place == post.place), self
            )
            for post in posts
        }

    def _told(self, rules: Mapping[Place, Rules]) -> list[Alarm]:
        return list(
            told_alarms(
                topics={
                    place: pulumi.Output.from_input(arn).apply(name_of) for place, arn in self._topics.items()
                },
                rules={place: created.names for place, created in rules.items()},
                queues={place: created.untold_queue_name for place, created in rules.items()},
            )
        )

    def _create_alarm(self, alarm: Alarm) -> cloudwatch.MetricAlarm:
        topic = self._topics[alarm.place]
        args = cloudwatch.MetricAlarmArgs(
            alarm_description=alarm.description,
            comparison_operator=alarm.comparison,
            threshold=alarm.threshold,
            evaluation_periods=alarm.periods,
            datapoints_to_alarm=alarm.periods,
            treat_missing_data=alarm.missing,
            alarm_actions=[topic],
            ok_actions=[topic],
            region=EDGE_REGION if alarm.place == "edge" else None,
        )
        if alarm.summed:
            args.metric_queries = _sum_of(alarm)
        else:
            args.namespace = alarm.namespace
            args.metric_name = alarm.metric
            args.dimensions = dict(alarm.dimensions)
            args.period = alarm.period_seconds
            if alarm.statistic.startswith("p"):
                args.extended_statistic = alarm.statistic
            else:
                args.statistic = alarm.statistic
        return cloudwatch.MetricAlarm(f"{self._base}-{alarm.role}", args, opts=self._child)

    def _create_shop_alarm(self, names: Sequence[pulumi.Output[str]]) -> cloudwatch.CompositeAlarm:
        return cloudwatch.CompositeAlarm(
            f"{self._base}-visitors",
            # A pager and a status page look the alarm of the whole shop up by this name.
            alarm_name=f"{pulumi.get_project()}-{pulumi.get_stack()}-visitors",
            alarm_description="Visitors feel that something is wrong.",
            alarm_rule=pulumi.Output.all(*names).apply(any_of),
            alarm_actions=[self._args.topic_arn],
            ok_actions=[self._args.topic_arn],
            opts=self._child,
        )

    def _create_dashboard(
        self,
        table: Sequence[Alarm],
        arns: Sequence[pulumi.Output[str]],
        of_application: Sequence[pulumi.Output[str]],
    ) -> pulumi.Output[str]:
        regions = {"stack": self._args.region, "edge": EDGE_REGION}
        dimensions = [{"dimensions": alarm.dimensions, "summed": alarm.summed} for alarm in table]
        known = pulumi.Output.all(dimensions, list(arns), list(of_application))
        dashboard = cloudwatch.Dashboard(
            f"{self._base}-dashboard",
            # People find it by this name; it is a part of its address.
            dashboard_name=f"{pulumi.get_project()}-{pulumi.get_stack()}",
            dashboard_body=known.apply(partial(_body_json, list(table), regions)),
            opts=self._child,
        )
        return dashboard.dashboard_name


def _sum_of(alarm: Alarm) -> list[cloudwatch.MetricAlarmMetricQueryArgs]:
    """Return the queries of an alarm on the sum of a metric over the values of one dimension."""
    ((dimension, values),) = alarm.summed.items()
    parts = [
        cloudwatch.MetricAlarmMetricQueryArgs(
            id=f"m{number}",
            return_data=False,
            metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=alarm.namespace,
                metric_name=alarm.metric,
                dimensions={**alarm.dimensions, dimension: value},
                period=alarm.period_seconds,
                stat=alarm.statistic,
            ),
        )
        for number, value in enumerate(values)
    ]
    total = cloudwatch.MetricAlarmMetricQueryArgs(
        id="total", expression="SUM(METRICS())", label=alarm.metric, return_data=True
    )
    return [*parts, total]


def any_of(names: Sequence[str]) -> str:
    """Return the rule of an alarm that goes off with any of these alarms."""
    return " OR ".join(f'ALARM("{name}")' for name in names)


def name_of(arn: str) -> str:
    """Return the name at the end of an ARN."""
    return arn.rpartition(":")[2]


def _body_json(table: Sequence[Alarm], regions: Mapping[str, str], known: Sequence[Any]) -> str:
    dimensions, arns, of_application = known
    alarms = [replace(alarm, **values) for alarm, values in zip(table, dimensions, strict=True)]
    body = dashboard_body(alarms, alarm_arns=arns, regions=regions, graphed={"app": of_application})
    return json.dumps(body)

"""CloudWatch: an alarm tells somebody."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import switch
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws
from guardrails.values import items, plain

_ALARM: Final = aws("cloudwatch/metricAlarm")
_COMPOSITE: Final = aws("cloudwatch/compositeAlarm")


def _acts(graph: Graph, alarm: Resource) -> Iterator[Problem]:
    """Judge an alarm, but one that a composite alarm looks at, which tells for it."""
    asked = {"actionsEnabled": alarm.asked("actionsEnabled")}
    yield from switch(asked, "actionsEnabled", wanted=True, default=True)
    if not items(alarm.inputs, "alarmActions") and not _is_part(graph, alarm):
        yield Problem("alarmActions is empty, so it tells nobody")


def _is_part(graph: Graph, alarm: Resource) -> bool:
    name = plain(alarm.value("name"))
    for composite in graph.of_type(_COMPOSITE):
        rule = plain(composite.asked("alarmRule"))
        if alarm in graph.wired(composite, "alarmRule", _ALARM, _COMPOSITE):
            return True
        if isinstance(rule, str) and isinstance(name, str) and name and f'"{name}"' in rule:
            return True
        if isinstance(rule, str) and isinstance(name, str) and f"({name})" in rule:
            return True
    return False


RULES: Final = (
    GraphRule(
        id="cloudwatch-alarm-acts",
        applies_to=(_ALARM, _COMPOSITE),
        statement="Alarms tell somebody, or do something.",
        risk="The alarm rings where nobody hears it.",
        remediation="Pass alarm_actions=[<topic ARN>] to the alarm, and leave actions_enabled out",
        severity="medium",
        topics=("logging",),
        url=security_hub("CloudWatch.15"),
        controls=("Security Hub CloudWatch.15", "Security Hub CloudWatch.17", "Checkov CKV_AWS_319"),
        check=_acts,
    ),
)

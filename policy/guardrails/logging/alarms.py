"""CloudWatch: an alarm tells somebody."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.checks import switch
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws
from guardrails.values import items, plain

_ALARM: Final = aws("cloudwatch/metricAlarm")
_COMPOSITE: Final = aws("cloudwatch/compositeAlarm")
# `ALARM("cpu") OR OK(disk)`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
_NAME: Final = re.compile(r"(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*([^)]*?)\s*\)")


def _acts(graph: Graph, alarm: Resource) -> Iterator[Problem]:
    """Judge an alarm, but one that a composite alarm looks at, which tells for it."""
    asked = {"actionsEnabled": alarm.asked("actionsEnabled")}
    yield from switch(asked, "actionsEnabled", wanted=True, default=True)
    if not items(alarm.inputs, "alarmActions") and not _is_part(graph, alarm):
        yield Problem("alarmActions is empty, so it tells nobody")


def _is_part(graph: Graph, alarm: Resource) -> bool:
    names, urns = graph.derive(_parts)
    name = plain(alarm.value("name"))
    return alarm.urn in urns or (isinstance(name, str) and name in names)


def _parts(graph: Graph) -> tuple[frozenset[str], frozenset[str]]:
    """Return what composite alarms look at: the names in their rules, and the alarms wired to these."""
    names: set[str] = set()
    urns: set[str] = set()
    for composite in graph.of_type(_COMPOSITE):
        rule = plain(composite.asked("alarmRule"))
        names.update(_NAME.findall(rule) if isinstance(rule, str) else ())
        urns.update(one.urn for one in graph.wired(composite, "alarmRule", _ALARM, _COMPOSITE))
    return frozenset(map(_plain_name, names)), frozenset(urns)


def _plain_name(name: str) -> str:
    """Return an alarm's name without quotes, and without what stands before it in an ARN."""
    name = name.strip("\"'")
    return name.rpartition(":alarm:")[2] if name.startswith("arn:") else name


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

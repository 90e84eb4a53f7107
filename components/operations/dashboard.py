"""The body of the dashboard, made of the same table as the alarms: pure, without resources.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from components.operations.alarm import Alarm

# A dashboard is 24 units wide: four graphs in a row.
WIDTH: Final = 24
GRAPH_WIDTH: Final = 6
GRAPH_HEIGHT: Final = 5
HEADING_HEIGHT: Final = 1
STATUS_HEIGHT: Final = 5
# In one widget: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
MOST_ALARMS: Final = 100
MOST_METRICS: Final = 500

HEADINGS: Final = {
    "edge": "Edge: CloudFront, web ACLs, health check, certificates",
    "app": "Application: load balancer and instances",
    "db": "Database",
    "cache": "Cache",
    "table": "Tables",
    "dax": "DAX",
    "queue": "Queues",
    "nat": "NAT gateways",
    "rotation": "Rotation of the master password",
    "replication": "Replication of documents",
    "logs": "Logs",
    "alerts": "The alerts themselves",
}

Widget = dict[str, Any]


def dashboard_body(
    alarms: Sequence[Alarm],
    *,
    alarm_arns: Sequence[str],
    regions: Mapping[str, str],
    graphed: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Return the body: the state of all alarms, and below it a graph of each metric with its threshold.

    Args:
        alarms: The table; its dimensions are plain text.
        alarm_arns: The ARNs of the alarms of the stack's region.
        regions: The region of each place.
        graphed: By group, the ARNs of alarms of other tiers; CloudWatch draws them by itself.
    """
    widgets: list[Widget] = []
    y = 0
    for start in range(0, len(alarm_arns), MOST_ALARMS):
        shown = list(alarm_arns[start : start + MOST_ALARMS])
        widgets.append(_wide("alarm", y, STATUS_HEIGHT, {"title": "Alarms", "alarms": shown}))
        y += STATUS_HEIGHT
    for group, heading in HEADINGS.items():
        graphs = [
            *(_graph_of(arn, regions["stack"]) for arn in (graphed or {}).get(group, ())),
            *_graphs([alarm for alarm in alarms if alarm.group == group], regions),
        ]
        if not graphs:
            continue
        widgets.append(_wide("text", y, HEADING_HEIGHT, {"markdown": f"## {heading}"}))
        y += HEADING_HEIGHT
        for number, properties in enumerate(graphs):
            row, column = divmod(number, WIDTH // GRAPH_WIDTH)
            widgets.append(
                {
                    "type": "metric",
                    "x": column * GRAPH_WIDTH,
                    "y": y + row * GRAPH_HEIGHT,
                    "width": GRAPH_WIDTH,
                    "height": GRAPH_HEIGHT,
                    "properties": properties,
                }
            )
        y += -(-len(graphs) // (WIDTH // GRAPH_WIDTH)) * GRAPH_HEIGHT
    return {"widgets": widgets}


def _wide(kind: str, y: int, height: int, properties: dict[str, Any]) -> Widget:
    """Return a widget as wide as the dashboard."""
    return {"type": kind, "x": 0, "y": y, "width": WIDTH, "height": height, "properties": properties}


def _graphs(alarms: Sequence[Alarm], regions: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Return the properties of one graph a metric and place: all instances of a kind stand in one."""

    def kind(alarm: Alarm) -> tuple[str, str, str, str]:
        return alarm.place, alarm.namespace, alarm.metric, alarm.statistic

    for (place, _, metric, statistic), same in groupby(sorted(alarms, key=kind), key=kind):
        found = list(same)
        lines = [line for alarm in found for line in _lines(alarm)]
        thresholds = sorted({alarm.threshold for alarm in found})
        yield {
            "title": metric,
            "view": "timeSeries",
            "region": regions[place],
            "stat": statistic,
            "period": found[0].period_seconds,
            "metrics": lines[:MOST_METRICS],
            "annotations": {
                "horizontal": [{"label": "alarm", "value": threshold} for threshold in thresholds]
            },
        }


def _graph_of(alarm_arn: str, region: str) -> dict[str, Any]:
    """Return the properties of the graph of an alarm, with its metric and its threshold."""
    return {
        "title": alarm_arn.rpartition(":")[2],
        "view": "timeSeries",
        "region": region,
        "annotations": {"alarms": [alarm_arn]},
    }


def _lines(alarm: Alarm) -> Iterator[list[Any]]:
    """Return the metrics of an alarm: one, or one for each value of the dimension that it sums over."""
    base = [alarm.namespace, alarm.metric, *(part for pair in alarm.dimensions.items() for part in pair)]
    label = {"label": alarm.role}
    if not alarm.summed:
        yield [*base, label]
    for name, values in alarm.summed.items():
        yield from ([*base, name, value, {"label": f"{alarm.role} {value}"}] for value in values)

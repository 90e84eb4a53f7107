"""What the shop's logs are asked: metric filters that count lines, and saved queries of Logs Insights."""

from collections.abc import Iterable
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedLines:
    """Lines of a log that are counted as a metric of the stack's own namespace."""

    role: str
    log_group_name: pulumi.Input[str]
    pattern: str
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"""
    metric: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedQuery:
    """A query that is worth keeping, and the log groups that it reads."""

    role: str
    title: str
    """Its name in the console, below the folder of the stack."""
    query: str
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html"""
    log_group_names: tuple[pulumi.Input[str], ...]
    region: str | None = None
    """Where the log groups are, if not in the stack's region."""


def namespace() -> str:
    """Return the namespace of the stack's own metrics."""
    return f"{pulumi.get_project()}/{pulumi.get_stack()}"


def create_metric_filters(name: str, counted: Iterable[CountedLines], child: pulumi.ResourceOptions) -> None:
    """Create the metric filters. A minute without such a line counts as none, not as unknown."""
    for lines in counted:
        cloudwatch.LogMetricFilter(
            f"{name}-{lines.role}",
            log_group_name=lines.log_group_name,
            pattern=lines.pattern,
            metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                namespace=namespace(), name=lines.metric, value="1", default_value="0", unit="Count"
            ),
            opts=child,
        )


def create_queries(name: str, queries: Iterable[SavedQuery], child: pulumi.ResourceOptions) -> None:
    """Create the saved queries, in a folder of the stack."""
    for query in queries:
        cloudwatch.QueryDefinition(
            f"{name}-{query.role}",
            # People look for it by this name; slashes make folders of the console.
            name=f"{namespace()}/{query.title}",
            query_string=query.query,
            log_group_names=list(query.log_group_names),
            region=query.region,
            opts=child,
        )

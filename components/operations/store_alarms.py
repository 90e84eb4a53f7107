"""Alarms on the stores beside the database: the cache, the tables and DAX.

Sources of names, statistics, periods and of what a missing value means:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
and, where AWS recommends no alarm, the service's own list of metrics, named at the table.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import pulumi

from components.operations.alarm import Alarm
from settings.operations import CacheAlarms, TableAlarms

# What the application asks of a table.
_OPERATIONS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")


def cache_alarms(
    settings: CacheAlarms, *, role: str, node: pulumi.Input[str], replicated: bool
) -> Iterator[Alarm]:
    """Watch a node of the cache, by the id of its cache cluster, which has one node."""
    of_node = partial(Alarm, namespace="AWS/ElastiCache", dimensions={"CacheClusterId": node})
    # AWS measures these two by cluster and node.
    of_host = partial(
        Alarm,
        namespace="AWS/ElastiCache",
        dimensions={"CacheClusterId": node, "CacheNodeId": "0001"},
        missing="missing",
        statistic="Average",
    )
    yield of_host(
        role=f"cache-{role}-cpu",
        description="A node of the cache works at the end of its CPU.",
        metric="CPUUtilization",
        threshold=settings.cpu_percent.threshold,
        periods=settings.cpu_percent.periods,
    )
    yield of_host(
        role=f"cache-{role}-connections",
        description="A node of the cache has unusually many connections.",
        metric="CurrConnections",
        threshold=settings.connections.threshold,
        periods=settings.connections.periods,
    )
    yield of_node(
        role=f"cache-{role}-engine",
        description="The engine of the cache works at the end of its one thread.",
        metric="EngineCPUUtilization",
        statistic="Average",
        threshold=settings.engine_cpu_percent.threshold,
        periods=settings.engine_cpu_percent.periods,
        missing="missing",
    )
    yield of_node(
        role=f"cache-{role}-memory",
        description="A node of the cache is short of memory.",
        metric="DatabaseMemoryUsagePercentage",
        statistic="Average",
        threshold=settings.memory_percent.threshold,
        periods=settings.memory_percent.periods,
        missing="missing",
    )
    # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
    yield of_node(
        role=f"cache-{role}-evictions",
        description="A node of the cache gives up keys for want of memory.",
        metric="Evictions",
        statistic="Sum",
        threshold=settings.evictions.threshold,
        periods=settings.evictions.periods,
        missing="notBreaching",
    )
    if replicated:
        yield of_node(
            role=f"cache-{role}-lag",
            description="A replica of the cache is behind its primary.",
            metric="ReplicationLag",
            statistic="Average",
            threshold=settings.replication_lag.threshold,
            periods=settings.replication_lag.periods,
            missing="missing",
        )


def table_alarms(
    settings: TableAlarms, *, role: str, table: pulumi.Input[str], indexes: Sequence[str]
) -> Iterator[Alarm]:
    """Watch a DynamoDB table by its name, and its indexes, which are throttled by themselves.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
    """
    places: dict[str, Mapping[str, pulumi.Input[str]]] = {role: {"TableName": table}}
    for index in indexes:
        places[f"{role}-{index}"] = {"TableName": table, "GlobalSecondaryIndexName": index}
    for place, dimensions in places.items():
        for kind in ("Read", "Write"):
            yield Alarm(
                role=f"table-{place}-{kind.lower()}s-throttled",
                description="DynamoDB throttles requests of a table, or of an index.",
                namespace="AWS/DynamoDB",
                metric=f"{kind}ThrottleEvents",
                dimensions=dimensions,
                statistic="Sum",
                threshold=settings.throttled_requests.threshold,
                periods=settings.throttled_requests.periods,
                missing="notBreaching",
            )
    yield Alarm(
        role=f"table-{role}-errors",
        description="DynamoDB answers requests of a table with an error of its own.",
        namespace="AWS/DynamoDB",
        metric="SystemErrors",
        dimensions={"TableName": table},
        # It is counted by table and operation, and by nothing less.
        summed={"Operation": _OPERATIONS},
        statistic="Sum",
        threshold=settings.system_errors.threshold,
        periods=settings.system_errors.periods,
        missing="notBreaching",
    )
    yield Alarm(
        role=f"table-{role}-slow",
        description="DynamoDB answers slowly.",
        namespace="AWS/DynamoDB",
        metric="SuccessfulRequestLatency",
        dimensions={"TableName": table, "Operation": "GetItem"},
        statistic="Average",
        threshold=settings.latency.threshold,
        periods=settings.latency.periods,
        missing="missing",
    )


def dax_alarms(cache: CacheAlarms, tables: TableAlarms, *, cluster: pulumi.Input[str]) -> Iterator[Alarm]:
    """Watch a DAX cluster, by its name.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-metrics-dimensions-dax.html
    """
    of_cluster = partial(Alarm, namespace="AWS/DAX", dimensions={"ClusterId": cluster})
    yield of_cluster(
        role="dax-cpu",
        description="DAX works at the end of its CPU.",
        metric="CPUUtilization",
        statistic="Average",
        threshold=cache.cpu_percent.threshold,
        periods=cache.cpu_percent.periods,
        # DAX tells no zero.
        missing="notBreaching",
    )
    yield of_cluster(
        role="dax-memory",
        description="DAX is short of memory, and slows writes down when it is full.",
        metric="CacheMemoryUtilization",
        statistic="Maximum",
        threshold=cache.memory_percent.threshold,
        periods=cache.memory_percent.periods,
        missing="notBreaching",
    )
    yield of_cluster(
        role="dax-faults",
        description="Requests fail within DAX.",
        metric="FaultRequestCount",
        statistic="Sum",
        threshold=tables.dax_faults.threshold,
        periods=tables.dax_faults.periods,
        missing="notBreaching",
    )

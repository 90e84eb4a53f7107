"""Alarms on what keeps data: the database and its proxy, the cache, the tables and DAX.

Sources of names, statistics, periods and of what a missing value means:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
and, where AWS recommends no alarm, the service's own list of metrics, named at the table.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import pulumi

from components.operations.alarm import Alarm
from settings.operations import CacheAlarms, DatabaseAlarms, TableAlarms

GIB = 2**30
MIB = 2**20
# What PostgreSQL has used of its 2 billion transaction ids when AWS wants somebody to look at autovacuum.
TRANSACTION_IDS = 1_000_000_000
# Percent of the burst balance of a volume's throughput and of its operations.
BURST_BALANCE = 10

# What the application asks of a table.
_OPERATIONS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")


def database_alarms(
    settings: DatabaseAlarms, *, role: str, identifier: pulumi.Input[str], allocated_gib: int
) -> Iterator[Alarm]:
    """Watch a DB instance, the primary or a read replica, by its identifier."""
    of_instance = partial(Alarm, namespace="AWS/RDS", dimensions={"DBInstanceIdentifier": identifier})
    yield of_instance(
        role=f"db-{role}-cpu",
        description="The database works at the end of its CPU.",
        metric="CPUUtilization",
        statistic="Average",
        threshold=settings.cpu_percent.threshold,
        periods=settings.cpu_percent.periods,
        missing="breaching",
    )
    yield of_instance(
        role=f"db-{role}-connections",
        description="The database has almost all connections that it can have.",
        metric="DatabaseConnections",
        statistic="Average",
        threshold=settings.connections.threshold,
        periods=settings.connections.periods,
        missing="breaching",
    )
    yield of_instance(
        role=f"db-{role}-memory",
        description="The database is short of memory.",
        metric="FreeableMemory",
        statistic="Average",
        comparison="LessThanThreshold",
        threshold=settings.free_memory.threshold * MIB,
        periods=settings.free_memory.periods,
        missing="breaching",
    )
    yield of_instance(
        role=f"db-{role}-storage",
        description="The database is short of storage, and may be at the end of its autoscaling.",
        metric="FreeStorageSpace",
        statistic="Minimum",
        comparison="LessThanThreshold",
        threshold=settings.free_storage_percent.threshold / 100 * allocated_gib * GIB,
        periods=settings.free_storage_percent.periods,
        missing="breaching",
    )
    yield of_instance(
        role=f"db-{role}-reads",
        description="The database's storage reads slowly.",
        metric="ReadLatency",
        statistic="p90",
        threshold=settings.read_latency.threshold / 1000,
        periods=settings.read_latency.periods,
        missing="missing",
    )
    yield of_instance(
        role=f"db-{role}-writes",
        description="The database's storage writes slowly.",
        metric="WriteLatency",
        statistic="p90",
        threshold=settings.write_latency.threshold / 1000,
        periods=settings.write_latency.periods,
        missing="missing",
    )
    yield of_instance(
        role=f"db-{role}-load",
        description="More sessions work or wait in the database than it has vCPUs.",
        metric="DBLoad",
        statistic="Average",
        threshold=settings.load.threshold,
        periods=settings.load.periods,
        missing="missing",
    )
    yield from (
        of_instance(
            role=f"db-{role}-burst-{name}",
            description="The database's storage has used up its burst balance, and gets slow.",
            metric=metric,
            statistic="Average",
            comparison="LessThanThreshold",
            threshold=BURST_BALANCE,
            periods=3,
            missing="missing",
        )
        for name, metric in (("bytes", "EBSByteBalance%"), ("operations", "EBSIOBalance%"))
    )


def primary_alarms(*, identifier: pulumi.Input[str]) -> Iterator[Alarm]:
    """Watch what only the primary can run out of."""
    yield Alarm(
        role="db-primary-transactions",
        description="PostgreSQL runs out of transaction ids, and would stop. Look at autovacuum.",
        namespace="AWS/RDS",
        metric="MaximumUsedTransactionIDs",
        dimensions={"DBInstanceIdentifier": identifier},
        statistic="Average",
        threshold=TRANSACTION_IDS,
        periods=1,
        missing="missing",
    )


def replica_alarms(settings: DatabaseAlarms, *, role: str, identifier: pulumi.Input[str]) -> Iterator[Alarm]:
    """Watch how far a read replica is behind."""
    yield Alarm(
        role=f"db-{role}-lag",
        description="A read replica is far behind the primary.",
        namespace="AWS/RDS",
        metric="ReplicaLag",
        dimensions={"DBInstanceIdentifier": identifier},
        statistic="Maximum",
        threshold=settings.replica_lag.threshold,
        periods=settings.replica_lag.periods,
        missing="breaching",
    )


def proxy_alarms(settings: DatabaseAlarms, *, proxy: pulumi.Input[str]) -> Iterator[Alarm]:
    """Watch how long the clients of an RDS Proxy wait, and whether it reaches the database, by its name.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html
    """
    yield Alarm(
        role="db-proxy-waits",
        description="Clients of the proxy wait for a connection to the database.",
        namespace="AWS/RDS",
        metric="DatabaseConnectionsBorrowLatency",
        dimensions={"ProxyName": proxy},
        statistic="Average",
        # It is measured in microseconds.
        threshold=settings.borrow_latency.threshold * 1000,
        periods=settings.borrow_latency.periods,
        missing="notBreaching",
    )
    yield Alarm(
        role="db-proxy-refused",
        description="The proxy cannot open connections to the database.",
        namespace="AWS/RDS",
        metric="DatabaseConnectionsSetupFailed",
        dimensions={"ProxyName": proxy},
        statistic="Sum",
        threshold=0,
        periods=3,
        missing="notBreaching",
    )


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

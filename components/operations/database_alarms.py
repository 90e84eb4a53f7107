"""Alarms on the database: its instances and its proxy.

Sources of names, statistics, periods and of what a missing value means:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
and, where AWS recommends no alarm, the service's own list of metrics, named at the table.
"""

from collections.abc import Iterator
from functools import partial

import pulumi

from components.operations.alarm import Alarm
from settings.operations import DatabaseAlarms

GIB = 2**30
MIB = 2**20
# What PostgreSQL has used of its 2 billion transaction ids when AWS wants somebody to look at autovacuum.
TRANSACTION_IDS = 1_000_000_000
# Percent of the burst balance of a volume's throughput and of its operations.
BURST_BALANCE = 10


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

"""Settings of the operations: at which values the shop's alarms go off.

Where AWS recommends a threshold and a number of periods, they are the defaults (read 2026-11-21):
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
What can only be right or wrong (a failed replication, a message among dead letters) is no setting.
"""

from typing import Annotated

from pydantic import Field

from settings.base import Model

# An alarm looks back a day at most (evaluation periods times period), and the longest period of a metric with
# a threshold to choose is five minutes:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
MOST_PERIODS = 288
# The largest number of requests, packets or the like that a threshold may be; far above any a minute.
MOST_COUNTED = 10**9
# Days before its end at which ACM has long begun to renew a certificate (60), and AWS says to look (44).
# https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
RENEWAL_DAYS = 60

Periods = Annotated[
    int,
    Field(
        ge=1,
        le=MOST_PERIODS,
        description="Number of periods in a row that must be beyond the threshold.",
        examples=[5],
    ),
]


class Percent(Model):
    """A share, and for how long."""

    threshold: int = Field(ge=1, le=99, description="Percent beyond which the alarm goes off.")
    periods: Periods


class Count(Model):
    """A number of things in a period, and for how long."""

    threshold: int = Field(ge=0, le=MOST_COUNTED, description="Number above which the alarm goes off.")
    periods: Periods


class Seconds(Model):
    """A time in seconds, and for how long."""

    threshold: int = Field(ge=1, le=1_209_600, description="Seconds above which the alarm goes off.")
    periods: Periods


class Milliseconds(Model):
    """A time in milliseconds, and for how long."""

    threshold: int = Field(ge=1, le=60_000, description="Milliseconds above which the alarm goes off.")
    periods: Periods


class Mebibytes(Model):
    """An amount of memory, and for how long."""

    threshold: int = Field(ge=1, le=4_194_304, description="Mebibytes below which the alarm goes off.")
    periods: Periods


class EdgeAlarms(Model):
    """Alarms on CloudFront, its web ACL and the certificates."""

    server_error_percent: Percent = Field(
        default=Percent(threshold=5, periods=5),
        description="Responses of CloudFront that are server errors, a minute.",
    )
    blocked_requests: Count = Field(
        default=Count(threshold=1000, periods=5),
        description="Requests that a web ACL blocks, a minute: an attack, or a rule that is too strict.",
    )
    certificate_days: int = Field(
        default=44,
        ge=1,
        le=RENEWAL_DAYS,
        description="Days before a certificate's end at which it should have been renewed.",
    )


class ApplicationAlarms(Model):
    """Alarms on the load balancer and on the instances behind it."""

    response_time: Milliseconds = Field(
        default=Milliseconds(threshold=1000, periods=5),
        description="Time in which 95 of 100 requests are answered.",
    )
    cpu_percent: Percent = Field(
        default=Percent(threshold=80, periods=3),
        description="Average CPU of the group's instances over 5 minutes.",
    )
    memory_percent: Percent = Field(
        default=Percent(threshold=90, periods=5), description="Memory in use of the fullest instance."
    )
    disk_percent: Percent = Field(
        default=Percent(threshold=85, periods=5),
        description="Part in use of the fullest instance's root volume.",
    )
    minutes_at_most_instances: int = Field(
        default=60,
        ge=1,
        le=1440,
        description="Minutes for which the group may need all instances that it may have.",
    )
    error_lines: Count = Field(
        default=Count(threshold=10, periods=1),
        description="Lines of the application's log that tell an error, in 5 minutes.",
    )


class DatabaseAlarms(Model):
    """Alarms on the primary, on each read replica and on the proxy of the database."""

    cpu_percent: Percent = Field(
        default=Percent(threshold=60, periods=5), description="Average CPU of a DB instance, a minute."
    )
    connections: Count = Field(
        description=(
            "Connections to a DB instance: 90 % of its max_connections, which follows from its memory."
        ),
        examples=[{"threshold": 400, "periods": 5}],
    )
    free_memory: Mebibytes = Field(
        description="Free memory of a DB instance: a quarter of what its class has.",
        examples=[{"threshold": 1024, "periods": 15}],
    )
    free_storage_percent: Percent = Field(
        default=Percent(threshold=10, periods=5), description="Free part of allocatedStorageGib."
    )
    read_latency: Milliseconds = Field(
        default=Milliseconds(threshold=20, periods=5),
        description="Time in which the storage answers 90 of 100 reads.",
    )
    write_latency: Milliseconds = Field(
        default=Milliseconds(threshold=20, periods=5),
        description="Time in which the storage answers 90 of 100 writes.",
    )
    load: Count = Field(
        default=Count(threshold=2, periods=15),
        description="Sessions that work or wait: the number of vCPUs of a DB instance.",
    )
    replica_lag: Seconds = Field(
        default=Seconds(threshold=60, periods=10),
        description="Time by which a read replica is behind the primary.",
    )
    borrow_latency: Milliseconds = Field(
        default=Milliseconds(threshold=100, periods=5),
        description="Time that a client of the proxy waits for a connection to the database.",
    )
    error_lines: Count = Field(
        default=Count(threshold=10, periods=1),
        description="Lines of PostgreSQL's log that end a session, or the server, in 5 minutes.",
    )


class CacheAlarms(Model):
    """Alarms on the nodes of the cache and of DAX."""

    engine_cpu_percent: Percent = Field(
        default=Percent(threshold=90, periods=5), description="CPU of a cache's engine thread, a minute."
    )
    cpu_percent: Percent = Field(
        default=Percent(threshold=90, periods=5), description="CPU of a node, a minute."
    )
    memory_percent: Percent = Field(
        default=Percent(threshold=80, periods=5), description="Memory in use of a node, a minute."
    )
    connections: Count = Field(
        default=Count(threshold=5000, periods=10), description="Connections to a node of the cache."
    )
    evictions: Count = Field(
        default=Count(threshold=100, periods=5),
        description="Keys that a node of the cache gives up for want of memory, a minute.",
    )
    replication_lag: Seconds = Field(
        default=Seconds(threshold=5, periods=15),
        description="Time by which a replica of the cache is behind its primary.",
    )


class TableAlarms(Model):
    """Alarms on the DynamoDB tables and on DAX in front of them."""

    throttled_requests: Count = Field(
        default=Count(threshold=0, periods=5), description="Reads, or writes, that are throttled, a minute."
    )
    system_errors: Count = Field(
        default=Count(threshold=0, periods=15), description="Errors of DynamoDB itself, a minute."
    )
    latency: Milliseconds = Field(
        default=Milliseconds(threshold=50, periods=10), description="Average time of a GetItem, a minute."
    )
    dax_faults: Count = Field(
        default=Count(threshold=0, periods=5), description="Requests that fail within DAX, a minute."
    )


class QueueAlarms(Model):
    """Alarms on the queues."""

    oldest_message: Seconds = Field(
        default=Seconds(threshold=900, periods=15),
        description="Age of the oldest message that nobody has dealt with.",
    )
    waiting_messages: Count = Field(
        default=Count(threshold=1000, periods=15), description="Messages that wait for a consumer."
    )


class NetworkAlarms(Model):
    """Alarms on the NAT gateways."""

    dropped_packets: Count = Field(
        default=Count(threshold=100, periods=5), description="Packets that a NAT gateway drops, a minute."
    )


class OperationsSettings(Model):
    """At which values the alarms of an environment go off."""

    edge: EdgeAlarms = Field(
        default=EdgeAlarms(), description="What CloudFront, its web ACL and the certificates may not do."
    )
    application: ApplicationAlarms = Field(
        default=ApplicationAlarms(), description="What the load balancer and the instances may not do."
    )
    database: DatabaseAlarms = Field(description="What the database and its proxy may not do.")
    cache: CacheAlarms = Field(default=CacheAlarms(), description="What the cache and DAX may not do.")
    tables: TableAlarms = Field(default=TableAlarms(), description="What the DynamoDB tables may not do.")
    queues: QueueAlarms = Field(default=QueueAlarms(), description="What the queues may not do.")
    network: NetworkAlarms = Field(default=NetworkAlarms(), description="What NAT gateways may not do.")

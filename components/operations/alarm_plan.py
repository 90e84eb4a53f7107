"""All alarms of the shop, put together from the tables: pure, without resources."""

from collections.abc import Iterator

import pulumi

from components.operations.alarm import Alarm, Place
from components.operations.args import OperationsArgs
from components.operations.database_alarms import (
    database_alarms,
    primary_alarms,
    proxy_alarms,
    replica_alarms,
)
from components.operations.inner_alarms import (
    alert_alarms,
    dead_letter_alarms,
    function_alarms,
    log_alarms,
    nat_alarms,
    queue_alarms,
    replication_alarms,
)
from components.operations.public_alarms import (
    agent_alarms,
    certificate_alarms,
    edge_alarms,
    firewall_alarms,
    group_alarms,
    load_balancer_alarms,
)
from components.operations.store_alarms import cache_alarms, dax_alarms, table_alarms
from settings.app import AppSettings

PRIMARY = "primary"
APPLICATION_ERRORS = "ApplicationErrors"
DATABASE_ERRORS = "DatabaseErrors"


def public_alarms(args: OperationsArgs, namespace: str) -> Iterator[Alarm]:
    """Return the alarms on what visitors meet; `namespace` is that of the stack's own metrics."""
    settings = args.settings
    yield from edge_alarms(
        settings.edge, distribution_id=args.distribution_id, health_check_id=args.health_check_id
    )
    yield from certificate_alarms(
        settings.edge, cloudfront=args.cloudfront_certificate_arn, regional=args.regional_certificate_arn
    )
    yield from firewall_alarms(
        settings.edge,
        region=args.region,
        cloudfront_acl=args.cloudfront_acl_metric_name,
        regional_acl=args.regional_acl_metric_name,
    )
    yield from load_balancer_alarms(
        settings.application,
        load_balancer=args.load_balancer_arn_suffix,
        target_group=args.target_group_arn_suffix,
    )
    least, most = instances_of(args.application)
    yield from group_alarms(settings.application, group=args.group_name, least=least, most=most)
    yield from agent_alarms(settings.application, group=args.group_name, namespace=namespace)


def data_alarms(args: OperationsArgs) -> Iterator[Alarm]:
    """Return the alarms on what keeps data."""
    settings = args.settings
    for number, identifier in enumerate(args.database_identifiers):
        role = f"r{number}" if number else PRIMARY
        yield from database_alarms(
            settings.database, role=role, identifier=identifier, allocated_gib=args.allocated_storage_gib
        )
        if role == PRIMARY:
            yield from primary_alarms(identifier=identifier)
        else:
            yield from replica_alarms(settings.database, role=role, identifier=identifier)
    yield from proxy_alarms(settings.database, proxy=args.proxy_name)
    nodes = args.cache_node_ids
    for number, node in enumerate(nodes, 1):
        yield from cache_alarms(settings.cache, role=f"n{number}", node=node, replicated=len(nodes) > 1)
    for role, table in args.table_names.items():
        yield from table_alarms(
            settings.tables, role=role, table=table, indexes=args.index_names.get(role, ())
        )
    if args.dax_cluster_name is not None:
        yield from dax_alarms(settings.cache, settings.tables, cluster=args.dax_cluster_name)


def inner_alarms(args: OperationsArgs, namespace: str) -> Iterator[Alarm]:
    """Return the alarms on what works unseen; `namespace` is that of the stack's own metrics."""
    settings = args.settings
    for role, queue in args.queue_names.items():
        yield from queue_alarms(settings.queues, role=role, queue=queue)
    for role, queue in args.dead_letter_queue_names.items():
        yield from dead_letter_alarms(role=role, queue=queue)
    for role, gateway in args.nat_gateway_ids.items():
        yield from nat_alarms(settings.network, role=role, gateway=gateway)
    yield from function_alarms(role="rotation", function=args.rotation_function_name)
    yield from replication_alarms(
        source=args.documents_bucket_name,
        destination=args.documents_replica_bucket_name,
        rule=args.documents_replication_rule,
    )
    yield from log_alarms(
        role="application",
        description="The application's log tells many errors.",
        namespace=namespace,
        metric=APPLICATION_ERRORS,
        trigger=settings.application.error_lines,
    )
    yield from log_alarms(
        role="database",
        description="The database turns sessions away, or stops: see its log.",
        namespace=namespace,
        metric=DATABASE_ERRORS,
        trigger=settings.database.error_lines,
    )


def instances_of(application: AppSettings) -> tuple[int, int]:
    """Return the least and the most instances that the group may have at any time of its schedules."""
    schedules = application.schedules
    return (
        min([application.min_instances, *(schedule.min_instances for schedule in schedules)]),
        max([application.max_instances, *(schedule.max_instances for schedule in schedules)]),
    )


def told_alarms(
    *,
    topics: dict[Place, pulumi.Input[str]],
    rules: dict[Place, list[pulumi.Output[str]]],
    queues: dict[Place, pulumi.Output[str]],
) -> Iterator[Alarm]:
    """Return the alarms on the alerts themselves, by the names of topics, rules and queues."""
    yield from alert_alarms(topics=topics, rules=rules)
    for place, queue in queues.items():
        yield from dead_letter_alarms(role=f"untold-{place}", queue=queue, place=place)

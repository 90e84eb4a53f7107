"""What the operations tier is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from settings.app import AppSettings
from settings.operations import OperationsSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationsArgs:
    """What the operations tier is given: its settings, and wires from all the others."""

    settings: OperationsSettings
    account_id: pulumi.Input[str]
    region: str

    # The alerts
    topic_arn: pulumi.Input[str]
    edge_topic_arn: pulumi.Input[str]
    """In us-east-1."""
    messages_key_arn: pulumi.Input[str]
    edge_messages_key_arn: pulumi.Input[str]
    """In us-east-1."""

    # The edge
    distribution_id: pulumi.Input[str]
    health_check_id: pulumi.Input[str]
    cloudfront_certificate_arn: pulumi.Input[str]
    regional_certificate_arn: pulumi.Input[str]
    cloudfront_acl_metric_name: pulumi.Input[str]
    regional_acl_metric_name: pulumi.Input[str]
    cloudfront_acl_log_group_name: pulumi.Input[str]
    """In us-east-1."""
    regional_acl_log_group_name: pulumi.Input[str]

    # The application
    load_balancer_arn_suffix: pulumi.Input[str]
    target_group_arn_suffix: pulumi.Input[str]
    application_alarm_arns: Mapping[str, pulumi.Input[str]]
    """The alarms that the application tier makes itself, by role: they roll a deployment back."""
    application: AppSettings
    """Its least and most instances, and its schedules."""
    group_name: pulumi.Input[str]
    deployment_document_name: pulumi.Input[str]
    application_log_group_name: pulumi.Input[str]

    # Data
    database_identifiers: Sequence[pulumi.Input[str]]
    """The primary first, then the read replicas. An alarm before its instance would go off at once."""
    planned_database_identifiers: Sequence[str]
    """The same as plain text: a rule need not wait for the instances."""
    database_log_group_name: pulumi.Input[str]
    """The PostgreSQL log of the primary."""
    allocated_storage_gib: int
    proxy_name: pulumi.Input[str]
    rotation_function_name: pulumi.Input[str]
    cache_node_ids: Sequence[pulumi.Input[str]]
    table_names: Mapping[str, pulumi.Input[str]]
    """By role."""
    index_names: Mapping[str, Sequence[str]]
    """The global secondary indexes of each table, by its role."""
    dax_cluster_name: pulumi.Input[str] | None
    """None where there is no DAX."""

    # Storage and network
    queue_names: Mapping[str, pulumi.Input[str]]
    """By role."""
    dead_letter_queue_names: Mapping[str, pulumi.Input[str]]
    """By role."""
    documents_bucket_name: pulumi.Input[str]
    documents_replica_bucket_name: pulumi.Input[str]
    documents_replication_rule: pulumi.Input[str]
    """The id of the rule."""
    flow_log_group_name: pulumi.Input[str]
    nat_gateway_ids: Mapping[str, pulumi.Input[str]]
    """By the suffix of the Availability Zone."""

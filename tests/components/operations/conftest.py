"""The operations tier with a wire of each kind, as plain values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

ACCOUNT = "111122223333"
PROD = Path(__file__).parents[3] / "Pulumi.prod.yaml"


def application(**changes: Any) -> Any:
    """Return the application's settings of prod, with changes by key of the stack file."""
    from settings.app import AppSettings

    keys = yaml.safe_load(PROD.read_text("utf-8"))["config"]["shop:app"]
    return AppSettings.model_validate_json(
        json.dumps({**keys, "minInstances": 2, "maxInstances": 6, "schedules": [], **changes})
    )


@pytest.fixture(scope="session")
def operations_args() -> Any:
    """Return arguments of a shop with one read replica and two of everything else; changes by keyword."""
    from components.operations import OperationsArgs
    from settings.operations import Count, DatabaseAlarms, Mebibytes, OperationsSettings

    def build(**changes: Any) -> OperationsArgs:
        database = DatabaseAlarms(
            connections=Count(threshold=400, periods=5), free_memory=Mebibytes(threshold=1024, periods=15)
        )
        fields: dict[str, Any] = {
            "settings": OperationsSettings(database=database),
            "account_id": ACCOUNT,
            "region": "eu-west-1",
            "topic_arn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:shop-alerts",
            "edge_topic_arn": f"arn:aws:sns:us-east-1:{ACCOUNT}:shop-edge-alerts",
            "messages_key_arn": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1",
            "edge_messages_key_arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/2",
            "distribution_id": "E123",
            "health_check_id": "h-123",
            "cloudfront_certificate_arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1",
            "regional_certificate_arn": f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/2",
            "cloudfront_acl_metric_name": "shop-cloudfront",
            "regional_acl_metric_name": "shop-regional",
            "cloudfront_acl_log_group_name": "aws-waf-logs-shop-cloudfront",
            "regional_acl_log_group_name": "aws-waf-logs-shop-regional",
            "load_balancer_arn_suffix": "app/shop-alb/1",
            "target_group_arn_suffix": "targetgroup/shop-app/2",
            "application_alarm_arns": {
                "errors": f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:shop-app-errors"
            },
            "application": application(),
            "group_name": "shop-app",
            "deployment_document_name": "shop-app-deploy",
            "application_log_group_name": "shop-app-log",
            "database_identifiers": ["shop-dev-primary", "shop-dev-r1"],
            "planned_database_identifiers": ["shop-dev-primary", "shop-dev-r1"],
            "database_log_group_name": "/aws/rds/instance/shop-dev-primary/postgresql",
            "allocated_storage_gib": 20,
            "proxy_name": "shop-proxy",
            "rotation_function_name": "shop-rotation",
            "cache_node_ids": ["shop-001", "shop-002"],
            "table_names": {"carts": "shop-carts", "orders": "shop-orders"},
            "index_names": {"carts": [], "orders": ["by-customer"]},
            "dax_cluster_name": "shop-dax",
            "queue_names": {"uploads": "shop-uploads"},
            "dead_letter_queue_names": {"uploads": "shop-uploads-dead"},
            "documents_bucket_name": "shop-documents",
            "documents_replica_bucket_name": "shop-documents-replica",
            "documents_replication_rule": "copy-everything",
            "flow_log_group_name": "shop-flow-logs",
            "nat_gateway_ids": {"a": "nat-1", "b": "nat-2"},
        }
        return OperationsArgs(**{**fields, **changes})

    return build


@pytest.fixture(scope="session")
def all_alarms() -> Any:
    """Return the whole table of alarms for arguments."""
    from components.operations.alarm_plan import data_alarms, inner_alarms, public_alarms, told_alarms

    def plan(args: Any) -> list[Any]:
        return [
            *public_alarms(args, "shop/dev"),
            *data_alarms(args),
            *inner_alarms(args, "shop/dev"),
            *told_alarms(
                topics={"stack": "shop-alerts", "edge": "shop-edge-alerts"},
                rules={"stack": ["shop-database", "shop-backup"], "edge": ["shop-edge-health"]},  # type: ignore[dict-item]
                queues={"stack": "shop-untold", "edge": "shop-edge-untold"},  # type: ignore[dict-item]
            ),
        ]

    return plan

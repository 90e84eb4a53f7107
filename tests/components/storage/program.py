"""The storage tier as its tests make it, and how they find their way in its graph."""

import json
from typing import Any

from components.storage import Storage, StorageArgs
from settings.storage import AccessLogSettings, AuditLogSettings, DocumentSettings, StorageSettings

ACCOUNT = "111122223333"
REGION = "eu-west-1"
RECOVERY = "eu-central-1"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/storage"
AUDIT_KEY = "arn:aws:kms:eu-west-1:111122223333:key/audit"
MESSAGES_KEY = "arn:aws:kms:eu-west-1:111122223333:key/messages"
REPLICA_KEY = "arn:aws:kms:eu-central-1:111122223333:key/storage-replica"
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-dev-boundary"
AGES = AccessLogSettings(infrequent_access_after_days=30, glacier_after_days=60, expire_after_days=365)
AUDIT = AuditLogSettings(**AGES.model_dump(), lock_mode="COMPLIANCE", lock_days=365)
DOCUMENTS = {"departments": ("sales", "support")}
BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
ACCESS_POINT = "aws:s3/accessPoint:AccessPoint"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
ALL = ["shop-access-logs", "shop-artifacts", "shop-audit-logs", "shop-documents", "shop-documents-replica"]


def storage(*, documents: dict[str, Any] | None = None, **changes: Any) -> Storage:
    settings = StorageSettings(
        **{
            "access_logs": AGES,
            "audit_logs": AUDIT,
            "documents": DocumentSettings(**{**DOCUMENTS, **(documents or {})}),
            "noncurrent_version_days": 45,
            "deletion_protection": True,
            **changes,
        }
    )
    args = StorageArgs(
        settings=settings,
        storage_key_arn=KEY,
        audit_key_arn=AUDIT_KEY,
        storage_replica_key_arn=REPLICA_KEY,
        messages_key_arn=MESSAGES_KEY,
        boundary_arn=BOUNDARY,
        account_id=ACCOUNT,
        region=REGION,
        recovery_region=RECOVERY,
    )
    return Storage("shop", args)


def named(graph, token, name):
    """Return the one resource of a type and a name."""
    (found,) = [one for one in graph.of_type(token) if one.name == name]
    return found


def arn_of(graph, name):
    return f"arn:aws:s3:::{named(graph, BUCKET, name).value('bucket')}"


def queue_arn(graph, name):
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{named(graph, QUEUE, name).value('name')}"


def of_bucket(graph, token, name):
    """Return the one resource of a type that configures the bucket."""
    (found,) = [one for one in graph.of_type(token) if graph.refers(one, "bucket", BUCKET).one.name == name]
    return found


def policy_of(graph, name):
    return json.loads(of_bucket(graph, "aws:s3/bucketPolicy:BucketPolicy", name).inputs["policy"])

"""The documents of the application: shared by departments, copied to another region, told of by a queue."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import s3

from components.storage.access_points import create_access_point, delegation
from components.storage.private_bucket import PrivateBucket, PrivateBucketArgs
from components.storage.replication import ReplicationArgs, create_replication
from components.storage.uploads import UploadQueue, UploadQueueArgs, create_upload_queue
from settings.storage import StorageSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentsArgs:
    """What the documents need to know of their account, their keys and their log."""

    settings: StorageSettings
    storage_key_arn: pulumi.Input[str]
    replica_key_arn: pulumi.Input[str]
    messages_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    access_log_bucket_name: pulumi.Input[str]
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    recovery_region: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Documents:
    """What others use of the documents."""

    bucket_name: pulumi.Output[str]
    bucket_arn: pulumi.Output[str]
    replica_name: pulumi.Output[str]
    """The bucket of the copies, in the recovery region."""
    queue: UploadQueue


def create_documents(name: str, args: DocumentsArgs, parent: pulumi.Resource) -> Documents:
    """Create the bucket of documents, and all that hangs on it.

        departments --> access point each --> documents --> copy in the recovery region
                                                  `--> queue of new documents --> dead letters

    The copy has no access log: S3 logs into buckets of the same region only. What is read of it stands in the
    account's trail.
    """
    settings, child = args.settings.documents, pulumi.ResourceOptions(parent=parent)
    documents = PrivateBucket(
        f"{name}-documents",
        PrivateBucketArgs(
            noncurrent_version_days=args.settings.noncurrent_version_days,
            deletion_protection=args.settings.deletion_protection,
            kms_key_arn=args.storage_key_arn,
            access_log_bucket_name=args.access_log_bucket_name,
            encryption=settings.encryption,
            storage_class=settings.storage_class,
        ),
        child,
    )
    bucket_name = documents.attach_policy([delegation(documents.arn, args.account_id)])
    replica_name = _copy(name, args, documents, parent)
    for department in settings.departments:
        create_access_point(
            department, bucket_name=bucket_name, account_id=args.account_id, region=args.region, opts=child
        )
    queue = create_upload_queue(
        f"{name}-uploads",
        UploadQueueArgs(
            bucket_arn=documents.arn,
            key_arn=args.messages_key_arn,
            deletion_protection=args.settings.deletion_protection,
            account_id=args.account_id,
            region=args.region,
        ),
        parent,
    )
    s3.BucketNotification(
        f"{name}-documents",
        bucket=documents.name,
        queues=[
            s3.BucketNotificationQueueArgs(id="uploads", queue_arn=queue.arn, events=["s3:ObjectCreated:*"])
        ],
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[queue.policy]),
    )
    if settings.transfer_acceleration:
        s3.BucketAccelerateConfiguration(
            f"{name}-documents", bucket=documents.name, status="Enabled", opts=child
        )
    return Documents(
        bucket_name=bucket_name, bucket_arn=documents.arn, replica_name=replica_name, queue=queue
    )


def _copy(
    name: str, args: DocumentsArgs, documents: PrivateBucket, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """Create the bucket in the recovery region, have everything copied there, and return its name."""
    replica = PrivateBucket(
        f"{name}-documents-replica",
        PrivateBucketArgs(
            noncurrent_version_days=args.settings.noncurrent_version_days,
            deletion_protection=args.settings.deletion_protection,
            kms_key_arn=args.replica_key_arn,
            access_log_bucket_name=None,
            encryption=args.settings.documents.encryption,
            region=args.recovery_region,
        ),
        pulumi.ResourceOptions(parent=parent),
    )
    replica.attach_policy()
    create_replication(
        f"{name}-documents",
        ReplicationArgs(
            settings=args.settings.documents,
            source=documents,
            source_key_arn=args.storage_key_arn,
            replica=replica,
            replica_key_arn=args.replica_key_arn,
            boundary_arn=args.boundary_arn,
        ),
        parent,
    )
    return replica.name

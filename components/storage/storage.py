"""The buckets that every other tier writes to."""

from dataclasses import dataclass

import pulumi

from components.storage.documents import DocumentsArgs, create_documents
from components.storage.log_delivery import audit_delivery_statements, log_delivery_statements
from components.storage.private_bucket import ObjectLock, PrivateBucket, PrivateBucketArgs
from settings.storage import StorageSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageArgs:
    """What the storage tier is given: its settings, and wires from other tiers."""

    settings: StorageSettings
    storage_key_arn: pulumi.Input[str]
    audit_key_arn: pulumi.Input[str]
    """The KMS key of audit logs, which AWS's log delivery may use."""
    storage_replica_key_arn: pulumi.Input[str]
    """The KMS key of the copies, in the recovery region."""
    messages_key_arn: pulumi.Input[str]
    """The KMS key of the queues, which S3 may use."""
    boundary_arn: pulumi.Input[str]
    """The permission boundary of the tier's roles."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    recovery_region: pulumi.Input[str]


class Storage(pulumi.ComponentResource):
    """Private buckets: access logs of everything, audit logs under lock, artifacts, and documents.

        load balancer, CloudFront, other buckets --> access logs (S3's own keys)
        VPC flow logs ----------------------------> audit logs (customer key, object lock)
        deployments ------------------------------> artifacts (customer key) --> instances
        application, departments -----------------> documents (customer key) --> copy in another region

    Access logs are encrypted with S3's own keys, because Elastic Load Balancing and S3 deliver to no other. S3
    also delivers none of them to a bucket with object lock: so they and the audit logs have a bucket each.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html
    The bucket of access logs does not log itself: every log would make a log.
    """

    access_log_bucket_name: pulumi.Output[str]
    access_log_bucket_arn: pulumi.Output[str]
    audit_log_bucket_name: pulumi.Output[str]
    audit_log_bucket_arn: pulumi.Output[str]
    artifact_bucket_name: pulumi.Output[str]
    artifact_bucket_arn: pulumi.Output[str]
    documents_bucket_name: pulumi.Output[str]
    documents_bucket_arn: pulumi.Output[str]
    documents_replica_bucket_name: pulumi.Output[str]
    """In the recovery region."""
    uploads_queue_name: pulumi.Output[str]
    uploads_queue_arn: pulumi.Output[str]
    uploads_dead_letter_queue_name: pulumi.Output[str]

    def __init__(self, name: str, args: StorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:storage:Storage", name, args.settings.model_dump(mode="json"), opts)
        child = pulumi.ResourceOptions(parent=self)
        logs = PrivateBucket(
            f"{name}-access-logs",
            PrivateBucketArgs(
                noncurrent_version_days=args.settings.noncurrent_version_days,
                deletion_protection=args.settings.deletion_protection,
                kms_key_arn=None,
                access_log_bucket_name=None,
                log_ages=args.settings.access_logs,
            ),
            child,
        )
        self.access_log_bucket_name = logs.attach_policy(log_delivery_statements(logs.arn, args.account_id))
        self.access_log_bucket_arn = _arn(self.access_log_bucket_name)
        self.audit_log_bucket_name = self._create_audit_logs(name, args)
        self.audit_log_bucket_arn = _arn(self.audit_log_bucket_name)
        artifacts = PrivateBucket(
            f"{name}-artifacts",
            PrivateBucketArgs(
                noncurrent_version_days=args.settings.noncurrent_version_days,
                deletion_protection=args.settings.deletion_protection,
                kms_key_arn=args.storage_key_arn,
                access_log_bucket_name=self.access_log_bucket_name,
            ),
            child,
        )
        self.artifact_bucket_name = artifacts.attach_policy()
        self.artifact_bucket_arn = artifacts.arn
        self._create_documents(name, args)
        self.register_outputs({wire: getattr(self, wire) for wire in Storage.__annotations__})

    def _create_audit_logs(self, name: str, args: StorageArgs) -> pulumi.Output[str]:
        """Create the bucket in which nobody deletes; return its name, which depends on its policy."""
        ages = args.settings.audit_logs
        logs = PrivateBucket(
            f"{name}-audit-logs",
            PrivateBucketArgs(
                noncurrent_version_days=args.settings.noncurrent_version_days,
                deletion_protection=args.settings.deletion_protection,
                kms_key_arn=args.audit_key_arn,
                access_log_bucket_name=self.access_log_bucket_name,
                log_ages=ages,
                object_lock=ObjectLock(mode=ages.lock_mode, days=ages.lock_days),
            ),
            pulumi.ResourceOptions(parent=self),
        )
        return logs.attach_policy(audit_delivery_statements(logs.arn, args.account_id, args.region))

    def _create_documents(self, name: str, args: StorageArgs) -> None:
        documents = create_documents(
            name,
            DocumentsArgs(
                settings=args.settings,
                storage_key_arn=args.storage_key_arn,
                replica_key_arn=args.storage_replica_key_arn,
                messages_key_arn=args.messages_key_arn,
                boundary_arn=args.boundary_arn,
                access_log_bucket_name=self.access_log_bucket_name,
                account_id=args.account_id,
                region=args.region,
                recovery_region=args.recovery_region,
            ),
            self,
        )
        self.documents_bucket_name = documents.bucket_name
        self.documents_bucket_arn = documents.bucket_arn
        self.documents_replica_bucket_name = documents.replica_name
        self.uploads_queue_name = documents.queue.name
        self.uploads_queue_arn = documents.queue.arn
        self.uploads_dead_letter_queue_name = documents.queue.dead_letter_name


def _arn(bucket_name: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat("arn:aws:s3:::", bucket_name)

"""The buckets that every other tier writes to."""

from dataclasses import dataclass

import pulumi

from components.storage.log_delivery import log_delivery_statements
from components.storage.private_bucket import PrivateBucket, PrivateBucketArgs
from settings.storage import StorageSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageArgs:
    """What the storage tier is given: its settings, and wires from other tiers."""

    settings: StorageSettings
    storage_key_arn: pulumi.Input[str]
    account_id: pulumi.Input[str]


class Storage(pulumi.ComponentResource):
    """Two private buckets: access logs of everything, and artifacts that instances start from.

        load balancer, CloudFront, other buckets --> access logs (S3's own keys)
        deployments --> artifacts (customer key) --> instances

    Access logs are encrypted with S3's own keys, because Elastic Load Balancing and S3 deliver to no other.
    The bucket of access logs does not log itself: every log would make a log.
    """

    access_log_bucket_name: pulumi.Output[str]
    access_log_bucket_arn: pulumi.Output[str]
    artifact_bucket_name: pulumi.Output[str]
    artifact_bucket_arn: pulumi.Output[str]

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
        self.access_log_bucket_arn = pulumi.Output.concat("arn:aws:s3:::", self.access_log_bucket_name)
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
        self.register_outputs(
            {
                "access_log_bucket_name": self.access_log_bucket_name,
                "access_log_bucket_arn": self.access_log_bucket_arn,
                "artifact_bucket_name": self.artifact_bucket_name,
                "artifact_bucket_arn": self.artifact_bucket_arn,
            }
        )

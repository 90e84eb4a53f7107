"""A bucket that is closed to the public in every way that S3 offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
from pulumi_aws import s3

from components.after import after
from components.storage.lifecycle import StorageClass, lifecycle_rules
from components.storage.policies import Statement, tls_only_policy
from settings.storage import AccessLogSettings, LockMode

# Where access logs of other buckets lie in the bucket of logs; its policy opens this prefix to S3.
S3_LOG_PREFIX: Final = "s3"


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectLock:
    """For how long nobody deletes or overwrites a version of an object, from the moment that it is written."""

    mode: LockMode
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PrivateBucketArgs:
    """What a private bucket is given."""

    noncurrent_version_days: int
    """Days that an overwritten or deleted object can be brought back."""
    deletion_protection: bool
    """Whether Pulumi refuses to delete the bucket, and S3 does while it holds objects."""
    kms_key_arn: pulumi.Input[str] | None
    """The customer key of its objects. None: S3's own keys, the only ones that deliver access logs."""
    access_log_bucket_name: pulumi.Input[str] | None
    """Where S3 logs the access to the bucket, in the same region. None: nowhere."""
    log_ages: AccessLogSettings | None = None
    """At which ages objects get colder and are deleted; without it they stay as they are."""
    encryption: Literal["aws:kms", "aws:kms:dsse"] = "aws:kms"
    """One layer of encryption with the customer key, or two."""
    storage_class: StorageClass = "STANDARD"
    """Where S3 moves objects on their first day."""
    object_lock: ObjectLock | None = None
    """Can be chosen for a new bucket only, and never taken back."""
    region: pulumi.Input[str] | None = None
    """Where the bucket lies. None: in the provider's region."""


class PrivateBucket(pulumi.ComponentResource):
    """A versioned, encrypted bucket that no policy and no access control list can make public.

    Beside the bucket: public access block, ownership controls (no access control lists), encryption,
    versioning, lifecycle, access log, object lock. Its one policy is attached by `attach_policy`, which whoever
    makes the bucket calls exactly once: the policy may name what itself needs the bucket, such as a distribution.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]
    versioning: s3.BucketVersioning
    """What replication and object lock wait for."""

    def __init__(
        self, name: str, args: PrivateBucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        props = {
            "noncurrent_version_days": args.noncurrent_version_days,
            "deletion_protection": args.deletion_protection,
            "log_ages": args.log_ages.model_dump(mode="json") if args.log_ages else None,
        }
        super().__init__("stagecraft:storage:PrivateBucket", name, props, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._logical_name, self._region = name, args.region
        bucket = s3.Bucket(
            name,
            force_destroy=not args.deletion_protection,
            object_lock_enabled=True if args.object_lock else None,
            region=args.region,
            opts=pulumi.ResourceOptions(parent=self, protect=args.deletion_protection),
        )
        # `bucket` is known in a preview, where `id` and `arn` are not: policies stay readable in it.
        self.name = bucket.bucket
        self.arn = _arn(self.name)
        self.regional_domain_name = bucket.bucket_regional_domain_name
        self._public_access_block = s3.BucketPublicAccessBlock(
            f"{name}-public-access-block",
            bucket=self.name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            region=args.region,
            opts=child,
        )
        s3.BucketOwnershipControls(
            f"{name}-ownership-controls",
            bucket=self.name,
            rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            region=args.region,
            opts=child,
        )
        self._encrypt(args)
        self.versioning = self._keep_versions(args)
        if args.object_lock is not None:
            self._lock(args.object_lock)
        if args.access_log_bucket_name is not None:
            s3.BucketLogging(
                f"{name}-logging",
                bucket=self.name,
                target_bucket=args.access_log_bucket_name,
                target_prefix=f"{S3_LOG_PREFIX}/{name}/",
                region=args.region,
                opts=child,
            )
        self.register_outputs(
            {"name": self.name, "arn": self.arn, "regional_domain_name": self.regional_domain_name}
        )

    def attach_policy(self, statements: Sequence[Statement] = ()) -> pulumi.Output[str]:
        """Deny access without TLS, and allow what the statements allow.

        Returns:
            The bucket's name, which depends on the policy: a service that writes to the bucket when it is
            configured (such as a load balancer) must not come before the policy.
        """
        policy = s3.BucketPolicy(
            f"{self._logical_name}-policy",
            bucket=self.name,
            policy=tls_only_policy("s3", [self.arn, pulumi.Output.concat(self.arn, "/*")], statements),
            region=self._region,
            # S3 refuses changes of a policy while the block around it changes.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self._public_access_block]),
        )
        # Both, so that whoever looks at the wire finds the bucket as well as the policy.
        return after(self.name, policy.bucket)

    def _encrypt(self, args: PrivateBucketArgs) -> None:
        by_default = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs
        one_layer = args.kms_key_arn is not None and args.encryption == "aws:kms"
        s3.BucketServerSideEncryptionConfiguration(
            f"{self._logical_name}-encryption",
            bucket=self.name,
            rules=[
                s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=(
                        by_default(sse_algorithm="AES256")
                        if args.kms_key_arn is None
                        else by_default(sse_algorithm=args.encryption, kms_master_key_id=args.kms_key_arn)
                    ),
                    # S3 has none for two layers: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingDSSEncryption.html
                    bucket_key_enabled=True if one_layer else None,
                    # Keys of a caller's own (SSE-C) would hide objects from everybody else for good.
                    blocked_encryption_types=["SSE-C"],
                )
            ],
            region=self._region,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _keep_versions(self, args: PrivateBucketArgs) -> s3.BucketVersioning:
        versioning = s3.BucketVersioning(
            f"{self._logical_name}-versioning",
            bucket=self.name,
            versioning_configuration=s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            region=self._region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        s3.BucketLifecycleConfiguration(
            f"{self._logical_name}-lifecycle",
            bucket=self.name,
            rules=lifecycle_rules(args.noncurrent_version_days, args.log_ages, args.storage_class),
            region=self._region,
            # Rules about old versions want versioning to be on.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
        return versioning

    def _lock(self, lock: ObjectLock) -> None:
        s3.BucketObjectLockConfiguration(
            f"{self._logical_name}-object-lock",
            bucket=self.name,
            rule=s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode=lock.mode, days=lock.days
                )
            ),
            region=self._region,
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.versioning]),
        )


def _arn(bucket_name: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat("arn:aws:s3:::", bucket_name)

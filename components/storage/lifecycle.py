"""What becomes of a bucket's objects with age."""

from typing import Final, Literal

from pulumi_aws import s3

from settings.storage import AccessLogSettings

# A week is longer than any upload takes, and parts cost as much as objects.
INCOMPLETE_UPLOAD_DAYS: Final = 7

StorageClass = Literal["STANDARD", "INTELLIGENT_TIERING"]


def lifecycle_rules(
    noncurrent_version_days: int, log_ages: AccessLogSettings | None, storage_class: StorageClass = "STANDARD"
) -> list[s3.BucketLifecycleConfigurationRuleArgs]:
    """Return the lifecycle rules of a versioned bucket, those of logs where ages are given."""
    rules = [
        s3.BucketLifecycleConfigurationRuleArgs(
            id="abort-incomplete-uploads",
            status="Enabled",
            filter=_everything(),
            abort_incomplete_multipart_upload=s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=INCOMPLETE_UPLOAD_DAYS
            ),
        ),
        s3.BucketLifecycleConfigurationRuleArgs(
            id="expire-noncurrent-versions",
            status="Enabled",
            filter=_everything(),
            noncurrent_version_expiration=s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                noncurrent_days=noncurrent_version_days
            ),
            # S3 clears the markers of deleted objects by itself where a rule deletes objects by age.
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html
            expiration=None
            if log_ages
            else s3.BucketLifecycleConfigurationRuleExpirationArgs(expired_object_delete_marker=True),
        ),
    ]
    if storage_class != "STANDARD":
        rules.append(_move_at_once(storage_class))
    return [*rules, _cool_down_logs(log_ages)] if log_ages else rules


def _move_at_once(storage_class: StorageClass) -> s3.BucketLifecycleConfigurationRuleArgs:
    return s3.BucketLifecycleConfigurationRuleArgs(
        id="choose-storage-class",
        status="Enabled",
        filter=_everything(),
        transitions=[s3.BucketLifecycleConfigurationRuleTransitionArgs(days=0, storage_class=storage_class)],
    )


def _cool_down_logs(ages: AccessLogSettings) -> s3.BucketLifecycleConfigurationRuleArgs:
    transition = s3.BucketLifecycleConfigurationRuleTransitionArgs
    return s3.BucketLifecycleConfigurationRuleArgs(
        id="cool-down-logs",
        status="Enabled",
        filter=_everything(),
        transitions=[
            transition(days=ages.infrequent_access_after_days, storage_class=ages.infrequent_access_class),
            transition(days=ages.glacier_after_days, storage_class=ages.glacier_class),
        ],
        expiration=s3.BucketLifecycleConfigurationRuleExpirationArgs(days=ages.expire_after_days),
    )


def _everything() -> s3.BucketLifecycleConfigurationRuleFilterArgs:
    return s3.BucketLifecycleConfigurationRuleFilterArgs(prefix="")

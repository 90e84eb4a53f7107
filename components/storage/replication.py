"""The copy of a bucket in another region, kept up by S3."""

import json
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import iam, s3

from components.storage.private_bucket import PrivateBucket
from components.trust import service_trust
from settings.storage import DocumentSettings

# S3 knows no other threshold. https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
THRESHOLD_MINUTES: Final = 15
# The one rule; the metrics of the replication have its id.
REPLICATION_RULE: Final = "copy-everything"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplicationArgs:
    """From where to where S3 copies, and with which keys and permissions."""

    settings: DocumentSettings
    source: PrivateBucket
    source_key_arn: pulumi.Input[str]
    replica: PrivateBucket
    replica_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]


def create_replication(name: str, args: ReplicationArgs, parent: pulumi.Resource) -> None:
    """Create the role that copies, and the rule that all of the source is copied, deletions too."""
    child = pulumi.ResourceOptions(parent=parent)
    role = iam.Role(
        f"{name}-replication",
        description="S3 copies the documents to the recovery region",
        # Without a condition on the source: AWS documents none for replication, and the role can be handed to S3
        # only by who may pass it.
        assume_role_policy=json.dumps(service_trust("s3.amazonaws.com")),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    permissions = iam.RolePolicy(
        f"{name}-replication",
        role=role.name,
        policy=replication_policy(
            source_arn=args.source.arn,
            source_key_arn=args.source_key_arn,
            replica_arn=args.replica.arn,
            replica_key_arn=args.replica_key_arn,
        ),
        opts=child,
    )
    rule, destination = s3.BucketReplicationConfigRuleArgs, s3.BucketReplicationConfigRuleDestinationArgs
    criteria = s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs
    s3.BucketReplicationConfig(
        f"{name}-replication",
        bucket=args.source.name,
        role=role.arn,
        rules=[
            rule(
                id=REPLICATION_RULE,
                status="Enabled",
                priority=1,
                filter=s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
                # What is deleted by mistake comes back from its old versions, there as here.
                delete_marker_replication=s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
                    status="Enabled"
                ),
                source_selection_criteria=criteria(
                    sse_kms_encrypted_objects=s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                        status="Enabled"
                    )
                ),
                destination=destination(
                    bucket=args.replica.arn,
                    storage_class=args.settings.replica_storage_class,
                    encryption_configuration=s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                        replica_kms_key_id=args.replica_key_arn
                    ),
                    metrics=_metrics(time_control=args.settings.replication_time_control),
                    replication_time=_time_control() if args.settings.replication_time_control else None,
                ),
            )
        ],
        # S3 asks for versions on both sides, and copies nothing before the role may.
        opts=pulumi.ResourceOptions(
            parent=parent, depends_on=[permissions, args.source.versioning, args.replica.versioning]
        ),
    )


def replication_policy(
    *,
    source_arn: pulumi.Input[str],
    source_key_arn: pulumi.Input[str],
    replica_arn: pulumi.Input[str],
    replica_key_arn: pulumi.Input[str],
) -> pulumi.Output[str]:
    """Return what S3 needs to copy encrypted objects from one bucket to another, and no more.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html and
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
    """
    return pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ReadSource",
                    "Effect": "Allow",
                    "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                    "Resource": source_arn,
                },
                {
                    "Sid": "ReadVersions",
                    "Effect": "Allow",
                    "Action": [
                        "s3:GetObjectVersionAcl",
                        "s3:GetObjectVersionForReplication",
                        "s3:GetObjectVersionTagging",
                    ],
                    "Resource": pulumi.Output.concat(source_arn, "/*"),
                },
                {
                    "Sid": "WriteCopies",
                    "Effect": "Allow",
                    "Action": ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
                    "Resource": pulumi.Output.concat(replica_arn, "/*"),
                },
                # Each key's policy holds its region; here the service is what matters.
                {
                    "Sid": "DecryptSource",
                    "Effect": "Allow",
                    "Action": "kms:Decrypt",
                    "Resource": source_key_arn,
                    "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
                },
                {
                    "Sid": "EncryptCopies",
                    "Effect": "Allow",
                    # Decrypt, too: S3 verifies the bucket key of the copies before it uses it.
                    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html#bucket-key-replication
                    "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                    "Resource": replica_key_arn,
                    "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
                },
            ],
        }
    )


def _metrics(*, time_control: bool) -> s3.BucketReplicationConfigRuleDestinationMetricsArgs:
    """Let CloudWatch see how far the copies are behind; the threshold belongs to time control alone."""
    threshold = s3.BucketReplicationConfigRuleDestinationMetricsEventThresholdArgs(minutes=THRESHOLD_MINUTES)
    return s3.BucketReplicationConfigRuleDestinationMetricsArgs(
        status="Enabled", event_threshold=threshold if time_control else None
    )


def _time_control() -> s3.BucketReplicationConfigRuleDestinationReplicationTimeArgs:
    return s3.BucketReplicationConfigRuleDestinationReplicationTimeArgs(
        status="Enabled",
        time=s3.BucketReplicationConfigRuleDestinationReplicationTimeTimeArgs(minutes=THRESHOLD_MINUTES),
    )

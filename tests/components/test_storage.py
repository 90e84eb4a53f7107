"""The storage tier: private buckets, who may write logs, and what hangs on the documents.

Not shown here: that S3 accepts the documents; they are held to what AWS documents word for word.
"""

import json
from typing import Any

import pulumi
import pytest

from components.storage import PrivateBucket, PrivateBucketArgs, Storage, StorageArgs
from components.storage.lifecycle import lifecycle_rules
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


def test_there_are_five_buckets_each_with_its_own_protection(record):
    graph = record(storage)
    counts: dict[str, int] = {}
    for resource in graph.resources:
        if resource.type.startswith(("aws:", "stagecraft:")):
            counts[resource.type] = counts.get(resource.type, 0) + 1
    assert counts == {
        "stagecraft:storage:Storage": 1,
        "stagecraft:storage:PrivateBucket": 5,
        "aws:s3/bucket:Bucket": 5,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 5,
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 5,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 5,
        "aws:s3/bucketVersioning:BucketVersioning": 5,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 5,
        "aws:s3/bucketPolicy:BucketPolicy": 5,
        "aws:s3/bucketLogging:BucketLogging": 3,
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": 1,
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig": 1,
        "aws:s3/bucketNotification:BucketNotification": 1,
        "aws:s3/accessPoint:AccessPoint": 2,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:sqs/queue:Queue": 2,
        "aws:sqs/queuePolicy:QueuePolicy": 2,
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": 1,
    }


@pytest.mark.parametrize("name", ALL)
def test_a_bucket_is_closed_to_the_public_and_keeps_versions(record, name):
    graph = record(storage)
    block = of_bucket(graph, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name)
    flags = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert [block.inputs[flag] for flag in flags] == [True, True, True, True]
    ownership = of_bucket(graph, "aws:s3/bucketOwnershipControls:BucketOwnershipControls", name)
    assert ownership.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    versioning = of_bucket(graph, "aws:s3/bucketVersioning:BucketVersioning", name)
    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}


@pytest.mark.parametrize("name", ALL)
def test_a_bucket_denies_access_without_tls_to_itself_and_its_objects(record, name):
    graph = record(storage)
    (bucket,) = [one for one in graph.of_type(BUCKET) if one.name == name]
    arn = f"arn:aws:s3:::{bucket.value('bucket')}"
    assert policy_of(graph, name)["Statement"][0] == {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_the_public_access_block_stands_before_the_policy(record):
    graph = record(storage)
    for policy in graph.of_type("aws:s3/bucketPolicy:BucketPolicy"):
        name = graph.refers(policy, "bucket", BUCKET).one.name
        block = of_bucket(graph, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name)
        assert block.urn in policy.dependencies


def test_versioning_stands_before_rules_about_versions(record):
    graph = record(storage)
    for lifecycle in graph.of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"):
        name = graph.refers(lifecycle, "bucket", BUCKET).one.name
        assert (
            of_bucket(graph, "aws:s3/bucketVersioning:BucketVersioning", name).urn in lifecycle.dependencies
        )


def test_artifacts_are_encrypted_with_the_customer_key_and_logs_with_the_keys_of_s3(record):
    graph = record(storage)
    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    assert of_bucket(graph, token, "shop-artifacts").inputs["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
            "bucketKeyEnabled": True,
            "blockedEncryptionTypes": ["SSE-C"],
        }
    ]
    assert of_bucket(graph, token, "shop-access-logs").inputs["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"},
            "blockedEncryptionTypes": ["SSE-C"],
        }
    ], "load balancers and S3 deliver access logs to no bucket with a customer key"


def test_a_bucket_logs_its_access_unless_it_holds_these_logs_or_lies_in_another_region(record):
    graph = record(storage)
    logged = {}
    for logging in graph.of_type("aws:s3/bucketLogging:BucketLogging"):
        assert graph.refers(logging, "targetBucket", BUCKET).one.name == "shop-access-logs"
        logged[graph.refers(logging, "bucket", BUCKET).one.name] = logging.inputs["targetPrefix"]
    assert logged == {
        "shop-artifacts": "s3/shop-artifacts/",
        "shop-audit-logs": "s3/shop-audit-logs/",
        "shop-documents": "s3/shop-documents/",
    }


def test_each_service_writes_logs_where_it_may_and_for_this_account_only(record):
    graph = record(storage)
    (bucket,) = [one for one in graph.of_type(BUCKET) if one.name == "shop-access-logs"]
    arn = f"arn:aws:s3:::{bucket.value('bucket')}"
    assert policy_of(graph, "shop-access-logs")["Statement"][1:] == [
        {
            "Sid": "LoadBalancersWriteAccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": [f"{arn}/AWSLogs/{ACCOUNT}/*", f"{arn}/*/AWSLogs/{ACCOUNT}/*"],
        },
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{arn}/AWSLogs/{ACCOUNT}/*",
            "Condition": {
                "StringEquals": {
                    "s3:x-amz-acl": "bucket-owner-full-control",
                    "aws:SourceAccount": ACCOUNT,
                },
                "ArnLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-source:*"},
            },
        },
        {
            "Sid": "BucketsWriteAccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{arn}/s3/*",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        },
    ]
    assert len(policy_of(graph, "shop-artifacts")["Statement"]) == 1, "nobody but IAM opens the artifacts"


def test_whoever_writes_logs_waits_for_the_policy_that_lets_it(record):
    def program():
        tier = storage()
        PrivateBucket(
            "other",
            PrivateBucketArgs(
                noncurrent_version_days=1,
                deletion_protection=False,
                kms_key_arn=KEY,
                access_log_bucket_name=tier.access_log_bucket_name,
            ),
        )

    graph = record(program)
    logging = of_bucket(graph, "aws:s3/bucketLogging:BucketLogging", "other")
    policy = of_bucket(graph, "aws:s3/bucketPolicy:BucketPolicy", "shop-access-logs")
    (bucket,) = [one for one in graph.of_type(BUCKET) if one.name == "shop-access-logs"]
    assert {policy.urn, bucket.urn} <= set(logging.property_dependencies["targetBucket"])


def test_aws_delivers_flow_logs_of_the_account_to_the_audit_logs_and_looks_before_it_does(record):
    graph = record(storage)
    arn = arn_of(graph, "shop-audit-logs")
    source = {"aws:SourceArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:*"}
    delivery = {"Service": "delivery.logs.amazonaws.com"}
    assert policy_of(graph, "shop-audit-logs")["Statement"][1:] == [
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": "s3:PutObject",
            "Resource": [f"{arn}/AWSLogs/{ACCOUNT}/*", f"{arn}/*/AWSLogs/{ACCOUNT}/*"],
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": ACCOUNT,
                    "s3:x-amz-acl": "bucket-owner-full-control",
                },
                "ArnLike": source,
            },
        },
        {
            "Sid": "AWSLogDeliveryAclCheck",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": source},
        },
    ]


def test_audit_logs_are_locked_from_the_moment_they_are_written(record):
    graph = record(storage)
    bucket = named(graph, BUCKET, "shop-audit-logs")
    assert bucket.inputs["objectLockEnabled"] is True
    lock = of_bucket(
        graph, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "shop-audit-logs"
    )
    assert lock.inputs["rule"] == {"defaultRetention": {"mode": "COMPLIANCE", "days": 365}}
    versioning = of_bucket(graph, "aws:s3/bucketVersioning:BucketVersioning", "shop-audit-logs")
    assert versioning.urn in lock.dependencies, "S3 locks versions, so there must be some"
    unlocked = [one.name for one in graph.of_type(BUCKET) if "objectLockEnabled" not in one.inputs]
    assert sorted(unlocked) == [name for name in ALL if name != "shop-audit-logs"], (
        "S3 delivers no access log to a bucket with object lock"
    )


def test_the_copy_lies_in_the_recovery_region_with_all_that_makes_it_private(record):
    graph = record(storage)
    elsewhere = {
        one.name: one.inputs["region"]
        for one in graph.resources
        if one.type.startswith("aws:s3/") and one.inputs.get("region") not in (None, REGION)
    }
    replica = "shop-documents-replica"
    parts = [
        "public-access-block",
        "ownership-controls",
        "encryption",
        "versioning",
        "lifecycle",
        "policy",
    ]
    assert elsewhere == dict.fromkeys([replica, *(f"{replica}-{part}" for part in parts)], RECOVERY)


def test_everything_is_copied_deletions_too_and_encrypted_with_the_key_over_there(record):
    graph = record(storage)
    (replication,) = graph.of_type(REPLICATION)
    assert graph.refers(replication, "bucket", BUCKET).one.name == "shop-documents"
    (role,) = graph.of_type("aws:iam/role:Role")
    assert replication.inputs["role"] == role.outputs["arn"]
    assert replication.inputs["rules"] == [
        {
            "id": "copy-everything",
            "status": "Enabled",
            "priority": 1,
            "filter": {"prefix": ""},
            "deleteMarkerReplication": {"status": "Enabled"},
            "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
            "destination": {
                "bucket": arn_of(graph, "shop-documents-replica"),
                "storageClass": "STANDARD_IA",
                "encryptionConfiguration": {"replicaKmsKeyId": REPLICA_KEY},
                "metrics": {"status": "Enabled"},
            },
        }
    ]


def test_time_control_is_a_promise_of_fifteen_minutes_and_an_event_when_it_is_broken(record):
    graph = record(lambda: storage(documents={"replication_time_control": True}))
    (replication,) = graph.of_type(REPLICATION)
    destination = replication.inputs["rules"][0]["destination"]
    assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
    assert destination["metrics"] == {"status": "Enabled", "eventThreshold": {"minutes": 15}}


def test_copying_waits_for_versions_on_both_sides_and_for_the_permission(record):
    graph = record(storage)
    (replication,) = graph.of_type(REPLICATION)
    token = "aws:s3/bucketVersioning:BucketVersioning"
    (permissions,) = graph.of_type("aws:iam/rolePolicy:RolePolicy")
    assert {
        of_bucket(graph, token, "shop-documents").urn,
        of_bucket(graph, token, "shop-documents-replica").urn,
        permissions.urn,
    } <= set(replication.dependencies)


def test_the_role_that_copies_reads_here_writes_there_and_carries_the_boundary(record):
    graph = record(storage)
    (role,) = graph.of_type("aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    source, replica = arn_of(graph, "shop-documents"), arn_of(graph, "shop-documents-replica")
    (permissions,) = graph.of_type("aws:iam/rolePolicy:RolePolicy")
    via_s3 = {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}
    assert json.loads(permissions.inputs["policy"])["Statement"] == [
        {
            "Sid": "ReadSource",
            "Effect": "Allow",
            "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            "Resource": source,
        },
        {
            "Sid": "ReadVersions",
            "Effect": "Allow",
            "Action": [
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionTagging",
            ],
            "Resource": f"{source}/*",
        },
        {
            "Sid": "WriteCopies",
            "Effect": "Allow",
            "Action": ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
            "Resource": f"{replica}/*",
        },
        {
            "Sid": "DecryptSource",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": KEY,
            "Condition": via_s3,
        },
        {
            "Sid": "EncryptCopies",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
            "Resource": REPLICA_KEY,
            "Condition": via_s3,
        },
    ]


def test_each_department_has_a_private_access_point_to_its_own_folder(record):
    graph = record(storage)
    assert [one.name for one in graph.of_type(ACCESS_POINT)] == ["shop-sales", "shop-support"]
    point = named(graph, ACCESS_POINT, "shop-sales")
    assert point.inputs["name"] == "shop-dev-sales"
    assert graph.refers(point, "bucket", BUCKET).one.name == "shop-documents"
    assert point.inputs["publicAccessBlockConfiguration"] == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    arn = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/shop-dev-sales"
    account = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    own = {"aws:PrincipalTag/department": "sales"}
    assert json.loads(point.inputs["policy"])["Statement"] == [
        {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, f"{arn}/object/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "DepartmentUsesItsFolder",
            "Effect": "Allow",
            "Principal": account,
            "Action": ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
            "Resource": f"{arn}/object/sales/*",
            "Condition": {"StringEquals": own},
        },
        {
            "Sid": "DepartmentListsItsFolder",
            "Effect": "Allow",
            "Principal": account,
            "Action": "s3:ListBucket",
            "Resource": arn,
            "Condition": {"StringEquals": own, "StringLike": {"s3:prefix": "sales/*"}},
        },
        {
            "Sid": "DenyOtherDepartments",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, f"{arn}/object/*"],
            "Condition": {"StringNotEquals": own},
        },
    ]


def test_the_documents_leave_to_access_points_of_the_account_who_may_what(record):
    graph = record(storage)
    arn = arn_of(graph, "shop-documents")
    assert policy_of(graph, "shop-documents")["Statement"][1:] == [
        {
            "Sid": "AccessPointsDecide",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:GetObjectVersion",
                "s3:PutObject",
                "s3:ListBucket",
            ],
            "Resource": [arn, f"{arn}/*"],
            "Condition": {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
        }
    ]


def test_each_new_document_is_told_to_a_queue_that_waits_for_nothing_but_its_policy(record):
    graph = record(storage)
    (notification,) = graph.of_type("aws:s3/bucketNotification:BucketNotification")
    assert graph.refers(notification, "bucket", BUCKET).one.name == "shop-documents"
    assert notification.inputs["queues"] == [
        {"id": "uploads", "queueArn": queue_arn(graph, "shop-uploads"), "events": ["s3:ObjectCreated:*"]}
    ]
    assert named(graph, QUEUE_POLICY, "shop-uploads").urn in notification.dependencies, (
        "S3 sends a test message when it is configured, and refuses where it may not"
    )


def test_a_message_that_fails_five_times_goes_to_the_dead_letters_of_this_queue_alone(record):
    graph = record(storage)
    queue, dead = named(graph, QUEUE, "shop-uploads"), named(graph, QUEUE, "shop-uploads-dead-letters")
    assert json.loads(queue.inputs["redrivePolicy"]) == {
        "deadLetterTargetArn": queue_arn(graph, dead.name),
        "maxReceiveCount": 5,
    }
    (allow,) = graph.of_type("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")
    assert json.loads(allow.inputs["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [queue_arn(graph, queue.name)],
    }
    assert allow.inputs["queueUrl"] == dead.outputs["url"]
    assert [one.inputs["messageRetentionSeconds"] for one in (queue, dead)] == [1_209_600, 1_209_600]


def test_both_queues_are_encrypted_and_refuse_plain_http(record):
    graph = record(storage)
    for name in ("shop-uploads", "shop-uploads-dead-letters"):
        queue = named(graph, QUEUE, name)
        assert queue.inputs["kmsMasterKeyId"] == MESSAGES_KEY
        policy = named(graph, QUEUE_POLICY, name)
        assert policy.inputs["queueUrl"] == queue.outputs["url"]
        assert json.loads(policy.inputs["policy"])["Statement"][0] == {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": [queue_arn(graph, name)],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }


def test_only_the_documents_send_to_the_queue_and_nobody_to_the_dead_letters(record):
    graph = record(storage)
    statements = json.loads(named(graph, QUEUE_POLICY, "shop-uploads").inputs["policy"])["Statement"]
    assert statements[1:] == [
        {
            "Sid": "BucketSends",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn(graph, "shop-uploads"),
            "Condition": {
                "ArnEquals": {"aws:SourceArn": arn_of(graph, "shop-documents")},
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
            },
        }
    ]
    dead = named(graph, QUEUE_POLICY, "shop-uploads-dead-letters")
    assert len(json.loads(dead.inputs["policy"])["Statement"]) == 1, "SQS itself moves dead letters"


def test_two_layers_of_encryption_have_no_bucket_key_which_s3_refuses(record):
    graph = record(lambda: storage(documents={"encryption": "aws:kms:dsse"}))
    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    for name, key in {"shop-documents": KEY, "shop-documents-replica": REPLICA_KEY}.items():
        assert of_bucket(graph, token, name).inputs["rules"] == [
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms:dsse", "kmsMasterKeyId": key},
                "blockedEncryptionTypes": ["SSE-C"],
            }
        ]


def test_audit_logs_have_a_key_of_their_own(record):
    graph = record(storage)
    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    (rule,) = of_bucket(graph, token, "shop-audit-logs").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": AUDIT_KEY,
    }


@pytest.mark.parametrize("on", [True, False])
def test_transfer_acceleration_is_a_knob(record, on):
    graph = record(lambda: storage(documents={"transfer_acceleration": on}))
    found = graph.of_type("aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration")
    assert [one.inputs["status"] for one in found] == ["Enabled"] * on


def test_documents_move_to_their_storage_class_on_the_first_day_and_copies_stay_in_theirs(record):
    graph = record(storage)
    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    assert of_bucket(graph, token, "shop-documents").inputs["rules"][2:] == [
        {
            "id": "choose-storage-class",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "transitions": [{"days": 0, "storageClass": "INTELLIGENT_TIERING"}],
        }
    ]
    assert of_bucket(graph, token, "shop-documents-replica").inputs["rules"][2:] == []


def test_nothing_in_the_account_has_a_name_that_a_longer_stack_would_break(record):
    graph = record(storage, stack="s" * 20)
    names = [one.inputs["name"] for one in graph.of_type(ACCESS_POINT)]
    assert max(map(len, names)) <= 50, "the longest name of an access point"


def test_logs_cool_down_with_age_and_everything_keeps_old_versions_for_a_while(record):
    graph = record(storage)
    token = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    uploads = {
        "id": "abort-incomplete-uploads",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
    }
    versions = {
        "id": "expire-noncurrent-versions",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrentVersionExpiration": {"noncurrentDays": 45},
    }
    assert of_bucket(graph, token, "shop-artifacts").inputs["rules"] == [
        uploads,
        {**versions, "expiration": {"expiredObjectDeleteMarker": True}},
    ]
    for name in ("shop-access-logs", "shop-audit-logs"):
        assert of_bucket(graph, token, name).inputs["rules"] == [
            uploads,
            versions,
            {
                "id": "cool-down-logs",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "transitions": [
                    {"days": 30, "storageClass": "STANDARD_IA"},
                    {"days": 60, "storageClass": "GLACIER"},
                ],
                "expiration": {"days": 365},
            },
        ]


def test_a_knob_chooses_the_classes_of_old_logs():
    ages = AGES.model_copy(update={"infrequent_access_class": "ONEZONE_IA", "glacier_class": "DEEP_ARCHIVE"})
    transitions = lifecycle_rules(1, ages)[-1].transitions
    assert [(one.days, one.storage_class) for one in transitions] == [
        (30, "ONEZONE_IA"),
        (60, "DEEP_ARCHIVE"),
    ]


def test_rules_of_a_bucket_have_names_of_their_own():
    ids = [rule.id for rule in lifecycle_rules(1, AGES, "INTELLIGENT_TIERING")]
    assert len(set(ids)) == len(ids), "S3 refuses two rules of one name"


@pytest.mark.parametrize("protection", [True, False])
def test_a_setting_keeps_the_buckets(record, protection):
    audit = AUDIT.model_copy(update={"lock_mode": "GOVERNANCE"})
    graph = record(lambda: storage(deletion_protection=protection, audit_logs=audit))
    buckets = graph.of_type(BUCKET)
    assert {bucket.protect for bucket in buckets} == {protection}
    assert {bucket.inputs["forceDestroy"] for bucket in buckets} == {not protection}


def test_the_component_gives_out_names_and_arns(record):
    graph = record(storage)
    names = {bucket.name: bucket.value("bucket") for bucket in graph.of_type(BUCKET)}
    assert graph.of_type("stagecraft:storage:Storage")[0].outputs == {
        "access_log_bucket_name": names["shop-access-logs"],
        "access_log_bucket_arn": f"arn:aws:s3:::{names['shop-access-logs']}",
        "audit_log_bucket_name": names["shop-audit-logs"],
        "audit_log_bucket_arn": f"arn:aws:s3:::{names['shop-audit-logs']}",
        "artifact_bucket_name": names["shop-artifacts"],
        "artifact_bucket_arn": f"arn:aws:s3:::{names['shop-artifacts']}",
        "documents_bucket_name": names["shop-documents"],
        "documents_bucket_arn": f"arn:aws:s3:::{names['shop-documents']}",
        "documents_replica_bucket_name": names["shop-documents-replica"],
        "uploads_queue_name": named(graph, QUEUE, "shop-uploads").value("name"),
        "uploads_queue_arn": queue_arn(graph, "shop-uploads"),
        "uploads_dead_letter_queue_name": named(graph, QUEUE, "shop-uploads-dead-letters").value("name"),
    }


def test_a_policy_attached_twice_is_refused(record_raw):
    def program():
        bucket = PrivateBucket(
            "twice",
            PrivateBucketArgs(
                noncurrent_version_days=1,
                deletion_protection=False,
                kms_key_arn=KEY,
                access_log_bucket_name=pulumi.Output.from_input("logs"),
            ),
        )
        bucket.attach_policy()
        bucket.attach_policy()

    recording = record_raw(program)
    assert recording.error or recording.problems, (
        "a bucket has one policy; the second would replace the first"
    )

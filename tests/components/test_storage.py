"""The storage tier: private buckets, and who may write logs.

Not shown here: that S3 accepts the documents; they are held to what AWS documents word for word.
"""

import pulumi
import pytest

from components.storage import PrivateBucket, PrivateBucketArgs
from components.storage.lifecycle import lifecycle_rules
from tests.components.storage.program import (
    ACCOUNT,
    AGES,
    ALL,
    AUDIT,
    AUDIT_KEY,
    BUCKET,
    KEY,
    QUEUE,
    REGION,
    arn_of,
    named,
    of_bucket,
    policy_of,
    queue_arn,
    storage,
)


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


def test_audit_logs_have_a_key_of_their_own(record):
    graph = record(storage)
    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    (rule,) = of_bucket(graph, token, "shop-audit-logs").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": AUDIT_KEY,
    }


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
def test_a_setting_keeps_the_buckets_and_the_queues(record, protection):
    audit = AUDIT.model_copy(update={"lock_mode": "GOVERNANCE"})
    graph = record(lambda: storage(deletion_protection=protection, audit_logs=audit))
    buckets = graph.of_type(BUCKET)
    assert {bucket.protect for bucket in buckets} == {protection}
    assert {bucket.inputs["forceDestroy"] for bucket in buckets} == {not protection}
    assert {queue.protect for queue in graph.of_type(QUEUE)} == {protection}, "they hold messages"


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

"""The storage tier: private buckets, and who may write access logs.

Not shown here: that S3 accepts the documents; they are held to what AWS documents word for word.
"""

import json
from typing import Any

import pulumi
import pytest

from components.storage import PrivateBucket, PrivateBucketArgs, Storage, StorageArgs
from components.storage.lifecycle import lifecycle_rules
from settings.storage import AccessLogSettings, StorageSettings

ACCOUNT = "111122223333"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/storage"
AGES = AccessLogSettings(infrequent_access_after_days=30, glacier_after_days=60, expire_after_days=365)
BUCKET = "aws:s3/bucket:Bucket"


def storage(**changes: Any) -> Storage:
    settings = StorageSettings(
        **{"access_logs": AGES, "noncurrent_version_days": 45, "deletion_protection": True, **changes}
    )
    return Storage("shop", StorageArgs(settings=settings, storage_key_arn=KEY, account_id=ACCOUNT))


def of_bucket(graph, token, name):
    """Return the one resource of a type that configures the bucket."""
    (found,) = [one for one in graph.of_type(token) if graph.refers(one, "bucket", BUCKET).one.name == name]
    return found


def policy_of(graph, name):
    return json.loads(of_bucket(graph, "aws:s3/bucketPolicy:BucketPolicy", name).inputs["policy"])


def test_there_are_two_buckets_each_with_its_own_protection(record):
    graph = record(storage)
    counts: dict[str, int] = {}
    for resource in graph.resources:
        if resource.type.startswith(("aws:", "stagecraft:")):
            counts[resource.type] = counts.get(resource.type, 0) + 1
    assert counts == {
        "stagecraft:storage:Storage": 1,
        "stagecraft:storage:PrivateBucket": 2,
        "aws:s3/bucket:Bucket": 2,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 2,
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 2,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 2,
        "aws:s3/bucketVersioning:BucketVersioning": 2,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 2,
        "aws:s3/bucketPolicy:BucketPolicy": 2,
        "aws:s3/bucketLogging:BucketLogging": 1,
    }


@pytest.mark.parametrize("name", ["shop-access-logs", "shop-artifacts"])
def test_a_bucket_is_closed_to_the_public_and_keeps_versions(record, name):
    graph = record(storage)
    block = of_bucket(graph, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name)
    flags = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert [block.inputs[flag] for flag in flags] == [True, True, True, True]
    ownership = of_bucket(graph, "aws:s3/bucketOwnershipControls:BucketOwnershipControls", name)
    assert ownership.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    versioning = of_bucket(graph, "aws:s3/bucketVersioning:BucketVersioning", name)
    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}


@pytest.mark.parametrize("name", ["shop-access-logs", "shop-artifacts"])
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


def test_artifacts_log_their_access_and_logs_do_not(record):
    graph = record(storage)
    (logging,) = graph.of_type("aws:s3/bucketLogging:BucketLogging")
    assert graph.refers(logging, "bucket", BUCKET).one.name == "shop-artifacts"
    assert graph.refers(logging, "targetBucket", BUCKET).one.name == "shop-access-logs"
    assert logging.inputs["targetPrefix"] == "s3/shop-artifacts/"


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
    assert of_bucket(graph, token, "shop-access-logs").inputs["rules"] == [
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


def test_rules_of_a_bucket_have_names_of_their_own():
    ids = [rule.id for rule in lifecycle_rules(1, AGES)]
    assert len(set(ids)) == len(ids), "S3 refuses two rules of one name"


@pytest.mark.parametrize("protection", [True, False])
def test_a_setting_keeps_the_buckets(record, protection):
    graph = record(lambda: storage(deletion_protection=protection))
    buckets = graph.of_type(BUCKET)
    assert {bucket.protect for bucket in buckets} == {protection}
    assert {bucket.inputs["forceDestroy"] for bucket in buckets} == {not protection}


def test_the_component_gives_out_names_and_arns(record):
    graph = record(storage)
    names = {bucket.name: bucket.value("bucket") for bucket in graph.of_type(BUCKET)}
    assert graph.of_type("stagecraft:storage:Storage")[0].outputs == {
        "access_log_bucket_name": names["shop-access-logs"],
        "access_log_bucket_arn": f"arn:aws:s3:::{names['shop-access-logs']}",
        "artifact_bucket_name": names["shop-artifacts"],
        "artifact_bucket_arn": f"arn:aws:s3:::{names['shop-artifacts']}",
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

"""The state's bucket and keys, and how Pulumi finds them.

Not shown here: that Pulumi's backend works with the bucket; `docs/account.md` has the commands.
"""

import json
from typing import Any

import pulumi
import pytest

from components.bootstrap import Bootstrap, BootstrapArgs
from settings.account.bootstrap import BootstrapSettings
from settings.keys import KeysSettings
from settings.storage import AccessLogSettings

ACCOUNT = "111122223333"
AGES = AccessLogSettings(infrequent_access_after_days=30, glacier_after_days=60, expire_after_days=365)
KEYS = KeysSettings(deletion_window_days=7, rotation_period_days=180, deletion_protection=True)
BUCKET = "aws:s3/bucket:Bucket"


def bootstrap(**changes: Any) -> Bootstrap:
    settings = BootstrapSettings(
        **{"noncurrent_version_days": 400, "access_logs": AGES, "deletion_protection": True, **changes}
    )
    return Bootstrap(
        "account",
        BootstrapArgs(settings=settings, keys=KEYS, account_id=ACCOUNT, region="eu-west-1"),
    )


def of_bucket(graph, token, name):
    (found,) = [one for one in graph.of_type(token) if graph.refers(one, "bucket", BUCKET).one.name == name]
    return found


def test_the_state_is_private_versioned_encrypted_and_logged(record):
    graph = record(bootstrap)
    assert sorted(bucket.name for bucket in graph.of_type(BUCKET)) == ["account-access-logs", "account-state"]
    encryption = of_bucket(
        graph,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "account-state",
    )
    (rule,) = encryption.inputs["rules"]
    (key,) = [one for one in graph.of_type("aws:kms/key:Key") if one.name == "account-state"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": key.outputs["arn"],
    }
    logging = of_bucket(graph, "aws:s3/bucketLogging:BucketLogging", "account-state")
    assert graph.refers(logging, "targetBucket", BUCKET).one.name == "account-access-logs"
    lifecycle = of_bucket(
        graph, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "account-state"
    )
    kept = [one.get("noncurrentVersionExpiration") for one in lifecycle.inputs["rules"]]
    assert {"noncurrentDays": 400} in kept
    assert graph.of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration") == (), (
        "Pulumi deletes its locks at every up"
    )


def test_only_s3_itself_writes_access_logs_and_for_this_account_only(record):
    graph = record(bootstrap)
    policy = of_bucket(graph, "aws:s3/bucketPolicy:BucketPolicy", "account-access-logs")
    (bucket,) = [one for one in graph.of_type(BUCKET) if one.name == "account-access-logs"]
    assert {
        "Sid": "BucketsWriteAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket.value('bucket')}/s3/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    } in json.loads(policy.inputs["policy"])["Statement"]


def test_state_and_secrets_have_a_rotated_key_each(record):
    graph = record(bootstrap)
    keys = {key.name: key for key in graph.of_type("aws:kms/key:Key")}
    assert {name: key.inputs["description"] for name, key in keys.items()} == {
        "account-state": "Pulumi state of shop dev",
        "account-secrets": "Secrets in the Pulumi state of shop dev",
    }
    assert {alias.name: alias.inputs["name"] for alias in graph.of_type("aws:kms/alias:Alias")} == {
        "account-state": "alias/shop-dev-state",
        "account-secrets": "alias/shop-dev-secrets",
    }
    for key in keys.values():
        assert key.inputs["enableKeyRotation"] is True
        assert (key.inputs["rotationPeriodInDays"], key.inputs["deletionWindowInDays"]) == (180, 7)
        assert key.protect is True


def test_the_secrets_key_is_used_by_pulumi_itself_and_the_states_through_s3(record):
    graph = record(bootstrap)
    statements = {
        key.name: json.loads(key.inputs["policy"])["Statement"][1:]
        for key in graph.of_type("aws:kms/key:Key")
    }
    assert statements["account-secrets"] == [
        {
            "Sid": "AccountEncryptsSecrets",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"],
            "Resource": "*",
        }
    ]
    (through,) = statements["account-state"]
    assert through["Condition"] == {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}


def test_it_says_what_pulumi_login_and_the_secrets_provider_take(record):
    graph = record(bootstrap)
    (component,) = graph.of_type("stagecraft:bootstrap:Bootstrap")
    (bucket,) = [one for one in graph.of_type(BUCKET) if one.name == "account-state"]
    name = bucket.value("bucket")
    assert component.outputs["backend_url"] == f"s3://{name}?region=eu-west-1&awssdk=v2"
    assert (
        component.outputs["secrets_provider"] == "awskms://alias/shop-dev-secrets?region=eu-west-1&awssdk=v2"
    )
    assert component.outputs["state_bucket_arn"] == f"arn:aws:s3:::{name}"


@pytest.mark.parametrize("protection", [True, False])
def test_a_setting_keeps_the_buckets(record, protection):
    graph = record(lambda: bootstrap(deletion_protection=protection))
    assert {bucket.protect for bucket in graph.of_type(BUCKET)} == {protection}


def test_whoever_logs_waits_for_the_policy_that_lets_it(record):
    def program():
        pulumi.export("logs", bootstrap().access_log_bucket_name)

    graph = record(program)
    policy = of_bucket(graph, "aws:s3/bucketPolicy:BucketPolicy", "account-access-logs")
    logging = of_bucket(graph, "aws:s3/bucketLogging:BucketLogging", "account-state")
    assert policy.urn in logging.property_dependencies["targetBucket"]

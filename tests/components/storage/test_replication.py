"""The copy of the documents: where it lies, what is copied, and what the role that copies may do.

Not shown here: that S3 copies; its permissions are held to what AWS documents.
"""

import json

from tests.components.storage.program import (
    BOUNDARY,
    BUCKET,
    KEY,
    RECOVERY,
    REGION,
    REPLICA_KEY,
    REPLICATION,
    arn_of,
    of_bucket,
    storage,
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

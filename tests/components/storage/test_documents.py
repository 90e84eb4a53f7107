"""The knobs of the documents: layers of encryption, storage class, transfer acceleration."""

import pytest

from tests.components.storage.program import (
    KEY,
    REPLICA_KEY,
    of_bucket,
    storage,
)


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

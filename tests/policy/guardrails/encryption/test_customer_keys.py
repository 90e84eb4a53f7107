"""Customer managed keys: where AWS keeps nothing of its own, or where something else says who has the key."""

from typing import Any

import pytest

from tests.policy.compliant import KEY, REMOVED, UNKNOWN_WIRE, compliant_props, make
from tests.policy.findings import said, told


@pytest.mark.parametrize(
    ("rule", "short", "inputs"),
    [
        ("messaging-customer-key", "kinesis/firehoseDeliveryStream", {"kinesisSourceConfiguration": {"roleArn": "r"}}),
        ("messaging-customer-key", "kinesis/firehoseDeliveryStream", {"mskSourceConfiguration": {"topicName": "t"}}),
        ("firehose-delivery-stream-encrypted", "kinesis/firehoseDeliveryStream", {"mskSourceConfiguration": {}}),
        ("file-system-customer-key", "fsx/lustreFileSystem", {}),
        ("file-system-customer-key", "fsx/lustreFileSystem", {"deploymentType": "SCRATCH_2"}),
        ("workload-customer-key", "lambda/function", {}),
        ("workload-customer-key", "lambda/function", {"environment": {"variables": {}}}),
        ("workload-customer-key", "ssm/parameter", {"type": "String"}),
        ("replica-customer-key", "dynamodb/table", {}),
        ("ecs-cluster-exec-customer-key", "ecs/cluster", {}),
    ],
)  # fmt: skip
def test_what_aws_keeps_no_data_of_needs_no_key(rule: str, short: str, inputs: dict[str, Any]) -> None:
    assert said(rule, make(short, inputs=inputs)) == []


@pytest.mark.parametrize(
    ("rule", "short", "changes", "what"),
    [
        ("workload-customer-key", "ssm/parameter", {"type": UNKNOWN_WIRE}, "type is not known yet"),
        (
            "file-system-customer-key",
            "ecr/repository",
            {"encryptionConfigurations": UNKNOWN_WIRE},
            "encryptionConfigurations is not known yet",
        ),
    ],
)
def test_what_decides_may_be_unknown(rule: str, short: str, changes: dict[str, Any], what: str) -> None:
    props = compliant_props(short, **changes)
    assert told(rule, what, undecided=True) == said(rule, make(short, inputs=props))


def test_a_lustre_of_an_unknown_kind_needs_a_key() -> None:
    props = compliant_props("fsx/lustreFileSystem", deploymentType=UNKNOWN_WIRE, kmsKeyId=REMOVED)
    expected = told("file-system-customer-key", "kmsKeyId is not set, so a key of AWS is used")
    assert expected == said("file-system-customer-key", make("fsx/lustreFileSystem", inputs=props))


@pytest.mark.parametrize("kind", ["KMS", "KMS_DSSE"])
def test_a_repository_of_kms_names_its_key(kind: str) -> None:
    kept = make(
        "ecr/repository", inputs={"encryptionConfigurations": [{"encryptionType": kind, "kmsKey": KEY}]}
    )
    broken = make("ecr/repository", inputs={"encryptionConfigurations": [{"encryptionType": kind}]})
    what = "encryptionConfigurations[0].kmsKey is not set, so a key of AWS is used"
    assert said("file-system-customer-key", kept) == []
    assert told("file-system-customer-key", what) == said("file-system-customer-key", broken)


def test_a_repository_that_says_nothing_has_a_key_of_s3() -> None:
    what = "encryptionConfigurations[0].encryptionType is not set, so a key of AWS is used"
    expected = told("file-system-customer-key", what)
    assert expected == said("file-system-customer-key", make("ecr/repository", inputs={}))

"""Customer managed keys: where AWS keeps nothing of its own, or where something else says who has the key."""

import datetime as dt
from typing import Any

import pytest
from guardrails.evaluate import evaluate

from tests.policy.compliant import KEY, REMOVED, UNKNOWN_WIRE, compliant_props, graph, make
from tests.policy.findings import said, told

TODAY = dt.date(2026, 11, 20)


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


@pytest.mark.parametrize(
    ("rule", "short", "changes"),
    [
        ("rds-instance-customer-key", "rds/instance", {"storageEncrypted": False}),
        ("rds-instance-customer-key", "rds/instance", {"storageEncrypted": REMOVED}),
        ("rds-cluster-customer-key", "rds/cluster", {"storageEncrypted": "false"}),
        ("database-customer-key", "docdb/cluster", {"storageEncrypted": False}),
        ("database-customer-key", "neptune/cluster", {"storageEncrypted": REMOVED}),
        ("database-customer-key", "opensearch/domain", {"encryptAtRest": {"enabled": False}}),
        ("database-customer-key", "elasticsearch/domain", {"encryptAtRest": REMOVED}),
        ("messaging-customer-key", "sns/topic", {"kmsMasterKeyId": REMOVED}),
        ("messaging-customer-key", "kinesis/stream", {"encryptionType": "NONE"}),
        ("messaging-customer-key", "kinesis/firehoseDeliveryStream", {"serverSideEncryption": REMOVED}),
        ("efs-file-system-customer-key", "efs/fileSystem", {"encrypted": False}),
        ("elasticache-customer-key", "elasticache/replicationGroup", {"atRestEncryptionEnabled": False}),
        ("redshift-customer-key", "redshift/cluster", {"encrypted": "false"}),
        ("ebs-volume-customer-key", "ebs/volume", {"encrypted": False}),
        (
            "ec2-launch-template-customer-key",
            "ec2/launchTemplate",
            {"blockDeviceMappings": [{"ebs": {"encrypted": "false"}}]},
        ),
    ],
)
class TestWhatIsNotEncrypted:
    def test_it_is_not_said_to_have_a_key_of_aws(
        self, rule: str, short: str, changes: dict[str, Any]
    ) -> None:
        props = compliant_props(short, **changes)
        props = {key: value for key, value in props.items() if "key" not in key.lower()}
        assert said(rule, make(short, inputs=props)) == []

    def test_another_rule_says_so(self, rule: str, short: str, changes: dict[str, Any]) -> None:
        found = evaluate(graph(make(short, inputs=compliant_props(short, **changes))), today=TODAY)
        told_by = {one.rule for one in found if not one.undecided and "customer-key" not in one.rule}
        assert any("encrypted" in name for name in told_by), f"nobody tells what {rule} leaves out"


@pytest.mark.parametrize("short", ["ebs/volume", "ec2/launchTemplate"])
def test_a_disk_that_the_account_encrypts_has_a_key_of_aws(short: str) -> None:
    rule = {"ebs/volume": "ebs-volume-customer-key"}.get(short, "ec2-launch-template-customer-key")
    props = {"ebs/volume": {}}.get(short, {"blockDeviceMappings": [{"ebs": {"volumeSize": 8}}]})
    label = {"ebs/volume": ""}.get(short, "blockDeviceMappings[0].ebs.")
    found = said(rule, make(short, inputs=props), make("ebs/encryptionByDefault", "default", {}))
    assert told(rule, f"{label}kmsKeyId is not set, so a key of AWS is used") == found

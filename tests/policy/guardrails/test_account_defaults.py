"""Defaults of the account in the same stack: they hold where a resource says nothing."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import KEY, UNKNOWN_WIRE, make
from tests.policy.findings import said, told

BARE = [
    ("ebs-volume-encrypted", "ebs/volume", "encrypted is not true (it is not set)"),
    ("ebs-snapshot-copy-encrypted", "ebs/snapshotCopy", "encrypted is not true (it is not set)"),
    (
        "ec2-instance-volumes-encrypted",
        "ec2/instance",
        "rootBlockDevice.encrypted is not true (it is not set)",
    ),
    (
        "ec2-launch-template-volumes-encrypted",
        "ec2/launchTemplate",
        "it has no blockDeviceMappings, so the root volume is encrypted only if its image is",
    ),
]
BY_DEFAULT = "ebs/encryptionByDefault"


def default(short: str, inputs: dict[str, Any], **more: Any) -> Resource:
    return make(short, "default", inputs, **more)


@pytest.mark.parametrize(("rule", "short", "what"), BARE)
@pytest.mark.parametrize("inputs", [{}, {"enabled": True}, {"enabled": "true"}])
def test_encryption_by_default_encrypts_every_disk(
    rule: str, short: str, what: str, inputs: dict[str, Any]
) -> None:
    bare = make(short, inputs={})
    assert told(rule, what) == said(rule, bare)
    assert said(rule, bare, default(BY_DEFAULT, inputs)) == []


@pytest.mark.parametrize(("rule", "short", "what"), BARE)
@pytest.mark.parametrize(
    "other",
    [
        {"inputs": {"enabled": False}},
        {"inputs": {"enabled": UNKNOWN_WIRE}},
        {"inputs": {"region": "us-east-1"}},
        {"inputs": {}, "provider": "urn:pulumi:prod::shop::pulumi:providers:aws::us-east-1::1"},
    ],
    ids=["off", "unknown", "another Region", "another provider"],
)
def test_one_that_is_off_or_of_another_region_does_not(
    rule: str, short: str, what: str, other: dict[str, Any]
) -> None:
    assert told(rule, what) == said(rule, make(short, inputs={}), default(BY_DEFAULT, **other))


@pytest.mark.parametrize(
    ("rule", "short", "inputs", "label"),
    [
        ("ebs-volume-customer-key", "ebs/volume", {"encrypted": True}, "kmsKeyId"),
        (
            "ec2-launch-template-customer-key",
            "ec2/launchTemplate",
            {"blockDeviceMappings": [{"ebs": {"encrypted": "true"}}]},
            "blockDeviceMappings[0].ebs.kmsKeyId",
        ),
    ],
)
def test_a_default_key_of_ours_counts(rule: str, short: str, inputs: dict[str, Any], label: str) -> None:
    disk = make(short, inputs=inputs)
    aws_key = default("ebs/defaultKmsKey", {"keyArn": "arn:aws:kms:eu-west-1:1:alias/aws/ebs"})
    expected = told(rule, f"{label} is not set, so a key of AWS is used")
    assert said(rule, disk, default("ebs/defaultKmsKey", {"keyArn": KEY})) == []
    assert expected == said(rule, disk, aws_key)


@pytest.mark.parametrize(
    ("inputs", "what"),
    [
        ({"httpTokens": "required"}, None),
        (
            {"httpTokens": "optional"},
            "metadataOptions.httpTokens is not set, which the account makes 'optional'",
        ),
        ({"httpTokens": "no-preference"}, "metadataOptions.httpTokens is not set, so the image decides"),
        ({"httpTokens": UNKNOWN_WIRE}, "metadataOptions.httpTokens is not set, so the image decides"),
        ({}, "metadataOptions.httpTokens is not set, so the image decides"),
    ],
)
def test_the_default_of_instance_metadata_counts(inputs: dict[str, Any], what: str | None) -> None:
    rule = "ec2-instance-imdsv2"
    found = said(rule, make("ec2/instance", inputs={}), default("ec2/instanceMetadataDefaults", inputs))
    assert ([] if what is None else told(rule, what)) == found

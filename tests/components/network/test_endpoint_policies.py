"""The endpoints lead to the account's own data, and to AWS's packages and documents to read."""

import re
from fnmatch import fnmatchcase
from typing import Any

import pytest

from components.network.endpoint_policies import (
    INTERFACE_SERVICES,
    dynamodb_policy,
    interface_policy,
    s3_policy,
)

OWN = {
    "StringEquals": {"aws:PrincipalAccount": "111122223333"},
    "StringEqualsIfExists": {"aws:ResourceAccount": "111122223333"},
}


def test_tables_are_reached_by_the_account_and_in_the_account_alone() -> None:
    [statement] = dynamodb_policy("111122223333", "eu-west-1")["Statement"]
    assert statement["Condition"] == OWN
    assert statement["Resource"] == "arn:aws:dynamodb:eu-west-1:111122223333:table/*"
    assert statement["Action"] == "dynamodb:*"


def test_buckets_are_reached_by_the_account_and_in_the_account_alone() -> None:
    own, _ = s3_policy("111122223333", "eu-west-1")["Statement"]
    assert own["Condition"] == OWN
    assert own["Action"] == "s3:*"


def test_of_other_buckets_only_aws_s_packages_are_read() -> None:
    _, packages = s3_policy("111122223333", "eu-west-1")["Statement"]
    assert packages["Action"] == "s3:GetObject", "nothing can be carried out into them"
    assert packages["Resource"] == [
        "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
        "arn:aws:s3:::amazon-ssm-eu-west-1/*",
        "arn:aws:s3:::amazon-ssm-packages-eu-west-1/*",
        "arn:aws:s3:::aws-patch-manager-eu-west-1-?????????/*",
        "arn:aws:s3:::aws-ssm-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-distributor-file-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-document-attachments-eu-west-1/*",
        "arn:aws:s3:::inspector2-oval-prod-eu-west-1/*",
        "arn:aws:s3:::patch-baseline-snapshot-eu-west-1/*",
        "arn:aws:s3:::patch-baseline-snapshot-eu-west-1-????????/*",
        "arn:aws:s3:::eu-west-1-birdwatcher-prod/*",
    ]


# Names that AWS's documentation gives as examples.
@pytest.mark.parametrize(
    ("region", "bucket"),
    [
        ("us-east-2", "aws-patch-manager-us-east-2-552881074"),
        ("me-south-1", "aws-patch-manager-me-south-1-a53fc9dce"),
        ("us-east-2", "patch-baseline-snapshot-us-east-2"),
        ("me-south-1", "patch-baseline-snapshot-me-south-1-uduvl7q8"),
    ],
)
def test_patch_manager_reads_its_buckets_whatever_a_region_adds_to_their_names(
    region: str, bucket: str
) -> None:
    _, packages = s3_policy("111122223333", region)["Statement"]
    assert any(fnmatchcase(f"arn:aws:s3:::{bucket}/x", pattern) for pattern in packages["Resource"])


@pytest.mark.parametrize("service", INTERFACE_SERVICES)
def test_an_interface_endpoint_leads_the_account_s_principals_to_the_account_s_resources(
    service: str,
) -> None:
    own = interface_policy(service, "111122223333", "eu-west-1")["Statement"][0]
    assert own["Condition"] == OWN
    assert re.fullmatch(r"[a-z]+:\*", own["Action"]), "the actions of one service"


def test_of_what_is_not_the_account_s_only_aws_s_documents_and_parameters_are_read() -> None:
    more: dict[str, list[dict[str, Any]]] = {
        service: interface_policy(service, "111122223333", "eu-west-1")["Statement"][1:]
        for service in INTERFACE_SERVICES
    }
    [documents] = more.pop("ssm")
    assert documents["Resource"] == [
        "arn:aws:ssm:eu-west-1::document/*",
        "arn:aws:ssm:eu-west-1::parameter/aws/*",
    ], "no account stands in the ARNs of AWS's own"
    assert documents["Action"] == ["ssm:DescribeDocument", "ssm:GetDocument", "ssm:GetParameter*"]
    assert documents["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
    assert not any(more.values())

"""The boundary as a document: what it denies whatever is granted, and that IAM takes it.

What the shop's roles need of it is held against it in tests/program/test_boundary.py.
"""

import fnmatch
import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint.data import AdditionalSpecs
from hypothesis import given
from hypothesis import strategies as st

from components.identity.boundary import MOST_CHARACTERS, boundary_document

ACCOUNT = "111122223333"
ARN = f"arn:aws:iam::{ACCOUNT}:policy/shop-dev-boundary"
REGIONS = ["eu-west-1", "eu-central-1", "us-east-1"]


def statements() -> dict[str, Any]:
    return {one["Sid"]: one for one in boundary_document(ACCOUNT, ARN, REGIONS)["Statement"]}


def matches(patterns: list[str], action: str) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def denied(action: str) -> bool:
    """Tell whether no role may do it with anything, wherever it works."""
    return any(
        matches(one["Action"], action)
        for one in statements().values()
        if one["Effect"] == "Deny" and one["Resource"] == "*" and "Condition" not in one
    )


def allowed(action: str) -> bool:
    return any(matches(one["Action"], action) for one in statements().values() if one["Effect"] == "Allow")


@pytest.fixture(scope="module")
def every_action() -> dict[str, list[str]]:
    """Return AWS's services with their actions, from cfn-lint's data, all in small letters."""
    text = (Path(AdditionalSpecs.__file__).parent / "Policies.json").read_text("utf-8")
    return {service: list(entry["Actions"]) for service, entry in json.loads(text).items()}


@pytest.mark.parametrize(
    "action",
    [
        "iam:CreateUser",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:AttachUserPolicy",
        "iam:CreateRole",
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:DeleteRolePermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
        "iam:CreateOpenIDConnectProvider",
        "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail",
        "config:StopConfigurationRecorder",
        "config:DeleteConfigRule",
        "guardduty:DeleteDetector",
        "guardduty:UpdateDetector",
        "logs:DeleteLogGroup",
        "ec2:DeleteFlowLogs",
        "organizations:LeaveOrganization",
        "kms:ScheduleKeyDeletion",
        "kms:DisableKey",
        "kms:PutKeyPolicy",
        "s3:BypassGovernanceRetention",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "dynamodb:DeleteTable",
        "rds:DeleteDBInstance",
        "backup:DeleteRecoveryPoint",
        "secretsmanager:DeleteSecret",
    ],
)
def test_it_is_denied_whatever_is_granted(action: str) -> None:
    assert denied(action)


@pytest.mark.parametrize(
    "action",
    ["s3:GetObject", "s3:ReplicateObject", "kms:Decrypt", "logs:PutLogEvents", "sqs:ReceiveMessage"],
)
def test_what_workloads_do_is_allowed_and_not_denied(action: str) -> None:
    assert allowed(action)
    assert not denied(action)


@pytest.mark.parametrize("action", ["iam:CreatePolicy", "sts:AssumeRole", "ec2:CreateVpc", "cloudfront:*"])
def test_what_no_workload_does_is_not_allowed(action: str) -> None:
    assert not allowed(action)


def test_nothing_is_done_outside_of_the_regions() -> None:
    regions = statements()["RegionsStay"]
    assert (regions["Effect"], regions["Action"], regions["Resource"]) == ("Deny", ["*"], "*")
    assert regions["Condition"] == {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", "us-east-1"]}
    }


def test_data_stays_in_the_account() -> None:
    assert statements()["UseData"]["Condition"] == {"StringEqualsIfExists": {"aws:ResourceAccount": ACCOUNT}}


def test_a_role_is_handed_to_named_services_only() -> None:
    hand_on = statements()["HandOnRoles"]
    assert hand_on["Action"] == ["iam:PassRole"]
    assert hand_on["Resource"] == f"arn:aws:iam::{ACCOUNT}:role/*"
    assert hand_on["Condition"] == {
        "StringEquals": {
            "iam:PassedToService": ["ec2.amazonaws.com", "ssm.amazonaws.com", "backup.amazonaws.com"]
        }
    }


def test_nobody_changes_the_boundary_itself() -> None:
    stays = statements()["BoundaryStays"]
    assert (stays["Effect"], stays["Resource"]) == ("Deny", ARN)
    for action in ("iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:SetDefaultPolicyVersion"):
        assert matches(stays["Action"], action)


def test_every_pattern_is_an_action_of_aws(every_action: dict[str, list[str]]) -> None:
    unknown = [
        pattern
        for one in statements().values()
        for pattern in one["Action"]
        if pattern != "*"
        and not fnmatch.filter(every_action[pattern.partition(":")[0]], pattern.partition(":")[2].lower())
    ]
    assert unknown == [], "IAM ignores an action that does not exist, without a word"


@given(
    st.from_regex(r"[0-9]{12}", fullmatch=True),
    st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20),
    st.lists(st.sampled_from(["ap-southeast-5", "ap-northeast-3", "us-east-1"]), min_size=1, max_size=3),
)
def test_iam_takes_it_for_every_stack_name(account: str, stack: str, regions: list[str]) -> None:
    arn = f"arn:aws:iam::{account}:policy/shop-{stack}-boundary"
    document = boundary_document(account, arn, regions)
    assert len(json.dumps(document, separators=(",", ":"))) <= MOST_CHARACTERS
    assert len(arn.rpartition("/")[2]) <= 128, "the longest name of a policy"
    assert (
        sorted(set(regions))
        == document["Statement"][-1]["Condition"]["StringNotEquals"]["aws:RequestedRegion"]
    )

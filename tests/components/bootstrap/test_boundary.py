"""The boundary, judged as IAM judges it: a deny wins, and what is not allowed is denied."""

import ast
import fnmatch
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.bootstrap.boundary import MOST_CHARACTERS, SERVICES, BoundaryPlace, boundary

ROOT = Path(__file__).resolve().parents[3]
ACCOUNT = "111122223333"
IAM = f"arn:aws:iam::{ACCOUNT}"
OURS = f"{IAM}:policy/shop-dev-boundary"


def place(stacks: tuple[str, ...] = ("dev",), own: str = "alias/shop-account-dev") -> BoundaryPlace:
    return BoundaryPlace(
        account_id=ACCOUNT,
        regions=("eu-west-1", "eu-central-1", "us-east-1"),
        project="shop",
        stacks=stacks,
        own_prefix="account",
        own_aliases=own,
    )


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def matches(patterns: str | list[str], value: str) -> bool:
    return any(fnmatch.fnmatchcase(value.lower(), pattern.lower()) for pattern in listed(patterns))


def holds(condition: dict[str, dict[str, Any]], context: dict[str, str]) -> bool:
    """Judge the operators that the boundary uses; a negated one holds of a key that is absent."""
    for operator, keys in condition.items():
        for key, values in keys.items():
            said = context.get(key)
            if operator == "StringNotEquals":
                fits = said not in values
            elif operator == "ForAnyValue:StringLike":
                fits = said is not None and matches(values, said)
            else:
                pytest.fail(f"{operator} is not judged here")
            if not fits:
                return False
    return True


def allows(action: str, resource: str = "*", **context: str) -> bool:
    """Tell whether the boundary lets an action through, in the stack's region unless said otherwise."""
    said = {key.replace("__", ":"): value for key, value in context.items()}
    said = {"aws:RequestedRegion": "eu-west-1", **said}
    decided = False
    for statement in boundary(place())["Statement"]:
        acts = (
            matches(statement["Action"], action)
            if "Action" in statement
            else not matches(statement["NotAction"], action)
        )
        if not acts or not matches(statement["Resource"], resource):
            continue
        if not holds(statement.get("Condition", {}), said):
            continue
        if statement["Effect"] == "Deny":
            return False
        decided = True
    return decided


def test_a_role_is_made_with_the_shops_boundary_and_with_no_other() -> None:
    role = f"{IAM}:role/shop-app-1234567"
    assert allows("iam:CreateRole", role, iam__PermissionsBoundary=OURS)
    assert not allows("iam:CreateRole", role), "none at all"
    assert not allows(
        "iam:CreateRole", role, iam__PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    assert not allows("iam:CreateRole", role, iam__PermissionsBoundary=f"{IAM}:policy/shop-prod-boundary"), (
        "a stack that does not live here"
    )


@pytest.mark.parametrize("action", ["iam:AttachRolePolicy", "iam:PutRolePolicy"])
def test_a_role_without_the_boundary_gets_no_permission(action: str) -> None:
    assert allows(action, f"{IAM}:role/shop-app", iam__PermissionsBoundary=OURS)
    assert not allows(action, f"{IAM}:role/admin")


def test_a_boundary_is_neither_taken_off_nor_widened() -> None:
    role = f"{IAM}:role/shop-app"
    assert not allows("iam:DeleteRolePermissionsBoundary", role, iam__PermissionsBoundary=OURS)
    for action in ("CreatePolicy", "CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicy"):
        assert not allows(f"iam:{action}", OURS)
        assert not allows(f"iam:{action}", f"{IAM}:policy/account/shop-account-dev-boundary")
        assert allows(f"iam:{action}", f"{IAM}:policy/shop-reader"), (
            "the project's other policies are its own"
        )


@pytest.mark.parametrize(
    "action",
    ["iam:PassRole", "iam:DeleteRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "sts:AssumeRole"],
)
def test_no_role_of_the_accounts_own_is_touched_or_taken_on(action: str) -> None:
    own = f"{IAM}:role/account/shop-account-dev-deploy"
    assert not allows(action, own, iam__PermissionsBoundary=OURS)


def test_no_other_issuer_is_let_in() -> None:
    github = f"{IAM}:oidc-provider/token.actions.githubusercontent.com"
    for action in (
        "CreateOpenIDConnectProvider",
        "DeleteOpenIDConnectProvider",
        "AddClientIDToOpenIDConnectProvider",
    ):
        assert not allows(f"iam:{action}", github)
    assert allows("iam:GetOpenIDConnectProvider", github), "to read it is what a refresh does"


@pytest.mark.parametrize(
    "action", ["CreateUser", "CreateAccessKey", "CreateLoginProfile", "CreateSAMLProvider"]
)
def test_no_identity_with_a_key_is_made(action: str) -> None:
    assert not allows(f"iam:{action}", f"{IAM}:user/somebody")


@pytest.mark.parametrize(
    "action",
    [
        "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail",
        "cloudtrail:UpdateTrail",
        "cloudtrail:PutEventSelectors",
        "config:StopConfigurationRecorder",
        "config:DeleteDeliveryChannel",
        "config:PutConfigRule",
        "guardduty:DeleteDetector",
        "guardduty:UpdateDetector",
        "guardduty:CreateFilter",
        "inspector2:Disable",
        "inspector2:UpdateFilter",
        "access-analyzer:DeleteAnalyzer",
        "access-analyzer:CreateArchiveRule",
    ],
)
def test_nothing_that_watches_is_touched(action: str) -> None:
    assert not allows(action)


@pytest.mark.parametrize(
    "action",
    [
        "cloudtrail:DescribeTrails",
        "config:DescribeConfigRules",
        "events:DescribeRule",
        "guardduty:GetDetector",
        "guardduty:DescribeMalwareScans",
        "inspector2:BatchGetAccountStatus",
    ],
)
def test_what_watches_can_be_read(action: str) -> None:
    assert allows(action), "a preview of the account shows drift"


@pytest.mark.parametrize(
    "action",
    [
        "s3:PutAccountPublicAccessBlock",
        "ec2:DisableEbsEncryptionByDefault",
        "ec2:DisableSnapshotBlockPublicAccess",
        "ec2:DisableImageBlockPublicAccess",
        "ec2:ModifyInstanceMetadataDefaults",
        "ec2:EnableSerialConsoleAccess",
        "ssm:UpdateServiceSetting",
    ],
)
def test_no_default_of_the_account_is_touched(action: str) -> None:
    assert not allows(action)


def test_evidence_is_neither_written_nor_deleted() -> None:
    for role in ("trail", "configuration", "access-logs"):
        for action in ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"):
            assert not allows(action, f"arn:aws:s3:::account-{role}-1234567/AWSLogs/x")
        for action in ("s3:DeleteBucket", "s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"):
            assert not allows(action, f"arn:aws:s3:::account-{role}-1234567")


def test_the_state_is_written_but_its_past_is_not_deleted() -> None:
    state = "arn:aws:s3:::account-state-1234567"
    assert allows("s3:PutObject", f"{state}/.pulumi/stacks/shop/dev.json")
    assert allows("s3:DeleteObject", f"{state}/.pulumi/locks/x.json")
    assert not allows("s3:DeleteObjectVersion", f"{state}/.pulumi/stacks/shop/dev.json")
    assert not allows("s3:PutBucketVersioning", state)
    assert allows("s3:PutBucketPolicy", "arn:aws:s3:::shop-artifacts-1234567"), "the shop's own are its own"


@pytest.mark.parametrize("action", ["ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "UpdateAlias"])
def test_the_accounts_own_keys_live_on(action: str) -> None:
    key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
    assert not allows(f"kms:{action}", key, kms__ResourceAliases="alias/shop-account-dev-audit")
    assert allows(f"kms:{action}", key, kms__ResourceAliases="alias/shop-dev-logs")
    assert allows(f"kms:{action}", key), "a key that has no alias yet"


def test_the_accounts_alarms_rules_logs_and_topic_live_on() -> None:
    for action, resource in {
        "cloudwatch:DeleteAlarms": f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:{{}}-root-use-1",
        "events:DisableRule": f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/{{}}-guardduty-1",
        "logs:DeleteLogGroup": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{{}}-trail-1",
        "sns:DeleteTopic": f"arn:aws:sns:eu-west-1:{ACCOUNT}:{{}}-notifications-1",
    }.items():
        assert not allows(action, resource.format("account"))
        assert allows(action, resource.format("shop"))


def test_nothing_is_made_in_another_region_but_what_has_none() -> None:
    assert allows("ec2:RunInstances")
    assert allows("wafv2:CreateWebACL", aws__RequestedRegion="us-east-1"), "CloudFront's"
    assert allows("backup:CreateBackupVault", aws__RequestedRegion="eu-central-1"), "the copies'"
    assert not allows("ec2:RunInstances", aws__RequestedRegion="ap-south-1")
    assert allows("route53:CreateHostedZone", aws__RequestedRegion="aws-global")


def test_services_that_nothing_is_made_of_are_closed() -> None:
    for action in ("organizations:LeaveOrganization", "account:CloseAccount", "sagemaker:CreateEndpoint"):
        assert not allows(action)


def test_it_fits_into_a_policy_with_the_longest_names() -> None:
    stack = "s" * 20
    document = boundary(place(tuple(f"{stack[:-1]}{n}" for n in range(5)), f"alias/shop-account-{stack}"))
    assert len("".join(json.dumps(document).split())) <= MOST_CHARACTERS


STACK = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}", fullmatch=True)


@given(
    st.lists(STACK, min_size=1, max_size=5, unique=True),
    st.from_regex(r"[a-z][a-z0-9-]{0,29}", fullmatch=True),
)
def test_any_account_that_the_settings_allow_has_a_boundary_that_iam_takes(stacks, project):
    document = boundary(
        BoundaryPlace(
            account_id=ACCOUNT,
            regions=("ap-northeast-1", "ap-southeast-1", "us-east-1"),
            project=project,
            stacks=stacks,
            own_prefix="account",
            own_aliases=f"alias/{project}-account-{stacks[0]}",
        )
    )
    assert len("".join(json.dumps(document).split())) <= MOST_CHARACTERS
    sids = [statement["Sid"] for statement in document["Statement"]]
    assert len(set(sids)) == len(sids)


# The services of IAM by the modules of pulumi_aws, where the two differ.
NAMES = {
    "alb": ("elasticloadbalancing",),
    "appautoscaling": ("application-autoscaling",),
    "cfg": ("config",),
    "ebs": ("ec2",),
    "ec2": ("ec2",),
    "iam": (),
    "lambda_": ("lambda",),
    "lb": ("elasticloadbalancing",),
    "vpc": ("ec2",),
}
OF_THE_ACCOUNT = ("audit", "bootstrap", "compliance", "costs", "defaults", "detection", "notifications")


def test_every_service_of_the_shop_is_below_the_ceiling() -> None:
    used = set()
    for file in (ROOT / "components").rglob("*.py"):
        if file.relative_to(ROOT / "components").parts[0] in OF_THE_ACCOUNT:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "pulumi_aws":
                used |= {alias.name for alias in node.names}
    assert used >= {"ec2", "rds", "s3"}
    missing = {service for name in used for service in NAMES.get(name, (name,))} - set(SERVICES)
    assert missing == set(), "CI could not deploy what is made of these"

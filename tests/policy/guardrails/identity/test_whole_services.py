"""A policy of AWS that gives a whole service gives it with everybody's resources."""

from typing import Any

import pytest
from guardrails.identity.holders import ATTACHMENTS

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import said, told

RULE = "iam-managed-policy-no-whole-service"
S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def attachment(arn: Any = S3, **more: Any) -> Any:
    return make("iam/rolePolicyAttachment", inputs={"role": "app", "policyArn": arn}, **more)


@pytest.mark.parametrize("token", ATTACHMENTS)
def test_it_is_found_however_it_is_attached(token: str) -> None:
    path, _ = ATTACHMENTS[token]
    value = [S3] if path.endswith("s") else S3
    assert told(RULE, f"it attaches '{S3}'") == said(RULE, make(token, inputs={path: value}))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("AmazonS3FullAccess", True),
        ("AmazonDynamoDBFullAccess", True),
        ("AmazonDynamoDBFullAccess_v2", True),
        ("AmazonECS_FullAccess", True),
        ("AWSLambda_FullAccess", True),
        ("AmazonRDSDataFullAccess", True),
        ("AmazonSSMFullAccess", True),
        ("AdministratorAccess-Amplify", True),
        ("IAMFullAccess", False),
        ("AdministratorAccess", False),
        ("ReadOnlyAccess", False),
        ("AmazonS3ReadOnlyAccess", False),
        ("AmazonSSMManagedInstanceCore", False),
        ("service-role/AWSLambdaBasicExecutionRole", False),
    ],
)
def test_a_policy_of_aws_is_judged_by_its_name(name: str, found: bool) -> None:
    assert found is bool(said(RULE, attachment(f"arn:aws:iam::aws:policy/{name}")))


def test_a_policy_of_ones_own_is_judged_by_what_stands_in_it() -> None:
    assert said(RULE, attachment("arn:aws:iam::123456789012:policy/OrdersFullAccess")) == []
    assert said(RULE, attachment(UNKNOWN_WIRE)) == [], "it may be one of the stack, and that is judged"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("boundary", "found"), [("arn:aws:iam::1:policy/limit", False), ("", True), (None, True)]
)
def test_a_boundary_says_what_is_left_of_it(known: bool, boundary: str | None, found: bool) -> None:
    inputs = {"permissionsBoundary": boundary} if boundary is not None else {}
    role = make("iam/role", "app", inputs, id="app" if known else "")
    wired = make(
        "iam/rolePolicyAttachment",
        inputs={"policyArn": S3, "role": "app" if known else UNKNOWN_WIRE},
        wires={"role": [role]},
    )
    assert found is bool(said(RULE, role, wired))

"""A permissions boundary lists what it lets through, and nothing by which it is taken off."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id

from tests.policy.compliant import document, graph, make

ACCOUNT = "123456789012"
OWN = f"arn:aws:iam::{ACCOUNT}:policy/limit"
RULE = "iam-boundary-keeps-limit"
DATA = {"Effect": "Allow", "Action": ["s3:*", "dynamodb:*"], "Resource": "*"}


def said(*statements: dict[str, Any], used: bool = True) -> list[str]:
    boundary = make("iam/policy", "limit", {"policy": document(*statements)}, outputs={"arn": OWN})
    role = make("iam/role", "role", {"permissionsBoundary": OWN} if used else {})
    found = rule_by_id(RULE).findings(graph(boundary, role))
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


def test_a_list_of_services_is_a_limit() -> None:
    assert said(DATA) == []


@pytest.mark.parametrize("statement", [{"Action": "*"}, {"NotAction": "organizations:*"}], ids=str)
def test_everything_but_what_is_denied_is_none(statement: dict[str, Any]) -> None:
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
    expected = ["as a boundary it lets through every action that it does not deny"]
    assert expected == said({"Effect": "Allow", "Resource": "*", **statement}, deny)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:DeleteRolePermissionsBoundary", "*"),
        ("iam:PutRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/*"),
        ("iam:CreateAccessKey", "*"),
        ("iam:CreatePolicyVersion", OWN),
    ],
)
def test_what_takes_it_off_is_not_let_through(action: str, resource: str) -> None:
    expected = [f"as a boundary it lets through {action}, by which it is taken off"]
    assert expected == said(DATA, {"Effect": "Allow", "Action": action, "Resource": resource})


@pytest.mark.parametrize(
    "statements",
    [
        # As AWS delegates: policies of others may be written, roles only with the boundary.
        [{"Effect": "Allow", "Action": "iam:CreatePolicyVersion", "Resource": "*"},
         {"Effect": "Deny", "Action": "iam:CreatePolicyVersion", "Resource": OWN}],
        [{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*",
          "Condition": {"StringEquals": {"iam:PermissionsBoundary": OWN}}}],
        [{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": f"arn:aws:iam::{ACCOUNT}:role/shop-*"}],
    ],
    ids=str,
)  # fmt: skip
def test_rights_may_be_written_within_the_limit(statements: list[dict[str, Any]]) -> None:
    assert said(DATA, *statements) == []


def test_a_policy_that_is_nobodys_boundary_is_not_asked() -> None:
    assert said({"Effect": "Allow", "Action": "*", "Resource": "*"}, used=False) == []

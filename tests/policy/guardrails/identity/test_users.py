"""People come by roles; what is left of users, passwords and policies written two ways is said."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, compliant_props, graph, make


def said(rule: str, *resources: Resource) -> list[str]:
    return [
        one.message.partition(": ")[2].partition(". ")[0]
        for one in rule_by_id(rule).findings(graph(*resources))
    ]


def test_a_user_is_a_finding_by_being_there() -> None:
    (found,) = rule_by_id("iam-user-not-used").findings(make("iam/user", inputs={"name": "jane"}))
    expected = (
        "it: it is a user who stays. Give people roles by IAM Identity Center, workloads by their instance, task or "
        "function, and CI by OIDC."
    )
    assert expected == found.message
    assert list(rule_by_id("iam-user-not-used").findings(make("iam/group", inputs={}))) == []


@pytest.mark.parametrize(
    "short", ["iam/userPolicy", "iam/userPolicyAttachment", "iam/userPolicyAttachmentsExclusive"]
)
def test_a_users_own_policy_is_a_finding_by_being_there(short: str) -> None:
    (found,) = rule_by_id("iam-user-no-own-policies").findings(make(short, inputs={"user": "jane"}))
    assert found.message.startswith(
        "it: it gives a user rights of its own. Attach the policy to an iam.Group"
    )


def test_an_account_that_is_set_up_has_the_analyzer_of_what_is_open() -> None:
    passwords = make("iam/accountPasswordPolicy")
    external = make("accessanalyzer/analyzer", "external", {"type": "ACCOUNT"})
    unused = make("accessanalyzer/analyzer", "unused", {"type": "ACCOUNT_UNUSED_ACCESS"})
    unknown = make("accessanalyzer/analyzer", "unknown", {"type": UNKNOWN_WIRE})
    default = make("accessanalyzer/analyzer", "default", {})
    rule = "iam-access-analyzer-external"
    assert said(rule, passwords) == ["no analyzer is beside it"]
    assert said(rule, passwords, unused) == ["no analyzer is beside it"]
    assert said(rule, passwords, unused, external) == []
    assert said(rule, passwords, default) == [], "an analyzer is one of the account unless it says otherwise"
    assert said(rule, passwords, unknown) == [
        "cannot be decided before `up`: the type of its analyzer is not known yet"
    ]
    assert said(rule, make("iam/role", inputs={})) == [], "a stack that sets up no account needs none"


@pytest.mark.parametrize(
    ("inside", "beside", "inputs", "found"),
    [
        ("managedPolicyArns", "iam/rolePolicyAttachment", {"role": "app-1"}, True),
        ("managedPolicyArns", "iam/rolePolicyAttachmentsExclusive", {"roleName": "app-1"}, True),
        ("managedPolicyArns", "iam/policyAttachment", {"roles": ["app-1"]}, True),
        ("managedPolicyArns", "iam/rolePolicy", {"role": "app-1"}, False),
        ("inlinePolicies", "iam/rolePolicy", {"role": "app-1"}, True),
        ("inlinePolicies", "iam/rolePoliciesExclusive", {"roleName": "app-1"}, True),
        ("inlinePolicies", "iam/rolePolicyAttachment", {"role": "app-1"}, False),
        ("managedPolicyArns", "iam/rolePolicyAttachment", {"role": "other"}, False),
    ],
)
def test_a_roles_policies_are_written_in_one_way(
    inside: str, beside: str, inputs: dict[str, Any], found: bool
) -> None:
    role = make("iam/role", "app", {"name": "app-1", inside: ["arn:x"]}, id="app-1")
    other = make(beside, "apart", inputs)
    expected = [f"its {inside} stand beside apart"] if found else []
    assert expected == said("iam-role-policies-one-way", role, other)
    empty = make("iam/role", "app", {"name": "app-1", inside: []}, id="app-1")
    assert said("iam-role-policies-one-way", empty, other) == []


def test_a_reference_that_is_not_known_yet_is_followed() -> None:
    role = make("iam/role", "app", {"managedPolicyArns": ["arn:x"]})
    other = make("iam/rolePolicyAttachment", "apart", {"role": UNKNOWN_WIRE}, wires={"role": [role]})
    assert said("iam-role-policies-one-way", role, other) == ["its managedPolicyArns stand beside apart"]


def test_every_part_of_a_password_policy_counts() -> None:
    found = rule_by_id("iam-account-password-policy").findings(make("iam/accountPasswordPolicy", inputs={}))
    assert len(list(found)) == 6
    text = compliant_props("iam/accountPasswordPolicy", requireNumbers="true", minimumPasswordLength="16")
    assert (
        list(
            rule_by_id("iam-account-password-policy").findings(make("iam/accountPasswordPolicy", inputs=text))
        )
        == []
    )

"""What roles, users and groups hold together: administrators' policies of AWS, and ways to more rights."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.identity.escalation import PATHS
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, document, graph, make

ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
CEILING = document({**ALLOW, "Action": ["s3:*", "sqs:*"]})


def said(rule: str, *resources: Resource) -> list[tuple[str, str, bool]]:
    found = rule_by_id(rule).findings(graph(*resources))
    return [
        (one.resource.name, one.message.partition(": ")[2].partition(". ")[0], one.undecided) for one in found
    ]


ATTACHED = [
    ("iam/rolePolicyAttachment", {"role": "app", "policyArn": ADMIN}),
    ("iam/userPolicyAttachment", {"user": "jane", "policyArn": ADMIN}),
    ("iam/groupPolicyAttachment", {"group": "all", "policyArn": ADMIN}),
    ("iam/policyAttachment", {"roles": ["app"], "policyArn": ADMIN}),
    ("iam/rolePolicyAttachmentsExclusive", {"roleName": "app", "policyArns": ["arn:x", ADMIN]}),
    ("iam/userPolicyAttachmentsExclusive", {"userName": "jane", "policyArns": [ADMIN]}),
    ("iam/groupPolicyAttachmentsExclusive", {"groupName": "all", "policyArns": [ADMIN]}),
    ("iam/role", {"managedPolicyArns": [ADMIN]}),
    ("ssoadmin/managedPolicyAttachment", {"managedPolicyArn": ADMIN}),
    ("ssoadmin/managedPolicyAttachmentsExclusive", {"managedPolicyArns": [ADMIN]}),
]


@pytest.mark.parametrize(("short", "inputs"), ATTACHED, ids=str)
def test_an_administrators_policy_is_found_however_it_is_attached(short: str, inputs: dict[str, Any]) -> None:
    expected = [("it", f"it attaches '{ADMIN}'", False)]
    assert expected == said("iam-managed-policy-no-admin", make(short, inputs=inputs))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("AdministratorAccess", True),
        ("PowerUserAccess", True),
        ("IAMFullAccess", True),
        ("ReadOnlyAccess", False),
        ("service-role/AWSBackupServiceRolePolicyForBackup", False),
    ],
)
def test_a_policy_of_aws_is_judged_by_its_name(name: str, found: bool) -> None:
    inputs = {"role": "app", "policyArn": f"arn:aws:iam::aws:policy/{name}"}
    attachment = make("iam/rolePolicyAttachment", inputs=inputs)
    assert found is bool(said("iam-managed-policy-no-admin", attachment))


@pytest.mark.parametrize(
    ("ceiling", "name", "found"),
    [
        (CEILING, "AdministratorAccess", False),
        (CEILING, "PowerUserAccess", False),
        (CEILING, "IAMFullAccess", False),
        (document(ALLOW), "AdministratorAccess", True),
        (document({**ALLOW, "Action": "iam:*"}), "IAMFullAccess", True),
        ("{", "AdministratorAccess", True),
    ],
)
def test_a_boundary_of_the_stack_takes_an_administrators_rights_away(
    ceiling: str, name: str, found: bool
) -> None:
    boundary = make("iam/policy", "ceiling", {"policy": ceiling, "name": "ceiling"})
    arn = "arn:aws:iam::123456789012:policy/ceiling"
    role = make("iam/role", "app", {"permissionsBoundary": arn, "name": "app"})
    inputs = {"role": "app", "policyArn": f"arn:aws:iam::aws:policy/{name}"}
    attachment = make("iam/rolePolicyAttachment", inputs=inputs)
    assert found is bool(said("iam-managed-policy-no-admin", boundary, role, attachment))


def test_an_arn_that_is_not_known_yet_is_a_policy_of_the_stack_or_undecided() -> None:
    policy = make("iam/policy", "rights", {"policy": document({**ALLOW, "Action": "s3:GetObject"})})
    inputs = {"role": "app", "policyArn": UNKNOWN_WIRE}
    wired = make("iam/rolePolicyAttachment", inputs=inputs, wires={"policyArn": [policy]})
    assert said("iam-managed-policy-no-admin", policy, wired) == []
    found = said("iam-managed-policy-no-admin", make("iam/rolePolicyAttachment", inputs=inputs))
    assert [("it", "cannot be decided before `up`: policyArn is not known yet", True)] == found


def role_with(*statements: dict[str, Any], **inputs: Any) -> list[Resource]:
    """Return a role and a policy beside it."""
    role = make("iam/role", "app", {"name": "app-1", **inputs}, id="app-1")
    return [role, make("iam/rolePolicy", "rights", {"role": "app-1", "policy": document(*statements)})]


def allow(*actions: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_each_way_to_more_rights_is_found_and_no_part_of_it(path: Any) -> None:
    actions = [step.action for step in path.steps]
    found = said("iam-identity-no-escalation", *role_with(allow(*actions)))
    assert [("app", f"it may give itself more rights by {', '.join(actions)}", False)] == found
    for left_out in actions:
        rest = [one for one in actions if one != left_out]
        assert said("iam-identity-no-escalation", *role_with(allow(*rest or ["s3:ListBucket"]))) == []


@pytest.mark.parametrize(
    "statements",
    [
        [allow("iam:PassRole", resource="arn:aws:iam::123456789012:role/app-*"), allow("ec2:RunInstances")],
        [allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "backup.amazonaws.com"}}),
         allow("ec2:RunInstances")],
        [allow("iam:PutRolePolicy", Condition={"StringEquals": {"iam:PermissionsBoundary": "arn:ceiling"}})],
        [allow("iam:*"), {**allow("iam:*"), "Effect": "Deny"}],
        [allow("iam:CreateAccessKey", resource="arn:aws:iam::*:user/${aws:username}")],
        [allow("sts:AssumeRole", resource="arn:aws:iam::*:role/cdk-*")],
        [allow("ssm:StartSession", Condition={"StringEquals": {"ssm:resourceTag/project": "shop"}})],
        [allow("lambda:UpdateFunctionCode", resource="arn:aws:lambda:*:*:function:app-*")],
    ],
    ids=str,
)  # fmt: skip
def test_a_way_that_is_tied_to_names_is_none(statements: list[dict[str, Any]]) -> None:
    assert said("iam-identity-no-escalation", *role_with(*statements)) == []


def test_the_parts_of_a_way_may_stand_in_different_policies() -> None:
    role, passing = role_with(allow("iam:PassRole"))
    policy = make("iam/policy", "launch", {"policy": document(allow("ec2:RunInstances")), "name": "launch"},
                  outputs={"arn": "arn:aws:iam::1:policy/launch"})  # fmt: skip
    attachment = make(
        "iam/rolePolicyAttachment", "a", {"role": "app-1", "policyArn": "arn:aws:iam::1:policy/launch"}
    )
    expected = [("app", "it may give itself more rights by iam:PassRole, ec2:RunInstances", False)]
    assert expected == said("iam-identity-no-escalation", role, passing, policy, attachment)
    assert said("iam-identity-no-escalation", role, passing) == []


def test_a_policy_of_aws_may_be_a_part_of_a_way_but_is_none_by_itself() -> None:
    role, passing = role_with(allow("iam:PassRole"))
    power = {"role": "app-1", "policyArn": "arn:aws:iam::aws:policy/PowerUserAccess"}
    attachment = make("iam/rolePolicyAttachment", "power", power)
    (found,) = said("iam-identity-no-escalation", role, passing, attachment)
    assert found[1].startswith("it may give itself more rights by iam:PassRole, ec2:RunInstances (and ")
    _, harmless = role_with(allow("s3:GetObject", resource="arn:aws:s3:::orders/*"))
    assert said("iam-identity-no-escalation", role, harmless, attachment) == []


def test_who_may_write_into_what_it_holds_needs_no_name_but_its_own() -> None:
    own = "arn:aws:iam::123456789012:role/app-1"
    role = make("iam/role", "app", {"name": "app-1"}, id="app-1", outputs={"arn": own})
    policy = {"role": "app-1", "policy": document(allow("iam:PutRolePolicy", resource=own))}
    rights = make("iam/rolePolicy", "rights", policy)
    expected = [("app", "it may give itself more rights by iam:PutRolePolicy", False)]
    assert expected == said("iam-identity-no-escalation", role, rights)


def test_a_boundary_closes_ways_as_well() -> None:
    boundary = make("iam/policy", "ceiling", {"policy": CEILING, "name": "ceiling"})
    arn = "arn:aws:iam::123456789012:policy/ceiling"
    found = role_with(allow("iam:*"), permissionsBoundary=arn)
    assert said("iam-identity-no-escalation", boundary, *found) == []
    assert said("iam-identity-no-escalation", *found) != []


def test_a_policy_that_nobody_of_the_stack_holds_is_judged_by_itself() -> None:
    policy = make("iam/policy", "rights", {"policy": document(allow("iam:CreateAccessKey"))})
    expected = [("rights", "it may give itself more rights by iam:CreateAccessKey", False)]
    assert expected == said("iam-identity-no-escalation", policy)
    elsewhere = make("iam/rolePolicy", "rights", {"role": "theirs", "policy": document(allow("iam:*"))})
    assert len(said("iam-identity-no-escalation", elsewhere)) == 1


def test_of_an_administrator_only_one_rule_tells() -> None:
    assert said("iam-identity-no-escalation", *role_with(ALLOW)) == []


def test_a_way_may_lead_through_a_condition_that_somebody_can_meet() -> None:
    to_instances = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    of_template = {
        "ArnEquals": {"ec2:LaunchTemplate": "arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-1"}
    }
    by_formation = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
    passing = allow("iam:PassRole", Condition=to_instances)
    found = said(
        "iam-identity-no-escalation", *role_with(passing, allow("ec2:RunInstances", Condition=of_template))
    )
    assert [("app", "it may give itself more rights by iam:PassRole, ec2:RunInstances", False)] == found
    closed = role_with(passing, allow("ec2:RunInstances", Condition=by_formation))
    assert said("iam-identity-no-escalation", *closed) == []

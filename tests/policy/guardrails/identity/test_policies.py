"""IAM policies are judged where they stand; a permissions boundary gives no right to anybody."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, document, graph, make

ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
BUCKET = {**ALLOW, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"}
TYPES = {
    "iam/policy": "policy",
    "iam/rolePolicy": "policy",
    "iam/userPolicy": "policy",
    "iam/groupPolicy": "policy",
    "ssoadmin/permissionSetInlinePolicy": "inlinePolicy",
}


def written(short: str, *statements: dict[str, Any], **more: Any) -> Resource:
    return make(short, "it", {TYPES[short]: document(*statements)}, **more)


def said(rule: str, *resources: Resource) -> list[tuple[str, bool]]:
    found = rule_by_id(rule).findings(graph(*resources))
    return [(one.message.partition(": ")[2].partition(". ")[0], one.undecided) for one in found]


@pytest.mark.parametrize("short", TYPES)
def test_a_policy_that_allows_everything_is_found_wherever_it_stands(short: str) -> None:
    expected = [(f"its {TYPES[short]} allows every action on every resource", False)]
    assert expected == said("iam-policy-no-admin", written(short, BUCKET, ALLOW))
    assert said("iam-policy-no-admin", written(short, BUCKET)) == []


def test_a_policy_inside_of_a_role_is_found_by_its_place() -> None:
    role = make(
        "iam/role", inputs={"inlinePolicies": [{"policy": document(BUCKET)}, {"policy": document(ALLOW)}]}
    )
    expected = [("its inlinePolicies[1].policy allows every action on every resource", False)]
    assert expected == said("iam-policy-no-admin", role)


def test_the_message_names_the_policy_the_value_and_the_fix() -> None:
    (found,) = rule_by_id("iam-policy-no-admin").findings(graph(written("iam/policy", ALLOW)))
    expected = "it: its policy allows every action on every resource. Name the actions and the resources in the policy."
    assert expected == found.message


@pytest.mark.parametrize(
    ("policy", "wires", "expected"),
    [
        (UNKNOWN_WIRE, False, [("cannot be decided before `up`: policy is not known yet", True)]),
        (UNKNOWN_WIRE, True, []),
        ("{", False, [("its policy is no JSON", False)]),
        ({"Statement": [{**ALLOW, "Resource": UNKNOWN_WIRE}]}, False,
         [("cannot be decided before `up`: policy is not known yet", True)]),
        ({"Statement": [{**BUCKET, "Resource": UNKNOWN_WIRE}]}, False, []),
    ],
)  # fmt: skip
def test_a_policy_that_is_not_known_yet_is_said_once_unless_it_is_made_of_the_stacks_resources(
    policy: Any, wires: bool, expected: list[tuple[str, bool]]
) -> None:
    bucket = make("s3/bucket")
    found = make("iam/rolePolicy", inputs={"policy": policy}, wires={"policy": [bucket]} if wires else {})
    assert expected == said("iam-policy-no-admin", found, bucket)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "s3:*"}, ["its policy allows s3:* on every resource"]),
        ({"Action": ["sqs:*", "s3:*"]}, ["its policy allows sqs:* on every resource",
                                         "its policy allows s3:* on every resource"]),
        ({"Action": "s3:*", "Resource": "arn:aws:s3:::*"}, ["its policy allows s3:* on every resource"]),
        ({"Action": "s3:*", "Resource": "arn:aws:s3:::orders/*"}, []),
        ({"Action": "s3:*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "orders"}}}, []),
        ({"Action": "s3:Get*"}, []),
        ({"Action": "*"}, []),
    ],
)  # fmt: skip
def test_a_whole_service_is_all_its_actions_on_all_its_resources(
    statement: dict[str, Any], expected: list[str]
) -> None:
    found = said("iam-policy-no-service-wildcard", written("iam/policy", {**ALLOW, **statement}))
    assert expected == [message for message, _ in found]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "s3:GetObject"}, "s3:GetObject"),
        ({"Action": "s3:Get*", "Resource": "arn:aws:s3:::*/*"},
         "s3:GetObject, s3:GetObjectVersionForReplication"),
        ({"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::*"}, "s3:ListBucket"),
        ({"Action": "ec2:CreateSnapshot", "Resource": "arn:aws:ec2:*:*:volume/*"}, "ec2:CreateSnapshot"),
        ({"Action": "ec2:CreateSnapshot", "Resource": "arn:aws:ec2:*:*:volume/*",
          "Condition": {"StringEquals": {"aws:ResourceTag/team": "shop"}}}, None),
        ({"Action": "secretsmanager:Get*"}, "secretsmanager:GetSecretValue"),
        ({"Action": "ssm:GetParameter*"}, "ssm:GetParameter, ssm:GetParameters, ssm:GetParametersByPath"),
        ({"Action": ["dynamodb:*", "dax:*"]}, "dax:GetItem, dynamodb:GetItem, dynamodb:Query and 1 more"),
        ({"Action": "dynamodb:Scan", "Condition": {"StringLike": {"aws:ResourceTag/team": "shop"}}}, None),
        ({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"}, None),
        ({"Action": "ssm:GetParameter", "Resource": "arn:aws:ssm:*:123456789012:parameter/shop/*"}, None),
        ({"Action": "s3:ListAllMyBuckets"}, None),
        ({"Action": "ecr:GetAuthorizationToken"}, None),
    ],
    ids=str,
)  # fmt: skip
def test_data_is_handed_out_by_name(statement: dict[str, Any], expected: str | None) -> None:
    found = said("iam-policy-data-named", written("iam/policy", {**ALLOW, **statement}))
    says = [(f"its policy hands out everybody's data: {expected}", False)] if expected else []
    assert says == found


def test_who_may_use_something_is_changed_by_name() -> None:
    opens = {**ALLOW, "Action": ["s3:PutBucketPolicy", "kms:PutKeyPolicy"]}
    expected = "its policy lets its holder open everything to others: kms:PutKeyPolicy, s3:PutBucketPolicy"
    assert [(expected, False)] == said("iam-policy-permissions-named", written("iam/policy", opens))
    named = {**opens, "Resource": ["arn:aws:s3:::orders", "arn:aws:kms:eu-west-1:123456789012:key/1"]}
    assert said("iam-policy-permissions-named", written("iam/policy", named)) == []
    grants = {
        **ALLOW,
        "Action": "kms:CreateGrant",
        "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
    }
    assert said("iam-policy-permissions-named", written("iam/policy", grants)) == []


ARN = "arn:aws:iam::123456789012:policy/ceiling"


@pytest.mark.parametrize("known", [True, False], ids=["known", "not known yet"])
@pytest.mark.parametrize("by", ["value", "name", "wire"])
def test_a_boundary_is_not_judged_as_if_somebody_held_it(known: bool, by: str) -> None:
    policy = make(
        "iam/policy",
        "ceiling",
        {"policy": document(ALLOW), "name": "ceiling"},
        outputs={"arn": ARN if known else UNKNOWN_WIRE},
    )
    bound = {"value": ARN, "name": ARN, "wire": UNKNOWN_WIRE}[by]
    if by == "value" and not known:
        return
    wires = {"permissionsBoundary": [policy]} if by == "wire" else {}
    role = make("iam/role", "app", {"permissionsBoundary": bound}, wires=wires)
    assert said("iam-policy-no-admin", policy, role) == []
    attachment = make("iam/rolePolicyAttachment", "a", {"policyArn": bound, "role": "app"},
                      wires={"policyArn": [policy]} if by == "wire" else {})  # fmt: skip
    assert len(said("iam-policy-no-admin", policy, role, attachment)) == 1, "attached, it gives rights"

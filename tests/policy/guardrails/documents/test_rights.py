"""What a holder of identity policies may do with resources that no policy names."""

from typing import Any

import pytest
from guardrails.documents import read
from guardrails.documents.patterns import FRESH
from guardrails.documents.rights import ANYTHING, EVERYTHING, Rights, Shape, holder
from guardrails.values import UNKNOWN

from tests.policy.compliant import document

ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ROLES = Shape("iam", f"role/{FRESH}", regional=False)
TABLES = Shape("dynamodb", f"table/{FRESH}")
OBJECTS = Shape("s3", f"{FRESH}/{FRESH}", regional=False, accounts=False)


def rights(*statements: dict[str, Any], boundary: dict[str, Any] | None = None) -> Rights:
    ceiling = read({"Statement": boundary}) if boundary is not None else None
    return Rights((read({"Statement": list(statements)}),), ceiling)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ALLOW, True),
        ({**ALLOW, "Action": "*:*"}, True),
        ({**ALLOW, "Action": ["s3:*", "*"]}, True),
        ({**ALLOW, "Resource": "arn:aws:*:*:*:*"}, True),
        ({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}, True),
        ({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::private/*"}, True),
        ({**ALLOW, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, True),
        ({**ALLOW, "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}, True),
        ({**ALLOW, "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}, True),
        ({**ALLOW, "Condition": {"StringEquals": {"aws:ResourceTag/team": "orders"}}}, False),
        ({**ALLOW, "Condition": {"StringEquals": {"aws:ResourceTag/t": "${aws:PrincipalTag/t}"}}}, False),
        ({**ALLOW, "Condition": {"StringLike": {"aws:ResourceTag/team": "*"}}}, True),
        ({**ALLOW, "Condition": {"StringNotEquals": {"aws:ResourceTag/team": "orders"}}}, True),
        ({**ALLOW, "Condition": {"StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}}, False),
        ({**ALLOW, "Action": "s3:*"}, False),
        ({**ALLOW, "Resource": "arn:aws:s3:::orders"}, False),
        ({**ALLOW, "Effect": "Deny"}, False),
        ({**ALLOW, "Resource": UNKNOWN}, None),
        ({**ALLOW, "Action": [UNKNOWN]}, None),
        ({**ALLOW, "Effect": UNKNOWN}, None),
    ],
    ids=str,
)
def test_everything_is_any_action_on_any_resource(statement: dict[str, Any], expected: bool | None) -> None:
    assert expected is rights(statement).may(ANYTHING, EVERYTHING)


@pytest.mark.parametrize(
    ("action", "resource", "shape", "expected"),
    [
        ("iam:PassRole", "*", ROLES, True),
        ("iam:Pass*", "arn:aws:iam::*:role/*", ROLES, True),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/*", ROLES, True),
        ("iam:PassRole", "arn:aws:iam::123456789012:*", ROLES, True),
        ("iam:PassRole", "arn:aws-cn:iam::123456789012:role/*", ROLES, True),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/orders-*", ROLES, False),
        ("iam:PassRole", "arn:aws:iam::123456789012:user/*", ROLES, False),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/${aws:username}", ROLES, False),
        ("dynamodb:Scan", "arn:aws:dynamodb:*:123456789012:table/*", TABLES, True),
        ("dynamodb:Scan", "arn:aws:dynamodb:eu-west-1:*:table/*", TABLES, True),
        ("dynamodb:Scan", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/*", TABLES, False),
        ("s3:GetObject", "arn:aws:s3:::*", OBJECTS, True),
        ("s3:GetObject", "arn:aws:s3:::*/*", OBJECTS, True),
        ("s3:GetObject", "arn:aws:s3:::orders/*", OBJECTS, False),
        ("s3:GetObject", "arn:aws:s3:::orders-*/*", OBJECTS, False),
    ],
)
def test_a_resource_that_nobody_named_has_the_form_of_its_service(
    action: str, resource: str, shape: Shape, expected: bool
) -> None:
    asked = action.lower().replace("*", "role")
    assert expected is rights({**ALLOW, "Action": action, "Resource": resource}).may(asked, shape)


@pytest.mark.parametrize(
    ("deny", "expected"),
    [
        ({"Action": "iam:*"}, False),
        ({"Action": "iam:*", "Resource": "arn:aws:iam::123456789012:role/*"}, False),
        ({"Action": "iam:*", "Resource": "arn:aws:iam::123456789012:role/admin"}, True),
        ({"Action": "s3:*"}, True),
        ({"Action": "iam:*", "Condition": {"StringNotEquals": {"iam:PermissionsBoundary": "arn"}}}, False),
        ({"Action": "iam:*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}, True),
        ({"Action": "iam:*", "Condition": {"StringEquals": {"aws:ResourceTag/admin": "yes"}}}, True),
        ({"Action": "iam:*", "Resource": UNKNOWN}, None),
    ],
    ids=str,
)
def test_what_is_denied_is_not_allowed(deny: dict[str, Any], expected: bool | None) -> None:
    taken = {"Effect": "Deny", "Resource": "*", **deny}
    assert expected is rights(ALLOW, taken).may("iam:passrole", ROLES)


def test_a_boundary_is_a_ceiling() -> None:
    everything = {**ALLOW, "Action": "*"}
    assert rights(everything, boundary=everything).may(ANYTHING, EVERYTHING)
    assert not rights(everything, boundary={**ALLOW, "Action": "s3:*"}).may(ANYTHING, EVERYTHING)
    assert rights(everything, boundary={**ALLOW, "Action": "s3:*"}).may("s3:getobject", OBJECTS)
    assert not rights({**ALLOW, "Action": "s3:*"}, boundary={**ALLOW, "Action": "sqs:*"}).may_somewhere(
        "s3:x"
    )


def test_the_service_that_a_role_is_handed_to_is_part_of_the_question() -> None:
    only_ec2 = {
        **ALLOW,
        "Action": "iam:PassRole",
        "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
    }
    for service, expected in (("ec2.amazonaws.com", True), ("lambda.amazonaws.com", False)):
        caller = holder(iam__passedtoservice=(service,))
        assert expected is rights(only_ec2).may("iam:passrole", ROLES, caller)


def test_somewhere_is_any_resource_that_a_policy_names() -> None:
    named = rights({**ALLOW, "Action": "lambda:*", "Resource": "arn:aws:lambda:*:*:function:orders-*"})
    assert named.may_somewhere("lambda:createfunction")
    assert not named.may_somewhere("s3:getobject")


def test_documents_of_one_holder_count_together() -> None:
    allows = read(document({**ALLOW, "Action": "iam:PassRole"}))
    denies = read(document({**ALLOW, "Effect": "Deny", "Action": "iam:*"}))
    assert Rights((allows,)).may("iam:passrole", ROLES)
    assert not Rights((allows, denies)).may("iam:passrole", ROLES)

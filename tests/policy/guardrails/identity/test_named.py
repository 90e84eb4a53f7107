"""IAM policies name actions, keys and what they change; what a condition ties is named, but for decryption."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, document, graph, make

ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/3f1a"
TAGGED = {"StringEquals": {"aws:ResourceTag/team": "shop"}}


def policy(**statement: Any) -> Resource:
    return make("iam/policy", "it", {"policy": document({"Sid": "Do", "Effect": "Allow", **statement})})


def said(rule: str, *resources: Resource) -> list[tuple[str, bool]]:
    found = rule_by_id(rule).findings(graph(*resources))
    return [(one.message.partition(": ")[2].partition(". ")[0], one.undecided) for one in found]


EVERY = [("statement 'Do' of its policy allows every action on what it names", False)]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "*", "Resource": "arn:aws:s3:::orders/*"}, EVERY),
        ({"Action": ["s3:GetObject", "*:*"], "Resource": "arn:aws:s3:::orders/*"}, EVERY),
        ({"NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::*"}, EVERY),
        ({"Action": "*", "Resource": "*", "Condition": TAGGED}, EVERY),
        ({"Action": "s3:*", "Resource": "arn:aws:s3:::orders/*"}, []),
        ({"Action": "*", "Resource": "*", "Effect": "Deny"}, []),
        # iam-policy-no-admin tells of it.
        ({"Action": "*", "Resource": "*"}, []),
        ({"Action": UNKNOWN_WIRE, "Resource": "arn:aws:s3:::orders/*"}, []),
    ],
    ids=str,
)
def test_a_statement_names_its_actions(statement: dict[str, Any], expected: list[tuple[str, bool]]) -> None:
    assert expected == said("iam-policy-actions-named", policy(**statement))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "kms:Decrypt", "Resource": "*"}, "kms:Decrypt"),
        ({"Action": "kms:Decrypt", "Resource": f"arn:aws:kms:*:{ACCOUNT}:key/*"}, "kms:Decrypt"),
        ({"Action": "kms:*", "Resource": "*"}, "kms:Decrypt and kms:ReEncryptFrom"),
        # Security Hub looks at no condition, either.
        ({"Action": "kms:Decrypt", "Resource": "*",
          "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}}, "kms:Decrypt"),
        ({"Action": "kms:Decrypt", "Resource": KEY}, None),
        ({"Action": "kms:Encrypt", "Resource": "*"}, None),
        ({"Action": "*", "Resource": "*"}, None),
    ],
    ids=str,
)  # fmt: skip
def test_who_decrypts_names_the_keys(statement: dict[str, Any], expected: str | None) -> None:
    says = [(f"its policy allows {expected} with every key", False)] if expected else []
    assert says == said("iam-policy-decryption-keys-named", policy(**statement))


def test_a_denial_of_other_keys_names_them_too() -> None:
    allow = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "kms:Decrypt", "NotResource": KEY}
    one = make("iam/policy", "it", {"policy": document(allow, deny)})
    assert said("iam-policy-decryption-keys-named", one) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "logs:DeleteLogGroup", "Resource": "arn:aws:logs:*:*:*"}, "logs:DeleteLogGroup"),
        ({"Action": "logs:DeleteLogGroup",
          "Resource": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/shop:*"}, None),
        # What AWS's own policies for functions allow.
        ({"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}, None),
        # What AWS shows for the first log of a function.
        ({"Action": "logs:CreateLogGroup", "Resource": f"arn:aws:logs:eu-west-1:{ACCOUNT}:*"}, None),
        ({"Action": ["dynamodb:PutItem", "s3:PutObject"], "Resource": "*"}, "dynamodb:PutItem, s3:PutObject"),
        ({"Action": "ec2:AttachVolume", "Resource": "arn:aws:ec2:*:*:volume/*"}, "ec2:AttachVolume"),
        ({"Action": "ec2:AttachVolume", "Resource": "arn:aws:ec2:*:*:volume/*", "Condition": TAGGED}, None),
        ({"Action": "ec2:RunInstances", "Resource": "*"}, "ec2:RunInstances"),
        # As Karpenter has it: kinds of what an instance is made of.
        ({"Action": "ec2:RunInstances", "Resource": ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*:*:subnet/*"]}, None),
        ({"Action": ["ec2:Describe*", "cloudwatch:PutMetricData", "xray:Put*"], "Resource": "*"}, None),
        # As AWS shows it for text messages, which are sent to no topic.
        ({"Action": "sns:Publish", "Resource": "*"}, None),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_changed_is_named(statement: dict[str, Any], expected: str | None) -> None:
    says = [(f"its policy changes what is not its own: {expected}", False)] if expected else []
    assert says == said("iam-policy-changes-named", policy(**statement))


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ({"Resource": "*"}, True),
        ({"Resource": f"arn:aws:iam::{ACCOUNT}:role/*"}, True),
        (
            {"Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}},
            False,
        ),
        # As the console writes it for CodePipeline.
        (
            {
                "Resource": "*",
                "Condition": {"StringEqualsIfExists": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
            },
            False,
        ),
        ({"Resource": "*", "Condition": {"StringLike": {"iam:PassedToService": "*"}}}, True),
        ({"Resource": f"arn:aws:iam::{ACCOUNT}:role/shop-*"}, False),
    ],
    ids=str,
)
def test_a_role_is_handed_on_by_its_name_or_to_a_service(statement: dict[str, Any], found: bool) -> None:
    expected = [("its policy allows iam:PassRole with any role, to any service", False)] if found else []
    assert expected == said("iam-policy-pass-role-bound", policy(Action="iam:PassRole", **statement))


@pytest.mark.parametrize(
    "rule", ["iam-policy-actions-named", "iam-policy-decryption-keys-named", "iam-policy-changes-named"]
)
def test_a_boundary_gives_nothing_and_names_nothing(rule: str) -> None:
    statement = {"Effect": "Allow", "Action": ["kms:Decrypt", "s3:PutObject"], "Resource": "*"}
    boundary = make("iam/policy", "limit", {"policy": document(statement)}, outputs={"arn": "arn:limit"})
    role = make("iam/role", "role", {"permissionsBoundary": "arn:limit"})
    assert said(rule, boundary, role) == []
    assert (said(rule, boundary) == []) is (rule == "iam-policy-actions-named")


def test_a_boundary_too_hands_on_no_role_to_just_any_service() -> None:
    statement = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    boundary = make("iam/policy", "limit", {"policy": document(statement)}, outputs={"arn": "arn:limit"})
    role = make("iam/role", "role", {"permissionsBoundary": "arn:limit"})
    expected = [("its policy allows iam:PassRole with any role, to any service", False)]
    assert expected == said("iam-policy-pass-role-bound", boundary, role)

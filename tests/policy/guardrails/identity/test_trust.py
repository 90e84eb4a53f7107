"""Who may become a role: nobody who is not named, and of a CI system only jobs that are named."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id

from tests.policy.compliant import UNKNOWN_WIRE, document, make

ACCOUNT = "123456789012"
GITHUB = "token.actions.githubusercontent.com"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/A1B2C3"
COGNITO = "cognito-identity.amazonaws.com"
AUD = {f"{GITHUB}:aud": "sts.amazonaws.com"}


def said(rule: str, policy: Any) -> list[str]:
    role = make("iam/role", inputs={"assumeRolePolicy": policy})
    return [one.message.partition(": ")[2].partition(". ")[0] for one in rule_by_id(rule).findings(role)]


def trust(principal: Any, action: str = "sts:AssumeRole", **condition: Any) -> str:
    statement = {"Sid": "Jobs", "Effect": "Allow", "Principal": principal, "Action": action}
    return document({**statement, "Condition": condition} if condition else statement)


def oidc(issuer: str, **condition: Any) -> str:
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"
    return trust({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", **condition)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (trust({"Service": "ec2.amazonaws.com"}), []),
        (trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), []),
        (trust({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-1"}), []),
        (trust({"AWS": "*"}), ["statement 'Jobs' of its assumeRolePolicy allows anyone"]),
        (trust("*", StringEquals={"sts:ExternalId": "4711"}),
         ["statement 'Jobs' of its assumeRolePolicy allows anyone"]),
        (trust({"AWS": "*"}, ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}),
         ["statement 'Jobs' of its assumeRolePolicy allows any AWS account"]),
        (UNKNOWN_WIRE, ["cannot be decided before `up`: assumeRolePolicy is not known yet"]),
        ("{", ["its assumeRolePolicy is no JSON"]),
    ],
)  # fmt: skip
def test_a_role_is_assumed_by_somebody_who_is_named(policy: Any, expected: list[str]) -> None:
    assert expected == said("iam-role-trust-not-public", policy)


SUBJECT = f"statement 'Jobs' of its assumeRolePolicy takes tokens of {GITHUB} for any subject"
AUDIENCE = f"statement 'Jobs' of its assumeRolePolicy takes tokens of {GITHUB} for any audience"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {**AUD, f"{GITHUB}:sub": "repo:example/shop:ref:refs/heads/main"}}, []),
        ({"StringEquals": {**AUD, f"{GITHUB}:sub": ["repo:example/shop:environment:prod"]}}, []),
        ({"StringEquals": AUD, "StringLike": {f"{GITHUB}:sub": "repo:example/shop:*"}}, []),
        ({"StringEquals": AUD, "StringLike": {f"{GITHUB}:sub": "repo:example/*"}}, []),
        ({"StringEquals": {**AUD, f"{GITHUB}:repository": "example/shop"}}, []),
        ({"StringEquals": AUD, "StringLike": {f"{GITHUB}:sub": "repo:*"}}, [SUBJECT]),
        ({"StringEquals": AUD, "StringLike": {f"{GITHUB}:sub": "*"}}, [SUBJECT]),
        ({"StringEquals": AUD, "StringLike": {f"{GITHUB}:sub": "repo:*:environment:prod"}}, [SUBJECT]),
        ({"StringEquals": AUD, "StringLike": {f"{GITHUB}:sub": "repo:*/*:ref:refs/heads/main"}}, [SUBJECT]),
        ({"StringEquals": AUD, "StringLikeIfExists": {f"{GITHUB}:sub": "repo:example/*"}}, [SUBJECT]),
        ({"StringEquals": AUD, "ForAllValues:StringLike": {f"{GITHUB}:sub": "repo:example/*"}}, [SUBJECT]),
        ({"StringEquals": AUD, "StringNotEquals": {f"{GITHUB}:sub": "repo:example/old"}}, [SUBJECT]),
        ({"StringEquals": AUD}, [SUBJECT]),
        ({"StringLike": {f"{GITHUB}:sub": "repo:example/shop:*"}}, [AUDIENCE]),
        ({}, [SUBJECT, AUDIENCE]),
    ],
    ids=str,
)
def test_jobs_of_github_are_bound_to_a_repository_and_an_audience(
    condition: dict[str, Any], expected: list[str]
) -> None:
    assert expected == said("iam-role-trust-oidc-bound", oidc(GITHUB, **condition))


@pytest.mark.parametrize(
    ("issuer", "condition", "what"),
    [
        (EKS, {"StringEquals": {f"{EKS}:sub": "system:serviceaccount:shop:app",
                                f"{EKS}:aud": "sts.amazonaws.com"}}, []),
        (EKS, {"StringEquals": {f"{EKS}:aud": "sts.amazonaws.com"}}, ["subject"]),
        (EKS, {"StringEquals": {f"{EKS}:aud": "sts.amazonaws.com"},
               "StringLike": {f"{EKS}:sub": "system:serviceaccount:*:*"}}, ["subject"]),
        (EKS, {"StringEquals": {f"{EKS}:aud": "sts.amazonaws.com"},
               "StringLike": {f"{EKS}:sub": "system:serviceaccount:shop:*"}}, []),
        ("gitlab.com", {"StringEquals": {"gitlab.com:aud": "https://gitlab.com"},
                        "StringLike": {"gitlab.com:sub": "project_path:*:ref_type:branch:ref:main"}}, ["subject"]),
        ("app.terraform.io", {"StringEquals": {"app.terraform.io:aud": "aws.workload.identity"},
                              "StringLike": {"app.terraform.io:sub": "organization:example:*"}}, []),
    ],
)  # fmt: skip
def test_other_issuers_are_bound_by_the_subjects_that_they_write(
    issuer: str, condition: dict[str, Any], what: list[str]
) -> None:
    found = said("iam-role-trust-oidc-bound", oidc(issuer, **condition))
    assert [one.rpartition(" ")[2] for one in found] == what


def test_the_issuers_that_aws_knows_are_bound_by_their_application() -> None:
    bound = trust({"Federated": COGNITO}, StringEquals={f"{COGNITO}:aud": "eu-west-1:pool"})
    assert said("iam-role-trust-oidc-bound", bound) == []
    (found,) = said("iam-role-trust-oidc-bound", trust({"Federated": COGNITO}))
    assert found.endswith(f"takes tokens of {COGNITO} for any audience")


def test_a_provider_of_saml_is_no_issuer_of_tokens() -> None:
    provider = f"arn:aws:iam::{ACCOUNT}:saml-provider/office"
    assert said("iam-role-trust-oidc-bound", trust({"Federated": provider}, "sts:AssumeRoleWithSAML")) == []


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"ArnLike": {"aws:SourceArn": "arn:aws:ssm:*:*:automation-execution/*"}},
        {"StringLike": {"aws:SourceAccount": "*"}},
    ],
    ids=str,
)
def test_a_service_that_tells_for_whom_it_takes_a_role_is_asked(condition: dict[str, Any]) -> None:
    expected = [
        "statement 'Jobs' of its assumeRolePolicy does not say for whom ssm.amazonaws.com takes the role"
    ]
    assert expected == said(
        "iam-role-trust-source-bound", trust({"Service": "ssm.amazonaws.com"}, **condition)
    )


@pytest.mark.parametrize(
    "policy",
    [
        trust({"Service": "ssm.amazonaws.com"}, StringEquals={"aws:SourceAccount": ACCOUNT}),
        trust({"Service": "scheduler.amazonaws.com"},
              ArnLike={"aws:SourceArn": f"arn:aws:scheduler:eu-west-1:{ACCOUNT}:schedule-group/*"}),
        # These tell nothing that a trust policy could ask for.
        trust({"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]}),
        trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
    ],
)  # fmt: skip
def test_one_that_is_tied_or_tells_nothing_is_not(policy: str) -> None:
    assert said("iam-role-trust-source-bound", policy) == []

"""Who may take on the account's roles, statement by statement."""

import pytest

from components.bootstrap.trust import issuer_arn, job_trust, operator_trust

ACCOUNT = "111122223333"
GITHUB = "https://token.actions.githubusercontent.com"


def test_a_job_is_known_by_its_issuer_its_audience_and_its_whole_subject() -> None:
    subjects = ["repo:example/shop:environment:prod"]
    assert {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Jobs",
                "Effect": "Allow",
                "Principal": {
                    "Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
                },
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": subjects,
                    }
                },
            }
        ],
    } == job_trust(GITHUB, "sts.amazonaws.com", subjects, ACCOUNT), "StringEquals knows no wildcard"


@pytest.mark.parametrize(
    ("issuer", "host"),
    [
        (GITHUB, "token.actions.githubusercontent.com"),
        ("https://gitlab.com", "gitlab.com"),
        ("https://api.pulumi.com/oidc", "api.pulumi.com/oidc"),
    ],
)
def test_any_issuer_will_do_and_its_path_is_part_of_its_name(issuer: str, host: str) -> None:
    assert issuer_arn(issuer, ACCOUNT) == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}"
    (statement,) = job_trust(issuer, "aws", ["job"], ACCOUNT)["Statement"]
    assert {f"{host}:aud", f"{host}:sub"} == set(statement["Condition"]["StringEquals"])


def test_a_person_shows_a_second_factor_of_the_last_hour() -> None:
    assert {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PeopleWithMfa",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "Bool": {"aws:MultiFactorAuthPresent": "true"},
                    "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
                },
            }
        ],
    } == operator_trust(ACCOUNT)

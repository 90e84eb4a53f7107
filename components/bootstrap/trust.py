"""Who may take on the account's roles, as plain trust policies."""

from collections.abc import Sequence
from typing import Any, Final

# Seconds after which a second factor must be shown again: an hour, as long as a session of the role.
MFA_SECONDS: Final = 3600

Document = dict[str, Any]


def issuer_host(issuer: str) -> str:
    """Return an issuer's name as IAM writes it in ARNs and condition keys: without its scheme."""
    return issuer.removeprefix("https://")


def issuer_arn(issuer: str, account_id: str) -> str:
    """Return the ARN of an issuer's identity provider in IAM; it is known in a preview."""
    return f"arn:aws:iam::{account_id}:oidc-provider/{issuer_host(issuer)}"


def job_trust(issuer: str, audience: str, subjects: Sequence[str], account_id: str) -> Document:
    """Return the trust policy of a role for CI jobs: tokens of one issuer, one audience and these subjects.

    Both claims, because the issuer signs tokens for everybody who uses it.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """
    host = issuer_host(issuer)
    return _document(
        {
            "Sid": "Jobs",
            "Effect": "Allow",
            "Principal": {"Federated": issuer_arn(issuer, account_id)},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{host}:aud": audience, f"{host}:sub": list(subjects)}},
        }
    )


def operator_trust(account_id: str) -> Document:
    """Return the trust policy of a role for people: whom IAM lets, with a second factor of the last hour.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    return _document(
        {
            "Sid": "PeopleWithMfa",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "Bool": {"aws:MultiFactorAuthPresent": "true"},
                "NumericLessThan": {"aws:MultiFactorAuthAge": str(MFA_SECONDS)},
            },
        }
    )


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}

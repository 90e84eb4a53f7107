"""Who may use the key of each data domain, as plain key policy documents.

A key policy has up to three parts:

* the account's IAM administers the key, so that no key can end up without an owner;
* the account's IAM uses the key, but only through the AWS services that store the domain's data, or, where the
  application encrypts by itself, only with an encryption context that names whose data it is;
* what AWS does by itself, without a caller of the account, is named with the conditions that AWS documents.
"""

from collections.abc import Iterator
from typing import Final

from components.keys.by_aws import PolicyDocument, Statement
from components.keys.domains import DOMAINS, USE, Domain, KeyDomain

# What the KMS console lets a key's administrators do, less CreateGrant, which would hand out its use.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators
ADMINISTRATION: Final = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:Delete*",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:Revoke*",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
]


# Envelope encryption: a data key for each thing that is sealed, and the same one again when it is opened.
SEAL: Final = ["kms:Decrypt", "kms:GenerateDataKey"]


def key_policy(domain: Domain, account_id: str, region: str) -> PolicyDocument:
    """Return the key policy of a domain, in an account and the key's own region."""
    return policy_of(DOMAINS[domain], account_id, region)


def policy_of(domain: KeyDomain, account_id: str, region: str) -> PolicyDocument:
    """Return the key policy of any kind of data, in an account and the key's own region."""
    return {"Version": "2012-10-17", "Statement": list(_statements(domain, account_id, region))}


def _statements(domain: KeyDomain, account_id: str, region: str) -> Iterator[Statement]:
    account = {"AWS": f"arn:aws:iam::{account_id}:root"}
    yield {
        "Sid": "AccountAdministers",
        "Effect": "Allow",
        "Principal": account,
        "Action": list(ADMINISTRATION),
        "Resource": "*",
    }
    for service in domain.services:
        # https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
        yield {
            "Sid": f"AccountUsesThrough{service.capitalize()}",
            "Effect": "Allow",
            "Principal": account,
            "Action": ["kms:CreateGrant", *USE] if domain.grants else list(USE),
            "Resource": "*",
            "Condition": {"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}},
        }
    if domain.seals_for is not None:
        # https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
        yield {
            "Sid": "AccountSealsWithContext",
            "Effect": "Allow",
            "Principal": account,
            "Action": list(SEAL),
            "Resource": "*",
            "Condition": {"Null": {f"kms:EncryptionContext:{domain.seals_for}": "false"}},
        }
    for by_aws in domain.by_aws:
        yield from by_aws(account_id, region)

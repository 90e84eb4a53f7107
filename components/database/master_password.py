"""The master user's password: generated into Secrets Manager, handed to RDS, kept out of the program.

    getRandomPassword ──► SecretVersion (write-only) ──► getSecretVersion ──► rds.Instance (write-only)

Why RDS does not manage it: RDS refuses its own managed password where an instance has read replicas.

Why it is read back: each run generates another password, and only a new SecretVersion stores it (Secrets
Manager looks at the value when `secret_string_wo_version` changes, and then makes a new version). What the
instance is given is therefore never the generated value, but the one that the stored version holds. Its
`password_wo_version` is derived from that version's id, so RDS is told of a password exactly when there is a
new stored one, also when a run fails between the two steps, or when the version has been deleted by hand and
is made again: the next run hands over what is stored.

In a first preview there is no version to read: its id is unknown, the SDK leaves the read out, and the
password is unknown. A later preview reads it, and shows it as `[secret]`. Pulumi keeps the last inputs of
both write-only arguments in the state as secrets, encrypted by the stack's secrets provider, and never as
outputs; a value that differs from them without a new version is no change.
https://www.pulumi.com/docs/iac/concepts/secrets/write-only-fields/
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import secretsmanager

from settings.database import DatabaseSettings

PASSWORD_LENGTH = 32
# RDS refuses / " @ and space; the others would have to be quoted in a shell or in a connection URI.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (MasterUserPassword)
EXCLUDED_CHARACTERS = "/\"@ '`\\$&%#?:;<>|()[]{}*!"


@dataclass(frozen=True, kw_only=True, slots=True)
class MasterPassword:
    """Where the master password is kept, and what RDS is told."""

    secret_arn: pulumi.Output[str]
    password: pulumi.Output[str]
    """A secret."""
    version: pulumi.Output[int]
    """Changes whenever the stored password does."""


def create_master_password(
    name: str, settings: DatabaseSettings, key_arn: pulumi.Input[str], parent: pulumi.Resource
) -> MasterPassword:
    """Create the secret, with a generated password in it, and return what the instance needs of it."""
    # The parent hands its provider to a function's call as it does to a resource.
    invoke = pulumi.InvokeOutputOptions(parent=parent)
    secret = secretsmanager.Secret(
        f"{name}-master",
        description="Master user of the PostgreSQL database, in the fields that RDS gives its own secrets.",
        kms_key_id=key_arn,
        recovery_window_in_days=settings.secret_recovery_days,
        opts=pulumi.ResourceOptions(parent=parent, protect=settings.deletion_protection),
    )
    generated = secretsmanager.get_random_password_output(
        password_length=PASSWORD_LENGTH,
        exclude_characters=EXCLUDED_CHARACTERS,
        require_each_included_type=True,
        opts=invoke,
    )
    version = secretsmanager.SecretVersion(
        f"{name}-master",
        secret_id=secret.id,
        secret_string_wo=pulumi.Output.json_dumps(
            {
                "engine": "postgres",
                "dbname": settings.database_name,
                "port": settings.port,
                "username": settings.master_username,
                "password": pulumi.Output.secret(generated.random_password),
            }
        ),
        secret_string_wo_version=settings.password_version,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    # By its id, not by AWSCURRENT: the number and the password then belong to one version for certain.
    stored = secretsmanager.get_secret_version_output(
        secret_id=version.secret_id, version_id=version.version_id, opts=invoke
    )
    # The version once more: the SDK forgets what an unknown result of a function depends on.
    wired = pulumi.Output.all(pulumi.Output.secret(stored.secret_string), version.version_id)
    return MasterPassword(
        secret_arn=secret.arn,
        password=wired.apply(password_of),
        version=version.version_id.apply(number_of),
    )


def password_of(stored: Sequence[str]) -> str:
    """Return the password in a stored secret, given as its text and the id of its version."""
    return str(json.loads(stored[0])["password"])


def number_of(version_id: str) -> int:
    """Return a number that belongs to this version of a secret; RDS's argument takes no text.

    31 bits, the positive whole numbers that every language of Pulumi can hold.
    """
    return int.from_bytes(hashlib.sha256(version_id.encode()).digest()[:4]) >> 1

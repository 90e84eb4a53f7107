"""The master user's password: generated into Secrets Manager, handed to RDS, kept out of the program.

    getRandomPassword ──► SecretVersion (write-only) ──► getSecretVersion ──► rds.Instance (write-only)

Why RDS does not manage it: RDS refuses its own managed password where an instance has read replicas.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html#rds-secrets-manager-limitations

Why it is read back: each run generates another password, and only a new SecretVersion stores it (Secrets
Manager looks at the value when `secret_string_wo_version` changes, and then makes a new version). What the
instance is given is therefore never the generated value, but the one that is stored. Its
`password_wo_version` is derived from that SecretVersion's id, so RDS is told of a password exactly when the
program has stored a new one, also when a run fails between the two steps, or when the version has been deleted
by hand and is made again: the next run hands over what is stored.

What a rotation changes: AWSCURRENT is then a version that Secrets Manager made and RDS knows. The program reads
that one, so that a database that is made anew gets the password that everybody reads; and since its own
SecretVersion is the same as before, it tells a database that stands nothing. A label of its own keeps Secrets
Manager from clearing the program's version away as deprecated, and where the labels are after that is not the
program's affair.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version

A preview neither generates nor reads a password: it is unknown there, so that whoever previews needs no right
to read it (ReadOnlyAccess gives none, and CI's role of previews is denied it). Pulumi keeps the last inputs of
both write-only arguments in the state as secrets, encrypted by the stack's secrets provider, and never as
outputs; a value that differs from them without a new version is no change.
https://www.pulumi.com/docs/iac/concepts/secrets/write-only-fields/
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pulumi
from pulumi_aws import secretsmanager

from components.database.rotation_function import EXCLUDED_CHARACTERS, PASSWORD_LENGTH
from settings.database import DatabaseSettings

# The label by which a version of the secret is known to be the program's.
OWN_STAGE = "pulumi"


@dataclass(frozen=True, kw_only=True, slots=True)
class MasterPassword:
    """Where the master password is kept, and what RDS is told."""

    secret_arn: pulumi.Output[str]
    stored: secretsmanager.SecretVersion
    """Stands once there is something to read."""
    password: pulumi.Output[str]
    """A secret."""
    version: pulumi.Output[int]
    """Changes whenever the stored password does."""


def create_master_password(
    name: str,
    settings: DatabaseSettings,
    *,
    identifier: str,
    key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> MasterPassword:
    """Create the secret, with a generated password in it, and return what the instance needs of it.

    Args:
        name: the logical name of the tier.
        settings: the settings of the tier.
        identifier: the DB instance whose master user this is; the rotation reads it.
        key_arn: the KMS key of the secret.
        parent: the component.
    """
    # The parent hands its provider to a function's call as it does to a resource.
    invoke = pulumi.InvokeOutputOptions(parent=parent)
    secret = secretsmanager.Secret(
        f"{name}-master",
        description="Master user of the PostgreSQL database, in the fields that RDS gives its own secrets.",
        kms_key_id=key_arn,
        recovery_window_in_days=settings.secret_recovery_days,
        opts=pulumi.ResourceOptions(parent=parent, protect=settings.deletion_protection),
    )
    version = secretsmanager.SecretVersion(
        f"{name}-master",
        secret_id=secret.id,
        secret_string_wo=pulumi.Output.json_dumps(
            {
                **fields_of(settings, identifier),
                "password": _generated(invoke),
            }
        ),
        secret_string_wo_version=settings.password_version,
        version_stages=["AWSCURRENT", OWN_STAGE],
        opts=pulumi.ResourceOptions(
            parent=parent,
            # Else an `up` after a refresh would take AWSCURRENT back from the rotation.
            ignore_changes=["versionStages"],
            # A version has no end of its own. To delete it is to take its labels off, which fails once they
            # have moved on.
            retain_on_delete=True,
        ),
    )
    return MasterPassword(
        secret_arn=secret.arn,
        stored=version,
        password=_stored(version, invoke),
        version=version.version_id.apply(number_of),
    )


def _generated(invoke: pulumi.InvokeOutputOptions) -> pulumi.Output[str]:
    """Return another password in each `up`, and an unknown one in a preview."""
    if pulumi.runtime.is_dry_run():
        return _unknown()
    generated = secretsmanager.get_random_password_output(
        password_length=PASSWORD_LENGTH,
        exclude_characters=EXCLUDED_CHARACTERS,
        require_each_included_type=True,
        opts=invoke,
    )
    return pulumi.Output.secret(generated.random_password)


def _stored(version: secretsmanager.SecretVersion, invoke: pulumi.InvokeOutputOptions) -> pulumi.Output[str]:
    """Return the password that is stored once there is this version; an unknown one in a preview."""
    if pulumi.runtime.is_dry_run():
        return pulumi.Output.all(_unknown(), version.version_id).apply(password_of)
    # AWSCURRENT, but not before the program's own version: its id is what the lookup waits for.
    stored = secretsmanager.get_secret_version_output(
        secret_id=pulumi.Output.all(version.secret_id, version.version_id).apply(secret_of), opts=invoke
    )
    # The version once more: the SDK forgets what an unknown result of a function depends on.
    wired = pulumi.Output.all(pulumi.Output.secret(stored.secret_string), version.version_id)
    return wired.apply(password_of)


def _unknown() -> pulumi.Output[str]:
    return pulumi.Output.secret(cast(str, pulumi.UNKNOWN))


def fields_of(settings: DatabaseSettings, identifier: str) -> dict[str, str | int]:
    """Return what the secret holds beside the password, in the fields that RDS gives its own secrets.

    Without the host: the DB instance has none before it has a password. Its identifier is known from the start.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
    """
    return {
        "engine": "postgres",
        "dbInstanceIdentifier": identifier,
        "dbname": settings.database_name,
        "port": settings.port,
        "username": settings.master_username,
    }


def secret_of(version: Sequence[str]) -> str:
    """Return the secret that a version belongs to, given as its secret's id and its own."""
    return version[0]


def password_of(stored: Sequence[str]) -> str:
    """Return the password in a stored secret, given as its text and the id of its version."""
    return str(json.loads(stored[0])["password"])


def number_of(version_id: str) -> int:
    """Return a number that belongs to this version of a secret; RDS's argument takes no text.

    31 bits, the positive whole numbers that every language of Pulumi can hold.
    """
    return int.from_bytes(hashlib.sha256(version_id.encode()).digest()[:4]) >> 1

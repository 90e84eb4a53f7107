"""Gives the master user of a DB instance a new password: the code that runs in AWS Lambda.

    Secrets Manager ──createSecret──► a new password, as the version AWSPENDING of the secret
                    ──setSecret─────► RDS is told of it
                    ──testSecret────► RDS has put it into effect
                    ──finishSecret──► the version is AWSCURRENT

The password goes to RDS's API, not to the database: so the function needs neither a driver nor a way into the
network, and it works as well where the stored password and the database's own have come apart.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html

It is a file of its own, because it is all that Lambda gets: it imports what the runtime brings along.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

LOGGER: Final = logging.getLogger("rotation")
LOGGER.setLevel(logging.INFO)

PASSWORD_LENGTH: Final = 32
# RDS refuses / " @ and space; the others would have to be quoted in a shell or in a connection URI.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (MasterUserPassword)
EXCLUDED_CHARACTERS: Final = "/\"@ '`\\$&%#?:;<>|()[]{}*!"

# RDS puts a password into effect within a minute or so. Secrets Manager tries again where it takes longer.
LOOKS: Final = 24
SECONDS_BETWEEN_LOOKS: Final = 10
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
RESETTING: Final = "resetting-master-credentials"


def handler(event: Mapping[str, str], _context: object) -> None:
    """Do one step of a rotation, as Secrets Manager asks for it."""
    # Here, because the program that deploys this file reads its constants, and has no botocore.
    from botocore.session import get_session  # type: ignore[import-untyped]

    session = get_session()
    rotate(event, session.create_client("secretsmanager"), session.create_client("rds"), time.sleep)


def rotate(event: Mapping[str, str], secrets: Any, rds: Any, sleep: Callable[[float], object]) -> None:
    """Do one step of a rotation; a step that was done before changes nothing.

    Args:
        event: the secret, the id of its version to come, and the step.
        secrets: a client of Secrets Manager.
        rds: a client of RDS.
        sleep: how to wait.

    Raises:
        ValueError: if the version is not the one that is being rotated to.
        TimeoutError: if RDS takes too long.
    """
    secret, version, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    versions: dict[str, list[str]] = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    stages = versions.get(version, [])
    if "AWSCURRENT" in stages:
        LOGGER.info("%s: version %s is AWSCURRENT already", step, version)
        return
    if "AWSPENDING" not in stages:
        raise ValueError(f"{step}: version {version} of {secret} is not AWSPENDING")
    match step:
        case "createSecret":
            _create(secrets, secret, version)
        case "setSecret":
            _set(secrets, rds, secret, version)
        case "testSecret":
            _test(secrets, rds, secret, sleep)
        case "finishSecret":
            [current] = [known for known, labels in versions.items() if "AWSCURRENT" in labels]
            secrets.update_secret_version_stage(
                SecretId=secret,
                VersionStage="AWSCURRENT",
                MoveToVersionId=version,
                RemoveFromVersionId=current,
            )
        case _:
            raise ValueError(f"{step} is no step of a rotation")
    LOGGER.info("%s: done for version %s", step, version)


def _create(secrets: Any, secret: str, version: str) -> None:
    """Store a new password as the pending version, unless an earlier attempt has."""
    current = _read(secrets, SecretId=secret, VersionStage="AWSCURRENT")
    try:
        _read(secrets, SecretId=secret, VersionId=version, VersionStage="AWSPENDING")
    except secrets.exceptions.ResourceNotFoundException:
        generated = secrets.get_random_password(
            PasswordLength=PASSWORD_LENGTH,
            ExcludeCharacters=EXCLUDED_CHARACTERS,
            RequireEachIncludedType=True,
        )
        secrets.put_secret_value(
            SecretId=secret,
            ClientRequestToken=version,
            SecretString=json.dumps({**current, "password": generated["RandomPassword"]}),
            VersionStages=["AWSPENDING"],
        )


def _set(secrets: Any, rds: Any, secret: str, version: str) -> None:
    """Tell RDS of the pending password, and of nothing else: other changes keep waiting for their window."""
    pending = _read(secrets, SecretId=secret, VersionId=version, VersionStage="AWSPENDING")
    rds.modify_db_instance(
        DBInstanceIdentifier=pending["dbInstanceIdentifier"], MasterUserPassword=pending["password"]
    )


def _test(secrets: Any, rds: Any, secret: str, sleep: Callable[[float], object]) -> None:
    """Wait until RDS has put the password into effect."""
    identifier = _read(secrets, SecretId=secret, VersionStage="AWSCURRENT")["dbInstanceIdentifier"]
    for _ in range(LOOKS):
        # First of all, for what RDS was asked shows a moment later.
        sleep(SECONDS_BETWEEN_LOOKS)
        [instance] = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
        pending = instance.get("PendingModifiedValues", {})
        if "MasterUserPassword" not in pending and instance["DBInstanceStatus"] != RESETTING:
            return
    raise TimeoutError(f"RDS has not put the password of {identifier} into effect")


def _read(secrets: Any, **which: str) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(secrets.get_secret_value(**which)["SecretString"])
    return stored

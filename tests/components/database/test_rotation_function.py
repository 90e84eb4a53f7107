"""The function that rotates the master password, against botocore's own models of Secrets Manager and RDS.

That RDS then lets the password in, only an account can prove.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from botocore.session import get_session  # type: ignore[import-untyped]
from botocore.stub import Stubber  # type: ignore[import-untyped]

from components.database import rotation_function
from components.database.rotation_function import LOOKS, SECONDS_BETWEEN_LOOKS, handler, rotate

SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-master-1234567-AbCdEf"
OLD = "00000000-0000-4000-8000-000000000001"
NEW = "00000000-0000-4000-8000-000000000002"
STORED = {"dbInstanceIdentifier": "shop-prod-primary", "username": "shop_master", "password": "old"}
PENDING = {**STORED, "password": "new"}


@cache
def botocore_session() -> Any:
    """Return one session for all tests: it reads the models of the services once."""
    return get_session()


class Aws:
    """Both services: what they are asked must come in order, and must fit their models."""

    def __init__(self) -> None:
        session = botocore_session()
        place = {"region_name": "eu-west-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
        self.secrets = session.create_client("secretsmanager", **place)
        self.rds = session.create_client("rds", **place)
        self.of_secrets, self.of_rds = Stubber(self.secrets), Stubber(self.rds)
        self.slept: list[float] = []

    def describes(self, **stages: list[str]) -> None:
        versions = {{"old": OLD, "new": NEW}[name]: labels for name, labels in stages.items()}
        self.of_secrets.add_response(
            "describe_secret", {"VersionIdsToStages": versions}, {"SecretId": SECRET}
        )

    def reads(self, stored: dict[str, str], **which: str) -> None:
        self.of_secrets.add_response(
            "get_secret_value", {"SecretString": json.dumps(stored)}, {"SecretId": SECRET, **which}
        )

    def looks_at(self, status: str, **pending: str) -> None:
        instance = {"DBInstanceStatus": status, "PendingModifiedValues": pending}
        self.of_rds.add_response(
            "describe_db_instances",
            {"DBInstances": [instance]},
            {"DBInstanceIdentifier": "shop-prod-primary"},
        )

    def rotate(self, step: str) -> None:
        with self.of_secrets, self.of_rds:
            event = {"SecretId": SECRET, "ClientRequestToken": NEW, "Step": step}
            rotate(event, self.secrets, self.rds, self.slept.append)
            self.of_secrets.assert_no_pending_responses()
            self.of_rds.assert_no_pending_responses()


@pytest.fixture
def aws() -> Aws:
    return Aws()


def test_a_new_password_is_stored_as_pending_with_everything_else_as_it_was(aws: Aws) -> None:
    aws.describes(old=["AWSCURRENT", "pulumi"], new=["AWSPENDING"])
    aws.reads(STORED, VersionStage="AWSCURRENT")
    aws.of_secrets.add_client_error("get_secret_value", "ResourceNotFoundException")
    aws.of_secrets.add_response(
        "get_random_password",
        {"RandomPassword": "new"},
        {
            "PasswordLength": 32,
            "ExcludeCharacters": "/\"@ '`\\$&%#?:;<>|()[]{}*!",
            "RequireEachIncludedType": True,
        },
    )
    aws.of_secrets.add_response(
        "put_secret_value",
        {},
        {
            "SecretId": SECRET,
            "ClientRequestToken": NEW,
            "SecretString": json.dumps(PENDING),
            "VersionStages": ["AWSPENDING"],
        },
    )
    aws.rotate("createSecret")


def test_a_password_that_an_earlier_attempt_stored_is_kept(aws: Aws) -> None:
    aws.describes(old=["AWSCURRENT"], new=["AWSPENDING"])
    aws.reads(STORED, VersionStage="AWSCURRENT")
    aws.reads(PENDING, VersionId=NEW, VersionStage="AWSPENDING")
    aws.rotate("createSecret")


def test_rds_is_told_of_the_pending_password_and_of_nothing_else(aws: Aws) -> None:
    aws.describes(old=["AWSCURRENT"], new=["AWSPENDING"])
    aws.reads(PENDING, VersionId=NEW, VersionStage="AWSPENDING")
    aws.of_rds.add_response(
        "modify_db_instance",
        {},
        {"DBInstanceIdentifier": "shop-prod-primary", "MasterUserPassword": "new"},
    )
    aws.rotate("setSecret")


def test_the_rotation_waits_until_the_password_is_in_effect(aws: Aws) -> None:
    aws.describes(old=["AWSCURRENT"], new=["AWSPENDING"])
    aws.reads(STORED, VersionStage="AWSCURRENT")
    aws.looks_at("available", MasterUserPassword="****")
    aws.looks_at("resetting-master-credentials")
    aws.looks_at("backing-up")
    aws.rotate("testSecret")
    assert aws.slept == [SECONDS_BETWEEN_LOOKS] * 3, (
        "before the first look too: a change shows a moment later"
    )


def test_a_password_that_never_takes_effect_fails_the_rotation(aws: Aws) -> None:
    aws.describes(old=["AWSCURRENT"], new=["AWSPENDING"])
    aws.reads(STORED, VersionStage="AWSCURRENT")
    for _ in range(LOOKS):
        aws.looks_at("available", MasterUserPassword="****")
    with pytest.raises(TimeoutError, match="has not put the password of shop-prod-primary into effect"):
        aws.rotate("testSecret")


def test_the_pending_version_becomes_the_current_one(aws: Aws) -> None:
    aws.describes(old=["AWSCURRENT", "pulumi"], new=["AWSPENDING"])
    aws.of_secrets.add_response(
        "update_secret_version_stage",
        {},
        {
            "SecretId": SECRET,
            "VersionStage": "AWSCURRENT",
            "MoveToVersionId": NEW,
            "RemoveFromVersionId": OLD,
        },
    )
    aws.rotate("finishSecret")


@pytest.mark.parametrize("step", ["createSecret", "setSecret", "testSecret", "finishSecret"])
def test_a_rotation_that_is_done_is_not_done_again(aws: Aws, step: str) -> None:
    aws.describes(old=["AWSPREVIOUS"], new=["AWSCURRENT", "AWSPENDING"])
    aws.rotate(step)


@pytest.mark.parametrize("stages", [{"old": ["AWSCURRENT"]}, {"old": ["AWSCURRENT"], "new": ["other"]}])
def test_a_version_that_is_not_pending_is_refused(aws: Aws, stages: dict[str, list[str]]) -> None:
    aws.describes(**stages)
    with pytest.raises(ValueError, match=f"setSecret: version {NEW} of .* is not AWSPENDING"):
        aws.rotate("setSecret")


def test_a_step_that_is_none_is_refused(aws: Aws) -> None:
    aws.describes(old=["AWSCURRENT"], new=["AWSPENDING"])
    with pytest.raises(ValueError, match="polish is no step of a rotation"):
        aws.rotate("polish")


def test_the_log_tells_the_steps_and_no_password(aws: Aws, caplog: pytest.LogCaptureFixture) -> None:
    aws.describes(old=["AWSCURRENT"], new=["AWSPENDING"])
    aws.reads({**PENDING, "password": "n3w-s3cret"}, VersionId=NEW, VersionStage="AWSPENDING")
    aws.of_rds.add_response("modify_db_instance", {})
    aws.rotate("setSecret")
    told = [record.getMessage() for record in caplog.records if record.name == "rotation"]
    assert [f"setSecret: done for version {NEW}"] == told
    assert not [record for record in caplog.records if "n3w-s3cret" in record.getMessage()]


def test_lambda_hands_over_clients_of_both_services(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    def note(event: Any, secrets: Any, rds: Any, _sleep: Callable[[float], object]) -> None:
        called.append((event, secrets.meta.service_model.service_name, rds.meta.service_model.service_name))

    monkeypatch.setattr(rotation_function, "rotate", note)
    handler({"Step": "createSecret"}, None)
    assert called == [({"Step": "createSecret"}, "secretsmanager", "rds")]

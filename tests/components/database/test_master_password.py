"""The master password: what is stored and read back, and how it gets along with its rotation."""

import json
import string
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.master_password import (
    MasterPassword,
    create_master_password,
    fields_of,
    number_of,
    password_of,
)
from components.database.rotation_function import EXCLUDED_CHARACTERS, PASSWORD_LENGTH
from settings.database import DatabaseSettings
from stagecraft import wire

VALID: dict[str, Any] = {
    "majorVersion": 17,
    "instanceClass": "db.r7g.large",
    "allocatedStorageGib": 200,
    "maxAllocatedStorageGib": 1000,
    "multiAz": True,
    "replicas": 2,
    "backupRetentionDays": 35,
    "backupWindow": "02:00-03:00",
    "maintenanceWindow": "sun:04:00-sun:05:00",
    "applyImmediately": False,
    "monitoringIntervalSeconds": 15,
    "insights": "advanced",
    "logRetentionDays": 365,
    "passwordRotationDays": 30,
    "secretRecoveryDays": 30,
}


def settings(**changes: Any) -> DatabaseSettings:
    return DatabaseSettings.model_validate({**VALID, **changes})


def test_the_secret_says_whose_password_it_holds() -> None:
    assert {
        "engine": "postgres",
        "dbInstanceIdentifier": "shop-prod-primary",
        "dbname": "orders",
        "port": 5433,
        "username": "shop_master",
    } == fields_of(settings(databaseName="orders", port=5433), "shop-prod-primary")


def password_of_the_shop() -> MasterPassword:
    return create_master_password(
        "shop",
        settings(),
        identifier="shop-prod-primary",
        key_arn="arn:aws:kms:eu-west-1:111122223333:key/22222222-2222-4222-8222-222222222222",
        parent=pulumi.ComponentResource("stagecraft:database:Database", "shop"),
    )


def stored_version(recording: Any) -> Any:
    [version] = [
        one
        for one in recording.deployment.all()
        if one.type == "aws:secretsmanager/secretVersion:SecretVersion"
    ]
    return version


def test_a_preview_neither_generates_nor_reads_a_password(
    record_raw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for function in ("get_random_password_output", "get_secret_version_output"):
        monkeypatch.setattr(f"components.database.master_password.secretsmanager.{function}", refused)
    version = stored_version(record_raw(password_of_the_shop))
    assert wire.secret(wire.UNKNOWN) == version.inputs["secretStringWo"], (
        "CI's role of previews may read none"
    )


def refused(**_: Any) -> None:
    raise AssertionError("AccessDeniedException")


def test_an_up_stores_what_secrets_manager_generates(
    record_raw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pulumi.runtime.is_dry_run", lambda: False)
    version = stored_version(record_raw(password_of_the_shop))
    stored = json.loads(wire.unwrap(version.inputs["secretStringWo"]))
    assert stored.keys() == {"dbInstanceIdentifier", "dbname", "engine", "password", "port", "username"}
    assert len(stored["password"]) == PASSWORD_LENGTH


def test_a_later_up_leaves_the_rotated_password_alone(record_raw: Any) -> None:
    version = stored_version(record_raw(password_of_the_shop))
    assert version.inputs["versionStages"] == ["AWSCURRENT", "pulumi"], "with no label it is cleared away"
    assert version.options["ignoreChanges"] == ["versionStages"], "else a refresh takes AWSCURRENT back"
    assert version.options["retainOnDelete"] is True, "labels that have moved on cannot be taken off"


def test_the_password_is_read_from_the_stored_secret() -> None:
    assert password_of(['{"username": "shop_master", "password": "s3cret"}', "v1"]) == "s3cret"


def test_rds_refuses_no_character_that_is_left() -> None:
    assert set('/"@ ') <= set(EXCLUDED_CHARACTERS)
    assert set(string.punctuation) - set(EXCLUDED_CHARACTERS), "a password has one of each kind of character"
    assert not set(EXCLUDED_CHARACTERS) & set(string.ascii_letters + string.digits)


def test_a_version_always_has_the_same_number() -> None:
    assert number_of("terraform-20261120213400000000000001") == 751893677


@given(st.text(min_size=1))
def test_a_version_number_is_a_whole_number_of_31_bits(version_id: str) -> None:
    assert 0 <= number_of(version_id) < 2**31


def test_another_version_has_another_number() -> None:
    assert number_of("terraform-20261120213400000000000002") != 751893677

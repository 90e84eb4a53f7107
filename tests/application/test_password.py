"""The database's password, with Secrets Manager as moto plays it."""

import json
from typing import Any

import pytest

from application.password import DatabaseSecret, Login

FIELDS = {"engine": "postgres", "username": "shop_master", "dbname": "shop", "port": 5432}


class Counted:
    """Secrets Manager, with its reads counted."""

    def __init__(self, secrets: Any) -> None:
        self._secrets = secrets
        self.exceptions = secrets.exceptions
        self.reads = 0

    def get_secret_value(self, **request: Any) -> Any:
        self.reads += 1
        return self._secrets.get_secret_value(**request)


@pytest.fixture
def secrets(client: Any) -> Any:
    return client("secretsmanager")


@pytest.fixture
def arn(secrets: Any) -> str:
    stored = secrets.create_secret(Name="master", SecretString=text("old"))
    arn: str = stored["ARN"]
    return arn


@pytest.fixture
def counted(secrets: Any) -> Counted:
    return Counted(secrets)


def text(password: str) -> str:
    return json.dumps({**FIELDS, "password": password})


def passwords(secret: DatabaseSecret) -> list[str]:
    return [login.password for login in secret.logins()]


def test_the_password_is_read_once(counted: Counted, arn: str) -> None:
    secret = DatabaseSecret(counted, arn)
    first, again = next(secret.logins()), next(secret.logins())
    assert (first.username, first.password, first.database) == ("shop_master", "old", "shop")
    assert again == first
    assert counted.reads == 1


def test_it_is_read_again_after_a_refusal(secrets: Any, counted: Counted, arn: str) -> None:
    secret = DatabaseSecret(counted, arn)
    next(secret.logins())
    secrets.put_secret_value(SecretId=arn, SecretString=text("new"))
    assert passwords(secret) == ["old", "new"]


def test_what_the_database_let_in_comes_first_the_next_time(secrets: Any, counted: Counted, arn: str) -> None:
    secret = DatabaseSecret(counted, arn)
    next(secret.logins())
    secrets.put_secret_value(SecretId=arn, SecretString=text("new"))
    *_, new = secret.logins()
    secret.keep(new)
    reads = counted.reads
    assert next(secret.logins()).password == "new"
    assert counted.reads == reads


def test_within_a_rotation_the_pending_password_is_tried_last(
    secrets: Any, counted: Counted, arn: str
) -> None:
    secrets.put_secret_value(SecretId=arn, SecretString=text("pending"), VersionStages=["AWSPENDING"])
    assert passwords(DatabaseSecret(counted, arn)) == ["old", "pending"]


def test_without_a_rotation_there_is_nothing_more_to_try(counted: Counted, arn: str) -> None:
    assert passwords(DatabaseSecret(counted, arn)) == ["old"]


def test_the_password_is_in_no_text_that_a_log_could_hold() -> None:
    login = Login(version="1", username="shop_master", password="hidden", database="shop")
    assert "hidden" not in repr(login)

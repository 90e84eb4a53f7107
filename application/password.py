"""The database's user and password, out of Secrets Manager."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """What one version of the secret says."""

    version: str
    username: str
    password: str = field(repr=False)
    database: str


class DatabaseSecret:
    """Reads the secret once, and again when the database refuses what it knows.

    A rotation passes through a time in which RDS has put the new password into effect, and Secrets Manager still
    calls it AWSPENDING; only then does it become AWSCURRENT. So a refused password is looked up under both names.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
    """

    def __init__(self, secrets: Any, arn: str) -> None:
        self._secrets = secrets
        self._arn = arn
        self._known: Login | None = None
        self._lock = threading.Lock()

    def logins(self) -> Iterator[Login]:
        """Yield what may open the database, the likeliest first; read on only after a refusal."""
        with self._lock:
            known = self._known = self._known or self._read("AWSCURRENT")
        yield known
        tried = {known.version}
        for stage in ("AWSCURRENT", "AWSPENDING"):
            login = self._find(stage)
            if login is not None and login.version not in tried:
                tried.add(login.version)
                yield login

    def keep(self, login: Login) -> None:
        """Begin with this one the next time: the database has let it in."""
        self._known = login

    def _find(self, stage: str) -> Login | None:
        try:
            return self._read(stage)
        except self._secrets.exceptions.ResourceNotFoundException:
            # There is no AWSPENDING unless a rotation is under way.
            return None

    def _read(self, stage: str) -> Login:
        stored = self._secrets.get_secret_value(SecretId=self._arn, VersionStage=stage)
        fields = json.loads(stored["SecretString"])
        return Login(
            version=stored["VersionId"],
            username=fields["username"],
            password=fields["password"],
            database=fields["dbname"],
        )

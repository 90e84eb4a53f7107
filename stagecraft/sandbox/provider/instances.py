"""The provider instances that an engine has: each its own connection, with settings of its own."""

import threading
from collections.abc import Mapping
from typing import Any

from stagecraft.sandbox.provider.refusals import Refusal
from stagecraft.simulated.aws import ProviderConfig
from stagecraft.simulated.aws.provider import account_complaint


class Instances:
    """The instances by the connection that configured them: the engine dials anew for each provider it makes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._configured: dict[str, ProviderConfig] = {}
        self._engines: dict[str, str] = {}

    def configure(self, connection: str, type_: str, inputs: Mapping[str, Any]) -> None:
        """Keep the settings of the provider that asks on this connection.

        Raises:
            Refusal: it would work in an account that its own settings rule out.
        """
        settings = ProviderConfig.from_inputs(inputs, {})
        complaint = account_complaint(inputs) if type_ == "pulumi:providers:aws" else ""
        if complaint:
            raise Refusal(complaint)
        with self._lock:
            self._configured[connection] = settings

    def of(self, connection: str) -> ProviderConfig:
        """Return the settings of the instance that asks on this connection.

        Raises:
            Refusal: nobody configured it.
        """
        with self._lock:
            found = self._configured.get(connection)
        if found is None:
            raise Refusal("the provider was not configured on this connection")
        return found

    def attach(self, connection: str, engine: str) -> None:
        """Keep the address of the engine behind a connection."""
        with self._lock:
            self._engines[connection] = engine

    def engine(self, connection: str) -> str:
        """Return the address of the engine behind a connection; empty for one that did not say."""
        with self._lock:
            return self._engines.get(connection, "")

"""The simulated cloud behind a preview: for each package, who answers Check, create, read and invoke."""

import json
from collections.abc import Mapping
from typing import Any

from stagecraft.offline.deployment import Registered
from stagecraft.simulated.aws import Answer, CheckFailure, ProviderConfig, SimulatedAws
from stagecraft.simulated.aws.generic import Generic


class Refusal(Exception):
    """AWS, or a provider's Check, would refuse this."""


class Cloud:
    """Answers for every provider of a program: aws in detail, any other one generically."""

    def __init__(self, config: Mapping[str, str]) -> None:
        """Make the cloud of one stack.

        Args:
            config: the stack's whole configuration, `namespace:key` to text.
        """
        self.config = config
        self._aws = SimulatedAws()
        self._generic = Generic()
        self._providers: dict[str, ProviderConfig] = {}
        self._disabled = set(json.loads(config.get("pulumi:disable-default-providers", "[]")))

    def default_provider_disabled(self, package: str) -> bool:
        """Tell whether the stack's configuration refuses the default provider of a package."""
        return bool(self._disabled & {package, "*"})

    def check(self, resource: Registered, provider: Registered) -> dict[str, Any]:
        """Return the inputs as the provider's Check would.

        Raises:
            Refusal: AWS would refuse a value.
        """
        try:
            return self._of(resource.type).check(
                resource.type, resource.name, resource.urn, resource.inputs, self._settings(provider)
            )
        except CheckFailure as failure:
            message = f"{failure.property}: {failure.reason}" if failure.property else failure.reason
            raise Refusal(message) from failure

    def create(self, resource: Registered, provider: Registered) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs that a create would give."""
        return self._of(resource.type).create(
            resource.type, resource.name, resource.urn, resource.inputs, self._settings(provider)
        )

    def read(self, resource: Registered, provider: Registered) -> dict[str, Any]:
        """Return the outputs of a resource that exists already."""
        return self._of(resource.type).read(
            resource.type, resource.name, resource.urn, resource.id, resource.inputs, self._settings(provider)
        )

    def invoke(self, token: str, arguments: dict[str, Any], provider: Registered) -> Answer:
        """Answer a provider function.

        Raises:
            Refusal: the provider would refuse the arguments.
        """
        try:
            return self._of(token).invoke(token, arguments, self._settings(provider))
        except CheckFailure as failure:
            raise Refusal(f"{failure.property}: {failure.reason}") from failure

    def _of(self, token: str) -> SimulatedAws | Generic:
        return self._aws if token.startswith("aws:") else self._generic

    def _settings(self, provider: Registered) -> ProviderConfig:
        found = self._providers.get(provider.urn)
        if found is None:
            found = ProviderConfig.from_inputs(provider.inputs, self.config)
            self._providers[provider.urn] = found
        return found

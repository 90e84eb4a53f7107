"""The simulated cloud behind a preview: the simulated AWS, and a plain answer for every other provider."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stagecraft.offline.deployment import Registered
from stagecraft.simulated.aws import CheckFailure, FunctionFailure, ProviderConfig, SimulatedAws, schema


class RefusalError(Exception):
    """AWS, or a provider's Check, would refuse this."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a provider function; invented where it only looks right."""

    result: Mapping[str, Any]
    invented: bool


class Cloud:
    """Answers Check, create, read and invoke for every provider of a program.

    Of aws it knows what AWS would answer. Of any other provider it knows nothing but the inputs: an output that
    is no input stays unknown. Nothing of a provider runs, dynamic ones included.
    """

    def __init__(self, config: Mapping[str, str]) -> None:
        """Make the cloud of one stack.

        Args:
            config: the stack's whole configuration, `namespace:key` to text.
        """
        self.config = config
        self._aws = SimulatedAws()
        self._providers: dict[str, ProviderConfig] = {}
        self._disabled = set(json.loads(config.get("pulumi:disable-default-providers", "[]")))

    def default_provider_disabled(self, package: str) -> bool:
        """Tell whether the stack's configuration refuses the default provider of a package."""
        return bool(self._disabled & {package, "*"})

    def check(self, resource: Registered, provider: Registered) -> dict[str, Any]:
        """Return the inputs as the provider's Check would.

        Raises:
            RefusalError: AWS would refuse a value.
        """
        if not _is_aws(resource.type):
            return resource.inputs
        settings = self._settings(provider)
        try:
            return self._aws.check(resource.type, resource.name, resource.urn, resource.inputs, settings)
        except CheckFailure as failure:
            raise RefusalError(str(failure)) from failure

    def create(self, resource: Registered, provider: Registered) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs that a create would give."""
        if not _is_aws(resource.type):
            return hashlib.sha256(resource.urn.encode()).hexdigest()[:16], dict(resource.inputs)
        settings = self._settings(provider)
        id_, outputs = self._aws.create(resource.type, resource.name, resource.urn, resource.inputs, settings)
        return id_, {**outputs, "id": id_}  # the aws provider repeats the id: all that an analyzer sees of it

    def read(self, resource: Registered, provider: Registered) -> dict[str, Any]:
        """Return the outputs of a resource that exists already."""
        if not _is_aws(resource.type):
            return dict(resource.inputs)
        settings = self._settings(provider)
        outputs = self._aws.read(
            resource.type, resource.name, resource.urn, resource.id, resource.inputs, settings
        )
        return {**outputs, "id": resource.id}

    def invoke(self, token: str, arguments: dict[str, Any], provider: Registered) -> Reply:
        """Answer a provider function.

        Raises:
            RefusalError: the provider would refuse the arguments.
        """
        if not _is_aws(token):
            return Reply({**_plain_answer(token), **arguments}, invented=True)
        try:
            answer = self._aws.invoke(token, arguments, self._settings(provider))
        except FunctionFailure as failure:
            raise RefusalError(str(failure)) from failure
        return Reply(answer.result, invented=answer.accuracy == "invented")

    def _settings(self, provider: Registered) -> ProviderConfig:
        found = self._providers.get(provider.urn)
        if found is None:
            # The stack's `aws:` config is for the default provider; an explicit one knows its own inputs only.
            # A default provider is the engine's, not the program's: it has no parent.
            config = {} if provider.parent else self.config
            found = ProviderConfig.from_inputs(provider.inputs, config)
            self._providers[provider.urn] = found
        return found


def _is_aws(token: str) -> bool:
    return token.startswith("aws:")


def _plain_answer(token: str) -> dict[str, Any]:
    """Return a value of its kind for each property that a function promises: a result cannot be unknown."""
    return {
        name: hashlib.sha256(token.encode()).hexdigest()[:16] if name == "id" else schema.NEUTRAL[facts.kind]
        for name, facts in schema.of_function(token).outputs.items()
        if not facts.optional
    }

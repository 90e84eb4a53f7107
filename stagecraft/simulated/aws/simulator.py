"""The simulated AWS behind the offline preview and behind the provider that the real engine attaches to."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from stagecraft.simulated.aws import checks, functions, resources, schema
from stagecraft.simulated.aws.functions import Answer
from stagecraft.simulated.aws.provider import ProviderConfig
from stagecraft.simulated.aws.seeds import of_urn


class SimulatedAws:
    """Answers for AWS in one preview, and remembers what that preview created.

    Property values are plain values in Pulumi's wire form (stagecraft/wire.py). Equal questions get equal
    answers in every run and in every stack of a project.
    """

    def __init__(self, created: MutableMapping[tuple[str, str], Mapping[str, Any]] | None = None) -> None:
        """Start with nothing created, or with what `created` holds: outputs by type and id."""
        self._created = {} if created is None else created

    def check(
        self, type_: str, name: str, urn: str, inputs: Mapping[str, Any], provider: ProviderConfig
    ) -> dict[str, Any]:
        """Return a resource's inputs as the provider's Check does: named, tagged and with its region.

        Raises:
            CheckFailure: A required input is missing, or AWS would not take the resource's name.
        """
        return checks.check(schema.of_resource(type_), name, inputs, provider, of_urn(urn))

    def create(
        self, type_: str, name: str, urn: str, inputs: Mapping[str, Any], provider: ProviderConfig
    ) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs of a new resource, given its checked inputs."""
        id_, outputs = resources.create(type_, name, urn, inputs, provider, self._created)
        self._created[type_, id_] = outputs
        return id_, outputs

    def create_known(
        self, type_: str, name: str, urn: str, inputs: Mapping[str, Any], provider: ProviderConfig
    ) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs of a new resource as an `up` shows them: with nothing unknown."""
        id_, outputs = resources.create_known(type_, name, urn, inputs, provider, self._created)
        self._created[type_, id_] = outputs
        return id_, outputs

    def read(
        self, type_: str, name: str, urn: str, id_: str, state: Mapping[str, Any], provider: ProviderConfig
    ) -> dict[str, Any]:
        """Return what is known of a resource that exists already, given its id."""
        return resources.read(type_, name, urn, id_, state, provider, self._created)

    def read_known(
        self, type_: str, name: str, urn: str, id_: str, state: Mapping[str, Any], provider: ProviderConfig
    ) -> dict[str, Any]:
        """Return a resource that exists already as an `up` shows it: with nothing unknown."""
        return resources.read_known(type_, name, urn, id_, state, provider, self._created)

    def invoke(self, token: str, args: Mapping[str, Any], provider: ProviderConfig) -> Answer:
        """Return the answer of a function, with how much of it is AWS's truth.

        Raises:
            FunctionFailure: AWS or its provider would refuse the arguments.
        """
        return functions.answer(token, args, provider, self._created)

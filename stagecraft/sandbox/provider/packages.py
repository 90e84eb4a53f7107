"""What answers for the types of a package: the simulated AWS for aws, and a plain echo for every other one."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from stagecraft import wire
from stagecraft.sandbox.cloud import Cloud
from stagecraft.sandbox.provider import plain
from stagecraft.sandbox.provider.refusals import Refusal
from stagecraft.simulated.aws import FunctionFailure, ProviderConfig, SimulatedAws, names, schema
from stagecraft.simulated.aws.seeds import Seed


@dataclass(frozen=True, slots=True)
class Asked:
    """Which resource a call is about, and under which provider."""

    type: str
    name: str
    urn: str
    settings: ProviderConfig

    def drawn(self, times: int) -> "Asked":
        """Return the same resource for another draw of what AWS gives it at random."""
        return replace(self, urn=f"{self.urn}#{times}") if times else self


class Package(Protocol):
    """How the resources of a package come to be."""

    def place(self, asked: Asked, inputs: Mapping[str, Any]) -> tuple[str, str]:
        """Return the account and the region in which a resource lies."""

    def check(self, asked: Asked, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs as the provider's Check does."""

    def make(self, asked: Asked, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs of a new resource, nothing of them unknown."""

    def look_up(self, asked: Asked, id_: str, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs of what no stack of this cloud made."""

    def invoke(self, token: str, args: Mapping[str, Any], settings: ProviderConfig) -> Mapping[str, Any]:
        """Return the result of a function."""


class Aws:
    """The simulated AWS, over what exists in a cloud."""

    def __init__(self, cloud: Cloud) -> None:
        """Answer by what `cloud` holds."""
        self._cloud = cloud

    def place(self, asked: Asked, inputs: Mapping[str, Any]) -> tuple[str, str]:
        """Return the account and the region; empty for what is global: it has no `region` argument."""
        regional = "region" in schema.of_resource(asked.type).inputs
        given = wire.unwrap(inputs.get("region"))
        region = given if isinstance(given, str) and given != wire.UNKNOWN else asked.settings.region
        return asked.settings.account_id, region if regional else ""

    def check(self, asked: Asked, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs as pulumi-aws checks them.

        Raises:
            CheckFailure: AWS would refuse a value.
        """
        return self._aws(asked.settings).check(asked.type, asked.name, asked.urn, inputs, asked.settings)

    def make(self, asked: Asked, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs; the aws provider repeats the id among them."""
        aws = self._aws(asked.settings)
        id_, outputs = aws.create_known(asked.type, asked.name, asked.urn, inputs, asked.settings)
        return id_, {**outputs, "id": id_}

    def look_up(self, asked: Asked, id_: str, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an id and the given state tell; the rest has values of the right form."""
        outputs = self._aws(asked.settings).read_known(
            asked.type, asked.name, asked.urn, id_, state, asked.settings
        )
        return {**outputs, "id": id_}

    def invoke(self, token: str, args: Mapping[str, Any], settings: ProviderConfig) -> Mapping[str, Any]:
        """Return the result of a function.

        Raises:
            Refusal: AWS, or its provider, refuses the arguments.
        """
        try:
            return self._aws(settings).invoke(token, args, settings).result
        except FunctionFailure as failure:
            raise Refusal(str(failure)) from failure

    def _aws(self, settings: ProviderConfig) -> SimulatedAws:
        living: Any = _Living(self._cloud, settings)  # read only: what is written goes to the first map
        return SimulatedAws(ChainMap({}, living))


class Plain:
    """Any other provider: of it nothing is known but the inputs, and what its SDK says it returns."""

    def place(self, asked: Asked, inputs: Mapping[str, Any]) -> tuple[str, str]:
        """Return no account and no region."""
        del asked, inputs
        return "", ""

    def check(self, asked: Asked, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs as they are."""
        del asked
        return dict(inputs)

    def make(self, asked: Asked, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return an id and the inputs, with a value for each output that the SDK promises."""
        return plain.make(asked.type, asked.name, asked.urn, inputs)

    def look_up(self, asked: Asked, id_: str, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return the state that was asked for."""
        del asked, id_
        return dict(state)

    def invoke(self, token: str, args: Mapping[str, Any], settings: ProviderConfig) -> Mapping[str, Any]:
        """Return the arguments, with a value of its kind for each property that the SDK promises."""
        del settings
        return {**plain.answer(token), **args}


class _Living(Mapping[tuple[str, str], Mapping[str, Any]]):
    """The outputs of what exists in an account, by type and id, as the simulated AWS looks others up."""

    def __init__(self, cloud: Cloud, settings: ProviderConfig) -> None:
        self._cloud = cloud
        self._settings = settings

    def __getitem__(self, key: tuple[str, str]) -> Mapping[str, Any]:
        found = self._cloud.find(*key, account=self._settings.account_id, region=self._settings.region)
        if found is None:
            raise KeyError(key)
        return found.outputs

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter({(one.type, one.id) for one in self._cloud.list(account=self._settings.account_id)})

    def __len__(self) -> int:
        return len(set(iter(self)))


def kept_name(type_: str, name: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs with the name that Check gave before, where the program gives none now either.

    As pulumi-aws does: only a resource that is made anew gets a new name.
    """
    rule = names.auto_name(schema.of_resource(type_), news)
    if rule is None or rule.property in news or f"{rule.property}Prefix" in news:
        return dict(news)
    old = wire.unwrap(olds.get(rule.property))
    composed = rule.compose(name, news, Seed(""))
    stem = composed[: len(composed) - rule.random - (5 if composed.endswith(".fifo") else 0)]
    same = isinstance(old, str) and len(old) == len(composed) and old.startswith(stem)
    return {**news, rule.property: old} if same else dict(news)

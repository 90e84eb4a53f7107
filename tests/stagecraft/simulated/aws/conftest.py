"""A simulated AWS in eu-west-1, and short ways to create and to ask."""

import warnings
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest

from stagecraft.simulated.aws import Answer, ProviderConfig, SimulatedAws

# The SDK's deprecated modules warn where they are imported, which the simulated AWS does on purpose.
warnings.filterwarnings("ignore", category=DeprecationWarning, module="pulumi_aws.*")

PROVIDER = ProviderConfig(region="eu-west-1", default_tags={"project": "shop"})


class Created(NamedTuple):
    id: str
    outputs: dict[str, Any]


class Cloud:
    """A simulated AWS of which each resource gets a logical name."""

    def __init__(self, provider: ProviderConfig = PROVIDER) -> None:
        self.aws = SimulatedAws()
        self.provider = provider

    def check(self, token: str, name: str = "thing", /, **inputs: Any) -> dict[str, Any]:
        return self.aws.check(token, name, urn(token, name), inputs, self.provider)

    def create(self, token: str, name: str = "thing", /, **inputs: Any) -> Created:
        checked = self.check(token, name, **inputs)
        return Created(*self.aws.create(token, name, urn(token, name), checked, self.provider))

    def read(self, token: str, id_: str, state: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self.aws.read(token, "thing", urn(token, "thing"), id_, state or {}, self.provider)

    def ask(self, token: str, /, **args: Any) -> Answer:
        return self.aws.invoke(token, args, self.provider)


def urn(token: str, name: str, stack: str = "dev") -> str:
    return f"urn:pulumi:{stack}::shop::{token}::{name}"


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def cloud_in() -> Callable[..., Cloud]:
    def make(region: str, account_id: str = "123456789012", **more: Any) -> Cloud:
        return Cloud(ProviderConfig(region=region, account_id=account_id, **more))

    return make

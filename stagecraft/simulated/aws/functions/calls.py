"""One call of a function, and its answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from stagecraft.simulated.aws import regions
from stagecraft.simulated.aws.provider import ProviderConfig
from stagecraft.simulated.aws.schema import FunctionSchema
from stagecraft.simulated.aws.seeds import Seed

# Outputs of the resources that the preview created, by type and id.
Created = Mapping[tuple[str, str], Mapping[str, Any]]

# exact: what AWS would answer. derived: of AWS's form, made from the arguments or from what the program
# created. invented: holds values that only look right, such as an empty list; the preview names these.
Accuracy = Literal["exact", "derived", "invented"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a function in wire form, and how much of it is AWS's truth."""

    result: Mapping[str, Any]
    accuracy: Accuracy


class FunctionFailure(Exception):  # noqa: N818  (Pulumi's InvokeResponse has failures)
    """AWS, or its provider, refuses the arguments of a function."""


@dataclass(frozen=True)
class Call:
    """A function's arguments, out of their secrets, and where it is called."""

    schema: FunctionSchema
    args: Mapping[str, Any]
    provider: ProviderConfig
    region: str
    created: Created

    @property
    def token(self) -> str:
        """The function's token."""
        return self.schema.token

    @property
    def partition(self) -> regions.Partition:
        """The partition that the function is called in."""
        return regions.partition(self.region)

    @cached_property
    def seed(self) -> Seed:
        """The source of this call's simulated values: equal calls draw equal values."""
        arguments = json.dumps(self.args, sort_keys=True, default=str)
        return Seed(f"{self.token}|{self.provider.account_id}|{self.region}|{arguments}")

    def text(self, name: str) -> str:
        """Return a text argument; empty where it is not given."""
        value = self.args.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list argument."""
        value = self.args.get(name)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def filters(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the name and the accepted values of each filter."""
        for item in self.args.get("filters") or ():
            if isinstance(item, dict):
                yield str(item.get("name")), [str(value) for value in item.get("values") or ()]

    def answer(self, accuracy: Accuracy, **result: Any) -> Answer:
        """Return an answer: the arguments, overlaid by the result, as far as the function returns them."""
        merged = {**self.args, **result}
        known = self.schema.outputs
        return Answer({key: value for key, value in merged.items() if not known or key in known}, accuracy)

"""Reads the inputs of a Construct call: which must be plain values, and which may be Outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from stagecraft import wire
from stagecraft.simulated.awsx.errors import AwsxError


@dataclass(frozen=True, slots=True)
class Inputs:
    """camelCase property values, read by their names."""

    values: Mapping[str, Any]
    # Where the values stand in the component's inputs, for people: `subnetSpecs[0]`.
    path: str = ""

    def wire(self, key: str) -> Any:
        """Return a value that may be an Output, None if it is not given."""
        return self.values.get(key)

    def plain(self, key: str) -> Any:
        """Return a value that decides which resources there are, None if it is not given.

        Raises:
            AwsxError: it is an Output.
        """
        value = self.values.get(key)
        if not is_plain(value):
            message = (
                f"'{self._at(key)}' must be a plain value, not an Output: with it awsx decides which "
                "resources there are, before any of them exists. Pass a value that the program knows, "
                "for example from its config."
            )
            raise AwsxError(message)
        return value

    def whole(self, key: str) -> int | None:
        """Return a plain whole number, which the wire may have written as a float."""
        value = self.plain(key)
        return None if value is None else int(value)

    def wires(self, key: str) -> list[Any] | None:
        """Return a list of a plain length whose items may be Outputs."""
        value = self.plain(key)
        return None if value is None else list(value)

    def strings(self, key: str) -> tuple[str, ...] | None:
        """Return a list of plain strings."""
        value = self.wires(key)
        if value is None:
            return None
        items = Inputs({f"{key}[{index}]": item for index, item in enumerate(value)}, self.path)
        return tuple(items.plain(name) for name in items.values)

    def inner(self, key: str) -> "Inputs":
        """Return an object's values; those of none are empty."""
        return Inputs(self.plain(key) or {}, self._at(key))

    def each(self, key: str) -> "list[Inputs] | None":
        """Return the values of each object of a list."""
        value = self.wires(key)
        if value is None:
            return None
        items = Inputs({f"{key}[{index}]": item for index, item in enumerate(value)}, self.path)
        return [items.inner(name) for name in items.values]

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def is_plain(value: Any) -> bool:
    """Tell whether a value is known to the program now."""
    return not isinstance(value, pulumi.Output | pulumi.output.Unknown) and value != wire.UNKNOWN

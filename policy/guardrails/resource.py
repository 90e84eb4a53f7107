"""A resource of the graph: what Pulumi registered, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from guardrails.values import UNKNOWN, at


class SourceFrame(NamedTuple):
    """A line of the program that registered a resource."""

    file: str
    line: int


class Urn(NamedTuple):
    """The parts of a URN; `types` is the chain of parent types, the resource's own one last."""

    stack: str
    project: str
    types: str
    name: str

    @classmethod
    def parse(cls, urn: str) -> "Urn":
        """Split `urn:pulumi:<stack>::<project>::<types>::<name>`; raise ValueError for anything else."""
        parts = urn.removeprefix("urn:pulumi:").split("::", 3)
        if not urn.startswith("urn:pulumi:") or len(parts) != 4 or not all(parts):
            raise ValueError(f"'{urn[:120]}' is no Pulumi URN")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Resource:
    """One registered resource; property values are plain values, `UNKNOWN` and `Secret`."""

    urn: str
    type: str
    name: str
    parent: str | None = None
    custom: bool = True
    external: bool = False
    protect: bool = False
    id: str = ""
    provider: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: tuple[SourceFrame, ...] = ()

    def value(self, path: str) -> Any:
        """Return the property at a dotted path: what the program asked for, else what AWS answered.

        `None` where both are absent, `UNKNOWN` where only an `up` would know.
        """
        asked = at(self.inputs, path)
        return at(self.outputs, path) if asked is None else asked

    def asked(self, path: str) -> Any:
        """Return the property at a dotted path, an answer that AWS has not given yet counting as absent.

        What a program leaves to AWS is unknown in a preview; only what it asked for can be undecided.
        """
        asked = at(self.inputs, path)
        if asked is not None:
            return asked
        answered = at(self.outputs, path)
        return None if answered is UNKNOWN else answered

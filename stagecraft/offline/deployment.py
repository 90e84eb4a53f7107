"""What the engine knows of a deployment: every registered resource, under the engine's own rules."""

import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stagecraft import wire

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_PREFIX = "pulumi:providers:"


class RegistrationError(Exception):
    """A registration that the engine would refuse."""


@dataclass(slots=True)
class Registered:
    """One resource as the engine would keep it; property values are in wire form."""

    urn: str
    type: str
    name: str
    custom: bool
    parent: str = ""
    id: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    provider: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: dict[str, list[str]] = field(default_factory=dict)
    external: bool = False
    # protect, retainOnDelete, customTimeouts, … under their names in a state export, where set
    options: dict[str, Any] = field(default_factory=dict)
    stack_trace: tuple[tuple[str, int], ...] = ()

    @property
    def reference(self) -> str:
        """The reference by which a resource names this provider."""
        return f"{self.urn}::{self.id}"

    @property
    def is_provider(self) -> bool:
        """Tell whether this is a provider resource."""
        return self.type.startswith(PROVIDER_PREFIX)


class Deployment:
    """The resources of one stack in order of registration; URNs are unique, as the engine demands."""

    def __init__(self, project: str, stack: str) -> None:
        """Start an empty deployment of `stack` in `project`."""
        self.project = project
        self.stack = stack
        self._resources: dict[str, Registered] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._resources)

    def all(self) -> list[Registered]:
        """Return every resource in order of registration."""
        return list(self._resources.values())

    def get(self, urn: str) -> Registered | None:
        """Return the resource with this URN, if it is registered."""
        return self._resources.get(urn)

    def urn(self, parent: str, type_: str, name: str) -> str:
        """Write the URN as the engine does: with the whole chain of parent types, the stack's left out.

        Source: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
        """
        chain = parent.split("::")[2] if parent else ""
        qualified = type_ if chain in ("", STACK_TYPE) else f"{chain}${type_}"
        return f"urn:pulumi:{self.stack}::{self.project}::{qualified}::{name}"

    def add(self, resource: Registered) -> None:
        """Keep a resource.

        Raises:
            RegistrationError: its URN is taken by another one.
        """
        with self._lock:
            if resource.urn in self._resources:
                message = f"Duplicate resource URN '{resource.urn}'; try giving it a unique name"
                raise RegistrationError(message)
            self._resources[resource.urn] = resource

    def default_provider(self, package: str, version: str, inputs: Mapping[str, Any]) -> Registered:
        """Return the default provider of a package and version, registered at its first use."""
        name = (
            f"default_{version.replace('.', '_').replace('-', '_').replace('+', '_')}"
            if version
            else "default"
        )
        type_ = PROVIDER_PREFIX + package
        urn = self.urn("", type_, name)
        with self._lock:
            found = self._resources.get(urn)
            if found is None:
                given = dict(inputs) | ({"version": version} if version else {})
                found = Registered(
                    urn, type_, name, custom=True, id=provider_id(urn), inputs=given, outputs=dict(given)
                )
                self._resources[urn] = found
        return found


def provider_id(urn: str) -> str:
    """Give a provider resource its id: a UUID, the same in each run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, urn))


def alias_urns(
    deployment: Deployment, aliases: Iterable[Any], *, type_: str, name: str, parent: str
) -> list[str]:
    """Work out the URNs that a resource's aliases stand for.

    Args:
        deployment: gives the project and the stack that an alias leaves open.
        aliases: `Alias` messages, each a URN or a specification of what was different.
        type_: the resource's own type token.
        name: its own logical name.
        parent: its own parent's URN.
    """
    urns = []
    for alias in aliases:
        if alias.WhichOneof("alias") == "urn":
            urns.append(alias.urn)
            continue
        spec = alias.spec
        old_parent = "" if spec.noParent else spec.parentUrn or parent
        origin = Deployment(spec.project or deployment.project, spec.stack or deployment.stack)
        urns.append(origin.urn(old_parent, spec.type or type_, spec.name or name))
    return urns


def secret_outputs(outputs: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Mark the named outputs as secrets, besides those that are."""
    wanted = set(names)
    return {
        key: wire.secret(value) if key in wanted and not wire.is_secret(value) else value
        for key, value in outputs.items()
    }

"""What an interrupted run leaves behind: operations whose end nobody knows, told with the way out, and settled.

Pulumi writes an operation into the state before it begins, and takes it out when it has ended. What is left there
after a kill, or what a provider did not answer before it died, AWS may have done or not. A pending update or
deletion is settled by `pulumi refresh`. A pending creation never is: the next `up` warns, and makes the resource
anew, while the first one, if AWS has made it, is nobody's and goes on costing.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi.automation.events import EngineEvent, OpType

_CREATING: Final = "creating"
_CREATES: Final = (OpType.CREATE, OpType.CREATE_REPLACEMENT)
# What the engine says of a provider that ended in the middle of a call; one that was not there at all did nothing.
_NO_ANSWER: Final = ("error reading from server", "transport is closing", "connection reset")


@dataclass(frozen=True, slots=True)
class Pending:
    """An operation whose end nobody knows.

    Attributes:
        doing: what the engine was doing: `creating`, `updating`, `deleting`, `reading`, `importing`.
        resource: the state that it was about, as in a state export.
    """

    doing: str
    resource: Mapping[str, Any]

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return str(self.resource.get("urn", ""))

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rpartition("::")[2]

    @property
    def type(self) -> str:
        """The resource's type token."""
        return str(self.resource.get("type", ""))


@dataclass(frozen=True, slots=True)
class Existing:
    """A resource that exists, and that no state knows; property values as in a state export."""

    id: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Unanswered:
    """Hears the events of a run, and keeps the creations that a dying provider did not answer.

    The engine counts them as failed and leaves no trace of them in the state.
    """

    begun: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    creates: list[Pending] = field(default_factory=list)

    def hear(self, event: EngineEvent) -> None:
        """Take note of a creation that begins, and of one that ends without an answer."""
        begins, diagnostic = event.resource_pre_event, event.diagnostic_event
        if begins is not None and begins.metadata.op in _CREATES and begins.metadata.new is not None:
            new = begins.metadata.new
            self.begun[begins.metadata.urn] = {
                "urn": new.urn,
                "custom": True,
                "type": new.type,
                "inputs": new.inputs,
                "parent": new.parent,
                "provider": new.provider,
                "protect": bool(new.protect),
            }
        if diagnostic is None or diagnostic.severity != "error" or diagnostic.urn not in self.begun:
            return
        if any(words in diagnostic.message for words in _NO_ANSWER):
            self.creates.append(Pending(_CREATING, self.begun[diagnostic.urn]))


def pending(document: Mapping[str, Any]) -> list[Pending]:
    """Return the operations that a state export says are under way."""
    found = (document.get("deployment") or {}).get("pending_operations") or ()
    return [Pending(str(one.get("type", "")), one.get("resource") or {}) for one in found]


def explain(operations: Iterable[Pending], found: Mapping[str, Existing] | None = None) -> list[str]:
    """Return a line for each operation: what it means, and the way out.

    Args:
        operations: from `pending` or `Unanswered`.
        found: what exists and no state knows, by URN; None where nobody has looked.
    """
    return [f"{one.name} ({one.type}): {_meaning(one, found)}" for one in operations]


def _meaning(one: Pending, found: Mapping[str, Existing] | None) -> str:
    if one.doing != _CREATING:
        return (
            f"an interrupted run was {one.doing} it, and AWS may have done that or not; `pulumi refresh` reads what "
            "is there, and the next `up` goes on"
        )
    if found is None:
        parent = str(one.resource.get("parent") or "")
        under = f" --parent parent={parent}" if parent and "pulumi:pulumi:Stack::" not in parent else ""
        # The CLI's own `pulumi refresh --import-pending-creates` drops the resource (seen with 3.260).
        return (
            "an interrupted run was creating it, and AWS may have made it or not; look for it there before the next "
            "`up` makes another one: `pulumi refresh --clear-pending-creates` forgets the operation; if the resource "
            f"is there, then delete it, or `pulumi import --protect=false{under} {one.type} {one.name} ID`"
        )
    existing = found.get(one.urn)
    if existing is None:
        return "an interrupted run was creating it, and it does not exist; the next `up` makes it"
    return f"an interrupted run was creating it, and it exists as {existing.id}; the state takes it in"


def settle(
    document: Mapping[str, Any], found: Mapping[str, Existing], unanswered: Iterable[Pending] = ()
) -> dict[str, Any]:
    """Return a state export without pending creations: what exists is a resource in it, the rest is forgotten.

    `pulumi stack import` drops the pending operations of what it is given, so that all of them must be settled.

    Args:
        document: a state export.
        found: what exists and no state knows, by URN.
        unanswered: creations that the state says nothing of.

    Raises:
        ValueError: a resource stands in the state before something that it depends on.
    """
    settled = deepcopy(dict(document))
    deployment = settled["deployment"]
    deployment["pending_operations"] = []
    resources = deployment.setdefault("resources", [])
    # In order of their dependencies: of two that depend on each other, the later one did not begin.
    for one in [*pending(document), *unanswered]:
        existing = found.get(one.urn)
        if one.doing == _CREATING and existing is not None:
            _insert(resources, _taken_in(one, existing))
    return settled


def _taken_in(one: Pending, existing: Existing) -> dict[str, Any]:
    resource = {key: value for key, value in one.resource.items() if value not in (None, "", [], {})}
    given = dict(existing.inputs) or resource.get("inputs") or {}
    return {**resource, "id": existing.id, "inputs": given, "outputs": dict(existing.outputs)}


def _insert(resources: list[dict[str, Any]], new: dict[str, Any]) -> None:
    """Put a resource behind what it depends on, and before the one that it replaces, which is then to be deleted."""
    replaced = [at for at, one in enumerate(resources) if one["urn"] == new["urn"]]
    at = min(replaced, default=len(resources))
    known = {one["urn"] for one in resources[:at]}
    missing = sorted(set(_needs(new)) - known)
    if missing:
        raise ValueError(f"{new['urn']} depends on {missing[0]}, which stands behind it in the state")
    for one in replaced:
        resources[one]["delete"] = True
    resources.insert(at, new)


def _needs(resource: Mapping[str, Any]) -> Iterator[str]:
    if resource.get("parent"):
        yield str(resource["parent"])
    if resource.get("provider"):
        yield str(resource["provider"]).rpartition("::")[0]
    yield from resource.get("dependencies") or ()
    for needed in (resource.get("propertyDependencies") or {}).values():
        yield from needed or ()

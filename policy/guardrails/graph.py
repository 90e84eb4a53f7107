"""The one read model: a stack's resources, their parents, and which resource a property refers to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from guardrails.resource import Resource, SourceFrame, Urn
from guardrails.state import StateError, read_json, resources_of
from guardrails.values import UNKNOWN, Secret, decode, items, plain

__all__ = [
    "UNKNOWN",
    "Graph",
    "Reference",
    "Resource",
    "Secret",
    "SourceFrame",
    "StateError",
    "Urn",
    "decode",
]

T = TypeVar("T")

# What AWS lets one resource name another one by; `name` also under the names that some types give it.
_HANDLES = ("arn", "name", "bucket", "identifier", "clusterIdentifier", "replicationSubnetGroupId")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a property refers to, as far as it can be told before an `up`.

    `exact`: the property names these resources and nothing else. Otherwise `resources` are all of the stack
    that it can name, and it may name more: `foreign` are known values that no resource of the stack has,
    `lost` counts the unknown values that come from no resource of the type.
    """

    resources: tuple[Resource, ...] = ()
    exact: bool = True
    foreign: tuple[str, ...] = ()
    lost: int = 0

    @property
    def given(self) -> bool:
        """Tell whether the property has any value at all."""
        return bool(self.resources or self.foreign or self.lost)

    @property
    def one(self) -> Resource | None:
        """Return the one resource referred to, if it can be told."""
        return self.resources[0] if self.exact and len(self.resources) == 1 else None


@dataclass(frozen=True, slots=True)
class Referrers:
    """The resources that refer to one: `sure`, and those of which it cannot be told (`maybe`)."""

    sure: tuple[Resource, ...] = ()
    maybe: tuple[Resource, ...] = ()


class Graph:
    """The resources of one stack, in the order of their registration."""

    def __init__(self, resources: Iterable[Resource], *, stack: str = "", project: str = "") -> None:
        self.resources: tuple[Resource, ...] = tuple(resources)
        if self.resources and not (stack and project):
            stack, project = Urn.parse(self.resources[0].urn)[:2]
        self.stack = stack
        self.project = project
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._by_type: dict[str, list[Resource]] = {}
        self._children: dict[str, list[Resource]] = {}
        for resource in self.resources:
            self._by_type.setdefault(resource.type, []).append(resource)
            if resource.parent is not None:
                self._children.setdefault(resource.parent, []).append(resource)
        self._derived: dict[Any, Any] = {}

    @classmethod
    def from_state(cls, data: Any, where: str = "state") -> "Graph":
        """Read a parsed state export or a whole `pulumi preview --json`; else raise StateError."""
        return cls(resources_of(data, where))

    @classmethod
    def load(cls, path: str | Path) -> "Graph":
        """Read a file that holds a state export or a whole `pulumi preview --json`; else raise StateError."""
        return cls.from_state(read_json(Path(path)), str(path))

    def get(self, urn: str | None) -> Resource | None:
        """Return the resource with a URN, or None."""
        return self._by_urn.get(urn) if urn is not None else None

    def of_type(self, *tokens: str) -> tuple[Resource, ...]:
        """Return the resources of the given types, in the order of the tokens and of their registration."""
        return tuple(resource for token in tokens for resource in self._by_type.get(token, ()))

    def children(self, urn: str) -> tuple[Resource, ...]:
        """Return the resources whose parent has the URN."""
        return tuple(self._children.get(urn, ()))

    def find(self, value: Any, *tokens: str) -> Resource | None:
        """Return the resource of one of the types that has the value as its id, ARN or name."""
        value = plain(value)
        if not isinstance(value, str) or not value:
            return None
        return next((hit for token in tokens if (hit := self._handles.get((token, value)))), None)

    def refers(self, resource: Resource, path: str, *tokens: str) -> Reference:
        """Resolve a property to resources of the given types: by value, else by its dependencies."""
        return self.resolve(resource, path, _references(resource, path), *tokens)

    def resolve(self, resource: Resource, path: str, values: Iterable[Any], *tokens: str) -> Reference:
        """Resolve values that stand somewhere inside of a property."""
        found: dict[str, Resource] = {}
        foreign: list[str] = []
        unknown = 0
        for value in values:
            hit = self.find(value, *tokens)
            if hit is not None:
                found[hit.urn] = hit
            elif value is UNKNOWN:
                unknown += 1
            elif isinstance(value, str) and value:
                foreign.append(value)
        if not unknown:
            return Reference(tuple(found.values()), exact=not foreign, foreign=tuple(foreign))
        candidates = [one for one in self.wired(resource, path, *tokens) if one.urn not in found]
        exact = not foreign and len(candidates) == unknown
        lost = max(0, unknown - len(candidates))
        return Reference((*found.values(), *candidates), exact=exact, foreign=tuple(foreign), lost=lost)

    def referrers(
        self, resource: Resource, tokens: tuple[str, ...], path: str, targets: tuple[str, ...]
    ) -> Referrers:
        """Return the resources of the given types whose property refers to one of the target types."""
        index = self.derive(_index_referrers, tokens, path, targets)
        return index.get(resource.urn, Referrers())

    def derive(self, build: Callable[..., T], *args: Any) -> T:
        """Return what a pure function makes of this graph, made once."""
        key = (build, args)
        if key not in self._derived:
            self._derived[key] = build(self, *args)
        found: T = self._derived[key]
        return found

    def wired(self, resource: Resource, path: str, *tokens: str) -> tuple[Resource, ...]:
        """Return the resources of the given types that the top-level property of a path depends on."""
        urns = resource.property_dependencies.get(path.partition(".")[0], ())
        hits = (self._by_urn.get(urn) for urn in urns)
        return tuple(hit for hit in hits if hit is not None and hit.type in tokens)

    @cached_property
    def _handles(self) -> Mapping[tuple[str, str], Resource]:
        index: dict[tuple[str, str], Resource] = {}
        for resource in self.resources:
            for value in (resource.id, resource.outputs.get("id"), *map(resource.value, _HANDLES)):
                value = plain(value)
                if isinstance(value, str) and value:
                    index.setdefault((resource.type, value), resource)
        return index


def _index_referrers(
    graph: Graph, tokens: tuple[str, ...], path: str, targets: tuple[str, ...]
) -> dict[str, Referrers]:
    index: dict[str, Referrers] = {}
    for resource in graph.of_type(*tokens):
        found = graph.refers(resource, path, *targets)
        for target in found.resources:
            known = index.get(target.urn, Referrers())
            index[target.urn] = (
                Referrers((*known.sure, resource), known.maybe)
                if found.exact
                else Referrers(known.sure, (*known.maybe, resource))
            )
    return index


def _references(resource: Resource, path: str) -> list[Any]:
    """Return the values at a path, each as plain as it can be, nested lists laid flat.

    What the program asked for, else what AWS answered; an answer not given yet refers to nothing.
    """
    asked = _flat(resource.inputs, path)
    return asked or [value for value in _flat(resource.outputs, path) if value is not UNKNOWN]


def _flat(props: Mapping[str, Any], path: str) -> list[Any]:
    """Return the values at a path through whatever lists lie on the way: `vpcConfigs.subnetIds`."""
    step, _, rest = path.partition(".")
    flat: list[Any] = []
    for value in map(plain, items(props, step)):
        if rest and value is not UNKNOWN:
            flat.extend(_flat(value, rest))
        else:
            flat.extend(map(plain, value) if isinstance(value, list) else [value])
    return flat

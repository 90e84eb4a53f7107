"""What makes two stacks the same architecture: roles, where they stand, and on what types they depend.

A *role* is what one line of a program means: all resources of one type, under one path of parent types, that
depend on the same types, and whose names differ only in a number or a zone (`names.pattern_of`). The subnets
`net-app-1` to `net-app-3` are one role with three instances; one instance more is a difference of count. If
two of them depended on different types, they would be two roles.

The *fingerprint* is the multiset of (path of parent types, type, types depended on), one entry for each role.
Names are no part of it: a role that only has another name is the same architecture. Neither is the stack
itself, and of providers only the package counts, since their names carry versions and regions.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from guardrails.graph import Graph
from guardrails.resource import Resource, Urn

from stagecraft.promotion.names import in_order, pattern_of
from stagecraft.promotion.tiers import STACK_TYPE, tiers_of

PROVIDER: Final = "pulumi:providers:"


class Shape(NamedTuple):
    """An entry of the fingerprint."""

    path: str  # the parents' types, outermost first, joined by `$` as in a URN; empty below the stack
    type: str
    depends_on: frozenset[str]


class Key(NamedTuple):
    """What tells one role of a stack from another."""

    shape: Shape
    name: str


@dataclass(slots=True)
class Role:
    """The instances that one stack has of a role."""

    key: Key
    tier: str
    parent: Key | None
    # Children show what became of a component's inputs; one without children has nothing else to show.
    shows_inputs: bool
    instances: dict[tuple[str, ...], Resource] = field(default_factory=dict)
    # the roles that its instances depend on, by their type
    targets: dict[str, set[Key]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The pattern of its instances' names."""
        return self.key.name

    @property
    def type(self) -> str:
        """The type token of its instances."""
        return self.key.shape.type

    @property
    def is_provider(self) -> bool:
        """Tell whether these are the providers of one package."""
        return self.type.startswith(PROVIDER)

    def in_order(self) -> list[tuple[str, ...]]:
        """Return what tells its instances apart, counted as people do."""
        return sorted(self.instances, key=in_order)


class Architecture:
    """The roles of one stack."""

    def __init__(self, graph: Graph) -> None:
        """Sort the resources of a stack into roles; the cost is linear in resources and dependencies."""
        self.graph = graph
        self.roles: dict[Key, Role] = {}
        self.role_of: dict[str, Key] = {}
        tiers = tiers_of(graph)
        for resource in graph.resources:
            if resource.type != STACK_TYPE:
                self._add(resource, tiers[resource.urn])
        for role in self.roles.values():
            self._link(role)

    @property
    def fingerprint(self) -> Counter[Shape]:
        """Count the roles of each shape."""
        return Counter(key.shape for key in self.roles)

    def _add(self, resource: Resource, tier: str) -> None:
        key, instance = self._place(resource)
        role = self.roles.get(key)
        if role is None:
            shows_inputs = resource.custom or not self.graph.children(resource.urn)
            role = self.roles[key] = Role(key, tier, self.role_of.get(resource.parent or ""), shows_inputs)
        # Only names like `web-01` and `web-<stack>` can meet here; the whole name tells them apart.
        role.instances[(*instance, resource.name) if instance in role.instances else instance] = resource
        self.role_of[resource.urn] = key

    def _place(self, resource: Resource) -> tuple[Key, tuple[str, ...]]:
        if resource.type.startswith(PROVIDER):
            package = resource.type.removeprefix(PROVIDER)
            name = "default" if resource.name.startswith("default") else resource.name
            return Key(Shape("", resource.type, frozenset()), package), (name,)
        types = Urn.parse(resource.urn).types
        path = types.removesuffix(resource.type).removesuffix("$")
        name, instance = pattern_of(resource.name, self.graph.stack)
        return Key(Shape(path, resource.type, frozenset(_types_of(_dependencies(resource)))), name), instance

    def _link(self, role: Role) -> None:
        for resource in role.instances.values():
            for urn in _dependencies(resource):
                if (target := self.role_of.get(urn)) is not None:
                    role.targets.setdefault(target.shape.type, set()).add(target)


def fingerprint(graph: Graph) -> Counter[Shape]:
    """Return the multiset of shapes that is equal for stacks of the same architecture."""
    return Architecture(graph).fingerprint


def _dependencies(resource: Resource) -> set[str]:
    return {
        *resource.dependencies,
        *(urn for urns in resource.property_dependencies.values() for urn in urns),
    }


def _types_of(urns: Iterable[str]) -> Iterable[str]:
    """Name the types of resources, whether they are in the graph or not (a preview may leave some out)."""
    for urn in urns:
        type_ = urn.split("::")[2].rpartition("$")[2] if urn.count("::") >= 3 else urn
        if type_ != STACK_TYPE and not type_.startswith(PROVIDER):
            yield type_

"""The components of a stack as a tree, like ones merged: what a reader sees before single resources."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from guardrails.graph import Graph
from guardrails.resource import Resource

from stagecraft.promotion.names import pattern_of
from stagecraft.promotion.tiers import STACK_TYPE, service_of
from stagecraft.report.views import is_deployed


@dataclass(slots=True)
class Branch:
    """A component, or several whose names differ only in a number; without a type, a service."""

    name: str
    type: str = ""
    instances: int = 1
    # the resources right inside, those inside its components left out
    counts: Counter[str] = field(default_factory=Counter)
    branches: dict[tuple[str, str], "Branch"] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Count the resources inside, those of its components too."""
        return sum(one.counts.total() for one in self.walk())

    def walk(self) -> Iterator["Branch"]:
        """Yield the branch and every branch inside it."""
        waiting = [self]
        while waiting:
            branch = waiting.pop()
            yield branch
            waiting.extend(branch.branches.values())

    def sorted(self) -> list["Branch"]:
        """Return its branches by name."""
        return sorted(self.branches.values(), key=lambda one: (one.name, one.type))


def component_tree(graph: Graph) -> Branch:
    """Return the tree of a stack's components; what lies in no component is put under its service.

    The cost is linear: each resource finds the branch that its parent lies in.
    """
    root = Branch(graph.stack)
    places: dict[str, Branch] = {}
    for resource in graph.resources:  # a state holds parents before their children
        place = places.get(resource.parent or "", root)
        if resource.custom or resource.type == STACK_TYPE:
            places[resource.urn] = place
            if is_deployed(resource):
                _leaf_place(root, place, resource).counts[resource.type] += 1
        else:
            places[resource.urn] = _branch(place, resource, graph.stack)
    return root


def _leaf_place(root: Branch, place: Branch, resource: Resource) -> Branch:
    if place is not root:
        return place
    service = service_of(resource.type)
    return root.branches.setdefault((service, ""), Branch(service))


def _branch(place: Branch, resource: Resource, stack: str) -> Branch:
    name = pattern_of(resource.name, stack)[0]
    key = name, resource.type
    branch = place.branches.get(key)
    if branch is None:
        branch = place.branches[key] = Branch(resource.name, resource.type)
    else:
        branch.name = name
        branch.instances += 1
    return branch

"""Which tier of the architecture a resource belongs to, read off the resources alone."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from guardrails.graph import Graph
from guardrails.resource import Resource

STACK_TYPE: Final = "pulumi:pulumi:Stack"
_TIERED: Final = "stagecraft:"


class _Home(NamedTuple):
    """The nearest ancestors that can name a tier; empty where there are none."""

    tiered: str = ""
    component: str = ""


def tiers_of(graph: Graph) -> Mapping[str, str]:
    """Return the tier of every resource by its URN.

    It is the tier in the type of the nearest `stagecraft:<tier>:<Class>` component, the resource itself
    included; in other people's programs the type of the nearest component; else the service of AWS (`ec2`),
    or the package of any other provider (`random`).
    """
    homes: dict[str, _Home] = {}
    return {resource.urn: _tier(resource, _home(resource, graph, homes)) for resource in graph.resources}


def _tier(resource: Resource, home: _Home) -> str:
    return home.tiered or home.component or service_of(resource.type)


def _home(resource: Resource, graph: Graph, homes: dict[str, _Home]) -> _Home:
    way: list[Resource] = []
    step: Resource | None = resource
    while step is not None and step.urn not in homes:
        way.append(step)
        step = graph.get(step.parent)
    home = homes[step.urn] if step is not None else _Home()
    for step in reversed(way):
        home = homes[step.urn] = _Home(_tiered(step.type) or home.tiered, _component(step) or home.component)
    return home


def _tiered(type_: str) -> str:
    return type_.split(":")[1] if type_.startswith(_TIERED) and type_.count(":") == 2 else ""


def _component(resource: Resource) -> str:
    return "" if resource.custom or resource.type == STACK_TYPE else resource.type


def service_of(type_: str) -> str:
    """Return the service of an AWS type (`aws:ec2/vpc:Vpc` is `ec2`), else the package of the type."""
    package, _, rest = type_.partition(":")
    if type_.startswith("pulumi:providers:"):
        return "providers"
    return rest.partition(":")[0].partition("/")[0] if package == "aws" else package

"""What an unknown value may be when its wires end at a component: whatever the component made.

The outputs of a remote component depend on it and on some of its children, not on the one that they name.
"""

from collections.abc import Iterator

from guardrails.graph import Graph, Resource
from guardrails.values import UNKNOWN, items, plain


def made_by_wires(graph: Graph, resource: Resource, path: str, *tokens: str) -> tuple[Resource, ...]:
    """Return the resources that an unknown value at a path may name, beside those that it is wired to."""
    if not any(plain(value) is UNKNOWN for value in items(resource.inputs, path)):
        return ()
    found: dict[str, Resource] = {}
    for urn in resource.property_dependencies.get(path.partition(".")[0], ()):
        component = graph.get(urn)
        if component is not None and not component.custom:
            for one in graph.derive(_descendants, urn):
                if one.type in tokens:
                    found[one.urn] = one
    for one in graph.wired(resource, path, *tokens):
        found.pop(one.urn, None)
    return tuple(found.values())


def _descendants(graph: Graph, urn: str) -> tuple[Resource, ...]:
    return tuple(_below(graph, urn, {urn}))


def _below(graph: Graph, urn: str, seen: set[str]) -> Iterator[Resource]:
    waiting = [urn]
    while waiting:
        for child in graph.children(waiting.pop()):
            if child.urn not in seen:  # a hand-made graph may have a ring of parents
                seen.add(child.urn)
                waiting.append(child.urn)
                yield child

"""Values that are other resources' ids, ARNs and names, told by whose they are, not by what they say."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from guardrails.resource import Resource
from guardrails.values import walk

from stagecraft.promotion.architecture import Architecture

# Shorter texts (a zone, an engine's name) stand inside other texts by chance.
_SHORTEST_PART: Final = 6


def label_of(type_: str, role: str) -> str:
    """Write a reference to a role: `<Vpc shop-vpc>`."""
    return f"<{type_.rpartition(':')[2]} {role}>"


class References:
    """What each resource of a stack is known by to those that depend on it."""

    def __init__(self, architecture: Architecture) -> None:
        self._architecture = architecture
        self._graph = architecture.graph
        self._handles: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {}
        self._replacers: dict[tuple[str, ...], Replacer] = {}
        # An ARN is nobody else's, so it is a reference even where the program has written it without a wire.
        self._arns = {
            arn: self._label(resource)
            for resource in self._graph.resources
            if resource.urn in architecture.role_of and isinstance(arn := resource.outputs.get("arn"), str)
        }

    def of(self, resource: Resource, property_: str) -> "Replacer":
        """Return what replaces references in a property of a resource.

        A state that tells no dependencies by property is read as if each property had them all.
        """
        if resource.property_dependencies:
            urns = tuple(resource.property_dependencies.get(property_, ()))
        else:
            urns = tuple(resource.dependencies)
        replacer = self._replacers.get(urns)
        if replacer is None:
            replacer = self._replacers[urns] = self._replacer(urns)
        return replacer

    def _replacer(self, urns: Iterable[str]) -> "Replacer":
        whole: dict[str, str] = {}
        parts: list[tuple[str, str]] = []
        labels: set[str] = set()
        for urn in urns:
            target = self._graph.get(urn)
            if target is None or urn not in self._architecture.role_of:
                continue
            labels.add(self._label(target))
            if urn not in self._handles:
                self._handles[urn] = self._handles_of(target)
            own_whole, own_parts = self._handles[urn]
            for value, label in own_whole.items():
                whole.setdefault(value, label)
            parts.extend(own_parts)
        parts.sort(key=lambda part: (-len(part[0]), part[1]))
        return Replacer({**self._arns, **whole}, parts, sorted(labels))

    def _label(self, resource: Resource) -> str:
        return label_of(resource.type, self._architecture.role_of[resource.urn].name)

    def _handles_of(self, resource: Resource) -> tuple[dict[str, str], list[tuple[str, str]]]:
        """Return the values that stand for a resource, and those of them that may stand inside a text.

        Only what AWS gave (its id, its ARN, an endpoint) is looked for inside texts. What the program gave
        may be any word, so it must be the whole value.
        """
        label = self._label(resource)
        given = {resource.id, *_texts(v for k, v in resource.outputs.items() if k not in resource.inputs)}
        given.discard("")
        told = {value for value in resource.inputs.values() if isinstance(value, str) and value}
        parts = [(value, label) for value in given if len(value) >= _SHORTEST_PART and value not in told]
        return dict.fromkeys(given | told, label), parts


class Replacer:
    """Writes the roles that a property refers to in the place of their values."""

    def __init__(
        self, whole: dict[str, str], parts: Sequence[tuple[str, str]], labels: Sequence[str]
    ) -> None:
        self._whole = whole
        self._parts = parts
        self._labels = labels

    def text(self, text: str) -> str:
        """Return the text with the values of other resources replaced."""
        if text in self._whole:
            return self._whole[text]
        if len(text) >= _SHORTEST_PART:
            for value, label in self._parts:
                if value in text:
                    text = text.replace(value, label)
        return text

    def unknown(self) -> str:
        """Return what stands for a value that only an `up` would know."""
        return ", ".join(self._labels) or "<unknown>"


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from (inner for inner in walk(value) if isinstance(inner, str))

"""Which values of a resource a rule looks at: found by watching it judge."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from guardrails.checks import show
from guardrails.graph import Graph
from guardrails.resource import Resource
from guardrails.rule import GraphRule, Rule
from guardrails.values import UNKNOWN, Secret, plain


class _Watched(dict[str, Any]):
    """A block of inputs that notes which of its values are asked for."""

    def __init__(self, prefix: str, seen: dict[str, str]) -> None:
        super().__init__()
        self._prefix = prefix
        self._seen = seen

    def get(self, key: str, default: Any = None) -> Any:
        value = super().get(key, default)
        self._note(key, value)
        return value

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        self._note(key, value)
        return value

    def items(self) -> Any:
        for key, value in super().items():
            self._note(key, value)
        return super().items()

    def _note(self, key: str, value: Any) -> None:
        if not any(isinstance(one, _Watched) for one in _inside(plain(value))):
            self._seen[f"{self._prefix}{key}"] = "not known yet" if value is UNKNOWN else show(value)


def _inside(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, list):
        yield from map(plain, value)


def values_read(rule: Rule, graph: Graph, resource: Resource) -> dict[str, str]:
    """Return the values of a resource that a rule asks for, by their paths and as messages show them."""
    seen: dict[str, str] = {}
    watched = replace(resource, inputs=_block(resource.inputs, "", seen))
    if isinstance(rule, GraphRule):
        others = Graph([watched if one is resource else one for one in graph.resources])
        others.find("-", resource.type)  # the index of names and ids looks at every resource
        seen.clear()
        list(rule.findings(others))
    else:
        list(rule.findings(watched))  # type: ignore[attr-defined]
    return dict(sorted(seen.items()))


def _block(value: Any, path: str, seen: dict[str, str]) -> Any:
    """Return a value whose blocks note what is asked for; the items of a list stand under its name."""
    if isinstance(value, Secret):
        return value
    if isinstance(value, list):
        return [
            _block(item, f"{path.removesuffix('.')}[{number}].", seen) for number, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    block = _Watched(path, seen)
    for key, inner in value.items():
        dict.__setitem__(block, key, _block(inner, f"{path}{key}.", seen))
    return block

"""Which inputs of a resource a rule looks at, found by watching it judge.

Every resource is given every input that the provider's type has, all texts alike, so that whatever refers to
another resource finds it. A rule that never asks for an input does not judge it.
"""

from functools import cache
from typing import Any

from guardrails.graph import Graph, Resource
from guardrails.rule import ANY_TYPE, GraphRule, ResourceRule
from guardrails.values import UNKNOWN

from stagecraft.gate.provider import Input, provider_inputs
from tests.policy.compliant import compliant_props, compliant_types

_ABSENT = object()
# What stands in every text, number and switch: an id that all share, off and empty, not known yet, nothing.
_FILLINGS: tuple[dict[str, Any], ...] = (
    {"text": "x", "number": 2, "switch": True},
    {"text": "", "number": 0, "switch": False},
    {"text": UNKNOWN, "number": UNKNOWN, "switch": UNKNOWN},
    {"text": _ABSENT, "number": _ABSENT, "switch": _ABSENT},
)


class Watched(dict[str, Any]):
    """A block of inputs that notes which of them is asked for."""

    def __init__(self, prefix: str, seen: set[str]) -> None:
        super().__init__()
        self._prefix = prefix
        self._seen = seen

    def path(self, key: str) -> str:
        return f"{self._prefix}{key}"

    def get(self, key: str, default: Any = None) -> Any:
        self._seen.add(self.path(key))
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._seen.add(self.path(key))
        return super().__getitem__(key)

    def items(self) -> Any:
        self._seen.update(map(self.path, self))
        return super().items()

    def values(self) -> Any:
        self._seen.update(map(self.path, self))
        return super().values()


# Inputs that must go together before a rule comes to look at one of them.
_TOGETHER: dict[str, dict[str, Any]] = {
    "listener": {
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": [{"type": "redirect", "redirect": {"protocol": "HTTPS"}}],
    },
    "listenerRule": {"actions": [{"type": "redirect", "redirect": {"protocol": "HTTPS"}}]},
    "bucketServerSideEncryptionConfiguration": {
        "bucket": "x",
        "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "x"}}],
    },
}


@cache
def reads(rule: ResourceRule | GraphRule, token: str) -> frozenset[str]:
    """Return the paths of the inputs of a type that a rule looks at, of whichever resource it judges."""
    seen: set[str] = set()
    for filling in _FILLINGS:
        _watch(rule, _resource(token, filling, seen), filling)
    short = token.split(":")[1]
    wholes = [compliant_props(short)] if short in compliant_types() else []
    together = _TOGETHER.get(short.split("/")[1].removesuffix("V2"))
    for whole in (*wholes, *([together] if together else [])):
        inputs = _watched(whole, "", seen)
        _watch(rule, Resource(urn=_urn(token), type=token, name="x", id="x", inputs=inputs), _FILLINGS[0])
    return frozenset(seen)


def _watch(rule: ResourceRule | GraphRule, watched: Resource, filling: dict[str, Any]) -> None:
    if isinstance(rule, ResourceRule):
        list(rule.findings(watched))
    else:
        others = [one for one in _cast(rule, _FILLINGS.index(filling)) if one.type != watched.type]
        list(rule.findings(Graph([*others, watched])))


def _watched(value: Any, prefix: str, seen: set[str]) -> Any:
    """Return a value whose blocks note what is asked for; the items of a list stand under its name."""
    if isinstance(value, list):
        return [_watched(item, prefix, seen) for item in value]
    if not isinstance(value, dict):
        return value
    block = Watched(prefix, seen)
    for key, inner in value.items():
        dict.__setitem__(block, key, _watched(inner, f"{prefix}{key}.", seen))
    return block


def _urn(token: str) -> str:
    return f"urn:pulumi:prod::p::{token}::x"


@cache
def _cast(rule: GraphRule, filling: int) -> tuple[Resource, ...]:
    """Return one resource of every type that a rule judges."""
    tokens = () if rule.applies_to == ANY_TYPE else rule.applies_to
    return tuple(_resource(token, _FILLINGS[filling], set()) for token in tokens)


def _resource(token: str, filling: dict[str, Any], seen: set[str]) -> Resource:
    inputs = Watched("", seen)
    for one in provider_inputs()[token]:
        _put(inputs, one, filling[one.kind], seen)
    return Resource(urn=_urn(token), type=token, name="x", id="x", inputs=inputs)


def _put(block: Watched, one: Input, value: Any, seen: set[str]) -> None:
    *way, last = one.path.split(".")
    prefix = ""
    for step in way:
        prefix += f"{step}."
        inner = dict.get(block, step)
        if inner is None:
            inner = Watched(prefix, seen)
            dict.__setitem__(block, step, inner)
        block = inner
    if value is not _ABSENT:
        dict.__setitem__(block, last, value)

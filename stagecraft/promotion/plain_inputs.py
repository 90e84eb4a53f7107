"""The inputs of a resource as far as they may differ between environments, one plain value a path.

What is left out or made alike, because it says nothing about the architecture:

* values of other resources (ids, ARNs, endpoints): compared by the role of what they belong to;
* an instance's own number (`shop-dev-r2` of `shop-r2`), auto-names with a random end;
* `tagsAll`, which repeats the provider's default tags on every resource; the tag `Name`; tags that name the
  environment;
* the content of secrets, and an absent value from `null`.

A list of objects is told by its columns: `ingress[].fromPort` has the ports of all rules.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.resource import Resource
from guardrails.values import UNKNOWN, Secret

from stagecraft.promotion.architecture import Architecture
from stagecraft.promotion.names import instance_part, replace_word, without_stack
from stagecraft.promotion.references import References, Replacer
from stagecraft.wire import PLACEHOLDER, SIGNATURE

_ENVIRONMENT_TAGS: Final = frozenset({"env", "environment", "name", "stack", "stage"})
# What Pulumi's bridge keeps among the inputs for itself; an SDK's version is no choice of an environment.
_NO_INPUTS: Final = frozenset({"tagsAll", "version", "pluginDownloadURL"})
# The provider's own end of an auto-name: a hyphen and seven or more hexadecimal digits, `.fifo` behind it.
_AUTO_NAME_END: Final = re.compile(r"-[0-9a-f]{7,}(\.fifo)?")


class Column(list[Any]):
    """What the items of a list have at one path, in the order of the items."""


class PlainInputs:
    """Reads the inputs of one stack's resources."""

    def __init__(self, architecture: Architecture) -> None:
        self._references = References(architecture)
        self._stack = architecture.graph.stack

    def of(self, resource: Resource) -> dict[str, Any]:
        """Return the plain values of a resource by their path (`metadataOptions.httpTokens`)."""
        found: dict[str, Any] = {"options.protect": resource.protect}
        instance = instance_part(resource.name)
        for key, value in resource.inputs.items():
            if not key.startswith("__") and key not in _NO_INPUTS:
                replacer = self._references.of(resource, key)
                reader = _Reader(replacer, self._stack, resource.name, instance)
                found.update(reader.leaves(key, value))
        return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Lays one property flat."""

    replacer: Replacer
    stack: str
    name: str
    instance: tuple[str, str] | None

    def leaves(self, path: str, value: Any) -> Iterator[tuple[str, Any]]:
        """Yield each plain value inside a value, with its path."""
        if isinstance(value, dict):
            if SIGNATURE in value:
                yield path, _asset(value)
                return
            tags = path.rpartition(".")[2] == "tags"
            for key, inner in value.items():
                if not (tags and _names_environment(key)) and not key.startswith("__"):
                    place = f"{path}.{without_stack(key, self.stack)}"
                    if inner == {}:
                        # That it is there says something: `overrideAction` is `{count: {}}` or `{none: {}}`.
                        yield place, {}
                    yield from self.leaves(place, inner)
        elif isinstance(value, list):
            yield from self._items(path, value)
        elif isinstance(value, str) and (parsed := _structure(path, value)) is not None:
            yield from self.leaves(path, parsed)
        elif value is not None:
            yield path, self._scalar(value)

    def _items(self, path: str, items: list[Any]) -> Iterator[tuple[str, Any]]:
        """Yield a list of plain values as one, else column by column; references to one role count once."""
        if not any(isinstance(item, dict | list) for item in items):
            if plain := _once([self._scalar(item) for item in items if item is not None]):
                yield path, plain
            return
        unlike: dict[str, dict[str, Any]] = {}
        for number, item in enumerate(items):
            leaves = dict(self.leaves("", item))
            text = repr(leaves)
            unlike.setdefault(text if "<" in text else f"{number}", leaves)
        yield f"{path}[]", f"{len(unlike)} item{'s' * (len(unlike) != 1)}"
        for inner in dict.fromkeys(key for leaves in unlike.values() for key in leaves):
            yield f"{path}[]{inner}", Column(leaves.get(inner) for leaves in unlike.values())

    def _scalar(self, value: Any) -> Any:
        if value is UNKNOWN:
            return self.replacer.unknown()
        if isinstance(value, Secret):
            return PLACEHOLDER
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        text = self.replacer.text(text)
        if text.startswith(self.name) and _AUTO_NAME_END.fullmatch(text, len(self.name)):
            return "<auto-name>"
        if self.instance is not None:
            text = replace_word(text, *self.instance)
        return text


def _once(items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    seen: set[str] = set()
    for item in items:
        if isinstance(item, str) and "<" in item:
            if item in seen:
                continue
            seen.add(item)
        kept.append(item)
    return kept


def _names_environment(tag: str) -> bool:
    return re.split(r"[:/]", tag.lower())[-1] in _ENVIRONMENT_TAGS


def _structure(path: str, text: str) -> Any:
    """Return what a text holds that AWS reads as more than a text: JSON documents, user data in base64."""
    if text.startswith(("{", "[")):
        try:
            return json.loads(text)
        except ValueError:
            return None
    if path.rpartition(".")[2] in ("userData", "userDataBase64"):
        try:
            lines = base64.b64decode(text, validate=True).decode().splitlines()
        except (binascii.Error, UnicodeDecodeError):
            lines = text.splitlines()
        return {str(number): line for number, line in enumerate(lines, 1)}
    return None


def _asset(value: Mapping[str, Any]) -> str:
    """Tell an asset or an archive by its content, else by its file's name (folders differ by machine)."""
    if isinstance(value.get("hash"), str):
        return f"asset {value['hash'][:12]}"
    if isinstance(value.get("text"), str):
        return f"asset {value['text']}"
    place = value.get("path") or value.get("uri") or ""
    return f"asset {str(place).rpartition('/')[2]}"

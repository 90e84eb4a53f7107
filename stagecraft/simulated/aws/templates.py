"""Templates of values: text in which `{...}` stands for what is known of a resource.

`{hex:16}` and its like draw characters (see seeds.ALPHABETS), `{uuid}` a UUID. `{region}`, `{account}`,
`{partition}`, `{dns}`, `{id}` and `{name}` say where a resource lies and what it is called; any other word is
one of its properties. A template that meets an unknown or absent property is unknown as a whole.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import regions
from stagecraft.simulated.aws.provider import ProviderConfig
from stagecraft.simulated.aws.schema import ResourceSchema
from stagecraft.simulated.aws.seeds import ALPHABETS, LOWER, Seed

_FIELD: Final = re.compile(r"\{(\w+)(?::(\d+))?\}")
_NUMBERS: Final = LOWER + "0123456789"


@dataclass(slots=True)
class Resource:
    """One resource on its way into the simulated AWS: what its outputs are made of, and they themselves."""

    schema: ResourceSchema
    logical_name: str
    # The name that AWS knows it by; unknown where that depends on an unknown input.
    name: Any
    inputs: Mapping[str, Any]
    provider: ProviderConfig
    region: str
    seed: Seed
    # The outputs of the resources that exist already, by type and id.
    others: Mapping[tuple[str, str], Mapping[str, Any]]
    outputs: dict[str, Any] = field(default_factory=dict)
    id: Any = wire.UNKNOWN
    # Words that only templates of this type use, such as the name inside an ARN.
    words: dict[str, str] = field(default_factory=dict)

    def known(self, name: str) -> Any:
        """Return a property whose value is known, out of its secret; None where it is absent or unknown."""
        value = wire.unwrap(self.outputs.get(name))
        return None if value == wire.UNKNOWN else value

    def text(self, name: str) -> str:
        """Return a known text property; empty where it is absent, unknown or no text."""
        value = self.known(name)
        return value if isinstance(value, str) else ""

    def set(self, name: str, value: Any) -> None:
        """Give an output its value, unless the program or an earlier step gave it one."""
        if name in self.schema.outputs and not self.settles(name):
            self.outputs[name] = value

    def fill(self, name: str, template: str) -> None:
        """Give an output the value of a template, unless it has one."""
        if name in self.schema.outputs and not self.settles(name):
            self.outputs[name] = self.render(template, name)

    def settles(self, name: str) -> bool:
        """Tell whether an output has its value already: from the program, or from an earlier step."""
        return name in self.inputs or self.outputs.get(name, wire.UNKNOWN) != wire.UNKNOWN

    def other(self, token: str, id_: Any) -> Mapping[str, Any]:
        """Return the outputs of a resource by type and id; nothing where this preview made none such."""
        id_ = wire.unwrap(id_)
        return self.others.get((token, id_), {}) if isinstance(id_, str) else {}

    def render(self, template: Any, purpose: str) -> Any:
        """Return a template's value; lists and objects are rendered inside, other values stay as they are."""
        if isinstance(template, str):
            return self._render(template, purpose)
        if isinstance(template, list):
            return [self.render(item, f"{purpose}.{index}") for index, item in enumerate(template)]
        if isinstance(template, dict):
            return {key: self.render(item, f"{purpose}.{key}") for key, item in template.items()}
        return template

    def _render(self, template: str, purpose: str) -> str:
        parts = []
        for index, (literal, word, length) in enumerate(_compiled(template)):
            if literal:
                parts.append(literal)
                continue
            alphabet = ALPHABETS.get(word)
            value = (
                self.seed.text(f"{purpose}/{index}", alphabet, length)
                if alphabet
                else self._fact(word, purpose)
            )
            if value is None or value == wire.UNKNOWN:
                return wire.UNKNOWN
            parts.append(value)
        return "".join(parts)

    def _fact(self, word: str, purpose: str) -> str | None:
        simple = _FACTS.get(word)
        if simple:
            value = simple(self)
            return value if value is None or isinstance(value, str) else str(value)
        if word == "uuid":
            return self.seed.uuid(purpose)
        if word in self.words:
            return self.words[word]
        value = self.known(word)
        if isinstance(value, bool) or value is None:
            return None
        return str(value) if isinstance(value, str | int | float) else None


def _account_hash(resource: Resource) -> str:
    """Return the part of database endpoints that is one for all of an account's instances in a region."""
    return Seed(f"{resource.provider.account_id}/{resource.region}").text("endpoint", _NUMBERS, 12)


_FACTS: Final[dict[str, Callable[["Resource"], Any]]] = {
    "partition": lambda resource: regions.partition(resource.region).name,
    "region": lambda resource: resource.region,
    "account": lambda resource: resource.provider.account_id,
    "dns": lambda resource: regions.partition(resource.region).dns_suffix,
    "short": lambda resource: regions.short_name(resource.region),
    "hash": _account_hash,
    "id": lambda resource: resource.id,
    "name": lambda resource: resource.name,
    "logical": lambda resource: resource.logical_name,
}


@cache
def _compiled(template: str) -> tuple[tuple[str, str, int], ...]:
    """Return a template as its parts: literal text, or a word with the number behind it."""
    parts: list[tuple[str, str, int]] = []
    position = 0
    for match in _FIELD.finditer(template):
        if match.start() > position:
            parts.append((template[position : match.start()], "", 0))
        parts.append(("", match.group(1), int(match.group(2) or 0)))
        position = match.end()
    if position < len(template):
        parts.append((template[position:], "", 0))
    return tuple(parts)


def only_word(template: Any) -> str:
    """Return the word that is all of a template; empty for a template with anything else in it."""
    parts = _compiled(template) if isinstance(template, str) else ()
    return parts[0][1] if len(parts) == 1 else ""


def is_certain(template: Any) -> bool:
    """Tell whether a template says what AWS would say: nothing in it is drawn or assumed."""
    words = [word for _, word, _ in _compiled(template) if word] if isinstance(template, str) else []
    return bool(words) and not any(word in ALPHABETS or word == "uuid" for word in words)

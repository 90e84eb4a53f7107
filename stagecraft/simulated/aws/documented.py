"""Facts that the SDK's documentation states and its types do not: import ids and default values."""

import re
import typing
from dataclasses import dataclass
from typing import Any

_COMMAND = re.compile(r"\$ pulumi import aws:\S+ \S+ (.+)")
_SENTENCE = re.compile(r"Using `pulumi import`, import (.*?)(?:For example|```)", re.DOTALL)
_QUOTED = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*|[a-z][a-zA-Z0-9]*")
# A default is taken only where it is a whole sentence: "When ..., default is `true`" and "Defaults to `true`
# if ..." depend on something.
_DEFAULT = re.compile(
    r"(?:^|[.)]\s+|\n\s*)(?:The |This value )?[Dd]efaults? (?:value )?(?:to|is) `?(true|false)`?"
    r"\s*(?:\.\s|\.$|\n|$)"
)


@dataclass(frozen=True, slots=True)
class Import:
    """How the documentation imports a type: an example of its id, and the properties that make the id."""

    example: str
    properties: tuple[str, ...]


def import_section(cls: type) -> Import:
    """Return the import section of a resource class; empty where it has none.

    The section stands in the docstring of the constructor's overloads, which Python keeps from 3.11 on.
    """
    constructor: Any = cls.__init__  # type: ignore[misc]
    overloads = typing.get_overloads(constructor)
    text = (overloads[0].__doc__ if overloads else constructor.__doc__) or ""
    start = text.find("## Import")
    if start < 0:
        return Import("", ())
    section = text[start : start + 4000]
    command = _COMMAND.search(section)
    sentence = _SENTENCE.search(section)
    example = command.group(1).strip().strip("'\"") if command else ""
    return Import(example, _properties(sentence.group(1)) if sentence else ())


def default(text: str | None) -> bool | None:
    """Return the default that the documentation of a flag states without condition, if it states one."""
    found = _DEFAULT.search(text) if text else None
    return found.group(1) == "true" if found else None


def _properties(sentence: str) -> tuple[str, ...]:
    """Return the property names quoted after the word "using", in wire form."""
    _, _, rest = sentence.partition(" using ")
    quoted = " ".join(_QUOTED.findall(rest))
    return tuple(camel_case(word) for word in _WORD.findall(quoted))


def camel_case(name: str) -> str:
    """Return a provider's argument name as Pulumi writes it: `rest_api_id` as `restApiId`."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)

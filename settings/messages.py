"""Turns pydantic's errors into mistakes that name the key, the value, what is allowed and the way out.

What is allowed at a place is read from the model's own JSON Schema, so no message is written twice.
"""

import difflib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from settings.base import Mistake, SeveralMistakesError

Schema = dict[str, Any]
Place = tuple[str | int, ...]

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_FORMATS = {
    "ipv4network": ("a CIDR block", "an IPv4 CIDR block without host bits", "10.10.0.0/16"),
    "ipv4": ("an IPv4 address", "an IPv4 address", "10.10.0.10"),
    "date": ("a date", "a date as YYYY-MM-DD", "2030-12-31"),
}


def mistakes_of(model: type[BaseModel], error: ValidationError, *, namespace: str) -> Iterator[Mistake]:
    """Tell every mistake of a stack config that `model` refused; its keys stand in `namespace`."""
    root = model.model_json_schema(by_alias=True)
    errors = error.errors(include_url=False)
    for details in errors:
        if not _follows_from_another(details, errors):
            yield from _mistakes(root, details, namespace)


def secret_mistake(key: str) -> Mistake:
    """Tell that a secret stands among the settings, where none belongs."""
    return Mistake(
        path=key,
        problem="is a secret, and no secret is a setting",
        allowed="plain values; the program generates passwords into Secrets Manager",
        way_out=f"take it out by `pulumi config rm {key}`",
    )


def _follows_from_another(details: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """Tell whether a list only counts as too short because one of its items is wrong."""
    place = details["loc"]
    return details["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in errors
    )


def _mistakes(root: Schema, details: ErrorDetails, namespace: str) -> Iterator[Mistake]:
    place = details["loc"]
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, SeveralMistakesError):
        for inner in cause.mistakes:
            yield Mistake(
                path=_join(_path(place), inner.path),
                problem=inner.problem,
                allowed=inner.allowed,
                way_out=inner.way_out,
            )
    elif details["type"] == "extra_forbidden":
        yield _unknown_key(root, place, namespace)
    else:
        schema = _schema_at(root, place)
        yield Mistake(
            path=_path(place),
            problem=_problem(details, schema),
            allowed=allowed(root, schema),
            way_out="write e.g. " + _assignment(place, example(root, schema), namespace),
        )


def _unknown_key(root: Schema, place: Place, namespace: str) -> Mistake:
    known = sorted(_schema_at(root, place[:-1]).get("properties", {}))
    key = str(place[-1])
    if len(place) == 1:
        known, key = [_full_key(name, namespace) for name in known], _full_key(key, namespace)
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    return Mistake(
        path=_path(place),
        problem="unknown key" + (f"; did you mean '{close[0]}'?" if close else ""),
        allowed=", ".join(known) or "no key",
        way_out=f"write {close[0]} instead" if close else "take it out",
    )


def _problem(details: ErrorDetails, schema: Schema) -> str:
    """Say what is wrong with the value, in words that fit any kind of error."""
    if details["type"] == "missing":
        return "missing" + (f" ({schema['description'].rstrip('.')})" if "description" in schema else "")
    value, kind = _shown(details["input"]), details["type"]
    limits = details.get("ctx", {})
    match kind:
        case "greater_than_equal" | "greater_than":
            return f"{value} is too small"
        case "less_than_equal" | "less_than":
            return f"{value} is too large"
        case "too_short" | "string_too_short":
            return f"{value} is too short"
        case "too_long" | "string_too_long":
            return f"{value} is too long"
        case "literal_error" | "enum":
            return f"{value} is not allowed"
        case "value_error" if "format" not in schema:
            return f"{value}: {limits['error']}"
        case _:
            return f"{value} is not {_noun(schema)}"


def _noun(schema: Schema) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]][0]
    if "enum" in schema or "const" in schema:
        return "allowed"
    if "pattern" in schema:
        return "of the right form"
    return _KINDS.get(schema.get("type", ""), "allowed")


def allowed(root: Schema, schema: Schema) -> str:
    """Say what a place of the stack file may hold."""
    schema = _resolved(root, schema)
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return " or ".join(allowed(root, option) for option in options)
    if "const" in schema:
        return _shown(schema["const"])
    if "enum" in schema:
        return ", ".join(_shown(value) for value in schema["enum"])
    if "format" in schema and schema["format"] in _FORMATS:
        return _FORMATS[schema["format"]][1]
    kind = schema.get("type", "")
    if kind == "object":
        return (
            "a mapping with the keys " + ", ".join(schema.get("properties", {}))
            if _keys(schema)
            else "a mapping"
        )
    if kind == "array":
        items = allowed(root, schema["items"]) if "items" in schema else "anything"
        return f"a list{_bounds(schema, 'minItems', 'maxItems', ' of ', ' items')}, each {items}"
    if kind == "string":
        if "pattern" in schema:
            return f"text that matches {schema['pattern']}"
        return "text" + _bounds(schema, "minLength", "maxLength", " of ", " characters")
    low = "minimum" if "minimum" in schema else "exclusiveMinimum"
    high = "maximum" if "maximum" in schema else "exclusiveMaximum"
    return _KINDS.get(kind, "anything") + _bounds(schema, low, high, " ", "")


def _keys(schema: Schema) -> bool:
    return bool(schema.get("properties"))


def _bounds(schema: Schema, low_key: str, high_key: str, before: str, after: str) -> str:
    low, high = schema.get(low_key), schema.get(high_key)
    above = "above" if low_key.startswith("exclusive") else "at least"
    below = "below" if high_key.startswith("exclusive") else "at most"
    if low is None and high is None:
        return ""
    if high is None:
        return f"{before}{above} {low}{after}"
    if low is None:
        return f"{before}{below} {high}{after}"
    if above == "at least" and below == "at most":
        return f"{before}{low} to {high}{after}" if after else f"{before}from {low} to {high}"
    return f"{before}{above} {low} and {below} {high}{after}"


def example(root: Schema, schema: Schema) -> Any:
    """Return a value that may stand at a place of the stack file."""
    schema = _resolved(root, schema)
    options = schema.get("anyOf") or schema.get("oneOf")
    if schema.get("examples"):
        return schema["examples"][0]
    if options:
        return example(root, options[0])
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "format" in schema and schema["format"] in _FORMATS:
        return _FORMATS[schema["format"]][2]
    match schema.get("type"):
        case "boolean":
            return True
        case "integer" | "number":
            return schema.get("minimum", schema.get("maximum", schema.get("exclusiveMinimum", 0) + 1))
        case "array":
            return [example(root, schema.get("items", {}))] * max(1, schema.get("minItems", 1))
        case "object":
            properties = schema.get("properties", {})
            shown = schema.get("required", []) or list(properties)[:1]
            return {key: example(root, properties[key]) for key in shown}
        case _:
            return "text"


def _schema_at(root: Schema, place: Place) -> Schema:
    """Return the schema of a place; parts of pydantic's places that are no keys are passed over."""
    schema = _resolved(root, root)
    for part in place:
        found = _step(root, schema, part)
        schema = _resolved(root, found) if found is not None else schema
    return schema


def _step(root: Schema, schema: Schema, part: str | int) -> Schema | None:
    for option in [schema, *schema.get("anyOf", []), *schema.get("oneOf", [])]:
        option = _resolved(root, option)
        if isinstance(part, int):
            if "items" in option:
                return dict(option["items"])
        elif part in option.get("properties", {}):
            return dict(option["properties"][part])
        elif isinstance(option.get("additionalProperties"), dict):
            return dict(option["additionalProperties"])
    return None


def _resolved(root: Schema, schema: Schema) -> Schema:
    """Follow a `$ref`, keeping what stands beside it (the field's own description and examples)."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**root["$defs"][name], **beside}
    return schema


def _path(place: Place) -> str:
    path = ""
    for part in place:
        path = _join(path, f"[{part}]" if isinstance(part, int) else part)
    return path


def _join(path: str, part: str) -> str:
    return part if not path else path + part if part.startswith("[") else f"{path}.{part}"


def _assignment(place: Place, value: Any, namespace: str) -> str:
    """Write what to type at a place: a list's item, or the key and its value."""
    key = place[-1]
    if isinstance(key, int):
        return _yaml(value)
    return f"{_full_key(key, namespace) if len(place) == 1 else key}: {_yaml(value)}"


def _full_key(name: str, namespace: str) -> str:
    return name if ":" in name else f"{namespace}:{name}"


def _yaml(value: Any) -> str:
    """Write a value as YAML on one line."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    return json.dumps(value)


def _shown(value: Any) -> str:
    """Show a value as it was read: text in quotes, so that '5' and 5 are told apart."""
    text = f"'{value}'" if isinstance(value, str) else _yaml(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1]

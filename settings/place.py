"""What a place of a stack file may hold, told in words and by an example, from the JSON Schema.

The schema is the one that pydantic derives from the models, so nothing that is allowed is written twice.
"""

import difflib
import json
import math
import re
from typing import Any

Schema = dict[str, Any]
Location = tuple[str | int, ...]

KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
# By JSON Schema format: what the value is, what is allowed exactly, and an example.
FORMATS = {
    "ipv4network": ("a CIDR block", "an IPv4 CIDR block without host bits", "10.10.0.0/16"),
    "ipv4": ("an IPv4 address", "an IPv4 address", "10.10.0.10"),
    "date": ("a date", "a date as YYYY-MM-DD", "2030-12-31"),
}
# Text that YAML reads as text without quotes: none that it would read as a number, a truth value or null.
PLAIN = re.compile(
    r"(?!(?i:true|false|yes|no|on|off|null|y|n)$)[A-Za-z][\w./@+-]*(:[\w./@+-]+)*|[0-9.]+/[0-9]+"
)


def schema_at(root: Schema, location: Location) -> Schema:
    """Return the schema of a place; parts of pydantic's locations that are no keys are passed over."""
    schema = _resolved(root, root)
    for part in location:
        found = _step(root, schema, part)
        schema = _resolved(root, found) if found is not None else schema
    return schema


def keys_of(root: Schema, location: Location) -> Location:
    """Return a location without the tags of tagged unions, which pydantic names but no stack file has."""
    return tuple(
        part for index, part in enumerate(location) if part not in _tags(schema_at(root, location[:index]))
    )


def tag_of(schema: Schema) -> tuple[str, list[str]]:
    """Return the key by which a tagged union tells its options apart, and what may stand there."""
    return schema["discriminator"]["propertyName"], [str(tag) for tag in _tags(schema)]


def noun(schema: Schema) -> str:
    """Say what kind of value a place holds, to follow "is not"."""
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]][0]
    return KINDS.get(schema.get("type", ""), "allowed")


def allowed(root: Schema, schema: Schema) -> str:
    """Say what a place may hold."""
    schema = _resolved(root, schema)
    if options := _options(schema):
        return " or ".join(allowed(root, option) for option in options)
    if "const" in schema:
        return shown(schema["const"])
    if "enum" in schema:
        return ", ".join(shown(value) for value in schema["enum"])
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]][1]
    kind = schema.get("type", "")
    match kind:
        case "object":
            return ", with the keys ".join(
                filter(None, (KINDS[kind], ", ".join(schema.get("properties", {}))))
            )
        case "array":
            items = allowed(root, schema["items"]) if "items" in schema else "anything"
            return f"a list{_count(schema, 'Items', 'items')}, each {items}"
        case "string" if "pattern" in schema:
            like = f" like {schema['examples'][0]}" if schema.get("examples") else ""
            return f"text{like} ({schema['pattern']})"
        case "string":
            return "text" + _count(schema, "Length", "characters")
        case _:
            return KINDS.get(kind, "anything") + _range(schema)


def nearest(root: Schema, schema: Schema, wrong: Any) -> Any:
    """Return a value that may stand at a place, one that is near to the wrong one where there is a near."""
    schema = _resolved(root, schema)
    number = _number(wrong)
    options = schema.get("enum", ())
    if number is not None and options and all(isinstance(option, int) for option in options):
        return min(options, key=lambda option: abs(option - number))
    if number is not None and schema.get("type") == "integer":
        low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
        return round(min(max(number, low), high))
    if isinstance(wrong, str) and options:
        return (difflib.get_close_matches(wrong, map(str, options), n=1) or options)[0]
    return example(root, schema)


def example(root: Schema, schema: Schema) -> Any:
    """Return a value that may stand at a place."""
    schema = _resolved(root, schema)
    if schema.get("examples"):
        return schema["examples"][0]
    if options := _options(schema):
        return example(root, options[0])
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]][2]
    match schema.get("type"):
        case "boolean":
            return True
        case "integer" | "number":
            return _some_number(schema)
        case "array":
            return [example(root, schema.get("items", {}))] * max(1, schema.get("minItems", 1))
        case "object":
            properties = schema.get("properties", {})
            keys = schema.get("required", []) or list(properties)[:1]
            return {key: example(root, properties[key]) for key in keys}
        case _:
            return "text"


def yaml(value: Any) -> str:
    """Write a value as YAML on one line."""
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml(key)}: {yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml(item) for item in value) + "]"
    return json.dumps(value)


def shown(value: Any) -> str:
    """Show a value as it was read, on one short line: text in quotes, so that '5' and 5 are told apart."""
    if isinstance(value, str):
        text = "'" + "".join(char if char.isprintable() else ascii(char)[1:-1] for char in value) + "'"
    else:
        text = yaml(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1]


def _some_number(schema: Schema) -> float:
    """Return a number within the bounds, a bound itself where it is allowed."""
    for bound in ("minimum", "maximum"):
        if bound in schema:
            return float(schema[bound]) if schema["type"] == "number" else int(schema[bound])
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if above is not None and below is not None:
        return float(above + below) / 2
    return above + 1 if above is not None else below - 1 if below is not None else 1


def _number(value: Any) -> float | None:
    """Return the number that a value is, or that its text says."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _step(root: Schema, schema: Schema, part: str | int) -> Schema | None:
    if part in _tags(schema):
        return {"$ref": _tags(schema)[part]}
    for option in [schema, *_options(schema)]:
        option = _resolved(root, option)
        inner = option.get("items") if isinstance(part, int) else option.get("properties", {}).get(part)
        if inner is None and isinstance(part, str):
            inner = option.get("additionalProperties") or None
        if isinstance(inner, dict):
            return inner
    return None


def _tags(schema: Schema) -> dict[str | int, str]:
    """Return the tags of a tagged union, each with the reference to its option; none of any other schema."""
    tags: dict[str | int, str] = schema.get("discriminator", {}).get("mapping", {})
    return tags


def _options(schema: Schema) -> list[Schema]:
    return [*schema.get("anyOf", []), *schema.get("oneOf", [])]


def _resolved(root: Schema, schema: Schema) -> Schema:
    """Follow a `$ref`, keeping what stands beside it (the field's own description and examples)."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**root["$defs"][name], **beside}
    return schema


def _count(schema: Schema, of: str, unit: str) -> str:
    low, high = schema.get(f"min{of}"), schema.get(f"max{of}")
    if low is None and high is None:
        return ""
    if high is None:
        return f" of at least {low} {unit}"
    return f" of {low or 0} to {high} {unit}" if low != high else f" of {low} {unit}"


def _range(schema: Schema) -> str:
    words = {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
    }
    if "minimum" in schema and "maximum" in schema:
        return f" from {schema['minimum']} to {schema['maximum']}"
    parts = [f"{word} {schema[key]}" for key, word in words.items() if key in schema]
    return " of " + " and ".join(parts) if parts else ""

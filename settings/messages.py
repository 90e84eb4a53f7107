"""Turns pydantic's errors into mistakes that name the key, the value, what is allowed and the way out."""

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from settings.base import Mistake, SeveralMistakesError
from settings.place import Location, Schema, allowed, keys_of, nearest, noun, schema_at, shown, tag_of, yaml


def mistakes_of(
    model: type[BaseModel], errors: Sequence[ErrorDetails], *, namespace: str
) -> Iterator[Mistake]:
    """Tell every mistake for which `model` refused a stack config; its keys stand in `namespace`."""
    root = model.model_json_schema(by_alias=True)
    for details in errors:
        if not _follows_from_another(root, details, errors):
            yield from _mistakes(root, details, namespace)


def secret_mistake(key: str) -> Mistake:
    """Tell that a secret stands among the settings, where none belongs."""
    return Mistake(
        path=key,
        problem="is a secret, and no secret is a setting",
        allowed="plain values; the program generates passwords into Secrets Manager",
        way_out=f"take it out by `pulumi config rm {key}`",
    )


def _follows_from_another(root: Schema, details: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """Tell whether a list only counts as too short because an item is wrong, or a key as missing by its name."""
    location = details["loc"]
    match details["type"]:
        case "too_short":
            return any(
                len(other["loc"]) > len(location) and other["loc"][: len(location)] == location
                for other in errors
            )
        case "missing":
            return any(
                other["type"] == "extra_forbidden"
                and other["loc"][:-1] == location[:-1]
                and _meant(root, other["loc"]) == location[-1]
                for other in errors
            )
        case _:
            return False


def _mistakes(root: Schema, details: ErrorDetails, namespace: str) -> Iterator[Mistake]:
    location = details["loc"]
    path = _path(keys_of(root, location))
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, SeveralMistakesError):
        for inner in cause.mistakes:
            yield Mistake(
                path=_joined(path, inner.path),
                problem=inner.problem,
                allowed=inner.allowed,
                way_out=inner.way_out,
            )
    elif details["type"] == "extra_forbidden":
        yield _unknown_key(root, location, namespace)
    elif details["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        yield _unknown_kind(root, details, path)
    else:
        schema = schema_at(root, location)
        yield Mistake(
            path=path,
            problem=_problem(details, schema),
            allowed=allowed(root, schema),
            way_out=f"write e.g. {_assignment(location, nearest(root, schema, details['input']), namespace)}",
        )


def _unknown_key(root: Schema, location: Location, namespace: str) -> Mistake:
    known, meant = _known_keys(root, location), _meant(root, location)
    if len(location) == 1:
        known = [_full_key(name, namespace) for name in known]
        meant = _full_key(meant, namespace) if meant else None
    return Mistake(
        path=_path(keys_of(root, location)),
        problem="unknown key" + (f", did you mean {meant}?" if meant else ""),
        allowed=", ".join(known) or "no key",
        way_out=f"write {meant} instead" if meant else "take it out",
    )


def _unknown_kind(root: Schema, details: ErrorDetails, path: str) -> Mistake:
    """Tell that a mapping, whose one key says what the others may be, says no such thing by it."""
    key, tags = tag_of(schema_at(root, details["loc"]))
    value = details["input"]
    wrong = value.get(key) if isinstance(value, dict) else value
    meant = difflib.get_close_matches(str(wrong), tags, n=1, cutoff=0)[0]
    return Mistake(
        path=_joined(path, key),
        problem="missing" if wrong is None else f"{shown(wrong)} is not allowed",
        allowed=", ".join(shown(tag) for tag in tags),
        way_out=f"write e.g. {key}: {yaml(meant)}",
    )


def _known_keys(root: Schema, location: Location) -> list[str]:
    return list(schema_at(root, location[:-1]).get("properties", {}))


def _meant(root: Schema, location: Location) -> str | None:
    """Return the key that an unknown one is nearest to, if it is near to any."""
    close = difflib.get_close_matches(str(location[-1]), _known_keys(root, location), n=1)
    return close[0] if close else None


def _problem(details: ErrorDetails, schema: Schema) -> str:
    """Say what is wrong with the value, in words that fit any kind of error."""
    value, kind = shown(details["input"]), details["type"]
    match kind:
        case "missing":
            return "missing" + (f": {_uncapital(schema['description'])}" if "description" in schema else "")
        case "greater_than_equal" | "greater_than":
            return f"{value} is too small"
        case "less_than_equal" | "less_than":
            return f"{value} is too large"
        case "too_short" | "string_too_short":
            return f"{value} is too short"
        case "too_long" | "string_too_long":
            return f"{value} is too long"
        case "literal_error" | "enum" if isinstance(details["input"], str) and _wants_numbers(schema):
            return f"{value} is text, not a number"
        case "literal_error" | "enum":
            return f"{value} is not allowed"
        case "string_pattern_mismatch":
            return f"{value} has another form"
        case "value_error" if "format" not in schema:
            return f"{value} is refused, {details['ctx']['error']}"
        case _:
            return f"{value} is not {noun(schema)}"


def _wants_numbers(schema: Schema) -> bool:
    return all(isinstance(option, int) for option in schema.get("enum", [""]))


def _path(location: Location) -> str:
    path = ""
    for part in location:
        path = _joined(path, f"[{part}]" if isinstance(part, int) else _key(part))
    return path


def _key(name: str) -> str:
    """Show a key; one that no model has may be any text, and is then quoted."""
    return name if re.fullmatch(r"[\w:-]+", name) else json.dumps(name)


def _joined(path: str, part: str) -> str:
    return path + part if not path or not part or part.startswith("[") else f"{path}.{part}"


def _assignment(location: Location, value: Any, namespace: str) -> str:
    """Write what to type at a place: a list's item, or the key and its value."""
    key, text = location[-1], yaml(value)
    if isinstance(key, int):
        return text
    return f"{_full_key(key, namespace) if len(location) == 1 else _key(key)}: {text}"


def _full_key(name: str, namespace: str) -> str:
    return name if ":" in name else f"{namespace}:{name}"


def _uncapital(description: str) -> str:
    """Let a description follow a colon: `The VPC's block.` becomes `the VPC's block`."""
    text = description.rstrip(".")
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text

"""Values in the form of their types: `"true"` for a flag, `"80"` for a port, 80 for a text.

pulumi-aws takes each of these and hands on the typed one, so a rule that reads a flag finds a flag. A value that
cannot be read as its type is left as it is.
https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfbridge/schema.go (CoerceTypes)
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import schema

_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False, "": False}


def coerced(values: Mapping[str, Any], types: Mapping[str, schema.Property]) -> dict[str, Any]:
    """Return property values in the form of their types; those without a type as they are."""
    return {key: _value(value, types[key]) if key in types else value for key, value in values.items()}


def _value(value: Any, type_: schema.Property) -> Any:
    if value is None or value == wire.UNKNOWN:
        return value
    if wire.is_secret(value):
        return wire.secret(_value(wire.unwrap(value), type_))
    if isinstance(value, list):
        return [_element(item, type_.element) for item in value] if type_.kind == "list" else value
    if isinstance(value, dict):
        return _map(value, type_.element) if type_.kind == "map" and wire.SIGNATURE not in value else value
    return _scalar(value, type_.kind)


def _element(value: Any, element: str) -> Any:
    if isinstance(value, dict) and wire.SIGNATURE not in value:
        return _map(value, element)
    return _scalar(value, element)


def _map(values: dict[str, Any], element: str) -> dict[str, Any]:
    """Coerce an object of a type by its properties, and a plain mapping by the type of its values."""
    types = schema.of_object(element)
    if types:
        return coerced(values, types)
    return {key: _element(value, element) for key, value in values.items()}


def _scalar(value: Any, kind: str) -> Any:
    if kind == "str" and isinstance(value, bool | int | float):
        return json.dumps(value)
    if kind == "bool" and isinstance(value, str):
        return _FLAGS.get(value, value)
    if kind in ("int", "float") and isinstance(value, str):
        return _number(value)
    return value


def _number(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number

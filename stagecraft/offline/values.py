"""Between protobuf's Struct and plain Python values in Pulumi's wire form."""

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2

from stagecraft import wire

_LARGEST_EXACT_INTEGER = 2**53


def from_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Read a Struct into a plain dict; whole numbers become int, as Go's JSON writes them."""
    return {key: from_value(value) for key, value in struct.fields.items()}


def from_value(value: struct_pb2.Value) -> Any:
    """Read one protobuf Value."""
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            exact = number.is_integer() and abs(number) <= _LARGEST_EXACT_INTEGER
            return int(number) if exact else number
        case "struct_value":
            return from_struct(value.struct_value)
        case "list_value":
            return [from_value(item) for item in value.list_value.values]
        case _:
            return None


def to_struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Write a plain mapping as a Struct."""
    struct = struct_pb2.Struct()
    for key, value in values.items():
        _fill(struct.fields[key], value)
    return struct


def _fill(target: struct_pb2.Value, value: Any) -> None:
    match value:
        case None:
            target.null_value = struct_pb2.NULL_VALUE
        case bool():
            target.bool_value = value
        case str():
            target.string_value = value
        case int() | float():
            target.number_value = value
        case dict():
            target.struct_value.SetInParent()
            for key, inner in value.items():
                _fill(target.struct_value.fields[key], inner)
        case list() | tuple():
            target.list_value.SetInParent()
            for inner in value:
                _fill(target.list_value.values.add(), inner)
        case _:
            message = f"a property value cannot be a {type(value).__name__}"
            raise TypeError(message)


def downgrade_outputs(value: Any) -> Any:
    """Turn output values (value, secretness and dependencies in one) into plain, secret or unknown values."""
    if isinstance(value, list):
        return [downgrade_outputs(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(wire.SIGNATURE) != wire.OUTPUT:
        return {key: downgrade_outputs(inner) for key, inner in value.items()}
    inner = downgrade_outputs(value["value"]) if "value" in value else wire.UNKNOWN
    return wire.secret(inner) if value.get("secret") else inner


def output_dependencies(value: Any) -> set[str]:
    """Collect the URNs that the output values inside a value depend on."""
    found: set[str] = set()
    for inner in wire.walk(value):
        if isinstance(inner, dict) and inner.get(wire.SIGNATURE) == wire.OUTPUT:
            found.update(inner.get("dependencies", ()))
    return found


def as_outputs(value: Any) -> Any:
    """Turn secrets and unknowns, at any depth, into output values: what a transform is given them as."""
    if isinstance(value, list):
        return [as_outputs(item) for item in value]
    if value == wire.UNKNOWN:
        return {wire.SIGNATURE: wire.OUTPUT, "dependencies": []}
    if not isinstance(value, dict):
        return value
    if wire.is_secret(value):
        inner = as_outputs(wire.unwrap(value))
        return {**_as_output(inner, []), "secret": True}
    return {key: as_outputs(inner) for key, inner in value.items()}


def upgrade_outputs(inputs: Mapping[str, Any], dependencies: Mapping[str, list[str]]) -> dict[str, Any]:
    """Wrap each property that depends on a resource as an output value, so that a transform keeps its wires."""
    upgraded = {}
    for key, value in inputs.items():
        missing = set(dependencies.get(key, ())) - output_dependencies(value)
        upgraded[key] = _as_output(value, sorted(dependencies[key])) if missing else value
    return upgraded


def _as_output(value: Any, dependencies: list[str]) -> dict[str, Any]:
    if isinstance(value, dict) and value.get(wire.SIGNATURE) == wire.OUTPUT:
        return {**value, "dependencies": dependencies}
    return {wire.SIGNATURE: wire.OUTPUT, "dependencies": dependencies, "value": value}

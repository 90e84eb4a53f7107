"""Changes to one value of a resource, as if the program had asked for something else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, Final

from guardrails.resource import Resource
from guardrails.values import plain

Path = tuple[str | int, ...]


class Gone(Enum):
    """The type of `GONE`, which stands for a value that is no longer given."""

    GONE = "gone"


GONE: Final = Gone.GONE


def dotted(path: Path) -> str:
    """Return a path as the provider's inputs are named: without the places in lists."""
    return ".".join(step for step in path if isinstance(step, str))


def sites(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every value that holds no named ones, with its path; a list of plain values is one value."""
    value = plain(value)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from sites(inner, (*path, key))
    elif isinstance(value, list) and any(isinstance(plain(inner), dict) for inner in value):
        for place, inner in enumerate(value):
            yield from sites(inner, (*path, place))
    elif value is not None:
        yield path, value


def changed(resource: Resource, changes: Mapping[Path, Any]) -> Resource:
    """Return a resource with other values at some paths.

    What AWS answered is changed with what was asked for: an answer that echoes the old input would hide the
    change. Where the answer has another shape than the input it is taken away.
    """
    inputs: Any = resource.inputs
    outputs: Any = resource.outputs
    wires = dict(resource.property_dependencies)
    for path, value in changes.items():
        inputs = _with(inputs, path, value)
        outputs = _with(outputs, path, value) if _has(outputs, path) else _with(outputs, path[:1], GONE)
        if len(path) == 1:
            wires.pop(str(path[0]), None)
    return replace(resource, inputs=inputs, outputs=outputs, property_dependencies=wires)


def _has(value: Any, path: Path) -> bool:
    if not path:
        return True
    step, rest = path[0], path[1:]
    value = plain(value)
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value) and _has(value[step], rest)
    return isinstance(value, dict) and step in value and _has(value[step], rest)


def _with(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    value = plain(value)
    if isinstance(value, list) and isinstance(step, int):
        inner = _with(value[step], rest, new)
        return [*value[:step], *([] if inner is GONE else [inner]), *value[step + 1 :]]
    known = dict(value) if isinstance(value, Mapping) else {}
    inner = _with(known.get(step), rest, new)
    if inner is GONE:
        known.pop(step, None)
    else:
        known[step] = inner
    return known

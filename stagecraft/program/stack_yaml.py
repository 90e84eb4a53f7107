"""Reads Pulumi's YAML files as Pulumi's own reader does (Go's yaml.v3), not as PyYAML's YAML 1.1 would.

`12:30` and `on` are text, `0x1F` and `1_000` are numbers, dates are text. A key that stands twice is an error.
"""

import re
from pathlib import Path
from typing import Any

import yaml


class YamlError(Exception):
    """A YAML file that cannot be read; the message is one line with file and place."""


class _PulumiLoader(yaml.SafeLoader):
    """A safe loader whose plain scalars resolve as Go's yaml.v3 resolves them."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name


_INTEGER = r"[-+]?(0b[0-1_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|(0|[1-9][0-9_]*))"
_FLOAT = r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", _INTEGER, "-+0123456789"),
    ("float", _FLOAT, "-+0123456789."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    _PulumiLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def _integer(_: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    text = node.value.replace("_", "")
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    if re.fullmatch(r"0[0-7]+", digits):
        return sign * int(digits, 8)
    return sign * int(digits, 0)


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            message = f'mapping key "{key}" already defined'
            raise yaml.constructor.ConstructorError(None, None, message, key_node.start_mark)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_PulumiLoader.add_constructor("tag:yaml.org,2002:int", _integer)
_PulumiLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one YAML file whose top level is a mapping.

    Raises:
        YamlError: it cannot be read, does not parse, or is no mapping.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_PulumiLoader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        message = f"{path.name}: cannot be read ({error.strerror}); check the path and its permissions"
        raise YamlError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path.name}: is not UTF-8 text (byte {error.start}); save it as UTF-8"
        raise YamlError(message) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        message = f"{path.name}: {place}is not valid YAML ({error.problem}); mend this line"
        raise YamlError(message) from error
    except (yaml.YAMLError, RecursionError, TypeError) as error:
        message = f"{path.name}: is not valid YAML ({str(error).splitlines()[0]})"
        raise YamlError(message) from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        kind = type(document).__name__
        message = f"{path.name}: is a {kind}, not a mapping of keys to values; begin each line with a key"
        raise YamlError(message)
    return document

"""A stack's configuration, as the engine hands it to a program."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stagecraft import wire
from stagecraft.program.project import Project, ProjectError
from stagecraft.program.stack_yaml import YamlError, read_yaml

_DECLARED: Final[Mapping[str, Callable[[Any], bool]]] = {
    "integer": lambda value: re.fullmatch(r"[-+]?[0-9]+", str(value)) is not None,
    "boolean": lambda value: value in (True, False, "true", "false"),
    "string": lambda value: not isinstance(value, list | dict) or set(value) == {"secure"},
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_EXAMPLES: Final = {
    "integer": "3",
    "boolean": "true",
    "string": "text",
    "array": "[a, b]",
    "object": "{a: b}",
}


@dataclass(frozen=True, slots=True)
class StackConfig:
    """A stack's configuration as the engine hands it to a program."""

    values: Mapping[str, str]
    secret_keys: tuple[str, ...]
    # the parsed `config:` mapping, keys with their namespace, values typed as in the file
    parsed: Mapping[str, Any]


def read_stack_config(project: Project, stack: str) -> StackConfig:
    """Read a stack's configuration as the engine would hand it over.

    Project-wide values of Pulumi.yaml stand where the stack file has none. A secure value cannot be decrypted
    here: a placeholder stands for it, and its key is marked as secret.

    Raises:
        ProjectError: the stack file does not parse, or a key is not one of Pulumi's.
    """
    parsed = _project_config(project)
    file = project.stack_files.get(stack)
    if file is not None:
        try:
            given = read_yaml(file).get("config") or {}
        except YamlError as error:
            raise ProjectError(str(error)) from error
        if not isinstance(given, dict):
            message = f"{file.name}: config: is not a mapping; write `{project.name}:<key>: <value>` on lines below it"
            raise ProjectError(message)
        parsed |= {_full_key(file, key, project.name): value for key, value in given.items()}
    values: dict[str, str] = {}
    secrets = []
    _check_declared(project, parsed, stack)
    for key, value in parsed.items():
        _check_keys(f"Pulumi.{stack}.yaml: {key}", value)
        plain, secure = _without_secrets(value)
        values[key] = _as_text(plain)
        if secure:
            secrets.append(key)
    return StackConfig(values, tuple(secrets), parsed)


def _project_config(project: Project) -> dict[str, Any]:
    found = {}
    given = project.settings.get("config")
    for key, entry in given.items() if isinstance(given, dict) else ():
        value = entry
        if isinstance(entry, dict):
            value = entry.get("value", entry.get("default"))
        if value is not None:
            found[key if ":" in key else f"{project.name}:{key}"] = value
    return found


def _check_declared(project: Project, parsed: Mapping[str, Any], stack: str) -> None:
    """Hold the values against what Pulumi.yaml declares of them, as the engine does.

    Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options
    """
    given = project.settings.get("config")
    mistakes = []
    for name, entry in given.items() if isinstance(given, dict) else ():
        if not isinstance(entry, dict) or ":" in str(name):
            continue
        key, wanted = f"{project.name}:{name}", str(entry.get("type"))
        if key not in parsed:
            mistakes.append(
                f"Pulumi.{stack}.yaml: {key}: is missing, and Pulumi.yaml declares it without a default; "
                f"write e.g. {key}: {_EXAMPLES.get(wanted, 'a value')}"
            )
        elif wanted in _DECLARED and not _DECLARED[wanted](parsed[key]):
            mistakes.append(
                f"Pulumi.{stack}.yaml: {key}: {parsed[key]!r} is not of type {wanted}, as Pulumi.yaml declares it; "
                f"write e.g. {key}: {_EXAMPLES[wanted]}"
            )
    if mistakes:
        raise ProjectError("\n".join(mistakes))


def _full_key(file: Path, key: Any, project: str) -> str:
    parts = str(key).split(":")
    if len(parts) == 1:
        return f"{project}:{key}"
    if len(parts) == 3 and parts[1] == "config":
        return f"{parts[0]}:{parts[2]}"
    if len(parts) != 2:
        message = f"{file.name}: config: {key!r} is no configuration key; write it as `<namespace>:<name>`"
        raise ProjectError(message)
    return str(key)


def _check_keys(where: str, value: Any) -> None:
    """Refuse a key that is no text, such as 5 or null: an object of the config goes through JSON."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                message = f"{where}: the key {json.dumps(key)} is no text; put it in quotes"
                raise ProjectError(message)
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _check_keys(where, inner)


def _without_secrets(value: Any) -> tuple[Any, bool]:
    """Put the placeholder in place of each `secure:` value; tell whether there was one."""
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return wire.PLACEHOLDER, True
        pairs = {key: _without_secrets(inner) for key, inner in value.items()}
        return {key: inner for key, (inner, _) in pairs.items()}, any(secure for _, secure in pairs.values())
    if isinstance(value, list):
        items = [_without_secrets(inner) for inner in value]
        return [inner for inner, _ in items], any(secure for _, secure in items)
    return value, False


def _as_text(value: Any) -> str:
    """Write a value as the engine does: text as it is, anything else as Go writes JSON."""
    if isinstance(value, str):
        return value
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

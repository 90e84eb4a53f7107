"""A Pulumi project on disk: Pulumi.yaml, its stack files, its program and the Python that runs it."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stagecraft.program.stack_yaml import YamlError, read_yaml

SECRET_PLACEHOLDER = "[secret]"  # noqa: S105 - what stands in place of one
_KNOWN_ORDER = ("dev", "development", "test", "staging", "prod", "production")


class ProjectError(Exception):
    """A project that cannot be previewed; each line of the message names a file and the way out."""


@dataclass(frozen=True, slots=True)
class Project:
    """One Pulumi project in Python."""

    name: str
    root: Path
    main: Path
    python: Path
    # the stack's name -> its file, in the order of promotion
    stack_files: Mapping[str, Path]
    settings: Mapping[str, Any]

    def select(self, names: list[str]) -> list[str]:
        """Return the stacks to preview: the named ones, or all.

        Raises:
            ProjectError: a named stack has no file.
        """
        if not names:
            return list(self.stack_files) or ["dev"]
        missing = [name for name in names if name not in self.stack_files]
        if missing and self.stack_files:
            there = ", ".join(self.stack_files)
            lines = [
                f"Pulumi.{name}.yaml: there is no such stack file in {self.root}; the stacks here are {there}"
                for name in missing
            ]
            raise ProjectError("\n".join(lines))
        return list(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class StackConfig:
    """A stack's configuration as the engine hands it to a program."""

    values: Mapping[str, str]
    secret_keys: tuple[str, ...]
    # the parsed `config:` mapping, keys with their namespace, values typed as in the file
    parsed: Mapping[str, Any]


def find_project(directory: Path) -> Project:
    """Read the project that `directory` lies in.

    Args:
        directory: a Pulumi project's folder, or one inside it.

    Raises:
        ProjectError: there is none, or it is not one in Python.
    """
    file = _project_file(directory.resolve())
    root = file.parent
    try:
        settings = read_yaml(file)
    except YamlError as error:
        raise ProjectError(str(error)) from error
    name = settings.get("name")
    if not isinstance(name, str) or not name:
        message = f"{file.name}: name: is missing; give the project a name, e.g. `name: shop`"
        raise ProjectError(message)
    runtime = settings.get("runtime")
    options: Mapping[str, Any] = {}
    if isinstance(runtime, dict):
        options = runtime.get("options") or {}
        runtime = runtime.get("name")
    if runtime != "python":
        message = f"{file.name}: runtime: {runtime!r} cannot be previewed; only `runtime: python` can"
        raise ProjectError(message)
    main = (root / str(settings.get("main", "."))).resolve()
    entry = main / "__main__.py" if main.is_dir() else main
    if not entry.is_file():
        message = f"{file.name}: main: there is no program at {entry}; a Pulumi program starts in __main__.py"
        raise ProjectError(message)
    return Project(name, root, entry, _python(root, options), _stack_files(root, settings), settings)


def _project_file(directory: Path) -> Path:
    if not directory.is_dir():
        message = f"{directory}: is not a folder; give -C the folder of a Pulumi project"
        raise ProjectError(message)
    for folder in (directory, *directory.parents):
        for name in ("Pulumi.yaml", "Pulumi.yml"):
            if (folder / name).is_file():
                return folder / name
    message = f"{directory}: no Pulumi.yaml here or above; give -C the folder of a Pulumi project"
    raise ProjectError(message)


def _python(root: Path, options: Mapping[str, Any]) -> Path:
    """Return the interpreter of the virtual environment that Pulumi.yaml names, else our own."""
    named = options.get("virtualenv") or (".venv" if options.get("toolchain") == "uv" else None)
    if named:
        python = root / str(named) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if python.is_file():
            return python
    return Path(sys.executable)


def _stack_files(root: Path, settings: Mapping[str, Any]) -> dict[str, Path]:
    folder = root / str(settings.get("stackConfigDir", "."))
    found = {}
    for file in folder.glob("Pulumi.*.y*ml"):
        name = file.name.removeprefix("Pulumi.").rsplit(".", 1)[0]
        if name and file.suffix in (".yaml", ".yml"):
            found[name] = file
    return dict(sorted(found.items(), key=lambda item: (_rank(item[0]), item[0])))


def _rank(stack: str) -> int:
    return _KNOWN_ORDER.index(stack) if stack in _KNOWN_ORDER else len(_KNOWN_ORDER)


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
            message = f"{file.name}: config: is not a mapping of `namespace:key` to values"
            raise ProjectError(message)
        parsed |= {_full_key(file, key, project.name): value for key, value in given.items()}
    values: dict[str, str] = {}
    secrets = []
    for key, value in parsed.items():
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


def _without_secrets(value: Any) -> tuple[Any, bool]:
    """Put the placeholder in place of each `secure:` value; tell whether there was one."""
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return SECRET_PLACEHOLDER, True
        pairs = {key: _without_secrets(inner) for key, inner in value.items()}
        return {key: inner for key, (inner, _) in pairs.items()}, any(secure for _, secure in pairs.values())
    if isinstance(value, list):
        items = [_without_secrets(inner) for inner in value]
        return [inner for inner, _ in items], any(secure for _, secure in items)
    return value, False


def _as_text(value: Any) -> str:
    """Write a value as the engine does: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))

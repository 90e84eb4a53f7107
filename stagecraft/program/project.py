"""A Pulumi project on disk: Pulumi.yaml, its stack files, its program and the Python that runs it."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stagecraft.program.stack_yaml import YamlError, read_yaml

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
                f"Pulumi.{name}.yaml: there is no such stack file in {self.root}; "
                f"write it, or name one of the stacks here: {there}"
                for name in missing
            ]
            raise ProjectError("\n".join(lines))
        return list(dict.fromkeys(names))


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

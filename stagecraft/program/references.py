"""The outputs of other stacks, for a program's stack references."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stagecraft import wire
from stagecraft.program.project import Project, ProjectError, find_project

_STACK_TYPE = "pulumi:pulumi:Stack"


def gather(project: Project, given: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Collect the outputs that stack references may ask for, by `project/stack`.

    They come from earlier previews (`out/<stack>/state.json`) of this project and of projects in folders beside
    it, below it or above it; `given` values win.

    Args:
        project: the project to preview.
        given: `project/stack.output=value` each, from the command line; a value that is JSON is read as such.

    Raises:
        ProjectError: a given value is not of that form.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, folder in _neighbours(project.root).items():
        for state in sorted(folder.glob("out/*/state.json")):
            found[f"{name}/{state.parent.name}"] = _outputs(state)
    for text in given:
        target, separator, value = text.partition("=")
        stack, dot, output = target.rpartition(".")
        if not (separator and dot and "/" in stack and output):
            message = f"--stack-output {text!r}: write it as PROJECT/STACK.OUTPUT=VALUE, e.g. network/prod.vpcId=vpc-1"
            raise ProjectError(message)
        found.setdefault("/".join(stack.split("/")[-2:]), {})[output] = _value(value)
    return found


def _neighbours(root: Path) -> dict[str, Path]:
    folders = [root, root.parent, *_children(root), *_children(root.parent)]
    found: dict[str, Path] = {}
    for folder in folders:
        if (
            not any((folder / name).is_file() for name in ("Pulumi.yaml", "Pulumi.yml"))
            or not (folder / "out").is_dir()
        ):
            continue
        try:
            found.setdefault(find_project(folder).name, folder)
        except ProjectError:
            continue
    return found


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(
            child for child in folder.iterdir() if child.is_dir() and not child.name.startswith(".")
        )
    except OSError:
        return []


def _outputs(state: Path) -> dict[str, Any]:
    try:
        resources = json.loads(state.read_text(encoding="utf-8"))["deployment"]["resources"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # a broken earlier output is as good as none: its values stay unknown
    stacks: list[Mapping[str, Any]] = [
        resource for resource in resources if resource.get("type") == _STACK_TYPE
    ]
    return {key: _on_the_wire(value) for key, value in stacks[0].get("outputs", {}).items()} if stacks else {}


def _on_the_wire(value: Any) -> Any:
    """Give a secret of a state export the form that the SDK reads; the export has its JSON text."""
    if isinstance(value, list):
        return [_on_the_wire(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(wire.SIGNATURE) == wire.SECRET:
        return wire.secret(_value(str(value.get("plaintext", ""))))
    return {key: _on_the_wire(inner) for key, inner in value.items()}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text

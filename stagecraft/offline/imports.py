"""Imports what a program will import, once for all of its stacks.

The modules of `pulumi_aws` are lazy and slow to load. They are read off the program's source, loaded before the
first fork, and shared by each stack's process. A module that is missed here is loaded later: nothing breaks.
"""

import ast
import contextlib
import importlib
import warnings
from collections.abc import Iterator
from pathlib import Path

_LAZY = "pulumi_aws"
_AWSX = "pulumi_awsx"


def warm_up(entry: Path) -> None:
    """Import the recorder and the Pulumi packages that the program at `entry` uses."""
    from stagecraft.offline import record, state  # noqa: F401

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in imported(entry):
            load(name)
            if name.partition(".")[0] == _AWSX:
                # The components of awsx are made in a thread of their own, and two threads that load one lazy
                # module at a time see it half loaded.
                load(f"{_LAZY}.ec2")


def load(name: str) -> None:
    """Load a module; a lazy one loads when an attribute is looked up."""
    with contextlib.suppress(Exception):  # the program itself will report what it cannot import
        getattr(importlib.import_module(name), "__all__", None)


def imported(entry: Path) -> list[str]:
    """Return the names of the Pulumi modules that a program imports, its own modules' imports included."""
    return sorted({name for tree in _modules(entry).values() for name in _of_module(tree)})


def sources(entry: Path) -> list[Path]:
    """Return a program's own files: its modules, and what else lies in their folders (templates, data)."""
    modules = _modules(entry)
    folders = {file.parent for file in modules} - {entry.parent}
    return [*modules, *(file for folder in folders for file in folder.iterdir() if file.is_file())]


def _modules(entry: Path) -> dict[Path, ast.Module]:
    """Parse a program and, transitively, the modules that it imports from its own folder.

    An entry that speaks of `sys.path` may find modules in the folder above, too: projects that share components.
    """
    found: dict[Path, ast.Module] = {}
    pending = [entry]
    roots = [entry.parent]
    while pending:
        file = pending.pop()
        if file in found:
            continue
        try:
            found[file] = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError, OSError):
            continue
        if file == entry and _speaks_of_sys_path(found[file]):
            roots.append(entry.parent.parent)
        for root in roots:
            pending += _own_imports(found[file], file, root)
    return found


def _speaks_of_sys_path(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "path"
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
        for node in ast.walk(tree)
    )


def _own_imports(tree: ast.Module, file: Path, root: Path) -> Iterator[Path]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield from _files(root, name.name)
        elif isinstance(node, ast.ImportFrom):
            start = file.parents[node.level - 1] if node.level else root
            module = node.module or ""
            yield from _files(start, module)
            for name in node.names:
                yield from _files(start, f"{module}.{name.name}".lstrip("."))


def _files(folder: Path, module: str) -> Iterator[Path]:
    """Yield the files that run when a module of the program is imported: its packages', and its own."""
    for part in module.split(".") if module else ():
        folder = folder / part
        for file in (folder / "__init__.py", folder.with_suffix(".py")):
            if file.is_file():
                yield file


def _of_module(tree: ast.Module) -> Iterator[str]:
    aliases: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "pydantic":
            yield "pydantic.main"  # as slow as a service of AWS, and lazy too
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("pulumi"):
                    yield name.name
                    if name.name == _LAZY:
                        aliases.add(name.asname or name.name)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pulumi"):
            yield str(node.module)
            if node.module == _LAZY:
                yield from (f"{_LAZY}.{name.name}" for name in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            yield f"{_LAZY}.{node.attr}"

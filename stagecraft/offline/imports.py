"""Imports what a program will import, once for all of its stacks.

The modules of `pulumi_aws` are lazy and slow to load. They are read off the program's source, loaded before the
first fork, and shared by each stack's process. A module that is missed here is loaded later: nothing breaks.
"""

import ast
import importlib
import warnings
from collections.abc import Iterator
from pathlib import Path

_LAZY = ("pulumi_aws",)
_SKIPPED = {".venv", "venv", "node_modules", "out", "tests", "docs", "__pycache__"}


def warm_up(entry: Path) -> None:
    """Import the recorder and the Pulumi packages that the program at `entry` uses."""
    import asyncio.events  # noqa: F401 - with what follows: everything that each stack's process needs

    from stagecraft.offline import record, state  # noqa: F401

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in sorted(set(imported(entry.parent))):
            load(name)


def load(name: str) -> None:
    """Load `package.module` (or `package`); lazy modules load at the first look at an attribute."""
    try:
        module = importlib.import_module(name)
        vars(module)  # a lazy module fills itself when it is looked into
        getattr(module, "__all__", None)
    except Exception:  # noqa: BLE001, S110 - the program itself will report what it cannot import
        pass


def imported(folder: Path) -> Iterator[str]:
    for file in sources(folder):
        try:
            tree = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError, OSError):
            continue
        yield from _of_module(tree)


def sources(folder: Path) -> Iterator[Path]:
    """Yield the Python files of a program; not those of a virtual environment or of another project inside."""
    for path in sorted(folder.iterdir()):
        if path.name in _SKIPPED or path.name.startswith("."):
            continue
        if path.is_dir() and not (path / "pyvenv.cfg").exists() and not (path / "Pulumi.yaml").exists():
            yield from sources(path)
        elif path.suffix == ".py":
            yield path


def _of_module(tree: ast.Module) -> Iterator[str]:
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.startswith("pulumi"):
                    yield name.name
                    aliases[name.asname or name.name.split(".")[0]] = name.name
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pulumi"):
            yield str(node.module)
            if node.module in _LAZY:
                yield from (f"{node.module}.{name.name}" for name in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            package = aliases.get(node.value.id)
            if package in _LAZY:
                yield f"{package}.{node.attr}"

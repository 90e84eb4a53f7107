"""The Python that runs an earlier revision of a program: today's virtual environment, or one of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from stagecraft.delivery.outcome import DeliveryMistake
from stagecraft.program.project import Project

# What tells, wherever a program has it, which packages its virtual environment holds.
_LOCKS: Final = ("requirements.txt", "uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "pylock.toml")


def with_interpreter(now: Project, then: Project, root: Path, worktree: Path) -> str:
    """See to it that the virtual environment that an earlier revision names is there.

    Args:
        now: the project as it is checked out.
        then: the project in the worktree.
        root: the repository.
        worktree: the worktree of it.

    Returns:
        what was done, where it takes time; else nothing.

    Raises:
        DeliveryMistake: that revision needs other packages, and does not say how to install them.
    """
    named = _named(then.settings)
    if not named or Path(named).is_absolute():
        return ""
    place = then.root / named
    if place.exists():
        return ""
    mine = now.root / (_named(now.settings) or named)
    if mine.exists() and _locks(now.root, root) == _locks(then.root, worktree):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(mine.resolve(), target_is_directory=True)
        return ""
    script = worktree / "scripts" / "install.py"
    locks = [name for name in _LOCKS[:1] if (worktree / name).is_file()]
    if not script.is_file() or not locks or place.resolve() != (worktree / ".venv").resolve():
        raise DeliveryMistake(
            f"{then.root.name}: that revision was run with other packages than are installed, and has no "
            f"scripts/install.py; check it out, make its {named} and run `pulumi up` there"
        )
    _install(script, locks)
    return "installed the packages of that revision into a virtual environment of its own"


def _install(script: Path, locks: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(script), *locks],
        cwd=script.parent.parent,
        env={key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()
        raise DeliveryMistake(
            f"scripts/install.py of that revision failed: {last[-1] if last else 'no reason given'}; "
            "see whether its packages can still be had"
        )


def _named(settings: Mapping[str, object]) -> str:
    runtime = settings.get("runtime")
    options = runtime.get("options") if isinstance(runtime, dict) else None
    options = options if isinstance(options, dict) else {}
    return str(options.get("virtualenv") or (".venv" if options.get("toolchain") == "uv" else ""))


def _locks(project: Path, root: Path) -> dict[str, bytes]:
    """Return the content of the lock files of a project and of its repository, by place and name."""
    return {
        f"{place}/{name}": file.read_bytes()
        for place, folder in (("project", project), ("repository", root))
        for name in _LOCKS
        if (file := folder / name).is_file()
    }

"""Where the stacks of a command lie: on the user's own backend, or in the sandbox."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from stagecraft.engine import EngineStack, find_cli
from stagecraft.program.project import Project
from stagecraft.sandbox.session import Sandbox

Stacks: TypeAlias = Callable[[str], EngineStack]


@contextmanager
def stacks_of(
    project: Project, *, sandbox: bool, scenario: Path | None = None, folder: Path | None = None
) -> Iterator[Stacks]:
    """Yield a function that returns a stack of the project by its name.

    Args:
        project: the project.
        sandbox: take the stacks of its sandbox, and make those that are not there yet.
        scenario: faults for the sandbox to make.
        folder: where the sandbox lies, if not in the project's `out/`.

    Raises:
        EngineProblem: there is no usable CLI, or the sandbox does not start; and by the function, no such stack.
        ProjectError: by the function, the project has no such stack file.
    """
    if sandbox:
        with Sandbox(project, scenario=scenario, folder=folder) as running:
            yield running.stack
        return
    command = find_cli()

    def real(name: str) -> EngineStack:
        project.select([name])
        return EngineStack(project, name, command)

    yield real

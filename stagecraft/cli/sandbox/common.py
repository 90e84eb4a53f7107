"""What the commands of the sandbox share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from stagecraft.cli.common import Mistake, console
from stagecraft.sandbox.places import cloud_file, sandbox_folder

StackName = Annotated[str, typer.Option("--stack", metavar="NAME", help="The stack.")]
Scenario = Annotated[
    Path | None,
    typer.Option(
        "--scenario", metavar="FILE", help="Faults that the simulated AWS makes (docs/sandbox-scenarios.md)."
    ),
]
Policies = Annotated[
    bool, typer.Option("--policies/--no-policies", help="Run the project's policy pack in the engine too.")
]


@contextmanager
def sandbox_of(directory: Path, scenario: Path | None) -> Iterator[Any]:
    """Yield the sandbox of a project, with its provider running."""
    with explained():
        from stagecraft.program.project import find_project
        from stagecraft.sandbox.session import Sandbox

        with Sandbox(find_project(directory), scenario=scenario) as sandbox:
            yield sandbox


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the user can mend into a mistake of one line."""
    from stagecraft.engine import EngineProblem
    from stagecraft.program.project import ProjectError
    from stagecraft.sandbox.cloud import CloudError

    try:
        yield
    except EngineProblem as problem:
        if problem.kind == "policy":
            console(stderr=True).print(f"the policy pack stops it: {problem}", markup=False, soft_wrap=True)
            raise typer.Exit(1) from problem
        raise Mistake(str(problem)) from problem
    except (ProjectError, CloudError) as error:
        raise Mistake(str(error)) from error


def folder_of(directory: Path) -> Path:
    """Return where the sandbox of a project lies."""
    from stagecraft.program.project import find_project

    with explained():
        return sandbox_folder(find_project(directory).root)


def cloud_of(directory: Path) -> Path:
    """Return the file that holds what exists in the sandbox of a project."""
    return cloud_file(folder_of(directory))

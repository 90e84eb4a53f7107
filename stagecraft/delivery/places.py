"""Where the ledger of a stack is found: on the user's own backend, or in the sandbox."""

from stagecraft.delivery.store import LedgerStore
from stagecraft.engine import EngineStack, find_cli
from stagecraft.program.project import Project
from stagecraft.sandbox.session import Sandbox


def store_of(stack: EngineStack) -> LedgerStore:
    """Return the ledger of a stack, beside its state."""
    return LedgerStore(
        stack.project,
        stack.name,
        stack.command,
        environment=stack.environment,
        config_file=stack.config_file,
    )


def ledger_of(project: Project, stack: str, *, sandbox: bool) -> LedgerStore:
    """Return the ledger of a stack by its name, for reading: nothing is started or made for it.

    Raises:
        EngineProblem: there is no usable Pulumi CLI.
        ProjectError: the project has no such stack.
    """
    project.select([stack])
    if not sandbox:
        return LedgerStore(project, stack, find_cli())
    place = Sandbox(project)
    (place.folder / "backend").mkdir(parents=True, exist_ok=True)
    config = place.config_file(stack)
    return LedgerStore(
        project,
        stack,
        place.command,
        environment=place.environment,
        config_file=config if config.is_file() else None,
    )

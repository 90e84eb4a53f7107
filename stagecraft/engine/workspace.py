"""A workspace of the Automation API that leaves the user's own selections and files alone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pulumi.automation import (
    LocalWorkspace,
    OutputMap,
    PulumiCommand,
    Stack,
    UpdateSummary,
)
from pulumi.automation._stack import StackInitMode


class ProjectWorkspace(LocalWorkspace):
    """A Pulumi project where it lies, without a current stack.

    The stock workspace runs `pulumi stack select`, which is remembered for the user's next `pulumi up` in that
    folder; here each command names its stack.
    """

    def __init__(self, root: Path, environment: Mapping[str, str], command: PulumiCommand) -> None:
        """Make the workspace of the project at `root`, whose commands see `environment` besides our own."""
        super().__init__(work_dir=str(root), env_vars=dict(environment), pulumi_command=command)
        self._further: Sequence[str] = ()

    def select_stack(self, stack_name: str) -> None:
        """Ask whether the stack exists, and select nothing."""
        self._run_pulumi_cmd_sync(["stack", "--stack", stack_name, "--show-name"])

    def serialize_args_for_op(self, stack_name: str) -> list[str]:
        """Add the arguments of `also` to a command."""
        del stack_name
        return list(self._further)

    @contextmanager
    def also(self, *arguments: str) -> Any:
        """Give the commands of a `with` arguments for which the Automation API has no parameter."""
        self._further = arguments
        try:
            yield
        finally:
            self._further = ()


class PlainStack(Stack):
    """A stack of the Automation API that asks for no outputs and no history after each operation.

    The stock one runs three more commands, which know no `--config-file`: with `--show-secrets` they write an
    encryption salt into the user's own stack file.
    """

    def __init__(self, name: str, workspace: LocalWorkspace, *, create: bool = False) -> None:
        """Take up a stack that exists, or make it where `create` says so."""
        mode = StackInitMode.CREATE_OR_SELECT if create else StackInitMode.SELECT
        super().__init__(name, workspace, mode)

    def outputs(self) -> OutputMap:
        """Return no outputs; they stand in the state."""
        return {}

    def info(self, show_secrets: bool = True) -> UpdateSummary:
        """Return an empty summary; what was done is told by the engine's events."""
        del show_secrets
        return UpdateSummary("", dt.datetime.now(dt.UTC), "", {}, {}, "")

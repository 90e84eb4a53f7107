"""One stack on Pulumi's engine: preview with a saved plan, up, refresh, destroy, and its state."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi.automation import Deployment, PulumiCommand
from pulumi.automation.errors import CommandError

from stagecraft.engine.events import OnEvent, Told, unheard
from stagecraft.engine.policies import policies_of
from stagecraft.engine.problems import EngineProblem, problem_of
from stagecraft.engine.steps import QUIET, Step, counts, step_of
from stagecraft.engine.workspace import PlainStack, ProjectWorkspace
from stagecraft.program.project import Project


@dataclass(frozen=True, slots=True)
class Planned:
    """What an engine preview found.

    Attributes:
        document: the JSON of `pulumi preview --json --show-sames`, which the gate reads.
        steps: each resource's step, those that change nothing too.
    """

    document: Mapping[str, Any]
    steps: Sequence[Step]

    @property
    def changes(self) -> dict[str, int]:
        """How many resources each operation concerns."""
        return counts(self.steps)

    @property
    def changing(self) -> list[Step]:
        """The steps that change something."""
        return [step for step in self.steps if step.op not in QUIET]


class EngineStack:
    """A stack of a project, on whatever backend the environment names.

    Every method runs the Pulumi CLI once and raises `EngineProblem`, with one line, where it fails.
    """

    def __init__(
        self,
        project: Project,
        name: str,
        command: PulumiCommand,
        *,
        environment: Mapping[str, str] | None = None,
        config_file: Path | None = None,
    ) -> None:
        """Take up a stack that exists.

        Args:
            project: the project whose program the engine runs.
            name: the stack, also in the form `organization/project/stack`.
            command: the CLI, from `find_cli`.
            environment: variables for the engine and its children, over our own.
            config_file: the stack file to use instead of the project's.

        Raises:
            EngineProblem: the backend cannot be reached, or has no such stack.
        """
        self.project = project
        self.name = name
        self.command = command
        self.environment = {"PULUMI_SKIP_UPDATE_CHECK": "true", **(environment or {})}
        self.config_file = config_file
        self._config = str(config_file) if config_file else None
        self._workspace = ProjectWorkspace(project.root, self.environment, command)
        with _explained():
            self._stack = PlainStack(name, self._workspace)

    def preview(
        self,
        *,
        plan: Path | None = None,
        policies: bool = True,
        refresh: bool = False,
        on_event: OnEvent = unheard,
    ) -> Planned:
        """Ask the engine what an `up` would do.

        Args:
            plan: where the update plan is written, which `up` can then be held to.
            policies: run the project's policy pack in the engine too.
            refresh: read what exists anew first.
            on_event: told each event of the engine.

        Raises:
            EngineProblem: it failed; of kind `policy` where the pack stops it.
        """
        packs, levels = self._packs(wanted=policies)
        told = Told(on_event)
        with self._running(told), self._workspace.also("--show-sames"):
            result = self._stack.preview(
                json=True,
                plan=str(plan) if plan else None,
                refresh=refresh or None,
                config_file=self._config,
                on_event=told.hear,
                color="never",
                policy_packs=packs,
                policy_pack_configs=levels,
            )
        document = json.loads(result.stdout[result.stdout.index("{") :])
        return Planned(document, [step_of(step) for step in document.get("steps") or ()])

    def up(
        self,
        *,
        plan: Path | None = None,
        policies: bool = True,
        refresh: bool = False,
        on_event: OnEvent = unheard,
        message: str | None = None,
    ) -> list[Step]:
        """Deploy, by a plan if one is given, and return the steps that were done.

        Raises:
            EngineProblem: it failed, and what was done until then is in the state.
        """
        packs, levels = self._packs(wanted=policies)
        told = Told(on_event)
        with self._running(told):
            self._stack.up(
                plan=str(plan) if plan else None,
                refresh=refresh or None,
                config_file=self._config,
                message=message,
                on_event=told.hear,
                color="never",
                suppress_outputs=True,
                policy_packs=packs,
                policy_pack_configs=levels,
            )
        return told.steps

    def refresh(
        self, *, preview_only: bool = False, clear_pending_creates: bool = False, on_event: OnEvent = unheard
    ) -> list[Step]:
        """Read what exists, into the state unless `preview_only`, and return the step of each resource."""
        told = Told(on_event)
        with self._running(told):
            self._stack.refresh(
                preview_only=preview_only or None,
                clear_pending_creates=clear_pending_creates or None,
                config_file=self._config,
                on_event=told.hear,
                color="never",
                suppress_outputs=True,
            )
        return told.steps

    def destroy(self, *, on_event: OnEvent = unheard) -> list[Step]:
        """Delete every resource of the stack, and return the steps that were done; the stack itself stays.

        Asks the engine first what would stop it: it deletes one after the other until it meets what is protected.
        """
        told = Told(on_event)
        refused = Told(unheard)
        with self._running(refused):
            self._stack.preview_destroy(
                config_file=self._config, on_event=refused.hear, color="never", suppress_outputs=True
            )
        with self._running(told):
            self._stack.destroy(
                config_file=self._config, on_event=told.hear, color="never", suppress_outputs=True
            )
        return told.steps

    def export(self) -> dict[str, Any]:
        """Return the state as `pulumi stack export` writes it, secrets encrypted."""
        result = self.run("stack", "export")
        document: dict[str, Any] = json.loads(result)
        return document

    def import_state(self, document: Mapping[str, Any]) -> None:
        """Put a state in place of the stack's own; the backend keeps the version before."""
        with _explained():
            self._stack.import_stack(
                Deployment(version=document["version"], deployment=document["deployment"])
            )

    def run(self, *arguments: str) -> str:
        """Run any other command of the CLI on this stack and return what it printed."""
        with _explained():
            command = [*arguments, "--stack", self.name]
            return self._workspace._run_pulumi_cmd_sync(command).stdout

    @contextmanager
    def _running(self, told: Told) -> Iterator[None]:
        """Turn a failure into the problem that the engine told of, and policy violations into theirs."""
        try:
            yield
        except CommandError as error:
            if told.violations:
                message = "; ".join(dict.fromkeys(told.violations))
                raise EngineProblem("policy", message, str(error)) from error
            raise problem_of(str(error), told.errors) from error

    def _packs(self, *, wanted: bool) -> tuple[list[str] | None, list[str] | None]:
        found = policies_of(self.project.root, self.name) if wanted else None
        return ([str(found.pack)], [str(found.enforcement)]) if found else (None, None)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise problem_of(str(error)) from error

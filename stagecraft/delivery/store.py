"""Where the ledger lies: beside the state, as a stack of a second small Pulumi project in the same backend.

The project `<project>-ledger` has a stack for each stack of the project, and a component for each entry. An entry
is one `pulumi up` of it, targeted at the new entry, that is kept open for as long as the deployment takes:

    up of the ledger begins    the engine takes the stack's lock, so that a second deployment is told who holds it
    the entry is registered    its inputs are in the state before the deployment begins
    (the deployment)           a run that is killed here leaves the entry without outputs: interrupted
    its outputs are registered and the `up` ends, which frees the lock

So locks, versions, permissions and history are the backend's own, whichever it is (ADR 0011).
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pulumi.automation import PulumiCommand
from pulumi.automation.errors import CommandError, StackAlreadyExistsError

from stagecraft.delivery.ledger import Entry, Facts, Ledger, read_ledger, urn_of
from stagecraft.delivery.open_entry import OpenEntry
from stagecraft.engine.outliving import OutlivingCommand
from stagecraft.engine.problems import EngineProblem, problem_of
from stagecraft.engine.workspace import PlainStack, ProjectWorkspace
from stagecraft.program.project import Project
from stagecraft.program.stack_yaml import read_yaml

SUFFIX: Final = "-ledger"
# What a stack file says of the encryption of the state: the ledger's is encrypted in the same way.
SECRETS: Final = ("secretsprovider", "encryptedkey", "encryptionsalt")
# How often an entry's number is looked for anew when another deployment has just taken it.
_ATTEMPTS: Final = 3
_BACKEND: Final = "PULUMI_BACKEND_URL"


class LedgerStore:
    """The ledger of one stack, on the backend that the stack's own state lies in."""

    def __init__(
        self,
        project: Project,
        stack: str,
        command: PulumiCommand,
        *,
        environment: Mapping[str, str] | None = None,
        config_file: Path | None = None,
    ) -> None:
        """Take up the ledger of a stack; nothing is read or made yet.

        Args:
            project: the project of the stack.
            stack: its name.
            command: the Pulumi CLI.
            environment: variables for the CLI, over our own.
            config_file: the stack file, if it is not the project's.
        """
        self._organization, _, _ = stack.rpartition("/")[0].partition("/")
        self.stack = stack.rpartition("/")[2]
        self.project = project.name + SUFFIX
        self._command = OutlivingCommand(command, own_session=True)
        self._environment = {"PULUMI_SKIP_UPDATE_CHECK": "true", **(environment or {})}
        if given := self._environment.get(_BACKEND) or os.environ.get(_BACKEND):
            self._environment[_BACKEND] = _absolute(given, project.root)
        self._backend = project.settings.get("backend")
        if isinstance(self._backend, dict) and isinstance(self._backend.get("url"), str):
            self._backend = {**self._backend, "url": _absolute(self._backend["url"], project.root)}
        self._config = config_file or project.stack_files.get(self.stack)

    def read(self) -> Ledger:
        """Return the ledger as it stands, empty where nothing was deployed yet.

        Raises:
            EngineProblem: the backend cannot be read.
            LedgerError: it was edited.
        """
        with self._workspace() as workspace:
            return self._read(workspace)

    @contextmanager
    def entry(self, facts: Facts, after: Ledger) -> Iterator[OpenEntry]:
        """Open an entry for what happens inside of the `with`.

        Where that raises, the entry is closed as failed, or, by what is no `Exception` (Ctrl-C), as interrupted.

        Args:
            facts: what is deployed.
            after: the ledger as it was read a moment ago.

        Raises:
            EngineProblem: another deployment of the stack is under way, or the backend refuses.
            LedgerError: the ledger was edited.
        """
        with self._workspace() as workspace:
            run = self._begun(workspace, facts, after)
            try:
                yield run
            except Exception as error:
                run.finish("failed", reason=str(error))
                raise
            except BaseException:
                run.finish("interrupted", reason="stopped by a signal")
                raise
            finally:
                run.finish("failed", reason="ended without a result")

    def _begun(self, workspace: ProjectWorkspace, facts: Facts, after: Ledger) -> OpenEntry:
        stack = self._stack(workspace)

        def following() -> Entry:
            return self._read(workspace).opened(facts)

        for _ in range(_ATTEMPTS):
            run = OpenEntry(after.opened(facts))
            try:
                if run.begin(stack, urn_of(self.project, self.stack, run.entry.number), following):
                    return run
            except EngineProblem as problem:
                raise self._told(problem) from problem
            after = self._read(workspace)
        message = f"ledger of {self.stack}: other deployments take its next number each time; try again"
        raise EngineProblem("locked", message)

    def _told(self, problem: EngineProblem) -> EngineProblem:
        """Name the ledger's own stack to whom a lock is in the way: it is in no folder of the user's."""
        if problem.kind != "locked":
            return problem
        # Only Pulumi Cloud has organizations; any other backend calls its one so.
        default = "ORGANIZATION" if "Pulumi Cloud" in str(problem) else "organization"
        cancel = f"`pulumi cancel --stack {self._organization or default}/{self.project}/{self.stack}`"
        message = str(problem).replace("`pulumi cancel`", cancel)
        return EngineProblem("locked", f"{self.stack}: {message}", problem.details)

    @property
    def _name(self) -> str:
        """What the CLI knows the stack by: its name alone means the default organization."""
        return f"{self._organization}/{self.project}/{self.stack}" if self._organization else self.stack

    def _read(self, workspace: ProjectWorkspace) -> Ledger:
        try:
            exported = workspace._run_pulumi_cmd_sync(["stack", "export", "--stack", self._name]).stdout
        except CommandError as error:
            problem = problem_of(str(error))
            if problem.kind == "stack":
                return Ledger(self.stack)
            raise problem from error
        return read_ledger(json.loads(exported), self.stack)

    def _stack(self, workspace: ProjectWorkspace) -> PlainStack:
        try:
            try:
                return PlainStack(self._name, workspace, create=True)
            except StackAlreadyExistsError:  # another deployment has made it between our look and our try
                return PlainStack(self._name, workspace)
        except CommandError as error:
            raise problem_of(str(error)) from error

    @contextmanager
    def _workspace(self) -> Iterator[ProjectWorkspace]:
        """Yield a workspace of the ledger's project, which exists only for as long as it is used."""
        with tempfile.TemporaryDirectory(prefix="stagecraft-ledger-") as scratch:
            root = Path(scratch)
            settings: dict[str, Any] = {"name": self.project, "runtime": "python"}
            if self._backend:
                settings["backend"] = self._backend
            # JSON is YAML that no reader takes in two ways.
            (root / "Pulumi.yaml").write_text(json.dumps(settings), encoding="utf-8")
            given = read_yaml(self._config) if self._config is not None else {}
            secrets = {key: given[key] for key in SECRETS if key in given}
            (root / f"Pulumi.{self.stack}.yaml").write_text(json.dumps(secrets), encoding="utf-8")
            workspace = ProjectWorkspace(root, self._environment, self._command)
            # `pulumi stack init` takes it from nowhere else.
            workspace.secrets_provider = secrets.get("secretsprovider")
            yield workspace


def _absolute(url: str, root: Path) -> str:
    """Return the URL of a file backend in no folder's terms: the ledger's project lies elsewhere."""
    place = url.removeprefix("file://")
    if place == url or place.startswith(("/", "~")):
        return url
    return (root / place).resolve().as_uri()

"""A sandbox of a project: the real engine and language host, over the simulated AWS in a process of its own.

    out/sandbox/cloud.sqlite                    what exists in the simulated AWS, of every stack
    out/sandbox/backend/                        Pulumi's state, in its file backend
    out/sandbox/home/                           Pulumi's own home folder
    out/sandbox/<stack>/Pulumi.<stack>.yaml     the stack file with the salt of the sandbox's secrets
    out/sandbox/provider.log                    a line for each call that the provider answered

Neither the user's stack files nor a selected stack nor a real backend is touched.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import yaml
from pulumi.automation import PulumiCommand

from stagecraft import wire
from stagecraft.engine import EngineProblem, EngineStack, find_cli
from stagecraft.engine.problems import problem_of
from stagecraft.program.project import Project
from stagecraft.program.stack_yaml import read_yaml
from stagecraft.sandbox.packages import packages_of
from stagecraft.sandbox.places import cloud_file, sandbox_folder

# Nothing in a sandbox is worth a secret, but the engine wants one to encrypt the state with.
PASSPHRASE: Final = "sandbox"  # noqa: S105 - protects simulated values only
# seconds
_TO_START: Final = 60
_TO_END: Final = 10


class Sandbox:
    """A context manager that keeps a provider for the engine to attach to, and hands out stacks."""

    def __init__(self, project: Project, *, folder: Path | None = None, scenario: Path | None = None) -> None:
        """Prepare the sandbox of a project.

        Args:
            project: the project whose stacks are run.
            folder: where everything lies, `out/sandbox` of the project by default.
            scenario: faults for the simulated AWS to make (docs/sandbox-scenarios.md).

        Raises:
            EngineProblem: there is no usable Pulumi CLI.
        """
        self.project = project
        self.folder = (folder or sandbox_folder(project.root)).resolve()
        self.command: PulumiCommand = find_cli()
        self._scenario = scenario
        self._provider: subprocess.Popen[str] | None = None
        self._attached = ""

    @property
    def cloud(self) -> Path:
        """The file that holds what exists in the simulated AWS."""
        return cloud_file(self.folder)

    def config_file(self, stack: str) -> Path:
        """The stack file that the engine reads instead of the user's."""
        return self.folder / stack / f"Pulumi.{stack}.yaml"

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables by which the engine and its children stay within the sandbox."""
        return {
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": (self.folder / "backend").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_CONFIG_PASSPHRASE_FILE": "",
            "PULUMI_ACCESS_TOKEN": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_PROVIDERS": self._attached,
        }

    def __enter__(self) -> Self:
        """Start the provider.

        Raises:
            EngineProblem: it does not start.
        """
        for folder in ("home", "backend"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        packages = packages_of(self.project.python)
        port = self._start(packages)
        self._attached = ",".join(f"{package}:{port}" for package in packages)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the provider."""
        provider = self._provider
        if provider is None:
            return
        provider.terminate()
        try:
            provider.wait(_TO_END)
        except subprocess.TimeoutExpired:
            provider.kill()
            provider.wait()
        if provider.stdout is not None:
            provider.stdout.close()

    def stack(self, name: str) -> EngineStack:
        """Return a stack of the sandbox, made if it is not there yet.

        Raises:
            EngineProblem: the CLI refuses to make it.
            ProjectError: the project has no such stack.
        """
        self.project.select([name])
        config = self.config_file(name)
        self._write_config(name, config)
        return EngineStack(self.project, name, self.command, environment=self.environment, config_file=config)

    def _start(self, packages: list[str]) -> int:
        command = [sys.executable, "-m", "stagecraft.sandbox.provider", "--cloud", str(self.cloud)]
        command += ["--log", str(self.folder / "provider.log"), "--packages", ",".join(packages)]
        command += ["--program", str(self.project.main)]
        if self._scenario is not None:
            command += ["--scenario", str(self._scenario)]
        complaints = (self.folder / "provider.err").open("w+", encoding="utf-8")
        with complaints:
            self._provider = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                # A Ctrl-C ends the engine first, which then still needs its provider.
                start_new_session=True,
            )
            told = _first_line(self._provider)
            if told.isdigit():
                return int(told)
            self.__exit__(None, None, None)
            complaints.seek(0)
            lines = complaints.read().strip().splitlines() or ["it said nothing"]
        raise EngineProblem("sandbox", f"the sandbox's provider did not start: {lines[-1]}", "\n".join(lines))

    def _write_config(self, name: str, config: Path) -> None:
        """Write the copy of the stack file that the engine reads; the salt of an earlier one is kept."""
        made = self.folder / "backend" / ".pulumi" / "stacks" / self.project.name / f"{name}.json"
        salt = _salt(config) if made.exists() else self._init(name)
        if not salt:
            message = (
                f"{config} is gone or has no encryptionsalt, and nothing else decrypts the sandbox's state"
            )
            raise EngineProblem("sandbox", f"{message}: `stagecraft sandbox clear` begins anew")
        source = self.project.stack_files.get(name)
        content = dict(read_yaml(source)) if source else {}
        for key in ("encryptionsalt", "encryptedkey", "secretsprovider"):
            content.pop(key, None)
        content["config"] = {key: _plain(value) for key, value in (content.get("config") or {}).items()}
        config.parent.mkdir(parents=True, exist_ok=True)
        # JSON is YAML that no reader takes in two ways.
        config.write_text(json.dumps({"encryptionsalt": salt, **content}, indent=1) + "\n", encoding="utf-8")

    def _init(self, name: str) -> str:
        """Make the stack in the backend and return the salt of its secrets.

        `pulumi stack init` writes the salt into the stack file of the project that it runs in, and knows no other
        file, so that it runs in an empty project of the same name.
        """
        with tempfile.TemporaryDirectory(prefix="stagecraft-") as scratch:
            root = Path(scratch)
            (root / "Pulumi.yaml").write_text(
                yaml.safe_dump({"name": self.project.name, "runtime": "python"}), encoding="utf-8"
            )
            environment = {**os.environ, **self.environment}
            command = [self.command.command, "--non-interactive", "stack", "init", "--no-select", name]
            made = subprocess.run(
                command, check=False, cwd=root, env=environment, capture_output=True, text=True
            )
            if made.returncode != 0:
                raise problem_of(made.stderr + made.stdout)
            return _salt(root / f"Pulumi.{name}.yaml") or ""


def _first_line(process: "subprocess.Popen[str]") -> str:
    """Return the first line that a process prints, or nothing if it ends or says nothing in time."""
    if process.stdout is None or not select.select([process.stdout], [], [], _TO_START)[0]:
        return ""
    return process.stdout.readline().strip()


def _salt(config: Path) -> str:
    return str(read_yaml(config).get("encryptionsalt", "")) if config.is_file() else ""


def _plain(value: Any) -> Any:
    """Put a placeholder where only the real secrets provider could decrypt a value."""
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return wire.PLACEHOLDER
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value

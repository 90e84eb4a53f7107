"""Runs the Pulumi CLI so that it outlives us: a run of ours that is killed leaves no lock behind."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from typing import IO

from pulumi.automation import CommandResult, OnOutput, PulumiCommand
from pulumi.automation.errors import create_command_error


class OutlivingCommand(PulumiCommand):
    """A Pulumi CLI that writes into files instead of pipes.

    The stock command reads the CLI's output through pipes. When the reader is killed, the next line that the CLI
    prints kills the CLI too (SIGPIPE), before it has written its state and given its lock back. And on a Ctrl-C the
    stock command leaves at once, while the CLI, which hears it too, is still ending its update.
    """

    def __init__(self, command: PulumiCommand, *, own_session: bool = False) -> None:
        """Take over a command that was found.

        Args:
            command: the CLI.
            own_session: keep a Ctrl-C away from it; whoever starts it ends it.
        """
        self.command = command.command
        self.version = command.version
        self._own_session = own_session

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run a command, as the stock one does; output is told when the command has ended."""
        environment = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(
                [self.command, "--non-interactive", *args],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=cwd,
                env=environment,
                start_new_session=self._own_session,
            )
            code = _ended(process)
            result = CommandResult(stdout=_text(out, on_output), stderr=_text(err, on_error), code=code)
        if code != 0:
            raise create_command_error(result)
        return result


def _ended(process: "subprocess.Popen[bytes]") -> int:
    """Wait for a command, also through a Ctrl-C, and raise that only when it has ended."""
    interrupt: KeyboardInterrupt | None = None
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt as error:
            interrupt = error
            continue
        if interrupt is not None:
            raise interrupt
        return code


def _text(file: IO[bytes], tell: OnOutput | None) -> str:
    file.seek(0)
    lines = [line.rstrip() for line in file.read().decode(errors="replace").splitlines()]
    if tell is not None:
        for line in lines:
            tell(line)
    return "\n".join(lines)

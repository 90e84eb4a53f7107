"""The Pulumi CLI, or what stands in for it here, outlives the process that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pulumi.automation import PulumiCommand
from pulumi.automation.errors import CommandError

from stagecraft.engine.outliving import OutlivingCommand

# Prints until it ends by itself, then leaves a file: a CLI that was killed while it printed leaves none.
CLI = """#!/bin/sh
trap 'echo cancelled; echo cancelled > "$2"; exit 130' INT
echo > "$2.begun"
i=0
while [ $i -lt 30 ]; do echo "line $i"; sleep 0.1; i=$((i+1)); done
echo done > "$2"
"""
STARTER = """
import sys
from pulumi.automation import PulumiCommand
from stagecraft.engine.outliving import OutlivingCommand
command = PulumiCommand.__new__(PulumiCommand)
command.command, command.version = sys.argv[1], None
OutlivingCommand(command).run([sys.argv[2]], ".", {})
"""


def _cli(folder: Path, text: str) -> PulumiCommand:
    script = folder / "pulumi"
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
    command = PulumiCommand.__new__(PulumiCommand)
    command.command, command.version = str(script), None
    return command


def _wait_for(file: Path) -> None:
    for _ in range(600):
        if file.exists() and file.read_text():
            return
        time.sleep(0.1)


def test_output_errors_and_exit_code_are_the_commands_own(tmp_path: Path) -> None:
    command = OutlivingCommand(_cli(tmp_path, '#!/bin/sh\necho "$@"; echo wrong >&2; exit 3\n'))
    with pytest.raises(CommandError) as failed:
        command.run(["up", "--yes"], str(tmp_path), {})
    assert "code: 3" in str(failed.value)
    assert "stdout: --non-interactive up --yes" in str(failed.value), "it must never wait for an answer"
    assert "stderr: wrong" in str(failed.value)


def test_output_is_handed_on_line_by_line(tmp_path: Path) -> None:
    heard: list[str] = []
    command = OutlivingCommand(_cli(tmp_path, "#!/bin/sh\necho one; echo two\n"))
    result = command.run([], str(tmp_path), {}, on_output=heard.append)
    assert ["one", "two"] == heard
    assert "one\ntwo" == result.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals are those of Unix")
@pytest.mark.parametrize(("number", "left"), [(signal.SIGKILL, "done\n"), (signal.SIGINT, "cancelled\n")])
def test_a_killed_starter_lets_the_command_end_by_itself(
    tmp_path: Path, number: signal.Signals, left: str
) -> None:
    mark = tmp_path / "mark"
    cli = _cli(tmp_path, CLI)
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, cli.command, str(mark)],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    _wait_for(tmp_path / "mark.begun")
    if number is signal.SIGINT:
        os.killpg(starter.pid, number)  # as the terminal does
    else:
        starter.kill()
    starter.wait()
    _wait_for(mark)
    assert left == mark.read_text()

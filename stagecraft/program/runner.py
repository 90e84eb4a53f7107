"""Starts the process in which a program runs, follows what it tells, and reads what it recorded."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stagecraft.offline.host import OUR_FAULT, REFUSED
from stagecraft.program.mistakes import mistakes_of
from stagecraft.program.project import Project
from stagecraft.program.stack_config import StackConfig

_HOST = Path(__file__).resolve().parent.parent / "offline" / "host.py"
# characters of what a program printed
_SHOWN = 20_000

Event = Mapping[str, Any]


class HostError(Exception):
    """The process of the program failed by a fault of our own; the message is its traceback."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one stack.

    Attributes:
        stack: its name.
        state: the state export, as text-ready JSON data; empty where the run failed before it had one.
        mistakes: texts for people; an empty list means that the program ran to its end and nothing was refused.
        notes: `opaque`, `invented`, `unknown_stacks` (see `stagecraft.offline.notes.Notes`).
        printed: what the program wrote to its standard output and error.
    """

    stack: str
    state: Mapping[str, Any]
    mistakes: list[str]
    notes: Mapping[str, Any]
    printed: str


def run(
    project: Project,
    configs: Mapping[str, StackConfig],
    *,
    stack_outputs: Mapping[str, Mapping[str, Any]],
    on_event: Callable[[Event], None] = lambda _: None,
) -> list[Outcome]:
    """Run the program once for each stack, in processes of their own.

    Args:
        project: the project to run.
        configs: the configuration of each stack to run, in order.
        stack_outputs: outputs of other stacks by `project/stack`, for stack references.
        on_event: told each event of the run (`stage` is imports, resources, done or died).

    Returns:
        One outcome a stack, in the order of `configs`.

    Raises:
        HostError: the process failed by a fault of our own.
    """
    with tempfile.TemporaryDirectory(prefix="stagecraft-") as scratch:
        folder = Path(scratch)
        request = {
            "project": project.name,
            "root": str(project.root),
            "main": str(project.main),
            "stack_outputs": dict(stack_outputs),
            "jobs": [_job(folder, stack, config) for stack, config in configs.items()],
        }
        deaths: dict[str, int] = {}

        def follow(event: Event) -> None:
            if event["stage"] == "died":
                deaths[event["stack"]] = event["code"]
            on_event(event)

        complaint = _follow(project, request, folder, follow)
        for stack, code in deaths.items():
            if code == OUR_FAULT:
                raise HostError((folder / f"{stack}.txt").read_text(encoding="utf-8", errors="replace"))
        return [
            _outcome(project, config, folder, stack, complaint or _why_dead(deaths.get(stack, 0)))
            for stack, config in configs.items()
        ]


def _job(folder: Path, stack: str, config: StackConfig) -> dict[str, Any]:
    return {
        "stack": stack,
        "config": dict(config.values),
        "secret_keys": list(config.secret_keys),
        "result": str(folder / f"{stack}.json"),
        "printed": str(folder / f"{stack}.txt"),
    }


def _follow(
    project: Project, request: Mapping[str, Any], folder: Path, on_event: Callable[[Event], None]
) -> str:
    """Run the host process to its end; return what it complained of itself, if anything."""
    reading, writing = os.pipe()
    complaints = folder / "host.log"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    with complaints.open("wb") as log, os.fdopen(reading, encoding="utf-8") as events:
        process = subprocess.Popen(
            [str(project.python), str(_HOST), str(writing)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=[writing],
            cwd=project.main.parent,
            env=environment,
            start_new_session=True,  # so that the stacks' processes can be ended together with their parent
        )
        os.close(writing)
        try:
            _feed(process, json.dumps(request).encode())
            ended = _tell(events, on_event)
        except BaseException:
            ended = True
            raise
        finally:
            if ended:  # or what the program started may go on for ever
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if ended:
        return ""
    text = complaints.read_text(encoding="utf-8", errors="replace").strip()
    if process.returncode == REFUSED:
        return text
    if process.returncode > 0:
        raise HostError(text)
    return _why_dead(process.returncode)


def _why_dead(code: int) -> str:
    """Say how a process ended before it was done: by a signal, or by an exit code of the program's own."""
    if code < 0:
        return f"the program's process was killed by {signal.Signals(-code).name}"
    return f"the program ended its process with exit code {code}" if code else ""


def _feed(process: "subprocess.Popen[bytes]", request: bytes) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(request)
        process.stdin.close()
    except BrokenPipeError:
        pass  # the process ended at once: its log tells why


def _tell(lines: Iterable[str], on_event: Callable[[Event], None]) -> bool:
    """Pass the events on; return whether the last one came, and not only the end of the process."""
    for line in lines:
        event = json.loads(line)
        if event["stage"] == "end":
            return True
        on_event(event)
    return False


def _outcome(project: Project, config: StackConfig, folder: Path, stack: str, complaint: str) -> Outcome:
    result = folder / f"{stack}.json"
    log = folder / f"{stack}.txt"
    printed = _end_of(log.read_text(encoding="utf-8", errors="replace")) if log.exists() else ""
    if not result.exists():
        return Outcome(
            stack, {}, [complaint or "the program ended its process before it was done"], {}, printed
        )
    found = json.loads(result.read_text(encoding="utf-8"))
    mistakes = mistakes_of(found, python=project.python, secure=config.secret_keys)
    return Outcome(stack, found["state"], mistakes, found["notes"], printed)


def _end_of(text: str) -> str:
    """Leave out all but the end of what a program printed, if that is much."""
    left_out = len(text) - _SHOWN
    return text if left_out <= 0 else f"… {left_out:,} characters before\n{text[-_SHOWN:]}"

"""Runs a Pulumi program against the recording monitor, as `pulumi preview` runs it against the engine."""

import asyncio
import contextlib
import contextvars
import gc
import inspect
import json
import os
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pulumi
from pulumi import output
from pulumi.runtime import config as runtime_config
from pulumi.runtime import settings
from pulumi.runtime.stack import run_in_stack

from stagecraft.offline.cloud import Cloud
from stagecraft.offline.deployment import Deployment
from stagecraft.offline.monitor import RecordingMonitor
from stagecraft.offline.notes import Notes, Problem
from stagecraft.offline.runtime import attach

# Where this package lies: what goes wrong there is no fault of the program.
_OURS = Path(__file__).resolve().parent.parent
# What it raises, it raises for the program: it refuses the network.
_HOST = str(_OURS / "offline" / "host.py")


@dataclass(frozen=True, slots=True)
class Job:
    """One stack of one program to preview."""

    project: str
    stack: str
    config: Mapping[str, str] = field(default_factory=dict)
    secret_keys: tuple[str, ...] = ()
    organization: str = "organization"
    root: str = ""


@dataclass(frozen=True, slots=True)
class ProgramError:
    """Why the program did not run to its end: one message, and the traceback of the program's own lines."""

    message: str
    # a RunError's message is meant for people as it is; anything else comes with a traceback
    traceback: str = ""
    # whether it failed in a function that it gave to Output.apply
    in_apply: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """What came of running a program for one stack."""

    deployment: Deployment
    problems: tuple[Problem, ...]
    notes: Notes
    error: ProgramError | None


def record(
    program: Callable[[], Any],
    job: Job,
    *,
    stack_outputs: Callable[[str], Mapping[str, Any] | None] = lambda _: None,
    on_resource: Callable[[int], None] = lambda _: None,
    cloud: Cloud | None = None,
) -> Recording:
    """Run `program` for one stack and keep every resource that it registers.

    Args:
        program: what `__main__.py` would do; called once, inside a root stack of its own.
        job: names the project and the stack and gives the configuration.
        stack_outputs: the outputs of another stack by its name in a StackReference, None if not at hand.
        on_resource: told how many resources there are, after each one.
        cloud: who answers for the providers, by default the simulated AWS.

    Returns:
        The recording; a program that raised is in `error`, a resource that was refused in `problems`.
    """
    deployment = Deployment(job.project, job.stack)
    monitor = RecordingMonitor(
        deployment, cloud or Cloud(job.config), stack_outputs=stack_outputs, on_resource=on_resource
    )
    # The SDK keeps its root stack and settings in context variables: a context of its own for each recording.
    error = contextvars.copy_context().run(_run, program, job, monitor)
    return Recording(deployment, tuple(monitor.problems), monitor.notes, error)


def _run(program: Callable[[], Any], job: Job, monitor: RecordingMonitor) -> ProgramError | None:
    os.environ["PULUMI_CONFIG"] = json.dumps(dict(job.config))
    os.environ["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(list(job.secret_keys))
    runtime_config.set_all_config(dict(job.config), list(job.secret_keys))
    attach(monitor, project=job.project, stack=job.stack, organization=job.organization, root=job.root)
    loop = asyncio.new_event_loop()
    # Nearly all that the SDK makes lives until the end, so each collection would only walk an ever larger heap.
    collecting = gc.isenabled()
    gc.disable()
    try:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(run_in_stack(lambda: _run_and_settle(program)))
    except pulumi.RunError as error:
        return ProgramError(str(error))
    except SystemExit as error:
        return ProgramError(f"the program called sys.exit({error.code!r})") if error.code else None
    except BaseException as error:
        if _is_ours(error):
            raise
        return ProgramError(_headline(error).strip(), _own_lines(error, job.root), _in_apply(error))
    finally:
        _abandon(loop)
        asyncio.set_event_loop(None)
        loop.close()
        if collecting:
            gc.enable()
    return None


async def _run_and_settle(program: Callable[[], Any]) -> None:
    """Run the program, then wait for all that it started at once.

    The SDK waits too, but looks at everything pending after each piece that is done: a third of the time for a
    stack of 150 resources. What fails is left to it, and so is a program that goes on asynchronously.
    """
    result = program()
    if inspect.isawaitable(result):
        await result
    if getattr(settings.get_root_resource(), "_async_program", None) is not None:
        return
    shared = settings.SETTINGS
    while pending := [task for task in (*shared.outputs, *shared.rpc_manager.rpcs) if not task.done()]:
        done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
        if any(task.cancelled() or task.exception() for task in done):
            return


def _abandon(loop: asyncio.AbstractEventLoop) -> None:
    """End what a failed program left unfinished: its leftovers would complain of the closed loop."""
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        # An exit in one task goes on through all that wait for it, and out of the loop each time.
        with contextlib.suppress(SystemExit, KeyboardInterrupt):
            loop.run_until_complete(asyncio.wait(pending, timeout=1))


def _headline(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).rstrip()


def _is_ours(error: BaseException) -> bool:
    """Tell whether the preview itself raised an error."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and _within(frames[-1], str(_OURS)) and frames[-1].filename != _HOST


def _in_apply(error: BaseException) -> bool:
    """Tell whether a function failed that the program gave to Output.apply: the SDK's own work runs there too."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    sdk = str(Path(pulumi.__file__).parent)
    return any(caller == output.__file__ and not file.startswith(sdk) for caller, file in pairwise(files))


def _within(frame: traceback.FrameSummary, folder: str) -> bool:
    return bool(folder) and frame.filename.startswith(folder + os.sep)


def _own_lines(error: BaseException, root: str) -> str:
    """Format a traceback from the program's first own line on; without one, its last line alone."""
    everything = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in everything if not _within(frame, str(_OURS))]
    own = [place for place, frame in enumerate(frames) if _within(frame, root)]
    # The place of a syntax error is in its own words: no frame is the program's.
    shown = frames[own[0] :] if own else frames[-1:] if not isinstance(error, SyntaxError) else []
    return "".join(traceback.format_list(shown)) + _headline(error)

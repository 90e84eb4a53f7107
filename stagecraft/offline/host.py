"""The process in which a program runs: one for a preview, forked once a stack after the imports.

It runs under the program's own Python, which need not have Stagecraft installed, so it is started by path:
`python …/offline/host.py EVENTS_FD`, with the request as JSON on standard input. It tells what happens as JSON
lines on the file descriptor EVENTS_FD; what the program prints goes to a file a stack.
"""

# With annotations that are never evaluated, an older Python gets as far as being refused in plain words.
from __future__ import annotations

import gc
import importlib.metadata
import importlib.util
import json
import logging
import os
import runpy
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any

_PROGRESS_SECONDS = 0.1
_OLDEST_PYTHON = (3, 11)
# Older ones know no transforms: https://github.com/pulumi/pulumi/releases
_OLDEST_SDK = (3, 115)
# Exit codes: this Python cannot run a preview; a fault of our own.
REFUSED, OUR_FAULT = 2, 70


def _make_importable() -> None:
    """Import `stagecraft` from this very folder, but nothing else that lies beside it."""
    if "stagecraft" in sys.modules:
        return
    package = Path(__file__).resolve().parent.parent
    spec = importlib.util.spec_from_file_location(
        "stagecraft", package / "__init__.py", submodule_search_locations=[str(package)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(str(package))
    module = importlib.util.module_from_spec(spec)
    sys.modules["stagecraft"] = module
    spec.loader.exec_module(module)


class Events:
    """Tells the parent process what happens, one JSON object a line."""

    def __init__(self, descriptor: int) -> None:
        """Write to an open file descriptor, which what the program starts must not hold open."""
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - the standard library's
        self._descriptor = descriptor

    def send(self, **event: Any) -> None:
        """Send one event; a line shorter than PIPE_BUF arrives whole also from several processes."""
        os.write(self._descriptor, json.dumps(event).encode() + b"\n")


def complaint() -> str:
    """Say why this Python cannot run a preview, and the way out; nothing if it can."""
    if sys.version_info < _OLDEST_PYTHON:
        version = ".".join(map(str, sys.version_info[:3]))
        needed = ".".join(map(str, _OLDEST_PYTHON))
        return f"{sys.executable}: is Python {version}; the preview needs a virtual environment of {needed} or later"
    try:
        version = importlib.metadata.version("pulumi")
    except importlib.metadata.PackageNotFoundError:
        return (
            f"{sys.executable}: has no Pulumi SDK; install the program's requirements there, "
            f"e.g. {sys.executable} -m pip install -r requirements.txt"
        )
    if tuple(map(int, version.split(".")[:2])) < _OLDEST_SDK:
        needed = ".".join(map(str, _OLDEST_SDK))
        return f"{sys.executable}: has Pulumi SDK {version}; the preview needs {needed} or later"
    return ""


def main() -> None:
    """Run the program for each requested stack."""
    refusal = complaint()
    if refusal:
        sys.stderr.write(refusal)
        sys.exit(REFUSED)
    events = Events(int(sys.argv[1]))
    request = json.load(sys.stdin)
    # `python host.py` puts this folder first on the path: no name in it may hide the program's own.
    sys.path.remove(str(Path(__file__).resolve().parent))
    _make_importable()
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    events.send(stage="imports")
    from stagecraft.offline import imports

    imports.warm_up(Path(request["main"]))
    # What is imported now lives as long as the process: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    children = {}
    for job in request["jobs"]:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            os._exit(_run_child(events, request, job))
        children[child] = job["stack"]
    for _ in range(len(children)):
        child, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        if code:
            events.send(stack=children[child], stage="died", code=code)
    events.send(stage="end")


def _run_child(events: Events, request: dict[str, Any], job: dict[str, Any]) -> int:
    """Run one stack in a forked child; return its exit code."""
    printed = os.open(job["printed"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    # As the SDK's language host: a failed program leaves work unfinished, and asyncio would tell of each piece.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        _run_stack(events, request, job)
    except BaseException:
        traceback.print_exc()
        return OUR_FAULT
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _run_stack(events: Events, request: dict[str, Any], job: dict[str, Any]) -> None:
    from stagecraft.offline import record as recorder
    from stagecraft.offline import state

    stack, entry, root = job["stack"], Path(request["main"]), request["root"]
    folder = str(entry.parent)
    os.chdir(folder)
    sys.argv = [str(entry)]
    # As the language host: a folder is put on the path and its __main__.py run, a file is run as it lies there.
    program = folder if entry.name == "__main__.py" else str(entry)
    _refuse_network()
    last = 0.0

    def progress(count: int) -> None:
        nonlocal last
        if time.monotonic() - last > _PROGRESS_SECONDS:
            last = time.monotonic()
            events.send(stack=stack, stage="resources", count=count)

    others = request.get("stack_outputs", {})
    recording = recorder.record(
        lambda: runpy.run_path(program, run_name="__main__"),
        recorder.Job(
            project=request["project"],
            stack=stack,
            config=job["config"],
            secret_keys=tuple(job["secret_keys"]),
            root=root,
        ),
        stack_outputs=lambda name: others.get(name) or others.get("/".join(name.split("/")[-2:])),
        on_resource=progress,
    )
    notes = recording.notes
    result = {
        "state": state.export(recording.deployment, root),
        "problems": [
            {
                "urn": problem.urn,
                "message": problem.message,
                "line": state.own_line(problem.stack_trace, root),
            }
            for problem in recording.problems
        ],
        "error": recording.error
        and {
            "message": recording.error.message,
            "traceback": recording.error.traceback,
            "in_apply": recording.error.in_apply,
        },
        "notes": {
            "opaque": sorted(notes.opaque),
            "invented": notes.invented,
            "unknown_stacks": sorted(notes.unknown_stacks),
        },
    }
    Path(job["result"]).write_text(json.dumps(result), encoding="utf-8")
    events.send(stack=stack, stage="done", count=len(recording.deployment))


def _refuse_network() -> None:
    """Refuse every connection but to this machine: a preview must not reach out, nor may what it runs."""

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = arguments[0]
        elif event in ("socket.connect", "socket.sendto"):
            address = arguments[1]
            if not isinstance(address, tuple):  # a Unix socket: this machine
                return
            host = address[0]
        else:
            return
        if host not in ("localhost", None, "", b"localhost") and not str(host).startswith(("127.", "::1")):
            message = (
                f"the offline preview opens no network connection, and the program asked for {host!r}; "
                "guard the call with pulumi.runtime.is_dry_run(), or take the value from config"
            )
            raise ConnectionRefusedError(message)

    sys.addaudithook(audit)
    socket.setdefaulttimeout(5)


if __name__ == "__main__":
    main()

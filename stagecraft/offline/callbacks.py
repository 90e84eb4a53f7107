"""Calls the program's own functions, such as transforms, without the gRPC server that the SDK starts for an engine.

Nothing connects to that server here, and gRPC may abort a forked process that starts one.
"""

import asyncio
import contextlib
from types import SimpleNamespace
from typing import Any


class _Server:
    """Stands for the SDK's server: it is never started, and remembers the event loop of the program."""

    def __init__(self, **_: Any) -> None:
        self.loop = asyncio.get_running_loop()

    def add_generic_rpc_handlers(self, handlers: Any) -> None:
        del handlers

    def add_registered_method_handlers(self, service: str, handlers: Any) -> None:
        del service, handlers

    def add_insecure_port(self, address: str) -> int:
        del address
        return 0

    async def start(self) -> None: ...

    async def stop(self, grace: float | None) -> None:
        del grace

    async def wait_for_termination(self, timeout: float | None = None) -> bool:
        del timeout
        return True


def serve_none() -> None:
    """Make the SDK of this process start no server for callbacks."""
    with contextlib.suppress(ImportError):  # an older SDK has no callbacks
        from pulumi.runtime import _callbacks

        vars(_callbacks)["aio"] = SimpleNamespace(server=_Server)


def call(callback: Any, message: Any) -> bytes:
    """Run one of the program's functions on the program's own event loop, and wait for it here."""
    from pulumi.runtime._callbacks import _CallbackServicer

    servicer = next(known for known in _CallbackServicer._servicers if callback.token in known._callbacks)
    awaitable: Any = servicer._callbacks[callback.token](message.SerializeToString())
    server: Any = servicer._server
    answer = asyncio.run_coroutine_threadsafe(awaitable, server.loop).result()
    return bytes(answer.SerializeToString())

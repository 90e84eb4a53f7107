"""One `pulumi up` of the ledger that is kept open while a deployment runs."""

import asyncio
import datetime as dt
import queue
import threading
from collections.abc import Callable, Mapping

import pulumi
from pulumi.automation import Stack
from pulumi.automation.errors import CommandError

from stagecraft.delivery.ledger import ENTRY_TYPE, HEAD, Closing, Entry, LedgerError, Result
from stagecraft.engine.problems import EngineProblem, problem_of


class OpenEntry:
    """An entry of the ledger between its opening and its closing, and the lock of the stack with it."""

    def __init__(self, entry: Entry) -> None:
        """Take the entry that is to be opened."""
        self.entry = entry
        self._ready = threading.Event()
        self._closing: queue.SimpleQueue[Closing] = queue.SimpleQueue()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._open = self._taken = False

    def begin(self, stack: Stack, urn: str, newest: Callable[[], Entry]) -> bool:
        """Take the lock and register the entry; return whether its number was still free.

        Args:
            stack: the stack of the ledger.
            urn: the URN of the entry.
            newest: reads the ledger and returns the entry that comes next; called under the lock.

        Raises:
            EngineProblem: the stack is locked, or the backend refuses.
            LedgerError: the ledger was edited.
        """
        self._thread = threading.Thread(target=self._run, args=(stack, urn, newest), daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        return self._open

    def finish(
        self,
        result: Result,
        *,
        changes: Mapping[str, int] | None = None,
        fingerprint: str = "",
        reason: str = "",
    ) -> None:
        """Close the entry and give the lock back; a second call does nothing.

        Args:
            result: how the deployment ended.
            changes: how many resources each operation concerned.
            fingerprint: the hash of the architecture that runs since.
            reason: why it did not succeed.

        Raises:
            EngineProblem: the backend refuses; the entry stays as it was opened.
        """
        if not self._open or self._thread is None:
            return
        self._open = False
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        closing = Closing(
            result=result,
            finished=now,
            changes=dict(changes or {}),
            fingerprint=fingerprint,
            reason=" ".join(reason.split()),
        )
        self._closing.put(closing)
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self, stack: Stack, urn: str, newest: Callable[[], Entry]) -> None:
        async def program() -> None:
            try:
                if newest().number != self.entry.number:
                    self._taken = True
                    # A program that ends well without the targeted entry would have the engine delete it.
                    raise pulumi.RunError(f"entry {self.entry.number} is another deployment's")
                await self._deployment()
            except (LedgerError, EngineProblem) as error:
                self._failure = error
                raise

        stack.workspace.program = program
        try:
            stack.up(target=[urn], suppress_outputs=True, color="never")
        except CommandError as error:
            if not self._taken and self._failure is None:
                self._failure = problem_of(str(error))
        except BaseException as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _deployment(self) -> None:
        """Register the entry, wait for the deployment to end, and register how it did."""
        component = pulumi.ComponentResource(ENTRY_TYPE, self.entry.name, self.entry.inputs())
        await component.urn.future()
        self._open = True
        self._ready.set()
        closing = await asyncio.get_running_loop().run_in_executor(None, self._closing.get)
        self.entry = self.entry.closed(closing)
        component.register_outputs(self.entry.outputs())
        pulumi.export(HEAD, self.entry.seal)

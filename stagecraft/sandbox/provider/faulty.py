"""Makes go wrong what a scenario wants to go wrong with a call."""

import os
import threading
from collections.abc import Callable
from typing import TypeVar

from stagecraft.sandbox.cloud import Cloud, Kept
from stagecraft.sandbox.faults import Fault, FaultKind, Scenario
from stagecraft.sandbox.provider.refusals import Refusal

# As of a process that was killed.
_KILLED = 137
_BEFORE = (FaultKind.FAIL, FaultKind.THROTTLE, FaultKind.TIMEOUT)
Answer = TypeVar("Answer")


class PartialFailure(Refusal):
    """The cloud was changed, and AWS answered with an error: the engine keeps what there is, as unhealthy."""

    def __init__(self, message: str, kept: Kept) -> None:
        super().__init__(message)
        self.kept = kept


class Faults:
    """The faults of one provider process."""

    def __init__(self, scenario: Scenario, cloud: Cloud) -> None:
        """Follow a scenario, and change the cloud where it says so."""
        self._scenario = scenario
        self._cloud = cloud
        self._cancelled = threading.Event()

    def begin(self) -> None:
        """Let calls take their time again: an engine has come."""
        self._cancelled.clear()

    def cancel(self) -> None:
        """End every wait: the engine wants to go, as it says at the end of each run."""
        self._cancelled.set()

    def around(
        self,
        call: tuple[str, str, str],
        work: Callable[[], Answer],
        resource: Callable[[Answer], Kept | None] = lambda _: None,
    ) -> tuple[Answer, str]:
        """Do the work of a call, with what goes wrong; return its answer, and which fault there was.

        Args:
            call: operation, type token and URN.
            work: does what was asked.
            resource: tells which resource an answer is about.

        Raises:
            Refusal: the fault is an error.
        """
        fault = self._scenario.next(*call)
        if fault is None:
            return work(), ""
        if fault.seconds:
            self._cancelled.wait(fault.seconds)
        if fault.kind in _BEFORE:
            raise Refusal(fault.error)
        if fault.kind is FaultKind.DIE and not fault.after:
            os._exit(_KILLED)
        answer = work()
        self._after(fault, resource(answer))
        return answer, str(fault.kind)

    def _after(self, fault: Fault, kept: Kept | None) -> None:
        if fault.kind is FaultKind.DIE:
            os._exit(_KILLED)
        if fault.kind is FaultKind.FAIL_AFTER:
            raise PartialFailure(fault.error, kept) if fault.known and kept else Refusal(fault.error)
        if kept is None:
            return
        if fault.kind is FaultKind.LOSE:
            self._cloud.lose(kept)
        elif fault.kind is FaultKind.CHANGE:
            self._cloud.change(kept, fault.property, fault.value)

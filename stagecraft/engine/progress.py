"""Shows how far the engine is, as its events come."""

import time
from types import TracebackType
from typing import Final, Self

from pulumi.automation.events import EngineEvent, StepEventMetadata
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from stagecraft.engine.steps import QUIET

# seconds between two lines where nobody watches a terminal, such as in CI
_BETWEEN_LINES: Final = 15
_SHOWN: Final = 3


class EngineProgress:
    """A context manager whose `show` takes the engine's events.

    On a terminal one line tells the count, what is under way and for how long. Elsewhere a line comes every quarter
    of a minute; what failed is told at once in both.
    """

    def __init__(self, console: Console, title: str) -> None:
        """Draw on `console`, each line beginning with `title`, such as `prod: up`."""
        self._console = console
        self._title = title
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console,
            transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._task = self._progress.add_task(f"{title}: starting the engine")
        self._under_way: dict[str, float] = {}
        self._seen = self._changed = 0
        self._told = time.monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: EngineEvent) -> None:
        """Show one event."""
        if event.resource_pre_event is not None:
            metadata = event.resource_pre_event.metadata
            state = metadata.new or metadata.old
            # A component is under way as long as its children: it tells nothing that they do not.
            if state is not None and state.custom:
                self._under_way[metadata.urn] = time.monotonic()
        elif event.res_outputs_event is not None:
            self._done(event.res_outputs_event.metadata)
        elif event.res_op_failed_event is not None:
            metadata = event.res_op_failed_event.metadata
            self._under_way.pop(metadata.urn, None)
            self._print(f"{_operation(metadata)} {_short(metadata.urn)} failed")
        else:
            return
        line = self._line()
        self._progress.update(self._task, description=line)
        if not self._console.is_terminal and time.monotonic() - self._told >= _BETWEEN_LINES:
            self._told = time.monotonic()
            self._print(line.removeprefix(f"{self._title}: "))

    def _done(self, metadata: StepEventMetadata) -> None:
        self._under_way.pop(metadata.urn, None)
        self._seen += 1
        self._changed += _operation(metadata) not in QUIET

    def _line(self) -> str:
        now = time.monotonic()
        oldest = sorted(self._under_way.items(), key=lambda item: item[1])[:_SHOWN]
        waiting = ", ".join(f"{_short(urn)} ({now - since:.0f} s)" for urn, since in oldest)
        more = len(self._under_way) - len(oldest)
        under_way = f"; under way: {waiting}{f' and {more} more' if more > 0 else ''}" if waiting else ""
        return f"{self._title}: {self._seen} resources, {self._changed} changed{under_way}"

    def _print(self, text: str) -> None:
        self._console.print(f"{self._title}: {text}", markup=False, highlight=False, soft_wrap=True)


def _operation(metadata: StepEventMetadata) -> str:
    return str(getattr(metadata.op, "value", metadata.op))


def _short(urn: str) -> str:
    """Return the type and name that people know a resource by."""
    types, _, name = urn.rpartition("::")
    return f"{types.rpartition('::')[2].rpartition('$')[2]} {name}"

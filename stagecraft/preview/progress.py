"""Shows how far a preview is: on a terminal a line a stack, elsewhere nothing but the result."""

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from stagecraft.program.runner import Event


class PreviewProgress:
    """A context manager whose `show` takes the events of a run."""

    def __init__(self, console: Console) -> None:
        """Draw on `console` if it is a terminal."""
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console,
            transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> "PreviewProgress":
        self._progress.start()
        self._tasks[""] = self._progress.add_task("starting Python and importing the Pulumi SDKs")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Show one event."""
        stack = event.get("stack", "")
        if not stack:
            return
        if "" in self._tasks:
            self._progress.remove_task(self._tasks.pop(""))
        text = f"{stack}: {event.get('count', 0)} resources"
        if event["stage"] == "done":
            text += " ✓"
        if stack not in self._tasks:
            self._tasks[stack] = self._progress.add_task(text)
        self._progress.update(self._tasks[stack], description=text)

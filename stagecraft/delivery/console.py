"""A delivery told on a terminal, or in the log of a CI run."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.prompt import Prompt

from stagecraft.delivery.text import question
from stagecraft.engine.events import OnEvent
from stagecraft.engine.progress import EngineProgress
from stagecraft.preview.progress import PreviewProgress


class ConsoleTalk:
    """Tells on a console, and asks for the name of the stack."""

    def __init__(self, told: Console, progress: Console) -> None:
        """Tell on one console, and show progress on another one."""
        self._told = told
        self._progress = progress

    def previewing(self) -> AbstractContextManager[PreviewProgress]:
        """Return the progress of the offline preview."""
        return PreviewProgress(self._progress)

    @contextmanager
    def engine(self, title: str) -> Iterator[OnEvent]:
        """Yield what shows the engine's events."""
        with EngineProgress(self._progress, title) as progress:
            yield progress.show

    def say(self, text: str) -> None:
        """Print a text as it is."""
        self._told.print(text, markup=False, highlight=False, soft_wrap=True)

    def agreed(self, stack: str) -> bool:
        """Ask for the name of the stack; anything else means no."""
        return Prompt.ask(question(stack), console=self._told).strip() == stack

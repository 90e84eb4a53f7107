"""How a delivery ends, and what it says on the way."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from stagecraft.delivery.ledger import Action, Entry
from stagecraft.engine.events import OnEvent


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """A delivery that is not allowed; nothing was touched. One line for each reason, with the way out."""

    def __init__(self, reasons: Sequence[str]) -> None:
        """Keep the reasons."""
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)


class DeliveryMistake(Exception):  # noqa: N818 - a user's mistake, not an error of ours
    """A delivery that cannot be tried as it was asked for; one line for each mistake, with the way out."""


class Talk(Protocol):
    """Whom a delivery tells how far it is, and asks."""

    def previewing(self) -> AbstractContextManager[Any]:
        """Return a progress of the offline preview; its `show` takes events."""

    def engine(self, title: str) -> AbstractContextManager[OnEvent]:
        """Return what takes the engine's events while it runs."""

    def say(self, text: str) -> None:
        """Tell something."""

    def agreed(self, stack: str) -> bool:
        """Ask whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivery that ran.

    Attributes:
        entry: the closed entry of the ledger.
        faults: what the checks after it found; empty where all is well.
        notes: what else is worth knowing.
    """

    stack: str
    action: Action
    entry: Entry
    changes: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        return {
            "stack": self.stack,
            "action": self.action,
            "result": self.entry.closing.result if self.entry.closing else "started",
            "changes": dict(self.changes),
            "faults": list(self.faults),
            "notes": list(self.notes),
            "entry": {**self.entry.inputs(), "closing": self.entry.outputs()},
        }

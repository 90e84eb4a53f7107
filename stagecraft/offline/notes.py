"""What a preview tells besides the resources."""

import threading
from dataclasses import dataclass, field

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Problem:
    """A resource that the engine or AWS would refuse, and the program's line that made it."""

    urn: str
    message: str
    stack_trace: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Notes:
    """What the preview must tell its reader besides the resources."""

    # remote components that stay one opaque resource: (type, name)
    opaque: set[tuple[str, str]] = field(default_factory=set)
    # invokes whose answer is invented: token -> how often
    invented: dict[str, int] = field(default_factory=dict)
    # stack references whose values are not at hand
    unknown_stacks: set[str] = field(default_factory=set)

    def invent(self, token: str) -> None:
        """Count an invented answer of a function."""
        with _LOCK:  # registrations and invokes come from several threads
            self.invented[token] = self.invented.get(token, 0) + 1

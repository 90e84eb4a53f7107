"""A line of JSON for each call that the provider answered: it explains a run afterwards."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Journal:
    """Appends to a file, whole lines only; keeps nothing where there is no file."""

    def __init__(self, file: Path | None) -> None:
        """Open the file, which earlier and other processes may have written to."""
        self._lock = threading.Lock()
        self._file = None
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._file = file.open("a", encoding="utf-8", buffering=1)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def write(self, method: str, urn: str, seconds: float, result: str, **more: Any) -> None:
        """Write one line: the method, what it was about, how long it took and what came of it."""
        if self._file is None:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": now, "method": method, "urn": urn, "ms": round(seconds * 1000, 1), "result": result}
        with self._lock:
            self._file.write(json.dumps({**line, **more}) + "\n")

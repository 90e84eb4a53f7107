"""Writes what a preview leaves on disk: whole, or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path


def write_all(files: Mapping[Path, str]) -> None:
    """Write every file, then put all of them in place: an interrupted run leaves the earlier files whole.

    Args:
        files: the text of each file by its path; folders are made.
    """
    written: list[tuple[Path, Path]] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.{os.getpid()}")
            written.append((partial, path))
            partial.write_text(text, encoding="utf-8")
        for partial, path in written:
            partial.replace(path)
    finally:
        for partial, _ in written:
            partial.unlink(missing_ok=True)

"""Hashes of plain values that are equal on every machine and for every order of keys."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from stagecraft.promotion.architecture import Shape


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON (sorted keys, no blanks)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint_hash(shapes: Counter[Shape]) -> str:
    """Return the hash of an architecture: of how often each shape occurs, whatever the order."""
    rows = [[path, type_, sorted(targets), count] for (path, type_, targets), count in shapes.items()]
    return digest(sorted(rows))


def settings_hash(config: Mapping[str, Any]) -> str:
    """Return the hash of a stack's configuration: of its values, not of comments or the order of keys."""
    return digest(config)

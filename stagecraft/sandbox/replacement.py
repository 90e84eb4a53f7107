"""Which changes AWS makes in place and which make a new resource, and which lists AWS keeps as sets.

The facts lie in `replacement.json`, made by `scripts/replacement_data.py` from the SDK's documentation and AWS'
own resource schemas; what both have wrong or leave out stands below, each with its reason.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from stagecraft.simulated.aws import aliases

DATA: Final = Path(__file__).with_name("replacement.json")
# A region is where a resource is, so that another one is another resource.
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
_EVERYWHERE: Final = frozenset({"region"})


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What is known of one resource type; a property is written without positions: `rootBlockDevice.encrypted`."""

    replaces: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()

    def makes_new(self, path: str) -> bool:
        """Tell whether a change at a path, or of what it lies in, makes a new resource."""
        return any(part in self.replaces or part in _EVERYWHERE for part in _upwards(path)) or _is_prefix(
            path
        )


@cache
def of_type(token: str) -> TypeFacts:
    """Return what is known of a type; nothing of one that the data leave out."""
    found = _data().get(aliases.canonical(token), {})
    return TypeFacts(frozenset(found.get("replaces", "").split()), frozenset(found.get("sets", "").split()))


def _is_prefix(path: str) -> bool:
    """Tell whether a path is the prefix of a name, which AWS is given only when the resource is made."""
    return path in ("namePrefix", "bucketPrefix", "identifierPrefix", "clusterIdentifierPrefix")


def _upwards(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


@cache
def _data() -> Mapping[str, Any]:
    types: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))["types"] if DATA.exists() else {}
    return types

"""Which changes AWS makes in place and which make a new resource, and which lists AWS keeps as sets.

The facts lie in `replacement.json`, made by `scripts/replacement_data.py` from AWS' own resource schemas and the
SDK's documentation, and corrected by hand where pulumi-aws does otherwise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from stagecraft.simulated.aws import aliases

DATA: Final = Path(__file__).with_name("replacement.json")
# In the data: AWS chooses a value where the program gives none.
_CHOSEN: Final = "?"
# A region is where a resource is, so that another one is another resource.
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
_EVERYWHERE: Final = frozenset({"region"})
# What AWS keeps without order wherever it stands.
_SETS: Final = frozenset(
    {"securityGroupIds", "securityGroups", "subnetIds", "vpcSecurityGroupIds", "vpcZoneIdentifiers"}
)


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What is known of one resource type; a path is written without positions: `rootBlockDevice.encrypted`."""

    replaces: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()

    def makes_new(self, path: str) -> bool:
        """Tell whether a change of a property, or of what it lies in, makes a new resource."""
        return any(part in self.replaces or part in _EVERYWHERE for part in _upwards(path))

    def keeps(self, path: str) -> bool:
        """Tell whether AWS keeps the value of a property that is taken out of the program."""
        return path in self.chosen

    def is_set(self, path: str) -> bool:
        """Tell whether the order of a list says nothing."""
        return path in self.sets or path.rpartition(".")[2] in _SETS


@cache
def of_type(token: str) -> TypeFacts:
    """Return what is known of a type; nothing of one that the data leave out."""
    found = _data().get(aliases.canonical(token), {})
    replaces = found.get("replaces", "").split()
    return TypeFacts(
        replaces=frozenset(path.removesuffix(_CHOSEN) for path in replaces),
        chosen=frozenset(path.removesuffix(_CHOSEN) for path in replaces if path.endswith(_CHOSEN)),
        sets=frozenset(found.get("sets", "").split()),
    )


def _upwards(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


@cache
def _data() -> Mapping[str, Any]:
    types: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))["types"]
    return types

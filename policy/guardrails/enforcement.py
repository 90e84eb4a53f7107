"""How strictly each policy is enforced in each environment: data, in the form of `--policy-pack-config`.

`enforcement/<environment>.json` maps policies to levels; `all` is every policy that is not named. The engine
reads the same files in the same way: https://www.pulumi.com/docs/insights/policy/policy-packs/configuration/
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

Level = Literal["mandatory", "advisory", "disabled"]

ENFORCEMENT: Final = Path(__file__).resolve().parent.parent / "enforcement"
STRICTEST: Final = "prod"
_EVERY: Final = "all"


@cache
def environments() -> tuple[str, ...]:
    """Return the environments that the pack knows."""
    return tuple(sorted(path.stem for path in ENFORCEMENT.glob("*.json")))


def environment_of(name: str) -> str:
    """Return the environment to judge a stack by: its own name if that is known, else the strictest one."""
    return name if name in environments() else STRICTEST


@cache
def levels(environment: str) -> Mapping[str, Level]:
    """Return the levels of an environment, as its file states them."""
    path = ENFORCEMENT / f"{environment_of(environment)}.json"
    stated: dict[str, Level] = json.loads(path.read_text(encoding="utf-8"))
    return stated


def level(policy: str, environment: str) -> Level:
    """Return how strictly a policy is enforced in an environment."""
    stated = levels(environment)
    return stated.get(policy, stated.get(_EVERY, "mandatory"))

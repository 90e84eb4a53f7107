"""Paths of properties, as Pulumi writes them: `ingress[0].cidrBlocks`, `tags["aws:team"]`.

https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/
"""

import re
from collections.abc import Iterable
from typing import Final

_SIMPLE_KEY: Final = re.compile(r"\w+", re.ASCII)
_STEP: Final = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.\[\]]+)')

Step = str | int


def format_path(steps: Iterable[Step]) -> str:
    """Write a path; keys of other than letters, digits and `_` are quoted."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _SIMPLE_KEY.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += '["{}"]'.format(step.replace('"', '\\"'))
    return text


def parse_path(path: str) -> tuple[Step, ...]:
    """Read a path in Pulumi's syntax; `*` stays as it is."""
    steps: list[Step] = []
    for quoted, position, key in _STEP.findall(path):
        if position:
            steps.append(position if position == "*" else int(position))
        else:
            steps.append(key or quoted.replace('\\"', '"'))
    return tuple(steps)


def general_path(steps: Iterable[Step]) -> str:
    """Return a path without its positions, as the facts of replacement write it."""
    return ".".join(step for step in steps if isinstance(step, str))

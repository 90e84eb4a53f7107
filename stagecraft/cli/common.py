"""What the commands share: options, and how a mistake of the user's ends."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

_WIDTH_OF_FILES = 140

Directory = Annotated[
    Path,
    typer.Option(
        "-C", "--directory", metavar="DIR", help="Any Pulumi project in Python, or a folder inside it."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
Waivers = Annotated[
    Path | None,
    typer.Option("--waivers", metavar="FILE", help="Waivers to judge by, instead of the pack's own."),
]


class Mistake(Exception):  # noqa: N818 - a user's mistake, not an error of ours
    """Something the user must mend; each line of the message says where, what and the way out."""


def console(*, stderr: bool = False) -> Console:
    """Return where people read: as wide as their terminal; in a file or a log, wide enough for whole lines."""
    found = Console(stderr=stderr, highlight=False)
    return found if found.is_terminal else Console(stderr=stderr, highlight=False, width=_WIDTH_OF_FILES)


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    from stagecraft.gate.formats import as_json

    print(as_json(value), end="")

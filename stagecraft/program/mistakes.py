"""What went wrong in a run of a program, in lines for people, with what of the preview itself can be why."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stagecraft import wire


def mistakes_of(found: Mapping[str, Any], *, python: Path, secure: Sequence[str]) -> list[str]:
    """Tell the mistakes of one stack: each refused resource, and why the program ended early, if it did.

    Args:
        found: what the host process wrote of the stack.
        python: what the program ran under.
        secure: the keys of the configuration that nobody can decrypt here.
    """
    lines = []
    for problem in found["problems"]:
        _, _, type_, name = problem["urn"].split("::", 3)
        where = f" ({problem['line']})" if problem["line"] else ""
        lines.append(f"{type_.rsplit('$', 1)[-1]} {name}{where}: {problem['message']}")
    error = found["error"]
    if error:
        told = ["the program failed:", error["traceback"]] if error["traceback"] else [error["message"]]
        hints = [*_of_secrets(error, secure)]
        if error["traceback"]:
            hints += [*_of_preview(error, found["notes"], python)]
        lines.append("\n".join([*told, *(f"({hint})" for hint in hints)]))
    return lines


def _of_secrets(error: Mapping[str, Any], secure: Sequence[str]) -> Iterator[str]:
    if secure and (error["in_apply"] or wire.PLACEHOLDER in error["message"]):
        yield (
            f"secure values cannot be decrypted here, and {wire.PLACEHOLDER!r} stands for "
            f"{', '.join(sorted(secure))}: preview a stack file with plain stand-ins of the right form"
        )


def _of_preview(error: Mapping[str, Any], notes: Mapping[str, Any], python: Path) -> Iterator[str]:
    if error["message"].startswith("ModuleNotFoundError"):
        own = python == Path(sys.executable)
        yield (
            f"Pulumi.yaml names no virtual environment that exists, so it ran under {python}: install the program's "
            "requirements in one, and name it there, under runtime: options: virtualenv:"
            if own
            else f"it ran under {python}: install the program's requirements there"
        )
    if error["in_apply"]:
        yield (
            "it failed in an apply, which a real preview skips where the value is not known yet: "
            "guard what needs AWS or a network with `if not pulumi.runtime.is_dry_run():`"
        )
    if notes["invented"]:
        yield f"answers that only AWS knows were invented: {', '.join(sorted(notes['invented']))}"

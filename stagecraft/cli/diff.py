"""`stagecraft diff`."""

from pathlib import Path
from typing import Annotated

import typer

from stagecraft.cli.common import AsJson, Directory, Mistake, console, print_json

EXAMPLES = """
Examples:

    stagecraft diff dev prod

    stagecraft diff staging prod --json

Exit 0: the same architecture, every difference allowed. 1: not. 2: there is nothing to compare.
"""


def command(
    first: Annotated[str, typer.Argument(metavar="STACK", help="The lower environment.")],
    second: Annotated[str, typer.Argument(metavar="STACK", help="The higher environment.")],
    directory: Directory = Path(),
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where previews lie; by default `out/` of the project"),
    ] = None,
    json_: AsJson = False,
) -> None:
    """Say whether two stacks are the same architecture, and list each difference by tier with its reason.

    Reads `out/STACK/state.json`; a stack whose preview is missing or older than its sources is previewed first.
    What may differ, and why, stands in `promotion.yaml`.
    """
    from stagecraft.preview.progress import PreviewProgress
    from stagecraft.preview.service import PreviewError, compare

    try:
        with PreviewProgress(console(stderr=True)) as progress:
            report = compare(directory, first, second, out=out, on_event=progress.show)
    except PreviewError as error:
        raise Mistake(str(error)) from error
    if json_:
        print_json(report.to_dict())
    else:
        report.render_text(console())
    raise typer.Exit(report.exit_code)

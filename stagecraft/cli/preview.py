"""`stagecraft preview`."""

from pathlib import Path
from typing import Annotated

import typer

from stagecraft.cli.common import AsJson, Directory, Mistake, Waivers, console, print_json

EXAMPLES = """
Examples:

    stagecraft preview

    stagecraft preview --stack prod

    stagecraft preview -C path/to/program --out /tmp/preview

    stagecraft preview --stack-output network/prod.vpcId=vpc-0abc

    stagecraft preview --markdown comment.md

Exit 0: allowed. 1: a mandatory rule is broken. 2: the config or the program is wrong.
"""


def command(
    directory: Directory = Path(),
    stack: Annotated[
        list[str] | None,
        typer.Option("--stack", metavar="NAME", help="Preview this stack only; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where outputs go; by default `out/` of the project."),
    ] = None,
    stack_output: Annotated[
        list[str] | None,
        typer.Option(
            "--stack-output",
            metavar="PROJECT/STACK.OUTPUT=VALUE",
            help="An output of another stack, for stack references; may be repeated.",
        ),
    ] = None,
    waivers: Waivers = None,
    full: Annotated[
        bool, typer.Option("--full", help="Show every resource in the tree, not only counts.")
    ] = False,
    markdown: Annotated[
        Path | None,
        typer.Option(
            "--markdown", metavar="FILE", help="Write a summary in Markdown too, for a pull request."
        ),
    ] = None,
    json_: AsJson = False,
) -> None:
    """Preview every stack offline, gate each with the policy pack, and say how they differ.

    Runs the real program without a Pulumi CLI, an AWS account or a network. Writes `out/STACK/state.json`
    (a Pulumi state export), `out/STACK/findings.json` and `out/report.html`.
    """
    from stagecraft.preview.progress import PreviewProgress
    from stagecraft.preview.service import PreviewError, preview
    from stagecraft.report import print_preview, render_markdown, render_mistakes

    try:
        with PreviewProgress(console(stderr=True)) as progress:
            result = preview(
                directory,
                stack or [],
                out=out,
                stack_outputs=stack_output or [],
                waivers=waivers,
                on_event=progress.show,
            )
    except PreviewError as error:
        _write(markdown, render_mistakes(_name(directory), str(error)))
        raise Mistake(str(error)) from error
    _write(markdown, render_markdown(result.project.name, result.views, result.comparisons))
    if json_:
        print_json(result.to_dict())
    else:
        for name, text in result.printed.items():
            console(stderr=True).print(
                f"{name}: the program printed:\n{text.rstrip()}", markup=False, style="dim"
            )
        print_preview(console(), result.project.name, result.views, result.comparisons, full=full)
        console().print(f"report: {result.report}", highlight=False, soft_wrap=True)
    raise typer.Exit(0 if result.allowed else 1)


def _write(file: Path | None, text: str) -> None:
    if file is None:
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Mistake(f"--markdown {file}: cannot be written ({error.strerror})") from error


def _name(directory: Path) -> str:
    """Return the project's name, else the folder that should hold one."""
    from stagecraft.program.project import ProjectError, find_project

    try:
        return find_project(directory).name
    except ProjectError:
        return directory.resolve().name

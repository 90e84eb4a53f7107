"""`stagecraft drift`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from stagecraft.cli.common import AsJson, Directory, Mistake, Waivers, console, print_json

if TYPE_CHECKING:
    from stagecraft.delivery.drift.report import DriftReport

EXAMPLES = """
Examples:

    stagecraft drift --stack prod

    stagecraft drift --stack prod --format markdown > drift.md

    stagecraft drift --stack dev --sandbox

    stagecraft drift --recorded state-of-monday.json --actual state-of-today.json

Exit 0: no drift. 3: only benign differences. 4: something that security depends on. 5: something is lost, or
kept from being lost no more; the worst one counts. 2: there is nothing to compare.

For a schedule (cron, CI), where benign drift is no reason to wake anybody:

    stagecraft drift --stack prod --json > drift.json || test $? -eq 3
"""
_FORMATS: Final = ("text", "json", "markdown")


def command(
    stack: Annotated[
        str | None,
        typer.Option("--stack", metavar="NAME", help="The stack, on the backend you are logged in to."),
    ] = None,
    directory: Directory = Path(),
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="The stack of the sandbox (see stagecraft sandbox).")
    ] = False,
    recorded: Annotated[
        Path | None,
        typer.Option("--recorded", metavar="FILE", help="A state export to compare instead of a stack."),
    ] = None,
    actual: Annotated[
        Path | None,
        typer.Option("--actual", metavar="FILE", help="The later export, after a refresh: what there is."),
    ] = None,
    waivers: Waivers = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="text|json|markdown", help="What to print.")
    ] = "text",
    json_: AsJson = False,
) -> None:
    """Say what is not in AWS as Pulumi last recorded it, and how bad each difference is.

    Runs `pulumi refresh --preview-only`: nothing is changed, neither in AWS nor in the state. Each difference is
    benign, of security or destructive, by the policy pack and by declared tables with reasons.
    """
    form = "json" if json_ else format_
    if form not in _FORMATS:
        raise Mistake(f"--format {form!r}: allowed: {', '.join(_FORMATS)}")
    if stack and not recorded and not actual:
        report = _of_stack(directory, stack, waivers, sandbox=sandbox)
    elif recorded and actual and not stack and not sandbox:
        report = _of_files(recorded, actual, waivers)
    else:
        raise Mistake("give either --stack NAME (and --sandbox), or --recorded FILE with --actual FILE")
    _print(report, form)
    raise typer.Exit(report.exit_code)


def _of_files(recorded: Path, actual: Path, waivers: Path | None) -> "DriftReport":
    from stagecraft.delivery.drift.service import DriftError, drift_of_files

    try:
        return drift_of_files(recorded, actual, waivers=waivers)
    except DriftError as error:
        raise Mistake(str(error)) from error


def _of_stack(directory: Path, stack: str, waivers: Path | None, *, sandbox: bool) -> "DriftReport":
    from stagecraft.delivery.drift.service import DriftError, drift_of_stack
    from stagecraft.engine import EngineProblem
    from stagecraft.engine.progress import EngineProgress
    from stagecraft.program.project import ProjectError, find_project
    from stagecraft.sandbox.target import stacks_of

    try:
        with (
            stacks_of(find_project(directory), sandbox=sandbox) as stacks,
            EngineProgress(console(stderr=True), f"{stack}: drift") as progress,
        ):
            return drift_of_stack(stacks(stack), waivers=waivers, on_event=progress.show)
    except (DriftError, EngineProblem, ProjectError) as error:
        raise Mistake(str(error)) from error


def _print(report: "DriftReport", form: str) -> None:
    from stagecraft.delivery.drift.text import markdown, print_report

    if form == "json":
        print_json(report.to_dict())
    elif form == "markdown":
        print(markdown(report), end="")
    else:
        print_report(console(), report)

"""`stagecraft gate`."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from stagecraft.cli.common import Mistake, Waivers, console, print_json

EXAMPLES = """
Examples:

    stagecraft gate --state out/prod/state.json

    pulumi stack export | stagecraft gate --state /dev/stdin --environment prod

    pulumi preview --json --show-sames > plan.json && stagecraft gate --state plan.json --format markdown

    stagecraft gate --state account/out/prod/state.json --format sarif --sources account

    stagecraft gate --state out/prod/state.json --explain shop-primary

    stagecraft gate --state out/prod/state.json --exposure

Exit 0: allowed. 1: a mandatory rule is broken. 2: a file is not what it should be.
"""


def command(
    state: Annotated[
        list[Path],
        typer.Option(
            "--state",
            metavar="FILE",
            help="A Pulumi state export, or the whole of `pulumi preview --json`; may be repeated.",
        ),
    ],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Further files.", show_default=False)
    ] = None,
    environment: Annotated[
        str | None,
        typer.Option(
            "--environment",
            metavar="NAME",
            help="Judge as dev, staging or prod; by default the stack's name.",
        ),
    ] = None,
    waivers: Waivers = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="text|json|sarif|markdown", help="What to print.")
    ] = "text",
    sources: Annotated[
        str,
        typer.Option(
            "--sources",
            metavar="DIR",
            help="The program's folder, seen from the repository's root: SARIF names its files so.",
        ),
    ] = "",
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain", metavar="URN", help="Tell what each rule says of one resource, by URN or name."
        ),
    ] = None,
    exposure: Annotated[
        bool, typer.Option("--exposure", help="List what the internet reaches, with the hops of each way.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Run the policy pack over any Pulumi state export or preview.

    A stack whose name is none of dev, staging and prod is judged as prod.
    """
    from stagecraft.gate.formats import FORMATS, render, summary
    from stagecraft.gate.runner import GateError, fails, gate_states

    form = "json" if json_ else format_
    if form not in FORMATS:
        raise Mistake(f"--format {form!r}: allowed: {', '.join(FORMATS)}")
    files = [*state, *(more or [])]
    try:
        if explain is not None:
            _explain(files, explain, environment, waivers, as_json=form == "json")
            return
        if exposure:
            _exposure(files, form)
            return
        findings = gate_states(files, environment, waivers)
    except GateError as error:
        raise Mistake(str(error)) from error
    shown = console()
    text = render(findings, form, color=shown.is_terminal, width=shown.width, sources=sources)
    print(text, end="")
    if form != "text":
        print(summary(findings), file=sys.stderr)
    raise typer.Exit(1 if fails(findings) else 0)


def _explain(
    files: list[Path], urn: str, environment: str | None, waivers: Path | None, *, as_json: bool
) -> None:
    from stagecraft.gate.explain import explain
    from stagecraft.gate.runner import load

    graphs, exceptions = load(files, waivers)
    told = explain(graphs, urn, environment, exceptions).as_dict()
    if as_json:
        print_json(told)
        return
    shown = console()
    shown.print(f"[bold]{told['urn']}[/bold]\njudged as {told['environment']}; made at {_source(told)}")
    for rule in told["rules"]:
        shown.print(f"  {rule['verdict']:<10} {rule['rule']} ({rule['enforcement']}): {rule['statement']}")
        for message in rule["messages"]:
            shown.print(f"             {message}", markup=False)
        if rule["values"] and not rule["messages"]:
            values = ", ".join(f"{path} is {value}" for path, value in rule["values"].items())
            shown.print(f"             {values}", markup=False)
    for rule_id, why in told["notApplicable"].items():
        shown.print(f"  {'no concern':<10} {rule_id}: {why}", markup=False)


def _exposure(files: list[Path], form: str) -> None:
    from stagecraft.gate.exposure import as_text, exposed
    from stagecraft.gate.runner import load

    if form not in ("text", "json"):
        raise Mistake(f"--exposure --format {form}: allowed: text, json")
    graphs, _ = load(files)
    found = exposed(graphs)
    if form == "json":
        print_json({"exposure": [one.as_dict() for one in found]})
    else:
        print(as_text(found, [file for file, _ in graphs]), end="")


def _source(told: dict[str, Any]) -> str:
    return told["source"][0] if told["source"] else "an unknown line"

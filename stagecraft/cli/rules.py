"""`stagecraft rules`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from stagecraft.cli.common import AsJson, Directory, Mistake, console, print_json

EXAMPLES = """
Examples:

    stagecraft rules

    stagecraft rules --format markdown > docs/policies.md

    stagecraft rules --coverage

    stagecraft rules --stacks
"""


def command(
    directory: Directory = Path(),
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="Tell what is decided about each sensitive input of the provider."),
    ] = False,
    stacks: Annotated[
        bool, typer.Option("--stacks", help="Tell which rules judge each AWS type of the previewed stacks.")
    ] = False,
    format_: Annotated[
        str, typer.Option("--format", metavar="text|markdown", help="What to print.")
    ] = "text",
    json_: AsJson = False,
) -> None:
    """List the rules of the policy pack, and what each demands in which environment."""
    from stagecraft.gate.rules import policies_page, rules_table

    if format_ not in ("text", "markdown"):
        raise Mistake(f"--format {format_!r}: allowed: text, markdown")
    if coverage and stacks:
        raise Mistake("--coverage tells of the provider, --stacks of your stacks: give one of them")
    if coverage:
        _coverage(as_json=json_)
    elif stacks:
        _stacks(directory, as_json=json_)
    elif json_:
        print_json({"rules": rules_table()})
    elif format_ == "markdown":
        print(policies_page(), end="")
    else:
        table = Table("rule", "what holds", "severity", "dev", "staging", "prod", box=None)
        for rule in rules_table():
            levels = rule["enforcement"]
            table.add_row(
                rule["id"],
                rule["statement"],
                rule["severity"],
                levels["dev"],
                levels["staging"],
                levels["prod"],
            )
        console().print(table)


def _coverage(*, as_json: bool) -> None:
    from stagecraft.gate.coverage import coverage, summary

    rows = coverage()
    counts = summary(rows)
    if as_json:
        print_json({**counts, "coverage": [row.as_dict() for row in rows]})
        return
    table = Table("type", "input", "family", "decision", "by rule, or because", box=None)
    for row in rows:
        why = ", ".join(row.decision.rules) or row.decision.because if row.decision else ""
        table.add_row(row.type, row.input, row.family.id, row.says, why)
    console().print(table)
    console().print(
        f"\n{counts['inputs']} inputs of {counts['sensitiveTypes']} types, "
        f"of {counts['types']} in pulumi_aws {counts['provider']}"
    )
    console().print(_counted(counts))


def _counted(counts: dict[str, Any]) -> Table:
    table = Table("", *("checked", "not needed", "undecided"), box=None)
    for family, found in counts["families"].items():
        table.add_row(family, *(str(found[kind]) for kind in ("checked", "not needed", "undecided")))
    return table


def _stacks(directory: Path, *, as_json: bool) -> None:
    from guardrails.graph import Graph, StateError

    from stagecraft.gate.rules import judged_types
    from stagecraft.program.project import ProjectError, find_project

    try:
        project = find_project(directory)
        states = sorted((project.root / "out").glob("*/state.json"))
        if not states:
            raise Mistake(f"{project.root / 'out'}: holds no preview; run `stagecraft preview` first")
        rows = judged_types([Graph.load(state) for state in states])
    except (ProjectError, StateError) as error:
        raise Mistake(str(error)) from error
    if as_json:
        print_json({"types": rows})
        return
    table = Table("type", "resources", "rules", box=None)
    for row in rows:
        table.add_row(row["type"], str(row["resources"]), ", ".join(row["rules"]) or "none")
    console().print(table)

"""`stagecraft rules`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from stagecraft.cli.common import AsJson, Directory, Mistake, console, print_json

EXAMPLES = """
Examples:

    stagecraft rules

    stagecraft rules --format markdown > docs/policies.md

    stagecraft rules --coverage
"""


def command(
    directory: Directory = Path(),
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Tell which rules judge each AWS type of the previewed stacks.")
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
    if coverage:
        _coverage(directory, as_json=json_)
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


def _coverage(directory: Path, *, as_json: bool) -> None:
    from guardrails.graph import Graph, StateError

    from stagecraft.gate.rules import coverage
    from stagecraft.program.project import ProjectError, find_project

    try:
        project = find_project(directory)
        states = sorted((project.root / "out").glob("*/state.json"))
        if not states:
            raise Mistake(f"{project.root / 'out'}: holds no preview; run `stagecraft preview` first")
        rows = coverage([Graph.load(state) for state in states])
    except (ProjectError, StateError) as error:
        raise Mistake(str(error)) from error
    if as_json:
        print_json({"coverage": rows})
        return
    table = Table("type", "resources", "rules", box=None)
    for row in rows:
        table.add_row(row["type"], str(row["resources"]), ", ".join(row["rules"]) or "none")
    console().print(table)

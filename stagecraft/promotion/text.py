"""The promotion report in a terminal."""

from itertools import groupby
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stagecraft.promotion.allowed import FILE
from stagecraft.promotion.differences import Kind
from stagecraft.promotion.report import Break, Report
from stagecraft.promotion.wording import Row, rows_of

# A terminal shows no more rows of one tier; `--json` has them all.
_ROWS: Final = 40
_NAMES: Final = 3
NO_RULES: Final = f"The project has no {FILE}, so every value and count may differ."


def print_report(console: Console, report: Report) -> None:
    """Print the verdict, what breaks the sameness, and the differences tier by tier."""
    console.print(Text(report.verdict, style="bold green" if report.promotable else "bold red"))
    if not report.ruled:
        console.print(Text(NO_RULES, style="dim"))
    for one in report.breaks:
        console.print(_break(one))
    for tier, rows in groupby(rows_of(report.differences), key=lambda row: row.tier):
        console.print(_table(tier, list(rows), report))
    if report.not_allowed:
        console.print(Text(not_allowed_advice(report), style="red"))
    if report.unused:
        told = "; ".join(f"{{{entry}}}" for entry in report.unused)
        console.print(Text(f"Not needed between these two, in {FILE}: {told}", style="dim"))


def not_allowed_advice(report: Report) -> str:
    """Return the way out for differences that nothing allows."""
    first = report.not_allowed[0]
    section = "counts" if first.kind is Kind.COUNT else "values"
    entry = f"tier: '{first.tier}', resource: '{first.resource}'"
    if section == "values":
        entry += f", property: '{first.property_path}'"
    return (
        f"Give {report.a} and {report.b} the same value, or say in {FILE} why they may differ, "
        f"under {section}: {{{entry}, reason: …}}"
    )


def _break(one: Break) -> Text:
    text = Text("  ✗ ", style="red")
    text.append(f"{one.tier}: {one.resource}", style="bold")
    text.append(
        f" ({' / '.join([*filter(None, one.path.split('$')), one.type])}) {one.message}.", style="default"
    )
    return text.append(f"\n    {one.fix}", style="dim")


def _table(tier: str, rows: list[Row], report: Report) -> Table:
    table = Table(
        title=Text(tier, style="bold"), title_justify="left", expand=False, box=None, pad_edge=False
    )
    table.add_column("resource", overflow="fold")
    table.add_column("property", overflow="fold")
    table.add_column(Text(report.a), overflow="fold")
    table.add_column(Text(report.b), overflow="fold")
    if report.ruled:
        table.add_column("why", overflow="fold")
    for row in rows[:_ROWS]:
        why = Text(row.reason, style="dim") if row.allowed else Text("not allowed", style="bold red")
        cells = [Text(names(row)), Text(row.property_path), Text(row.old), Text(row.new), why]
        table.add_row(*cells[: len(table.columns)])
    if len(rows) > _ROWS:
        table.add_row(Text(f"… and {len(rows) - _ROWS} more rows (all with --json)", style="dim"))
    return table


def names(row: Row) -> str:
    """Name the roles of a row, a long list cut."""
    more = len(row.resources) - _NAMES
    told = ", ".join(row.resources[:_NAMES])
    return f"{told} and {more} more" if more > 0 else told

"""What a gate prints: text for people, JSON for scripts, SARIF for code hosts, Markdown for pull requests."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, get_args

from guardrails.finding import Finding
from guardrails.resource import Urn
from rich.console import Console
from rich.text import Text

from stagecraft.gate.sarif import sarif_of

Format = Literal["text", "json", "sarif", "markdown"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_WIDTH: Final = 100
_STYLES: Final = {"mandatory": "bold red", "advisory": "yellow", "waived": "dim"}


def render(
    findings: Sequence[Finding],
    form: Format = "text",
    *,
    color: bool = False,
    width: int = _WIDTH,
    sources: str = "",
) -> str:
    """Write findings in a format; JSON is exactly `{"findings": [...]}`, `sources` is SARIF's."""
    if form == "json":
        return as_json({"findings": [finding.as_dict() for finding in findings]})
    if form == "sarif":
        return as_json(sarif_of(findings, sources))
    if form == "markdown":
        return "\n".join(_markdown(findings)) + "\n"
    return _text(findings, color=color, width=width)


def as_json(value: object) -> str:
    """Write JSON for people and scripts alike."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def summary(findings: Iterable[Finding]) -> str:
    """Say in one line what was found: "2 mandatory, 1 advisory, 1 waived"."""
    counts = {"mandatory": 0, "advisory": 0, "waived": 0}
    for finding in findings:
        counts[standing(finding)] += 1
    told = [f"{count} {kind}" for kind, count in counts.items() if count]
    return ", ".join(told) or "no finding"


def standing(finding: Finding) -> str:
    """Return how much a finding counts: mandatory, advisory or waived."""
    return "waived" if finding.waiver else finding.enforcement


def place_of(finding: Finding) -> str:
    """Return the program's own line that made the resource (`network.py:12`), if it is known."""
    own = next((frame for frame in finding.source if not frame.file.startswith(("..", "/"))), None)
    return f"{own.file}:{own.line}" if own is not None else ""


def name_of(finding: Finding) -> str:
    """Return the resource's name and type as people write them: `shop-db (rds/instance)`."""
    if not finding.urn:
        return finding.file
    kind = finding.type.split(":")
    short = kind[1] if len(kind) > 2 and kind[0] == "aws" else finding.type
    return f"{Urn.parse(finding.urn).name} ({short})"


def _by_resource(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return the findings of each resource with its file: files as they came, what fails first in each."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.file, finding.urn), []).append(finding)
    files = list(dict.fromkeys(file for file, _ in groups))
    ordered = sorted(
        groups.items(),
        key=lambda group: (files.index(group[0][0]), not any(one.fails for one in group[1]), group[0][1]),
    )
    return [(file, sorted(found, key=lambda one: not one.fails)) for (file, _), found in ordered]


def _text(findings: Sequence[Finding], *, color: bool, width: int) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, no_color=not color, highlight=False, soft_wrap=False
    )
    shown = ""
    for file, group in _by_resource(findings):
        if file != shown:
            console.print(Text(f"{file}:", style="bold"))
            shown = file
        place = place_of(group[0])
        console.print(Text(f"  {name_of(group[0])}" + (f"  {place}" if place else "")))
        if group[0].urn:
            console.print(Text(f"  {group[0].urn}", style="dim"), soft_wrap=True)
        for finding in group:
            line = Text("    ")
            line.append(f"{standing(finding)} ", style=_STYLES[standing(finding)])
            line.append(f"{finding.rule}: {finding.message}")
            if finding.waiver:
                line.append(f" Waived: {finding.waiver}")
            console.print(line, soft_wrap=True)
        console.print()
    console.print(Text(summary(findings)))
    return out.getvalue()


def _markdown(findings: Sequence[Finding]) -> Iterator[str]:
    yield f"### Policy gate: {summary(findings)}"
    shown = ""
    for file, group in _by_resource(findings):
        if file != shown:
            yield from ("", f"**{cell(file)}**", "")
            yield from ("| | rule | resource | finding |", "| --- | --- | --- | --- |")
            shown = file
        for finding in group:
            text = finding.message + (f" Waived: {finding.waiver}" if finding.waiver else "")
            row = (standing(finding), f"`{finding.rule}`", name_of(finding), text)
            yield f"| {' | '.join(map(cell, row))} |"


def cell(text: str) -> str:
    """Keep text inside of one cell of a table, and as text."""
    for special, harmless in (("\\", "\\\\"), ("|", "\\|"), ("<", "&lt;"), ("*", "\\*"), ("\n", " ")):
        text = text.replace(special, harmless)
    return text

"""The drift report for people: in a terminal, and in Markdown for an issue or a chat."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from guardrails.finding import Finding
from guardrails.graph import Resource
from rich.console import Console
from rich.text import Text

from stagecraft.delivery.drift.classes import Class, Verdict
from stagecraft.delivery.drift.report import DriftReport, shown
from stagecraft.gate.formats import cell, standing

# A longer value is cut, around the first place where the two differ.
_LONGEST: Final = 80
_BEFORE: Final = 20
# So many differences of a class are printed; `--json` has them all.
_MOST: Final = 100
_STYLES: Final = {Class.BENIGN: "green", Class.SECURITY: "bold red", Class.DESTRUCTIVE: "bold magenta"}
_CLASSES: Final = (Class.DESTRUCTIVE, Class.SECURITY, Class.BENIGN)
_SAYS: Final = {
    Class.DESTRUCTIVE: "destructive: something is lost, or kept from being lost no more",
    Class.SECURITY: "security: a rule is broken, or something sensitive is not as it was",
    Class.BENIGN: "benign: by design, or nothing that a rule looks at",
}


def headline(report: DriftReport) -> str:
    """Say in one line what was found."""
    counted = ", ".join(f"{count} {name}" for name, count in report.counts.items() if count)
    broken = len(report.broken)
    rules = f"; {broken} rule{'s' if broken != 1 else ''} newly broken" if broken else ""
    stack = f"{report.project}/{report.stack}"
    return f"{stack}: {f'drift: {counted}' if counted else 'no drift'}{rules}"


def print_report(console: Console, report: DriftReport) -> None:
    """Print the headline, then each class with its resources, then what the gate says."""
    style = _STYLES[report.worst] if report.worst else "bold green"
    console.print(Text(headline(report), style=style), soft_wrap=True)
    for note in _notes(report):
        console.print(Text(note, style="yellow"), soft_wrap=True)
    for kind, verdicts in _by_class(report):
        console.print()
        console.print(Text(_SAYS[kind], style=_STYLES[kind]), soft_wrap=True)
        for resource, own in _by_resource(verdicts[:_MOST]):
            console.print(Text(f"  {resource.name} ({_short(resource.type)})", style="bold"), soft_wrap=True)
            console.print(Text(f"  {resource.urn}", style="dim"), soft_wrap=True)
            for verdict in own:
                console.print(Text(f"    {_what(verdict)}"), soft_wrap=True)
                console.print(Text(f"      {verdict.reason}"), soft_wrap=True)
                console.print(Text(f"      {report.way_out(verdict)}", style="dim"), soft_wrap=True)
        if len(verdicts) > _MOST:
            console.print(Text(f"  … and {len(verdicts) - _MOST} more (--json has them all)", style="dim"))
    _print_findings(console, report)


def markdown(report: DriftReport) -> str:
    """Return the report as Markdown."""
    return "\n".join(_markdown(report)) + "\n"


def _print_findings(console: Console, report: DriftReport) -> None:
    if report.broken:
        console.print()
        console.print(Text("The policy pack over the stack as it is now, newly broken:", style="bold"))
    for finding in report.broken:
        console.print(Text(f"  {_told(finding)}"), soft_wrap=True)
    earlier = len(report.findings) - len(report.broken)
    if earlier:
        console.print(Text(_earlier(earlier), style="dim"), soft_wrap=True)


def _markdown(report: DriftReport) -> Iterator[str]:
    yield f"### Drift of {cell(headline(report))}"
    for note in _notes(report):
        yield from ("", cell(note))
    for kind, verdicts in _by_class(report):
        yield from ("", f"**{_SAYS[kind]}**", "")
        yield from ("| resource | difference | why | way out |", "| --- | --- | --- | --- |")
        for verdict in verdicts[:_MOST]:
            resource = verdict.difference.resource
            row = (
                f"{resource.name} ({_short(resource.type)})",
                _what(verdict),
                verdict.reason,
                report.way_out(verdict),
            )
            yield f"| {' | '.join(map(cell, row))} |"
        if len(verdicts) > _MOST:
            yield from ("", f"… and {len(verdicts) - _MOST} more")
    if report.broken:
        yield from ("", "**Newly broken rules**", "")
        yield from (f"- {cell(_told(finding))}" for finding in report.broken)


def _notes(report: DriftReport) -> Iterator[str]:
    yield from report.pending
    if report.only_actual:
        yield (
            f"{len(report.only_actual)} resource(s) stand in the actual state alone and are judged by the gate alone, "
            f"{report.only_actual[0].rpartition('::')[2]} for one: was the recorded state older?"
        )


def _by_class(report: DriftReport) -> Iterator[tuple[Class, list[Verdict]]]:
    for kind in _CLASSES:
        verdicts = [one for one in report.verdicts if one.kind is kind]
        if verdicts:
            yield kind, verdicts


def _by_resource(verdicts: Sequence[Verdict]) -> Iterator[tuple[Resource, list[Verdict]]]:
    key: Callable[[Verdict], str] = lambda one: one.difference.resource.urn  # noqa: E731
    for _, own in groupby(verdicts, key=key):
        group = list(own)
        yield group[0].difference.resource, group


def _what(verdict: Verdict) -> str:
    """Say what differs: `backupRetentionPeriod: 35 → 1`."""
    one = verdict.difference
    if one.kind == "gone":
        return f"gone (id {one.resource.id or 'unknown'})"
    before, after = _both(shown(one.recorded), shown(one.actual))
    return f"{one.path}: {before} → {after}"


def _both(before: Any, after: Any) -> tuple[str, str]:
    """Return both values as short text, cut around the first place where they differ."""
    one, other = _text(before), _text(after)
    common = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
    return _cut(one, common), _cut(other, common)


def _text(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(text: str, at: int) -> str:
    text = text.replace("\n", "\\n")
    if len(text) <= _LONGEST:
        return text or '""'
    start = max(0, min(at - _BEFORE, len(text) - _LONGEST))
    end = start + _LONGEST
    head, tail = ("…" if start else ""), ("…" if end < len(text) else "")
    return f"{head}{text[start:end]}{tail} ({len(text)} characters)"


def _told(finding: Finding) -> str:
    return f"{standing(finding)} {finding.rule}: {finding.message}"


def _earlier(count: int) -> str:
    plural = "s stand" if count != 1 else " stands"
    return f"{count} finding{plural} in the recorded state too: `stagecraft gate` tells them."


def _short(type_: str) -> str:
    parts = type_.split(":")
    return parts[1] if parts[0] == "aws" and len(parts) > 2 else type_

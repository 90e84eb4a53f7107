"""A preview as Markdown for a pull request: what was found first, and never longer than a comment may be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from stagecraft.gate.formats import cell
from stagecraft.promotion import Report
from stagecraft.promotion.wording import rows_of
from stagecraft.report.views import FindingRow, StackView, findings_of, notes_of

# GitHub takes comments of 65,536 characters, and two previews may stand in one.
# https://docs.github.com/en/rest/issues/comments#create-an-issue-comment
LONGEST: Final = 30_000
_ROWS: Final = 50
_WIDEST: Final = 600


def render_markdown(project: str, views: Sequence[StackView], comparisons: Sequence[Report]) -> str:
    """Write what a preview found, in at most `LONGEST` characters."""
    rows = findings_of(views)
    blocks = [
        f"### `{project}`: {_verdict(views, comparisons)}",
        _stacks(views),
        _findings([row for row in rows if row.standing == "mandatory"]),
        *map(_comparison, comparisons),
        _rules([row for row in rows if row.standing != "mandatory"]),
        _notes(views),
    ]
    return _joined(block for block in blocks if block)


def render_mistakes(project: str, mistakes: str) -> str:
    """Write why there is no preview, in at most `LONGEST` characters."""
    lines = mistakes.strip().splitlines()
    listed = [f"- {cell(line)}" for line in lines[:_ROWS]]
    return _joined([f"### `{project}`: not previewed", "\n".join([*listed, *_more(len(lines), "line")])])


def _joined(blocks: Iterable[str]) -> str:
    """Put blocks one below the other, whole ones as far as they fit."""
    text, left = "", 0
    for block in blocks:
        if len(text) + len(block) > LONGEST - 100:
            left += 1
        else:
            text += f"{block}\n\n"
    if left:
        text += "_There is more than a comment holds: see `out/report.html`._\n\n"
    return text.rstrip("\n") + "\n"


def _verdict(views: Sequence[StackView], comparisons: Sequence[Report]) -> str:
    refused = [view.name for view in views if view.tally()["mandatory"]]
    stopped = [one for one in comparisons if not one.promotable]
    told = [
        *([f"not allowed in {', '.join(refused)}"] if refused else []),
        *([f"{one.b} does not follow {one.a}" for one in stopped]),
    ]
    return "; ".join(told) or "allowed"


def _stacks(views: Sequence[StackView]) -> str:
    lines = [
        "| stack | resources | mandatory | advisory | waived |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for view in views:
        tally = view.tally()
        counts = (len(view.resources), *(tally[kind] for kind in ("mandatory", "advisory", "waived")))
        lines.append(f"| {cell(view.name)} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines)


def _findings(rows: Sequence[FindingRow]) -> str:
    """Tell each mandatory finding in a line of its own."""
    if not rows:
        return ""
    lines = ["| rule | stacks | line | finding |", "| --- | --- | --- | --- |"]
    for row in rows[:_ROWS]:
        cells = (f"`{row.rule}`", cell(", ".join(row.stacks)), cell(row.source), cell(_cut(row.message)))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, *_more(len(rows), "finding")])


def _comparison(report: Report) -> str:
    """Tell what stops a promotion; what is allowed is counted only."""
    problems = [f"- {cell(_cut(str(one)))}" for one in report.breaks]
    for row in rows_of(report.not_allowed):
        what = f"{', '.join(row.resources[:3])} {row.property_path}: {row.old} → {row.new}"
        problems.append(f"- not allowed: {cell(_cut(what))}")
    mark = "✅" if report.promotable else "❌"
    return "\n".join([f"{mark} {cell(report.verdict)}", *problems[:_ROWS], *_more(len(problems), "line")])


def _rules(rows: Sequence[FindingRow]) -> str:
    """Count what stops nothing, folded away."""
    if not rows:
        return ""
    counts = Counter((row.standing, row.rule) for row in rows)
    lines = [f"- {standing} `{rule}` ({count})" for (standing, rule), count in sorted(counts.items())]
    return _folded(f"{len(rows)} advisory or waived", [*lines[:_ROWS], *_more(len(lines), "rule")])


def _notes(views: Sequence[StackView]) -> str:
    notes = notes_of(views)
    if not notes:
        return ""
    lines = [f"- {cell(_cut(note))} ({', '.join(stacks)})" for note, stacks in notes]
    return _folded("What the preview could not know", [*lines[:_ROWS], *_more(len(lines), "note")])


def _folded(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"<details><summary>{title}</summary>", "", *lines, "", "</details>"])


def _more(count: int, what: str) -> Iterator[str]:
    if (more := count - _ROWS) > 0:
        yield f"\n… and {more} more {what}{'s' * (more != 1)}"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"

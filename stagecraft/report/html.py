"""A preview as one page of HTML that needs nothing else: no script, no picture, no network."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from stagecraft.promotion import Break, Report
from stagecraft.promotion.text import NO_RULES, not_allowed_advice
from stagecraft.promotion.wording import Row, rows_of, short_type
from stagecraft.report.markup import Html, element, table, together
from stagecraft.report.style import CSS
from stagecraft.report.views import FindingRow, StackView, findings_of, notes_of, source_of

_STANDINGS: Final = {"mandatory": "bad", "advisory": "warn", "waived": "soft"}


def render_html(project: str, views: Sequence[StackView], comparisons: Sequence[Report]) -> str:
    """Return the report page of a preview.

    Args:
        project: the Pulumi project's name.
        views: the stacks, lowest environment first.
        comparisons: how neighbours among them differ.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{project}: preview"),
        element("style", Html(CSS)),
    )
    body = element(
        "body",
        element("h1", f"{project}: what an up would build"),
        _contents(),
        element(
            "main",
            _summary(views, comparisons),
            _findings(views),
            _all_differences(comparisons),
            _resources(views),
        ),
    )
    return "<!doctype html>\n" + element("html", head, body, lang="en") + "\n"


def _contents() -> Html:
    names = ("Summary", "Findings", "Differences", "Resources")
    return element("nav", *(element("a", name, href=f"#{name.lower()}") for name in names))


def _section(name: str, *children: str | None) -> Html:
    return element("section", element("h2", name), *children, id=name.lower())


def _summary(views: Sequence[StackView], comparisons: Sequence[Report]) -> Html:
    rows: list[list[str | Html]] = []
    for view in views:
        tally = view.tally()
        numbers = [str(tally[standing]) for standing in _STANDINGS]
        gate = _mark("not allowed", "bad") if tally["mandatory"] else _mark("allowed", "good")
        rows.append([element("strong", view.name), str(len(view.resources)), *numbers, gate])
    counts = table(["stack", "resources", *_STANDINGS, "policy gate"], rows, class_="numbers")
    verdicts = [element("p", _mark(one.verdict, "good" if one.promotable else "bad")) for one in comparisons]
    return _section("Summary", counts, *verdicts, _tiers(views), _notes(views))


def _tiers(views: Sequence[StackView]) -> Html:
    tiers = [view.by_tier() for view in views]
    names = sorted({name for found in tiers for name in found})
    rows: list[list[str | Html]] = [
        [name, *(str(len(found.get(name, ()))) for found in tiers)] for name in names
    ]
    heading = element("h3", "Resources by tier")
    return together(heading, table(["tier", *(view.name for view in views)], rows, class_="numbers"))


def _notes(views: Sequence[StackView]) -> Html | None:
    notes = notes_of(views)
    if not notes:
        return None
    items = (element("li", note, " ", _soft(f"({', '.join(stacks)})")) for note, stacks in notes)
    return together(element("h3", "What this preview cannot know"), element("ul", *items))


def _findings(views: Sequence[StackView]) -> Html:
    rows = findings_of(views)
    if not rows:
        return _section("Findings", element("p", "No rule is broken."))
    return _section("Findings", *map(_finding, rows))


def _finding(row: FindingRow) -> Html:
    told_already = row.remediation.rstrip(".") in row.message
    return element(
        "div",
        element(
            "p",
            _mark(row.standing, _STANDINGS[row.standing]),
            " ",
            element("code", row.rule, class_="strong"),
            _soft(" · ".join(["", *filter(None, [row.severity, ", ".join(row.stacks)])])),
        ),
        element("p", row.message),
        None if told_already else element("p", row.remediation),
        element("p", "Waived: ", row.waiver) if row.waiver else None,
        element(
            "p", element("code", row.resource), " ", short_type(row.type), *_source(row.source), class_="soft"
        ),
        class_=f"finding {row.standing}",
    )


def _source(source: str) -> list[str]:
    return [" at ", element("code", source)] if source else []


def _all_differences(comparisons: Sequence[Report]) -> Html:
    if not comparisons:
        return _section("Differences", element("p", "One stack alone: there is nothing to compare."))
    return _section("Differences", *map(_comparison, comparisons))


def _comparison(report: Report) -> Html:
    rows = groupby(rows_of(report.differences), key=lambda row: row.tier)
    return together(
        element("h3", f"{report.a} and {report.b}"),
        element("p", _mark(report.verdict, "good" if report.promotable else "bad")),
        None if report.ruled else element("p", NO_RULES, class_="soft"),
        *map(_break, report.breaks),
        element("p", not_allowed_advice(report)) if report.not_allowed else None,
        *(together(element("h4", tier), _differences(list(found), report)) for tier, found in rows),
    )


def _break(one: Break) -> Html:
    where = " / ".join([*filter(None, one.path.split("$")), one.type])
    return element(
        "div",
        element("p", element("strong", f"{one.tier}: {one.resource} {one.message}.")),
        element("p", one.fix),
        element("p", element("code", where), class_="soft"),
        class_="break",
    )


def _differences(rows: list[Row], report: Report) -> Html:
    heads = ["resource", "property", report.a, report.b, *(["why"] if report.ruled else [])]
    cells: list[list[str | Html]] = []
    for row in rows:
        values = [element("code", text) for text in (row.property_path, row.old, row.new)]
        why = [_soft(row.reason) if row.allowed else _mark("not allowed", "bad")] if report.ruled else []
        cells.append([", ".join(row.resources), *values, *why])
    return table(heads, cells, class_="differences")


def _resources(views: Sequence[StackView]) -> Html:
    return _section("Resources", *map(_stack, views))


def _stack(view: StackView) -> Html:
    tiers = []
    for tier, found in view.by_tier().items():
        rows: list[list[str | Html]] = [
            [short_type(one.type), element("code", one.name), element("code", source_of(one))]
            for one in found
        ]
        tiers.append(_fold(tier, len(found), table(["type", "name", "made at"], rows)))
    return _fold(view.name, len(view.resources), *tiers)


def _fold(name: str, count: int, *children: Html) -> Html:
    return element("details", element("summary", element("strong", name), _soft(f" {count}")), *children)


def _mark(text: str, class_: str) -> Html:
    return element("span", text, class_=f"{class_} strong")


def _soft(text: str) -> Html:
    return element("span", text, class_="soft")

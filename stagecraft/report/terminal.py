"""A preview in the terminal: tree, counts, findings, what is not known, and how the stacks differ."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from guardrails.resource import Resource
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from stagecraft.promotion import Report
from stagecraft.promotion.wording import short_type, tier_lines
from stagecraft.report.components import Branch, component_tree
from stagecraft.report.views import FindingRow, StackView, findings_of, notes_of, source_of

_TYPES: Final = 5  # of one component, in the collapsed tree
_BRANCHES: Final = 40  # of one parent, in the collapsed tree
_FINDINGS: Final = 50
_STYLES: Final = {"mandatory": "bold red", "advisory": "yellow", "waived": "dim"}


def print_preview(
    console: Console,
    project: str,
    views: Sequence[StackView],
    comparisons: Sequence[Report],
    *,
    full: bool = False,
) -> None:
    """Print what a preview found.

    Args:
        console: where to.
        project: the Pulumi project's name.
        views: the stacks, lowest environment first.
        comparisons: how neighbours among them differ.
        full: every resource of every stack, in place of one collapsed tree of the largest stack.
    """
    if full:
        for view in views:
            console.print(_full_tree(project, view))
    elif views:
        console.print(_tree(project, max(views, key=lambda view: len(view.resources))))
    console.print()
    console.print(_counts(views, full=full))
    lines = [*_findings(views, full=full), *_notes(views), *map(_comparison, comparisons)]
    for line in lines:
        console.print()
        console.print(line)
    console.print()
    console.print(_verdict(views))


def _tree(project: str, view: StackView) -> Tree:
    root = component_tree(view.graph)
    tree = Tree(Text.assemble((f"{project} · {view.name}", "bold"), (f"  {_resources(root.total)}", "dim")))
    _grow(tree, root)
    return tree


def _grow(tree: Tree, branch: Branch) -> None:
    branches = branch.sorted()
    for inner in branches[:_BRANCHES]:
        label = Text(f"{short_type(inner.type)} " if inner.type else "")
        label.append(inner.name, style="bold")
        if inner.instances > 1:
            label.append(f" ({inner.instances} of them)")
        label.append(f"  {inner.total}", style="cyan")
        if inner.counts:
            label.append(f"  {_types(inner.counts)}", style="dim")
        _grow(tree.add(label), inner)
    if len(branches) > _BRANCHES:
        tree.add(Text(f"… and {len(branches) - _BRANCHES} more (all with --full)", style="dim"))


def _types(counts: Counter[str]) -> str:
    """Name the types of a component by how many it has, the most first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = [
        f"{count} {short_type(type_)}" if count > 1 else short_type(type_) for type_, count in ranked[:_TYPES]
    ]
    if (more := len(ranked) - _TYPES) > 0:
        told.append(f"{more} more type{'s' * (more != 1)}")
    return ", ".join(told)


def _full_tree(project: str, view: StackView) -> Tree:
    tree = Tree(
        Text.assemble((f"{project} · {view.name}", "bold"), (f"  {_resources(len(view.resources))}", "dim"))
    )
    places: dict[str, Tree] = {}
    for resource in view.graph.resources:
        if resource.type == "pulumi:pulumi:Stack":
            continue
        places[resource.urn] = places.get(resource.parent or "", tree).add(_label(resource))
    return tree


def _label(resource: Resource) -> Text:
    label = Text(f"{short_type(resource.type)} ", style="" if resource.custom else "cyan")
    label.append(resource.name, style="bold")
    return label.append(f"  {source_of(resource)}", style="dim")


def _counts(views: Sequence[StackView], *, full: bool) -> Table:
    """Count the resources by tier; types are told where the stacks differ in them, or all of them."""
    table = Table(
        title="Resources by tier", title_justify="left", title_style="bold", box=None, pad_edge=False
    )
    table.add_column("tier")
    for view in views:
        table.add_column(Text(view.name), justify="right")
    tiers = [{tier: Counter(one.type for one in found) for tier, found in v.by_tier().items()} for v in views]
    for tier in sorted({name for found in tiers for name in found}):
        counts = [found.get(tier, Counter()) for found in tiers]
        table.add_row(Text(tier, style="bold"), *(str(count.total()) for count in counts))
        for type_ in sorted({name for count in counts for name in count}):
            numbers = [count[type_] for count in counts]
            if full or len(set(numbers)) > 1:
                table.add_row(
                    Text(f"  {short_type(type_)}", style="dim"), *(Text(str(n), style="dim") for n in numbers)
                )
    table.add_row(Text("all"), *(str(len(view.resources)) for view in views), style="bold")
    return table


def _findings(views: Sequence[StackView], *, full: bool) -> Iterable[Text]:
    """Yield the mandatory findings one by one; the others by rule in one text, or one by one as well."""
    rows = findings_of(views)
    single = [row for row in rows if full or row.standing == "mandatory"]
    for row in single[:_FINDINGS]:
        yield _finding(row)
    if len(single) > _FINDINGS:
        yield Text(f"… and {len(single) - _FINDINGS} more findings (all in findings.json)", style="dim")
    if not full:
        rules = Counter((row.standing, row.rule) for row in rows if row.standing != "mandatory")
        if rules:
            yield Text("\n").join(_rule(*key, count) for key, count in sorted(rules.items()))


def _rule(standing: str, rule: str, count: int) -> Text:
    times = f" ({count})" if count > 1 else ""
    return Text.assemble((f"{standing} ", _STYLES[standing]), f"{rule}{times}")


def _finding(row: FindingRow) -> Text:
    text = Text.assemble((f"{row.standing} ", _STYLES[row.standing]), (row.rule, "bold"))
    text.append(f" ({', '.join(row.stacks)})", style="dim")
    text.append(f"\n  {row.message}")
    for line in (row.waiver, row.source):
        if line:
            text.append(f"\n  {line}", style="dim")
    return text


def _notes(views: Sequence[StackView]) -> Iterable[Text]:
    """Yield all notes as one text."""
    notes = notes_of(views)
    if notes:
        yield Text("\n").join(
            Text.assemble(("note ", "cyan"), note, (f" ({', '.join(stacks)})", "dim"))
            for note, stacks in notes
        )


def _comparison(report: Report) -> Text:
    lines = [Text(report.verdict, style="green" if report.promotable else "red")]
    lines += [Text(f"  {one}", style="red") for one in report.breaks]
    lines += [
        Text.assemble((f"  {tier} ", "bold"), line) for tier, line in tier_lines(report.differences).items()
    ]
    return Text("\n").join(lines)


def _verdict(views: Sequence[StackView]) -> Text:
    lines = []
    for view in views:
        tally = view.tally()
        told = ", ".join(f"{tally[standing]} {standing}" for standing in _STYLES if tally[standing])
        style = "bold red" if tally["mandatory"] else "bold green"
        word = "not allowed" if tally["mandatory"] else "allowed"
        lines.append(
            Text.assemble(
                (f"{view.name}: {word}", style),
                f"  {_resources(len(view.resources))}; {told or 'no finding'}",
            )
        )
    return Text("\n").join(lines)


def _resources(count: int) -> str:
    return f"{count} resource{'s' * (count != 1)}"

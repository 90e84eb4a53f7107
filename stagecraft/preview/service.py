"""One offline preview: run the program for each stack, gate each graph, compare neighbours, write the outputs.

stack files ──► host process ──► state.json ──► Graph ──► findings, differences ──► report.html
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from guardrails.graph import Graph, StateError
from guardrails.waivers import WAIVERS_FILE, Waiver, WaiverError, load_waivers

from stagecraft.gate.formats import as_json
from stagecraft.gate.runner import gate_graphs
from stagecraft.offline.imports import sources
from stagecraft.preview.outputs import write_all
from stagecraft.program.project import Project, ProjectError, find_project
from stagecraft.program.references import gather
from stagecraft.program.runner import Event, Outcome, run
from stagecraft.program.stack_config import StackConfig, read_stack_config
from stagecraft.promotion import PromotionError, Report, check_disjoint, diff, load_promotion
from stagecraft.report import StackView, render_html

STATE = "state.json"
FINDINGS = "findings.json"
REPORT = "report.html"


class PreviewError(Exception):
    """The configuration or the program is wrong; the message has one line for each mistake."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview that ran to its end."""

    project: Project
    out: Path
    views: Sequence[StackView]
    comparisons: Sequence[Report]
    printed: Mapping[str, str]

    @property
    def report(self) -> Path:
        """The page that was written."""
        return self.out / REPORT

    def to_dict(self) -> dict[str, Any]:
        """Return what `preview --json` prints."""
        return {
            "project": self.project.name,
            "allowed": self.allowed,
            "report": str(self.report),
            "stacks": [
                {
                    "name": view.name,
                    "resources": len(view.graph.resources),
                    "state": str(self.out / view.name / STATE),
                    "findings": list(view.findings),
                    "notes": view.notes,
                }
                for view in self.views
            ],
            "comparisons": [comparison.to_dict() for comparison in self.comparisons],
        }

    @property
    def allowed(self) -> bool:
        """Tell whether no mandatory rule is broken."""
        return not any(view.tally()["mandatory"] for view in self.views)


def preview(
    directory: Path,
    stacks: Sequence[str] = (),
    *,
    out: Path | None = None,
    stack_outputs: Sequence[str] = (),
    waivers: Path | None = None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> Preview:
    """Preview a project's stacks offline and write `state.json`, `findings.json` and `report.html`.

    Args:
        directory: the folder of a Pulumi project in Python.
        stacks: the stacks to preview, all by default.
        out: where the outputs go, `out/` of the project by default.
        stack_outputs: `PROJECT/STACK.OUTPUT=VALUE` each, for the program's stack references.
        waivers: the waivers to judge by, the pack's own by default.
        on_event: told each event of the run.

    Raises:
        PreviewError: the configuration or the program is wrong; earlier output files stay whole.
    """
    try:
        project = find_project(directory)
        promotion = load_promotion(project.root)
        exceptions = load_waivers(waivers or WAIVERS_FILE)
        others = gather(project, stack_outputs)
    except (ProjectError, PromotionError, WaiverError) as error:
        raise PreviewError(str(error)) from error
    configs, unread = _configs(project, stacks or [*promotion.stacks, *project.select([])])
    # Also where a stack file cannot be read: what is wrong in the others is told with it.
    outcomes = run(project, configs, stack_outputs=others, on_event=on_event) if configs else []
    everything = {stack: config.parsed for stack, config in _all_configs(project, configs).items()}
    mistakes = [*unread, *_mistakes(outcomes), *check_disjoint(everything, promotion)]
    if mistakes:
        raise PreviewError("\n".join(mistakes) + _printed(outcomes))
    out = out or project.root / "out"
    views = _judge(outcomes, exceptions, out)
    comparisons = [diff(first.graph, second.graph, promotion) for first, second in pairwise(views)]
    files = {out / REPORT: render_html(project.name, views, comparisons)}
    for outcome, view in zip(outcomes, views, strict=True):
        files[out / outcome.stack / STATE] = as_json(outcome.state)
        files[out / outcome.stack / FINDINGS] = as_json({"findings": list(view.findings)})
    try:
        write_all(files)
    except OSError as error:
        raise PreviewError(
            f"{error.filename}: cannot be written ({error.strerror}); choose another --out"
        ) from error
    printed = {one.stack: one.printed for one in outcomes if one.printed}
    return Preview(project, out, views, comparisons, printed)


def compare(
    directory: Path,
    first: str,
    second: str,
    *,
    out: Path | None = None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> Report:
    """Compare two stacks by their previews; what is missing or older than its sources is previewed first.

    Raises:
        PreviewError: a stack cannot be previewed, or its earlier preview cannot be read.
    """
    try:
        project = find_project(directory)
        stacks = project.select([first, second])
        promotion = load_promotion(project.root)
    except (ProjectError, PromotionError) as error:
        raise PreviewError(str(error)) from error
    out = out or project.root / "out"
    stale = [stack for stack in stacks if not _is_fresh(out / stack / STATE, project, stack)]
    if stale:
        preview(directory, out=out, on_event=on_event)
    try:
        graphs = [Graph.load(out / stack / STATE) for stack in (first, second)]
    except StateError as error:
        raise PreviewError(str(error)) from error
    return diff(graphs[0], graphs[1], promotion)


def _is_fresh(state: Path, project: Project, stack: str) -> bool:
    """Tell whether a preview is younger than every source of the program and than its stack file."""
    try:
        written = state.stat().st_mtime
        own = [file for file in (project.root / "Pulumi.yaml", project.stack_files.get(stack)) if file]
        return all(file.stat().st_mtime <= written for file in [*own, *sources(project.main)])
    except OSError:
        return False


def _configs(project: Project, stacks: Sequence[str]) -> tuple[dict[str, StackConfig], list[str]]:
    """Read the configuration of each stack; return those that can be read, and why the others cannot."""
    found: dict[str, StackConfig] = {}
    mistakes = []
    for name in dict.fromkeys(stacks):
        try:
            (stack,) = project.select([name])
            found[stack] = read_stack_config(project, stack)
        except ProjectError as error:
            mistakes.append(str(error))
    return found, mistakes


def _all_configs(project: Project, known: Mapping[str, StackConfig]) -> dict[str, StackConfig]:
    """Add the stack files that were not asked for: blocks of addresses are compared over all of them."""
    found: dict[str, StackConfig] = {}
    for stack in project.stack_files:
        try:
            found[stack] = known[stack] if stack in known else read_stack_config(project, stack)
        except ProjectError:
            continue  # its own preview will tell
    return found


def _judge(outcomes: Sequence[Outcome], waivers: Sequence[Waiver], out: Path) -> list[StackView]:
    """Gate every stack. What is wrong with the waivers themselves stops each of them, as it does in the engine."""
    try:
        graphs = {str(out / one.stack / STATE): Graph.from_state(one.state, one.stack) for one in outcomes}
    except StateError as error:
        raise PreviewError(str(error)) from error
    findings = gate_graphs(graphs.items(), waivers=waivers)
    return [
        StackView(
            name=outcome.stack,
            graph=graph,
            findings=[one.as_dict() for one in findings if one.file == file or one.file not in graphs],
            notes=_notes(outcome.notes),
        )
        for outcome, (file, graph) in zip(outcomes, graphs.items(), strict=True)
    ]


def _notes(notes: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{type_} {name}: a remote component that was not looked into" for type_, name in notes["opaque"]
    ]
    lines += [
        f"{token.rsplit(':', 1)[-1]}: {count} answer{'s' if count > 1 else ''} invented; AWS would know the real one"
        for token, count in sorted(notes["invented"].items())
    ]
    lines += [
        f"stack reference {name}: its outputs are unknown here; give them with --stack-output"
        for name in notes["unknown_stacks"]
    ]
    return lines


def _mistakes(outcomes: Sequence[Outcome]) -> list[str]:
    """Tell each mistake once, with the stacks that have it; one that names its stack file needs no more."""
    stacks: dict[str, list[str]] = {}
    for outcome in outcomes:
        for mistake in outcome.mistakes:
            stacks.setdefault(mistake, []).append(outcome.stack)
    return [
        text if text.startswith("Pulumi.") else f"{', '.join(names)}: {text}"
        for text, names in stacks.items()
    ]


def _printed(outcomes: Sequence[Outcome]) -> str:
    shown = [
        f"\n\n{one.stack}: the program printed:\n{one.printed.rstrip()}"
        for one in outcomes
        if one.printed.strip()
    ]
    return "".join(shown)

"""The gate: the policy pack over state exports, previews, or graphs that are at hand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from guardrails.evaluate import evaluate
from guardrails.finding import Finding
from guardrails.graph import Graph, StateError
from guardrails.waivers import WAIVERS_FILE, Waiver, WaiverError, load_waivers, waiver_findings


class GateError(Exception):
    """What was given cannot be judged; the message has one line for each mistake."""


def gate_states(
    paths: Sequence[str | Path],
    environment: str | None = None,
    waivers_path: Path | None = None,
    *,
    today: dt.date | None = None,
) -> list[Finding]:
    """Judge files by the policy pack; each finding names its file as it was given.

    Args:
        paths: state exports, or whole outputs of `pulumi preview --json`.
        environment: whose enforcement holds; by default each stack's own name, and prod for any other name.
        waivers_path: the exceptions, by default the pack's own.
        today: the day that decides which waivers have expired, by default this one.

    Raises:
        GateError: a file cannot be read as what it should be; all mistakes are told at once.
    """
    graphs, waivers = load(paths, waivers_path)
    file = str(waivers_path or WAIVERS_FILE.name)
    return gate_graphs(graphs, environment, waivers, waivers_file=file, today=today)


def load(
    paths: Sequence[str | Path], waivers_path: Path | None = None
) -> tuple[list[tuple[str, Graph]], tuple[Waiver, ...]]:
    """Read files, each with its name as it was given, and the waivers; raise GateError with all mistakes."""
    mistakes: list[str] = []
    graphs: list[tuple[str, Graph]] = []
    waivers: tuple[Waiver, ...] = ()
    for path in paths:
        try:
            graphs.append((str(path), Graph.load(path)))
        except StateError as error:
            mistakes.append(str(error))
    try:
        waivers = load_waivers(waivers_path or WAIVERS_FILE)
    except WaiverError as error:
        mistakes.append(str(error))
    if mistakes:
        raise GateError("\n".join(mistakes))
    return graphs, waivers


def gate_graphs(
    graphs: Iterable[tuple[str, Graph]],
    environment: str | None = None,
    waivers: Sequence[Waiver] = (),
    *,
    waivers_file: str = WAIVERS_FILE.name,
    today: dt.date | None = None,
) -> list[Finding]:
    """Judge graphs, each with the name of its file, and then the waivers: by all graphs together.

    Waivers that do not hold, or that cover nothing in the stacks they name, are mandatory findings of the
    waivers' own file.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    graphs = list(graphs)
    found = [
        finding.in_file(file)
        for file, graph in graphs
        for finding in evaluate(graph, environment=environment, waivers=waivers, today=today)
    ]
    waived = [finding for finding in found if finding.waiver]
    used = {waiver for waiver in waivers if any(waiver.covers(finding, today) for finding in waived)}
    stacks = {(graph.stack, graph.project) for _, graph in graphs}
    return found + waiver_findings(waivers, today, used=used, stacks=stacks, file=waivers_file)


def fails(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding stops a deployment."""
    return any(finding.fails for finding in findings)

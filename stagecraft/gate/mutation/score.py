"""The score of the pack: the share of mutants that at least one mandatory finding catches."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from guardrails.enforcement import environment_of
from guardrails.evaluate import evaluate, judge_by_all, judge_stack_by_all, waive
from guardrails.finding import Finding
from guardrails.graph import Graph
from guardrails.waivers import Waiver

from stagecraft.gate.mutation.mutants import MUTATED, Mutant, mutants_of
from stagecraft.gate.mutation.unchanged import unchanged
from stagecraft.gate.mutation.unchanged_documents import unchanged_document
from stagecraft.gate.mutation.void import void


class NotCleanError(Exception):
    """A stack has findings before any mutation: nobody could tell what a mutant adds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant of a stack, and what became of it.

    Attributes:
        stack: the name of the stack.
        mutant: the change.
        caught_by: the rule whose mandatory finding stops it.
        advised_by: a rule that only advises against it.
        void: the reason why it does not count.
    """

    stack: str
    mutant: Mutant
    caught_by: str = ""
    advised_by: str = ""
    void: str = ""

    @property
    def survived(self) -> bool:
        """Tell whether nothing stops the mutant."""
        return not self.caught_by and not self.void


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the mutants of one family, or of all."""

    caught: int
    survived: int
    void: int

    @property
    def share(self) -> float:
        """The share of mutants caught, in percent; all of none is all."""
        counted = self.caught + self.survived
        return 100 * self.caught / counted if counted else 100.0


def judge(
    graph: Graph,
    waivers: Sequence[Waiver] = (),
    *,
    today: dt.date,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Judged]:
    """Judge every mutant of a stack; raise NotCleanError if the stack itself has a finding.

    Only the changed resource is judged anew by the rules of one resource, and the stack by those of a stack:
    the stack itself has no finding, so every one found is the mutant's.
    """
    environment = environment_of(graph.stack)
    found = [one for one in evaluate(graph, waivers=waivers, today=today) if not one.waiver]
    if found:
        raise NotCleanError("\n".join(f"{graph.stack}: {one.rule}: {one.message}" for one in found))
    mutants = list(mutants_of(graph))
    judged = []
    for number, mutant in enumerate(mutants, start=1):
        reason = void(mutant) or unchanged(mutant, graph) or unchanged_document(mutant, graph)
        if reason is not None:
            judged.append(Judged(graph.stack, mutant, void=reason))
        else:
            verdicts = (waive(one, waivers, today) for one in _findings(mutant, graph, environment))
            judged.append(_judged(graph.stack, mutant, verdicts))
        progress(number, len(mutants))
    return judged


def _judged(stack: str, mutant: Mutant, findings: Iterable[Finding]) -> Judged:
    advised_by = ""
    for finding in findings:
        if finding.fails:
            return Judged(stack, mutant, caught_by=finding.rule)
        if finding.enforcement == "advisory":
            advised_by = advised_by or finding.rule
    return Judged(stack, mutant, advised_by=advised_by)


def _findings(mutant: Mutant, graph: Graph, environment: str) -> Iterator[Finding]:
    if mutant.resource is not None:
        yield from judge_by_all(mutant.resource, environment)
    yield from judge_stack_by_all(mutant.graph(graph), environment)


def scores(judged: Sequence[Judged]) -> dict[str, Score]:
    """Return the score of each family that has mutants, in the order of the pack."""
    families = [family for family in MUTATED if any(one.mutant.family == family for one in judged)]
    return {family: score([one for one in judged if one.mutant.family == family]) for family in families}


def score(judged: Sequence[Judged]) -> Score:
    """Return the score of some mutants."""
    kinds = Counter("void" if one.void else "caught" if one.caught_by else "survived" for one in judged)
    return Score(kinds["caught"], kinds["survived"], kinds["void"])


def as_text(judged: Sequence[Judged]) -> str:
    """Write the scores, the survivors and what is not counted for people; the same text each time."""
    lines = [f"{'family':22} {'caught':>7} {'survived':>9} {'not counted':>12}  share"]
    for name, one in (*scores(judged).items(), ("all", score(judged))):
        lines.append(f"{name:22} {one.caught:7} {one.survived:9} {one.void:12} {one.share:5.1f} %")
    survivors = [one for one in judged if one.survived]
    lines += ["", f"survivors: {len(survivors)}", *_grouped(survivors, lambda one: one.mutant.family)]
    voids = [one for one in judged if one.void]
    lines += ["", f"not counted: {len(voids)}", *_grouped(voids, lambda one: one.void)]
    return "\n".join(lines) + "\n"


def as_dict(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the scores, the survivors and what is not counted as JSON has them."""
    return {
        "families": {family: _counts(one) for family, one in scores(judged).items()},
        "all": _counts(score(judged)),
        "survivors": [_told(one) for one in judged if one.survived],
        "notCounted": [{**_told(one), "reason": one.void} for one in judged if one.void],
        "caught": [{**_told(one), "rule": one.caught_by} for one in judged if one.caught_by],
    }


def _counts(one: Score) -> dict[str, Any]:
    counts = {"caught": one.caught, "survived": one.survived, "notCounted": one.void}
    return {**counts, "share": round(one.share, 1)}


def _told(one: Judged) -> dict[str, Any]:
    mutant = one.mutant
    told = {"stack": one.stack, "family": mutant.family, "urn": mutant.original.urn, "input": mutant.input}
    return {**told, "done": mutant.done, **({"advisedBy": one.advised_by} if one.advised_by else {})}


def _grouped(judged: Sequence[Judged], key: Callable[[Judged], str]) -> Iterator[str]:
    """Yield the mutants under their headings; the same one of several stacks in one line."""
    stacks: dict[tuple[str, str], list[str]] = {}
    for one in judged:
        advice = f"  (advisory: {one.advised_by})" if one.advised_by else ""
        stacks.setdefault((key(one), f"{one.mutant}{advice}"), []).append(one.stack)
    shown = ""
    for (heading, told), names in sorted(stacks.items()):
        if heading != shown:
            yield f"  {heading}"
            shown = heading
        yield f"    {told}  [{', '.join(dict.fromkeys(names))}]"

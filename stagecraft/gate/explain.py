"""Why a resource is judged as it is: every rule that looks at it, with verdict, risk and fix."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from guardrails.catalog import RULES
from guardrails.enforcement import Level, environment_of, level
from guardrails.evaluate import evaluate
from guardrails.finding import Finding
from guardrails.graph import Graph, Resource
from guardrails.rule import ANY_TYPE, Rule
from guardrails.waivers import Waiver

from stagecraft.gate.runner import GateError

Verdict = Literal["kept", "broken", "undecided", "waived", "disabled"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule says of a resource."""

    rule: Rule
    verdict: Verdict
    enforcement: Level
    messages: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "rule": self.rule.id,
            "verdict": self.verdict,
            "enforcement": self.enforcement,
            "statement": self.rule.statement,
            "risk": self.rule.risk,
            "remediation": f"{self.rule.remediation}.",
            "url": self.rule.url,
            "controls": list(self.rule.controls),
            "messages": list(self.messages),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A resource, and what every rule that looks at it says."""

    file: str
    resource: Resource
    environment: str
    judged: tuple[Judged, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "file": self.file,
            "urn": self.resource.urn,
            "type": self.resource.type,
            "parent": self.resource.parent,
            "environment": self.environment,
            "source": [f"{frame.file}:{frame.line}" for frame in self.resource.source],
            "dependencies": list(self.resource.dependencies),
            "rules": [one.as_dict() for one in self.judged],
        }


def explain(
    graphs: Iterable[tuple[str, Graph]],
    urn: str,
    environment: str | None = None,
    waivers: Sequence[Waiver] = (),
    *,
    today: dt.date | None = None,
) -> Explanation:
    """Explain one resource of some graphs, named by its URN or by its name alone where only one has it.

    Raises:
        GateError: no resource has that URN or name, or several have it.
    """
    graphs = list(graphs)
    hits = [
        (file, graph, resource)
        for file, graph in graphs
        for resource in graph.resources
        if urn in (resource.urn, resource.name)
    ]
    if len(hits) != 1:
        raise GateError(_no_single(urn, [resource.urn for _, _, resource in hits]))
    ((file, graph, resource),) = hits
    name = environment_of(graph.stack if environment is None else environment)
    today = today or dt.datetime.now(dt.UTC).date()
    found = [
        one
        for one in evaluate(graph, environment=name, waivers=waivers, today=today)
        if one.urn == resource.urn
    ]
    judged = [
        _judge(rule, [one for one in found if one.rule == rule.id], name)
        for rule in RULES
        if resource.type in rule.applies_to or (rule.applies_to == ANY_TYPE and not resource.custom)
    ]
    return Explanation(file, resource, name, tuple(judged))


def _judge(rule: Rule, found: Sequence[Finding], environment: str) -> Judged:
    stated = level(rule.id, environment)
    messages = tuple(one.message for one in found)
    if not found:
        return Judged(rule, "disabled" if stated == "disabled" else "kept", stated)
    if all(one.waiver for one in found):
        return Judged(rule, "waived", stated, messages)
    broken = any(not one.undecided for one in found)
    return Judged(rule, "broken" if broken else "undecided", found[0].enforcement, messages)


def _no_single(urn: str, hits: Sequence[str]) -> str:
    if not hits:
        return f"--explain {urn}: no resource has this URN or name; the gate lists those with findings"
    return f"--explain {urn}: {len(hits)} resources have this name; give a URN: {', '.join(hits[:3])}"

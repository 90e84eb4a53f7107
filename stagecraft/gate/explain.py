"""Why a resource is judged as it is: every rule, with verdict, values, risk and fix, or why it does not apply."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from guardrails.catalog import RULES
from guardrails.enforcement import Level, environment_of, level
from guardrails.evaluate import evaluate
from guardrails.finding import Finding
from guardrails.graph import Graph, Resource
from guardrails.rule import ANY_TYPE, Rule
from guardrails.waivers import Waiver

from stagecraft.gate.runner import GateError
from stagecraft.gate.watched import values_read

Verdict = Literal["kept", "broken", "undecided", "waived", "disabled"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule says of a resource, and by which of its values."""

    rule: Rule
    verdict: Verdict
    enforcement: Level
    messages: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

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
            "values": dict(self.values),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A resource, what every rule that looks at it says, and why the others do not."""

    file: str
    resource: Resource
    environment: str
    judged: tuple[Judged, ...]
    not_applicable: Mapping[str, str] = field(default_factory=dict)

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
            "notApplicable": dict(self.not_applicable),
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
    applicable = [rule for rule in RULES if _why_not(rule, resource, found) is None]
    judged = [_judge(rule, [one for one in found if one.rule == rule.id], name) for rule in applicable]
    judged = [replace(one, values=values_read(one.rule, graph, resource)) for one in judged]
    others = {rule.id: why for rule in RULES if (why := _why_not(rule, resource, found)) is not None}
    return Explanation(file, resource, name, tuple(judged), others)


def _why_not(rule: Rule, resource: Resource, found: Sequence[Finding]) -> str | None:
    """Return why a rule does not judge a resource, None if it does."""
    if any(one.rule == rule.id for one in found):
        return None
    if rule.applies_to == ANY_TYPE:
        return "it judges what makes other resources" if resource.custom else None
    if resource.type not in rule.applies_to:
        names = [_short(token) for token in rule.applies_to]
        more = f" and {len(names) - 3} more types" if len(names) > 3 else ""
        return f"it judges {', '.join(names[:3])}{more}"
    return "the resource is only read, not made" if resource.external else None


def _short(token: str) -> str:
    return token.removeprefix("aws:").rpartition(":")[0] or token


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

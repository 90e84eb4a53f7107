"""Every rule over a whole graph: the offline gate, with the findings that the engine's analyzer gives."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from guardrails.catalog import RULES
from guardrails.enforcement import environment_of, level
from guardrails.finding import RAISED, UNDECIDED, UNDECIDED_DATA_STORE, Finding, Scope
from guardrails.graph import Graph, Resource
from guardrails.resource import Urn
from guardrails.rule import GraphRule, ResourceRule, Violation
from guardrails.tokens import STACK
from guardrails.waivers import Waiver

_FAULTY: Final = "Report this as a mistake of the policy pack; the resource was not judged by the rule."


def evaluate(
    graph: Graph, *, environment: str | None = None, waivers: Iterable[Waiver] = (), today: dt.date
) -> list[Finding]:
    """Return where a stack breaks the rules, sorted by resource.

    Args:
        graph: the stack.
        environment: whose enforcement holds; by default the stack's name, and prod for any other name.
        waivers: exceptions; a finding that one covers is returned with its reason.
        today: the day that decides which waivers have expired.
    """
    name = environment_of(graph.stack if environment is None else environment)
    resources = (finding for resource in graph.resources for finding in judge_by_all(resource, name))
    judged = (*resources, *judge_stack_by_all(graph, name))
    found = [finding for finding in judged if finding.enforcement != "disabled"]
    waivers = tuple(waivers)
    if waivers:
        found = [waive(finding, waivers, today) for finding in found]
    return sorted(found, key=lambda finding: (finding.urn, finding.rule, finding.message))


def waive(finding: Finding, waivers: Iterable[Waiver], today: dt.date) -> Finding:
    """Return a finding with the reason of the first waiver that covers it, else as it is."""
    for waiver in waivers:
        if waiver.covers(finding, today):
            return replace(finding, waiver=waiver.reason)
    return finding


@cache
def resource_rules() -> Mapping[str, tuple[ResourceRule, ...]]:
    """Return the rules that judge one resource, by type."""
    by_type: dict[str, list[ResourceRule]] = {}
    for rule in RULES:
        if isinstance(rule, ResourceRule):
            for token in rule.applies_to:
                by_type.setdefault(token, []).append(rule)
    return {token: tuple(rules) for token, rules in by_type.items()}


def graph_rules() -> tuple[GraphRule, ...]:
    """Return the rules that judge a whole stack."""
    return tuple(rule for rule in RULES if isinstance(rule, GraphRule))


def judge_resource(rule: ResourceRule, resource: Resource, environment: str) -> Iterator[Finding]:
    """Yield the findings of one rule on one resource; a rule that raises is a finding too."""
    try:
        violations = list(rule.findings(resource))
    except Exception as error:
        yield raised(rule, error, "resource", resource.urn, resource.type)
        return
    for violation in violations:
        yield _finding(violation, "resource", environment)


def judge_stack(rule: GraphRule, graph: Graph, environment: str) -> Iterator[Finding]:
    """Yield the findings of one rule on a stack; a rule that raises is a finding too."""
    try:
        violations = list(rule.findings(graph))
    except Exception as error:
        yield raised(rule, error, "stack", root_urn(graph), STACK)
        return
    for violation in violations:
        yield _finding(violation, "stack", environment)


def judge_by_all(resource: Resource, environment: str) -> Iterator[Finding]:
    """Yield the findings of every rule that judges one resource, but those that the environment disables."""
    for rule in resource_rules().get(resource.type, ()):
        if level(rule.id, environment) != "disabled":
            yield from judge_resource(rule, resource, environment)


def judge_stack_by_all(graph: Graph, environment: str) -> Iterator[Finding]:
    """Yield the findings of every rule that judges a stack, but those that the environment disables."""
    for rule in graph_rules():
        if level(rule.id, environment) != "disabled":
            yield from judge_stack(rule, graph, environment)


def _finding(violation: Violation, scope: Scope, environment: str) -> Finding:
    rule, resource = violation.rule, violation.resource
    verdict = UNDECIDED_DATA_STORE if rule.guards_data else UNDECIDED
    policy = verdict_policy(verdict, scope) if violation.undecided else rule.id
    return Finding(
        rule=rule.id,
        policy=policy,
        urn=resource.urn,
        type=resource.type,
        severity=rule.severity,
        enforcement=level(policy, environment),
        message=violation.message,
        remediation=f"{rule.remediation}.",
        undecided=violation.undecided,
        source=resource.source,
    )


def raised(rule: ResourceRule | GraphRule, error: Exception, scope: Scope, urn: str, type_: str) -> Finding:
    """Return the finding of a rule that raised: mandatory everywhere, because nobody knows what it missed."""
    name = urn.rsplit("::", 1)[-1]
    return Finding(
        rule=rule.id,
        policy=verdict_policy(RAISED, scope),
        urn=urn,
        type=type_,
        severity="critical",
        enforcement="mandatory",
        message=f"{name}: rule {rule.id} raised {type(error).__name__}: {str(error)[:200]}. {_FAULTY}",
        remediation=_FAULTY,
    )


def verdict_policy(verdict: str, scope: Scope) -> str:
    """Return the SDK policy of what is no plain verdict; one judges resources, its twin the stack."""
    return verdict if scope == "resource" else f"{verdict}-in-stack"


def root_urn(graph: Graph) -> str:
    """Return the URN of the stack itself."""
    root = next(iter(graph.of_type(STACK)), None)
    if root is not None or not graph.resources:
        return root.urn if root is not None else ""
    stack, project = Urn.parse(graph.resources[0].urn)[:2]
    return f"urn:pulumi:{stack}::{project}::{STACK}::{project}-{stack}"

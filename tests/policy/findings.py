"""What rules say of some resources, and what tests expect them to say."""

from typing import Any

from guardrails.catalog import rule_by_id
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Violation

from tests.policy.compliant import UNKNOWN_WIRE, make


def said(rule_id: str, *resources: Resource) -> list[str]:
    """Return what a rule says of some resources: name, problem and fix."""
    return [one.message for one in findings(rule_id, *resources)]


def findings(rule_id: str, *resources: Resource) -> list[Violation]:
    """Return where some resources break a rule, whether it judges each of them or all together."""
    rule = rule_by_id(rule_id)
    assert rule is not None, f"there is no rule {rule_id}"
    if isinstance(rule, GraphRule):
        return list(rule.findings(Graph(resources)))
    return [one for resource in resources for one in rule.findings(resource)]


def told(rule_id: str, what: str, *, undecided: bool = False, name: str = "it") -> list[str]:
    """Return the one message that a rule gives of a problem."""
    rule = rule_by_id(rule_id)
    assert rule is not None, f"there is no rule {rule_id}"
    prefix = "cannot be decided before `up`: " if undecided else ""
    return [f"{name}: {prefix}{what}. {rule.remediation}."]


def part(
    short: str,
    owner: Resource,
    path: str,
    known: bool,
    inputs: dict[str, Any] | None = None,
    name: str = "part",
) -> Resource:
    """Return a resource that refers to another one: by its id, or by a wire as in a preview."""
    value = owner.id if known else UNKNOWN_WIRE
    return make(short, name, {**(inputs or {}), path: value}, wires={path: [owner]})


def unclear(short: str, owner: Resource, path: str, inputs: dict[str, Any] | None = None) -> list[Resource]:
    """Return a second owner, and a resource of which nobody knows which of the two it refers to."""
    other = make(owner.type, "other", {}, external=True)
    wired = make(short, "part", {**(inputs or {}), path: UNKNOWN_WIRE}, wires={path: [owner, other]})
    return [other, wired]

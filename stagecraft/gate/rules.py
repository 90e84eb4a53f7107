"""The rules as data for people: `stagecraft rules`, and the page docs/policies.md.

Run `python -m stagecraft.gate.rules` from the project's root to write the page again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from guardrails.catalog import RULES
from guardrails.enforcement import environments, level
from guardrails.graph import Graph
from guardrails.not_judged import NOT_JUDGED
from guardrails.rule import ANY_TYPE, Rule

PAGE: Final = Path("docs/policies.md")
_TITLES: Final = {
    "encryption": "Encryption",
    "network": "Network",
    "access": "Access",
    "identity": "Identity",
    "logging": "Logging and detection",
    "resilience": "Resilience",
    "compute": "Compute",
}
_HEAD: Final = """\
# Policies

Generated from the rules in `policy/guardrails` by `python -m stagecraft.gate.rules`; a test fails when it is
stale. Each rule is one policy of the CrossGuard pack, and the offline gate calls the same function.

Where a value is known only after an `up`, a rule gives an *undecided* finding: mandatory everywhere for rules
that guard stored data (marked ●), and in prod for the others.
"""


def rules_table() -> list[dict[str, Any]]:
    """Return every rule as JSON has it, with its level in each environment."""
    return [
        {
            "id": rule.id,
            "statement": rule.statement,
            "risk": rule.risk,
            "remediation": f"{rule.remediation}.",
            "severity": rule.severity,
            "topics": list(rule.topics),
            "appliesTo": list(rule.applies_to),
            "guardsData": rule.guards_data,
            "controls": list(rule.controls),
            "url": rule.url,
            "enforcement": {name: level(rule.id, name) for name in environments()},
        }
        for rule in RULES
    ]


def judged_types(graphs: Iterable[Graph]) -> list[dict[str, Any]]:
    """Return how many resources of each AWS type there are, and which rules judge them; none first."""
    counts = Counter(
        resource.type for graph in graphs for resource in graph.resources if resource.type.startswith("aws:")
    )
    table = [
        {
            "type": token,
            "resources": count,
            "rules": [rule.id for rule in RULES if token in rule.applies_to],
        }
        for token, count in counts.items()
    ]
    return sorted(table, key=lambda row: (bool(row["rules"]), row["type"]))


def policies_page() -> str:
    """Return the page that lists every rule by topic."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield f"{len(RULES)} rules. m: mandatory, a: advisory, off: disabled."
    for topic, title in _TITLES.items():
        rules = [rule for rule in RULES if rule.topics[0] == topic]
        yield from ("", f"## {title}", "")
        yield f"| rule | holds where it is kept | {' | '.join(_ordered())} | severity | controls |"
        yield f"| --- | --- | {' | '.join('---' for _ in _ordered())} | --- | --- |"
        for rule in rules:
            marks = " | ".join(_mark(rule, environment) for environment in _ordered())
            guard = " ●" if rule.guards_data else ""
            controls = ", ".join(rule.controls)
            name = f"[{rule.id}]({rule.url}){guard}"
            yield f"| {name} | {rule.statement} | {marks} | {rule.severity} | {controls} |"
    yield from ("", "## What no rule judges, and why", "", "| what | why | controls |", "| --- | --- | --- |")
    for one in NOT_JUDGED:
        yield f"| {one.what} | {one.because} | {', '.join(one.controls)} |"
    yield from ("", "## What each rule judges, and the fix", "")
    for rule in RULES:
        yield from _details(rule)


def _details(rule: Rule) -> Iterator[str]:
    types = "every type" if rule.applies_to == ANY_TYPE else ", ".join(f"`{one}`" for one in rule.applies_to)
    yield from (f"### {rule.id}", "", f"{rule.statement} {rule.risk}", "")
    yield from (f"- Judges {types}", f"- Fix: {rule.remediation}.", "")


def _ordered() -> list[str]:
    """Return the environments in the order of promotion."""
    known = environments()
    return [name for name in ("dev", "staging", "prod") if name in known]


def _mark(rule: Rule, environment: str) -> str:
    return {"mandatory": "m", "advisory": "a", "disabled": "off"}[level(rule.id, environment)]


if __name__ == "__main__":
    PAGE.write_text(policies_page(), encoding="utf-8")

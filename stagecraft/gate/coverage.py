"""What the pack has decided about every sensitive input of the installed AWS provider."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guardrails.coverage.decisions import Decision, decision_on, decisions
from guardrails.coverage.families import FAMILIES, Family, family_of

from stagecraft.gate.provider import Input, provider_inputs, provider_version


@dataclass(frozen=True, slots=True)
class Row:
    """One input of one type; `decision` is None where nobody has decided about it."""

    type: str
    input: str
    family: Family
    decision: Decision | None

    @property
    def says(self) -> str:
        """What is decided, in one word or two."""
        if self.decision is None:
            return "undecided"
        return "checked" if self.decision.rules else "not needed"

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return {
            "type": self.type,
            "input": self.input,
            "family": self.family.id,
            "decision": self.says,
            "rules": list(self.decision.rules) if self.decision else [],
            "because": self.decision.because if self.decision else "",
        }


def coverage() -> list[Row]:
    """Return every sensitive input of the provider with its decision; what is undecided comes first."""
    rows = [
        row
        for token, inputs in provider_inputs().items()
        for one in inputs
        for row in _rows(token.split(":")[1], one)
    ]
    return sorted(rows, key=lambda row: (row.decision is not None, row.type, row.input))


def _rows(short: str, one: Input) -> Iterable[Row]:
    """Yield an input that is sensitive by its name, or that a decision names by its whole path."""
    family = family_of(one.path, one.says, text=one.kind == "text")
    if family is not None:
        yield Row(short, one.path, family, decision_on(short, one.path, family))
        return
    for known in FAMILIES.values():
        decision = decision_on(short, one.path, known)
        if decision is not None and decision.input == one.path:
            yield Row(short, one.path, known, decision)


def stale() -> list[Decision]:
    """Return the decisions about inputs that no type of the provider has."""
    decided = {row.decision for row in coverage()}
    return [one for one in decisions() if one not in decided]


def summary(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the counts: types, and decisions by kind in each family."""
    rows = list(rows)
    kinds = ("checked", "not needed", "undecided")
    by_family = {family: Counter(row.says for row in rows if row.family.id == family) for family in FAMILIES}
    return {
        "provider": provider_version(),
        "types": len(provider_inputs()),
        "sensitiveTypes": len({row.type for row in rows}),
        "inputs": len(rows),
        "families": {
            family: {kind: counts.get(kind, 0) for kind in kinds} for family, counts in by_family.items()
        },
    }

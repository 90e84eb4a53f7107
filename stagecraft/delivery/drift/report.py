"""What a drift check found: its counts, its exit code, and its JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from guardrails.finding import Finding
from guardrails.graph import Graph
from guardrails.values import UNKNOWN, Secret

from stagecraft.delivery.drift.classes import EXIT_CODES, Class, Verdict, class_of_finding, worst
from stagecraft.delivery.drift.ways_out import way_out

SECRET: Final = "[secret]"  # noqa: S105 - what is printed instead of one
_UNKNOWN: Final = "[unknown]"


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftReport:
    """The drift of one stack.

    Attributes:
        verdicts: each difference with its class.
        findings: what the gate says of the stack as it is.
        broken: those of the findings that the recorded state does not have.
        pending: a line for each operation that an interrupted run has left in the state.
        only_actual: resources that the recorded state does not know; only between two files.
        recorded: the state, for the ways out.
    """

    stack: str
    project: str
    verdicts: Sequence[Verdict]
    findings: Sequence[Finding]
    broken: Sequence[Finding]
    pending: Sequence[str]
    only_actual: Sequence[str]
    recorded: Graph

    @property
    def worst(self) -> Class | None:
        """The worst class of any difference or newly broken rule; None where there is no drift."""
        return worst([*(one.kind for one in self.verdicts), *map(class_of_finding, self.broken)])

    @property
    def exit_code(self) -> int:
        """0 no drift, 3 benign, 4 security, 5 destructive."""
        return EXIT_CODES[self.worst]

    @property
    def counts(self) -> dict[str, int]:
        """How many differences there are of each class, the worst first."""
        counted = Counter(one.kind for one in self.verdicts)
        return {kind.value: counted[kind] for kind in reversed(Class)}

    def way_out(self, verdict: Verdict) -> str:
        """Say what to do about a difference."""
        return way_out(verdict.difference, self.recorded)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the public JSON has it; no secret stands in it."""
        new = {id(finding) for finding in self.broken}
        return {
            "stack": self.stack,
            "project": self.project,
            "worst": self.worst.value if self.worst else None,
            "exitCode": self.exit_code,
            "counts": self.counts,
            "differences": [self._difference(verdict) for verdict in self.verdicts],
            "findings": [{**one.as_dict(), "new": id(one) in new} for one in self.findings],
            "pendingOperations": list(self.pending),
            "onlyActual": list(self.only_actual),
        }

    def _difference(self, verdict: Verdict) -> dict[str, Any]:
        one = verdict.difference
        return {
            "class": verdict.kind.value,
            "urn": one.resource.urn,
            "type": one.resource.type,
            "name": one.resource.name,
            "property": one.path,
            "kind": one.kind,
            "recorded": shown(one.recorded),
            "actual": shown(one.actual),
            "stated": one.stated,
            "ignored": one.ignored,
            "replaces": one.replaces,
            "reason": verdict.reason,
            "rules": list(verdict.rules),
            "wayOut": self.way_out(verdict),
        }


def shown(value: Any) -> Any:
    """Return a value as it may be printed: secrets and unknown values as a word."""
    if value is UNKNOWN:
        return _UNKNOWN
    if isinstance(value, Secret):
        return SECRET
    if isinstance(value, dict):
        return {key: shown(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    return value

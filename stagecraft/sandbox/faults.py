"""What goes wrong in the simulated AWS on purpose: a scenario, and what it decides for each call.

A scenario is a list of rules. A rule is for the calls of one operation, by type and name; it counts them, and
acts on the n-th. docs/sandbox-scenarios.md shows the file.
"""

import threading
from dataclasses import replace
from pathlib import Path

from stagecraft.sandbox.scenario_file import (
    Fault,
    FaultKind,
    Operation,
    Rule,
    ScenarioError,
    parse_rules,
    read_rules,
)

__all__ = ["Fault", "FaultKind", "Operation", "Rule", "Scenario", "ScenarioError"]


class Scenario:
    """The faults of one provider process; safe to ask from many threads."""

    def __init__(self, rules: tuple[Rule, ...] = ()) -> None:
        self.rules = rules
        self._counts = [0] * len(rules)
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: str | Path) -> "Scenario":
        """Read a scenario file.

        Raises:
            ScenarioError: the file does not say clearly what goes wrong and when; one line with the place.
        """
        return cls(read_rules(Path(path)))

    @classmethod
    def parse(cls, text: str, file: str = "scenario") -> "Scenario":
        """Read a scenario's text; `file` is its name in messages.

        Raises:
            ScenarioError: the text does not say clearly what goes wrong and when; one line with the place.
        """
        return cls(parse_rules(text, file))

    def next(self, operation: str, token: str, urn: str) -> Fault | None:
        """Count a call and return what goes wrong with it, if anything does.

        Ask for create, update and delete only where they reach AWS, never in a preview. The first rule that is
        due and more than latency decides; the seconds of all latency that is due are added to its own.
        """
        with self._lock:
            due = [
                rule.fault
                for index, rule in enumerate(self.rules)
                if self._is_due(index, operation, token, urn)
            ]
        wait = sum(fault.seconds for fault in due if fault.kind is FaultKind.LATENCY)
        worst = next((fault for fault in due if fault.kind is not FaultKind.LATENCY), None)
        if worst is not None:
            return replace(worst, seconds=worst.seconds + wait)
        return replace(due[0], seconds=wait) if due else None

    def _is_due(self, index: int, operation: str, token: str, urn: str) -> bool:
        if not self.rules[index].matches(operation, token, urn):
            return False
        self._counts[index] += 1
        return self.rules[index].is_due(self._counts[index])

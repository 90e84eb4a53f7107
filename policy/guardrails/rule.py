"""Rules are values: what must hold, why, what to do, and a pure function that finds where it does not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from guardrails.graph import Graph, Resource

Severity = Literal["low", "medium", "high", "critical"]
# What `applies_to` says of a rule that judges resources of every type.
ANY_TYPE: Final = ("*",)
Topic = Literal["encryption", "network", "access", "identity", "logging", "resilience", "compute"]


def security_hub(control: str) -> str:
    """Return where AWS explains a Security Hub control: "RDS.3"."""
    service, number = control.lower().split(".")
    return (
        f"https://docs.aws.amazon.com/securityhub/latest/userguide/{service}-controls.html#{service}-{number}"
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found: the value, in words. Undecided: what would decide is known only after an `up`."""

    what: str
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """A problem of a resource, told in the rule's words."""

    rule: "Rule"
    resource: Resource
    message: str
    undecided: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What every rule says about itself.

    Attributes:
        id: service-resource-control; unique, never given to another rule.
        applies_to: the type tokens that the rule judges.
        statement: what holds where the rule is kept; positive and testable.
        risk: what can happen where it is broken.
        remediation: the fix, in the words of the program.
        severity: how bad the risk is.
        topics: the first one is the folder of the module that holds the rule.
        url: where AWS explains the control.
        controls: the ids of the same control in public rule sets ("FSBP RDS.3", "CIS-5.0 2.2.1", ...).
        guards_data: the rule guards stored data, so a problem that is undecided is mandatory everywhere.
    """

    id: str
    applies_to: tuple[str, ...]
    statement: str
    risk: str
    remediation: str
    severity: Severity
    topics: tuple[Topic, ...]
    url: str
    controls: tuple[str, ...] = ()
    guards_data: bool = False

    def violation(self, resource: Resource, problem: Problem) -> Violation:
        """Tell a problem as the message that people read: name, value found, fix."""
        prefix = "cannot be decided before `up`: " if problem.undecided else ""
        message = f"{resource.name}: {prefix}{problem.what}. {self.remediation}."
        return Violation(self, resource, message, problem.undecided)


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceRule(Rule):
    """A rule that one resource's own inputs decide."""

    check: Callable[[Resource], Iterable[Problem]] = field(repr=False)

    def findings(self, resource: Resource) -> Iterator[Violation]:
        """Yield where a resource breaks the rule; a resource of another type, or only read, never does."""
        if resource.type in self.applies_to and not resource.external:
            for problem in self.check(resource):
                yield self.violation(resource, problem)


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphRule(Rule):
    """A rule that takes more than one resource to decide."""

    check: Callable[[Graph, Resource], Iterable[Problem]] = field(repr=False)

    def findings(self, graph: Graph) -> Iterator[Violation]:
        """Yield where a resource of the graph breaks the rule; one that is only read never does."""
        judged = graph.resources if self.applies_to == ANY_TYPE else graph.of_type(*self.applies_to)
        for resource in judged:
            if not resource.external:
                for problem in self.check(graph, resource):
                    yield self.violation(resource, problem)

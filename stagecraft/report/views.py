"""A stack as the reports look at it: resources by tier, findings and notes joined over the stacks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from guardrails.graph import Graph
from guardrails.resource import Resource

from stagecraft.promotion.architecture import PROVIDER
from stagecraft.promotion.tiers import tiers_of

SEVERITIES: Final = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class StackView:
    """One stack of a preview: what it holds, what the gate found, and what the preview could not know."""

    name: str
    graph: Graph
    findings: Sequence[Mapping[str, Any]] = ()  # with the fields of findings.json
    notes: Sequence[str] = ()

    @property
    def resources(self) -> list[Resource]:
        """Return what AWS (or another cloud) would hold: no components, no providers."""
        return [one for one in self.graph.resources if is_deployed(one)]

    def tally(self) -> Counter[str]:
        """Count the findings: `mandatory` and `advisory` ones that count, and `waived` ones that do not."""
        return Counter(_standing(finding) for finding in self.findings)

    def by_tier(self) -> dict[str, list[Resource]]:
        """Return the resources by tier, both sorted by name."""
        tiers = tiers_of(self.graph)
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(tiers[resource.urn], []).append(resource)
        return {tier: sorted(found[tier], key=lambda one: (one.type, one.name)) for tier in sorted(found)}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding, told once for all stacks that have it."""

    standing: str  # mandatory, advisory or waived
    severity: str
    rule: str
    resource: str
    type: str
    message: str
    remediation: str
    waiver: str
    source: str
    stacks: tuple[str, ...]


def findings_of(views: Sequence[StackView]) -> list[FindingRow]:
    """Return every finding once, the gravest first, with the stacks that have it."""
    stacks: dict[FindingRow, list[str]] = {}
    for view in views:
        for finding in view.findings:
            row = _row(finding, view.graph)
            stacks.setdefault(row, []).append(view.name)
    rows = [_with_stacks(row, names) for row, names in stacks.items()]
    return sorted(rows, key=lambda row: (_STANDINGS.index(row.standing), _grade(row), row.rule, row.resource))


def notes_of(views: Sequence[StackView]) -> list[tuple[str, tuple[str, ...]]]:
    """Return every note once, with the stacks that have it."""
    stacks: dict[str, list[str]] = {}
    for view in views:
        for note in dict.fromkeys(view.notes):
            stacks.setdefault(note, []).append(view.name)
    return [(note, tuple(names)) for note, names in stacks.items()]


def source_of(resource: Resource | None) -> str:
    """Return the innermost line of the project's own program that made a resource (`components/x.py:12`)."""
    for frame in resource.source if resource is not None else ():
        if not frame.file.startswith(("..", "/", "<")) and "site-packages" not in frame.file:
            return f"{frame.file}:{frame.line}"
    return ""


def is_deployed(resource: Resource) -> bool:
    """Tell whether a resource is one of a cloud, and neither a component nor a provider."""
    return resource.custom and not resource.type.startswith(PROVIDER)


_STANDINGS: Final = ("mandatory", "advisory", "waived")


def _standing(finding: Mapping[str, Any]) -> str:
    if finding.get("waiver"):
        return "waived"
    return "mandatory" if finding.get("enforcement") == "mandatory" else "advisory"


def _row(finding: Mapping[str, Any], graph: Graph) -> FindingRow:
    urn = str(finding.get("urn") or "")
    resource = graph.get(urn)
    return FindingRow(
        standing=_standing(finding),
        severity=str(finding.get("severity") or ""),
        rule=str(finding.get("rule") or ""),
        resource=resource.name if resource is not None else urn.rpartition("::")[2],
        type=str(finding.get("type") or ""),
        message=str(finding.get("message") or ""),
        remediation=str(finding.get("remediation") or ""),
        waiver=_waiver(finding.get("waiver")),
        source=source_of(resource),
        stacks=(),
    )


def _waiver(waiver: Any) -> str:
    """Tell a waiver in one line: why, who answers for it, until when."""
    if not isinstance(waiver, Mapping):
        return str(waiver or "")
    parts = [str(waiver[key]) for key in ("reason", "owner") if waiver.get(key)]
    expires = next((waiver[key] for key in ("expires", "expiry") if waiver.get(key)), None)
    return ", ".join([*parts, *([f"until {expires}"] if expires else [])])


def _with_stacks(row: FindingRow, stacks: Sequence[str]) -> FindingRow:
    return replace(row, stacks=tuple(dict.fromkeys(stacks)))


def _grade(row: FindingRow) -> int:
    return SEVERITIES.index(row.severity) if row.severity in SEVERITIES else len(SEVERITIES)

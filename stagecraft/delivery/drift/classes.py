"""Sorts differences into benign, security and destructive, by the policy pack and by declared tables."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guardrails.coverage.families import family_of
from guardrails.finding import Finding
from guardrails.graph import Graph, Resource
from guardrails.values import walk

from stagecraft.delivery.drift.comparison import Difference
from stagecraft.delivery.drift.equality import holds_secret
from stagecraft.delivery.drift.tables import ANY, entry_for, tables
from stagecraft.delivery.safety import Downgrade
from stagecraft.delivery.stateful import STATEFUL
from stagecraft.gate.provider import provider_inputs


class Class(StrEnum):
    """How bad a difference is."""

    BENIGN = "benign"
    SECURITY = "security"
    DESTRUCTIVE = "destructive"


# The worst one decides: what a schedule acts on.
EXIT_CODES: Final = {None: 0, Class.BENIGN: 3, Class.SECURITY: 4, Class.DESTRUCTIVE: 5}
_ORDER: Final = {Class.BENIGN: 0, Class.SECURITY: 1, Class.DESTRUCTIVE: 2}
_AWS: Final = "aws:"
_UNSTATED: Final = "The program leaves it to AWS, and no rule looks at it."
_UNJUDGED: Final = "No rule of the policy pack and no sensitive input is concerned."
# The name of an item, in the paths of downgrades: `rules[daily].schedule`.
_NAMED: Final = re.compile(r"\[[^]]*\]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A difference with its class, why it is of that class, and the rules that it breaks."""

    difference: Difference
    kind: Class
    reason: str
    rules: tuple[str, ...] = ()


def worst(kinds: Iterable[Class]) -> Class | None:
    """Return the worst class, None where there is none."""
    return max(kinds, key=_ORDER.__getitem__, default=None)


def broken(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Return the findings that only the drifted state has.

    What a waiver covers is none, and whether a waiver is still used is no question of drift.
    """
    known = {_key(finding) for finding in before}
    return [one for one in after if one.urn and not one.waiver and _key(one) not in known]


def class_of_finding(finding: Finding) -> Class:
    """Return how bad it is that a rule is broken."""
    return Class.DESTRUCTIVE if finding.rule in tables().rules else Class.SECURITY


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the difference itself does not tell.

    Attributes:
        findings: the rules that only the drifted state breaks.
        downgrades: the properties that went where a promotion would not let them go.
        recorded: the state, in which policies may decide by tags.
    """

    findings: Sequence[Finding]
    downgrades: Sequence[Downgrade]
    recorded: Graph


def classify(differences: Sequence[Difference], evidence: Evidence) -> list[Verdict]:
    """Return each difference with its class, without what AWS changes by itself."""
    breaks = _rules_by_difference(differences, evidence.findings)
    deciding = _deciding_tags(evidence.recorded) if any(_tag(one) for one in differences) else ""
    return [
        verdict
        for one in differences
        if (verdict := _verdict(one, breaks.get(id(one), ()), _downgrade(one, evidence), deciding))
    ]


def _verdict(
    difference: Difference, findings: Sequence[Finding], weaker: tuple[Class, str] | None, deciding: str
) -> Verdict | None:
    known = tables()
    rules = tuple(dict.fromkeys(finding.rule for finding in findings))
    lost = _loss(difference, weaker)
    if lost:
        return Verdict(difference, Class.DESTRUCTIVE, lost, rules)
    if findings:
        kind = worst(class_of_finding(finding) for finding in findings) or Class.SECURITY
        return Verdict(difference, kind, f"It breaks {', '.join(rules)}.", rules)
    if entry_for(known.volatile, difference):
        return None
    if (tag := _tag(difference)) and _decides(tag, deciding):
        return Verdict(difference, Class.SECURITY, f"A policy of the stack decides by the tag {tag}.")
    if weaker is not None and weaker[0] is Class.SECURITY:
        return Verdict(difference, *weaker)
    if (entry := entry_for(known.benign, difference)) is not None:
        return Verdict(difference, Class.BENIGN, entry.reason)
    if (reason := _sensitive(difference)) is not None:
        return Verdict(difference, Class.SECURITY, reason)
    if weaker is not None:
        return Verdict(difference, *weaker)
    return Verdict(difference, Class.BENIGN, _UNSTATED if not difference.stated else _UNJUDGED)


def _loss(difference: Difference, weaker: tuple[Class, str] | None) -> str | None:
    """Say what is lost, or None where nothing is."""
    why = STATEFUL.get(difference.resource.type)
    if difference.kind == "gone":
        return f"The resource is gone{f': {why}' if why else ''}."
    if difference.replaces and why:
        return f"Putting it back makes a new resource: {why}."
    if weaker is not None and weaker[0] is Class.DESTRUCTIVE:
        return weaker[1]
    entry = entry_for(tables().destructive, difference)
    return entry.reason if entry is not None else None


def _downgrade(difference: Difference, evidence: Evidence) -> tuple[Class, str] | None:
    """Return the class and the reason of the worst downgrade that a difference is, or None."""
    found = [
        (Class(tables().downgrades[one.reason]), f"{one.reason[0].upper()}{one.reason[1:]}.")
        for one in evidence.downgrades
        if one.urn == difference.resource.urn and _overlap(_NAMED.sub("", one.path), difference.general)
    ]
    return max(found, key=lambda one: _ORDER[one[0]], default=None)


def _overlap(one: str, other: str) -> bool:
    """Tell whether two paths are the same, or one leads into the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _sensitive(difference: Difference) -> str | None:
    """Say what a sensitive property decides, or None for any other one.

    Families and whole types speak of what can be asked for; an address that AWS tells of is nobody's decision.
    """
    if holds_secret([difference.recorded, difference.actual]):
        return "It is a secret, and not the one that was recorded."
    entry = entry_for(tables().security, difference)
    if entry is not None and entry.property != ANY:
        return entry.reason
    family = None
    if difference.resource.type.startswith(_AWS):
        family = family_of(difference.general, text=_holds_text(difference))
    if (family or entry) and (difference.stated or _is_input(difference)):
        return f"It {family.holds}." if family else entry.reason if entry else None
    return None


def _holds_text(difference: Difference) -> bool:
    values = (*walk(difference.recorded), *walk(difference.actual))
    return any(isinstance(value, str) for value in values)


def _is_input(difference: Difference) -> bool:
    """Tell whether a program could ask for a property; of a type that the provider does not know, yes."""
    inputs = provider_inputs().get(difference.resource.type)
    top = difference.general.partition(".")[0]
    return inputs is None or any(one.path.partition(".")[0] == top for one in inputs)


def _rules_by_difference(
    differences: Sequence[Difference], findings: Iterable[Finding]
) -> Mapping[int, list[Finding]]:
    """Give each broken rule to the differences that its message names, else to all of the resource but tags."""
    by_urn: dict[str, list[Difference]] = {}
    for one in differences:
        by_urn.setdefault(one.resource.urn, []).append(one)
    given: dict[int, list[Finding]] = {}
    for finding in findings:
        own = by_urn.get(finding.urn, [])
        named = [one for one in own if _names(finding.message, one)]
        for one in named or [one for one in own if not _tag(one)]:
            given.setdefault(id(one), []).append(finding)
    return given


def _names(message: str, difference: Difference) -> bool:
    steps = difference.general.split(".")
    return difference.path != "" and any(step in message for step in (steps[0], steps[-1]))


def _tag(difference: Difference) -> str:
    """Return the key of a tag that differs, else nothing."""
    top, _, key = difference.general.partition(".")
    return key if top in ("tags", "tagsAll") else ""


def _deciding_tags(recorded: Graph) -> str:
    """Return every policy that decides by tags, as one text to look tags up in."""
    return "\n".join(text for resource in recorded.resources for text in _policies(resource))


def _policies(resource: Resource) -> Iterator[str]:
    for value in walk(dict(resource.inputs)):
        if isinstance(value, str) and ("Tag/" in value or value.startswith("tag:")):
            yield value


def _decides(tag: str, deciding: str) -> bool:
    """Tell whether a condition (`aws:ResourceTag/project`) or a target (`tag:PatchGroup`) names a tag."""
    return re.search(rf"[Tt]ag[/:]{re.escape(tag)}(?![\w+=.:/@-])", deciding) is not None


def _key(finding: Finding) -> tuple[str, str, bool, str]:
    return finding.rule, finding.urn, finding.undecided, finding.message

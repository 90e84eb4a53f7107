"""Waivers: exceptions from a rule for one resource, each with a reason, an owner and a last day.

`waivers.yaml` is a list of entries with the keys rule, urn, reason, owner and expires. In the URN, `*` stands
for any text in the types and in the name; stack and project are spelled out, so that an exception for one
environment never covers another one. An exception from an encryption or private-network rule in production
has a sixth key, `approver`: a second person who answers for it.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from guardrails.catalog import rule_by_id
from guardrails.enforcement import STRICTEST, environment_of
from guardrails.finding import WAIVERS, Finding
from guardrails.resource import Urn

WAIVERS_FILE: Final = Path(__file__).resolve().parent.parent / "waivers.yaml"
_KEYS: Final = ("rule", "urn", "reason", "owner", "expires")
_APPROVER: Final = "approver"
# What nobody waives alone in production.
_FOR_TWO: Final = frozenset({"encryption", "network"})
# A name of fewer letters than this beside its `*` covers resources that nobody thought of.
_LEAST_LETTERS: Final = 3
_REMEDIATION: Final = "Correct or remove the entry"


class WaiverError(Exception):
    """A waivers file that cannot be read; the message is one line for each mistake."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception from a rule."""

    rule: str
    urn: str
    reason: str
    owner: str
    expires: dt.date
    approver: str = ""

    def covers(self, finding: Finding, today: dt.date) -> bool:
        """Tell whether the waiver covers a finding today."""
        return (
            finding.rule == self.rule
            and today <= self.expires
            and not self.fault()
            and re.fullmatch(_pattern(self.urn), finding.urn) is not None
        )

    def fault(self) -> str:
        """Return what is wrong with the waiver whatever the day is; empty if nothing is."""
        rule = rule_by_id(self.rule)
        if rule is None:
            return f"names the rule '{self.rule}', which does not exist"
        try:
            urn = Urn.parse(self.urn)
        except ValueError as error:
            return str(error)
        if "*" in urn.stack or "*" in urn.project:
            return f"is too broad: '{self.urn}' must spell out stack and project"
        if "*" in urn.name and len(urn.name.replace("*", "")) < _LEAST_LETTERS:
            return f"is too broad: the name in '{self.urn}' is little more than '*'"
        if rule.topics[0] in _FOR_TWO and environment_of(urn.stack) == STRICTEST:
            return self._fault_of_approval(rule.topics[0])
        return ""

    def _fault_of_approval(self, topic: str) -> str:
        if not self.approver:
            return f"needs an 'approver' beside its owner: it is of {topic}, in production"
        if self.approver.casefold() == self.owner.casefold():
            return (
                f"is approved by its owner, {self.owner}: of {topic}, in production, it takes a second person"
            )
        return ""


def load_waivers(path: Path = WAIVERS_FILE) -> tuple[Waiver, ...]:
    """Read a waivers file; raise WaiverError for one that has not the form it must have."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WaiverError(
            f"{path}: cannot be read ({error.strerror}); check its path and permissions"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise WaiverError(
            f"{path}: is not YAML ({' '.join(str(error).split())[:120]}); correct the line"
        ) from None
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise WaiverError(
            f"{path}: must be a list of waivers; begin each with '- ' and give it {', '.join(_KEYS)}"
        )
    mistakes = [
        f"{path}: waiver {number}: {mistake}"
        for number, entry in enumerate(entries, start=1)
        for mistake in _mistakes(entry)
    ]
    if mistakes:
        raise WaiverError("\n".join(mistakes))
    return tuple(map(_waiver, entries))


def _waiver(entry: dict[str, Any]) -> Waiver:
    rule, urn, reason, owner = (str(entry[key]) for key in _KEYS[:-1])
    approver = str(entry.get(_APPROVER) or "").strip()
    return Waiver(rule, urn, reason, owner.strip(), _date(entry["expires"]) or dt.date.min, approver)


def _mistakes(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"must have the keys {', '.join(_KEYS)}"
        return
    for key in _KEYS:
        if not str(entry.get(key) or "").strip():
            yield f"'{key}' is missing"
    for key in entry:
        if key not in (*_KEYS, _APPROVER):
            yield f"'{key}' is no key of a waiver; these are {', '.join(_KEYS)} and {_APPROVER}"
    if entry.get("expires") and _date(entry["expires"]) is None:
        yield f"'expires' is '{entry['expires']}', not a date such as 2027-06-30"


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def _pattern(urn: str) -> str:
    return ".*".join(map(re.escape, urn.split("*")))


def waiver_findings(
    waivers: Iterable[Waiver],
    today: dt.date,
    *,
    used: Collection[Waiver] | None = None,
    stacks: Collection[tuple[str, str]] = (),
    file: str = WAIVERS_FILE.name,
) -> list[Finding]:
    """Return what is wrong with waivers themselves.

    Args:
        waivers: the waivers to judge.
        today: the day that decides what has expired.
        used: the waivers that covered a finding; without it nothing is said of unused ones.
        stacks: the (stack, project) pairs that were judged; a waiver of another one cannot be called unused.
        file: the name of the file, for the findings.
    """
    return [
        Finding(
            file=file,
            rule=WAIVERS,
            policy=WAIVERS,
            urn="",
            type="",
            severity="high",
            enforcement="mandatory",
            message=f"waiver of {waiver.rule} for {waiver.urn}: it {wrong}. {_REMEDIATION}.",
            remediation=_REMEDIATION,
        )
        for waiver in waivers
        if (wrong := waiver.fault() or _wrong_today(waiver, today, used, stacks))
    ]


def _wrong_today(
    waiver: Waiver, today: dt.date, used: Collection[Waiver] | None, stacks: Collection[tuple[str, str]]
) -> str:
    if today > waiver.expires:
        return f"expired on {waiver.expires.isoformat()} (owner {waiver.owner})"
    if used is not None and waiver not in used and Urn.parse(waiver.urn)[:2] in stacks:
        return "covers nothing any more"
    return ""

"""Downgrades held against the dated waivers of `promotion.yaml`."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from stagecraft.delivery.safety import Downgrade
from stagecraft.promotion.allowed import FILE, DowngradeEntry, Promotion


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of a plan's downgrades.

    Attributes:
        refused: one line for each that no waiver covers, with the way out.
        waived: each that a waiver covers, and the waiver.
        notes: waivers of the stack that have expired, or that cover nothing.
    """

    refused: tuple[str, ...]
    waived: tuple[tuple[Downgrade, DowngradeEntry], ...]
    notes: tuple[str, ...]


def judge(found: Iterable[Downgrade], promotion: Promotion, stack: str, today: dt.date) -> Judged:
    """Sort the downgrades of a stack into those that stop a deployment and those that a waiver covers."""
    refused: list[str] = []
    waived: list[tuple[Downgrade, DowngradeEntry]] = []
    for one in found:
        covering = [e for e in promotion.downgrades if e.covers(stack, one.type, one.resource, one.path)]
        valid = next((entry for entry in covering if today <= entry.expires), None)
        if valid is not None:
            waived.append((one, valid))
        else:
            refused.append(f"{one}; {_way_out(one, covering, stack)}")
    used = {entry for _, entry in waived}
    notes = [
        f"{FILE}: the waiver of {entry} {what}; take it out"
        for entry in promotion.downgrades
        if entry.stack == stack and (what := _fault(entry, today, used=entry in used))
    ]
    return Judged(tuple(refused), tuple(waived), tuple(notes))


def _way_out(one: Downgrade, expired: list[DowngradeEntry], stack: str) -> str:
    if expired:
        last = max(expired, key=lambda entry: entry.expires)
        return (
            f"its waiver expired on {last.expires.isoformat()} (owner {last.owner}): keep it as it was, "
            f"or have the date moved in {FILE}"
        )
    return (
        f"keep it as it was, or add to {FILE} under downgrades: {{stack: {stack}, resource: '{one.resource}', "
        f"property: '{one.path}', reason: …, owner: …, expires: YYYY-MM-DD}}"
    )


def _fault(entry: DowngradeEntry, today: dt.date, *, used: bool) -> str:
    if today > entry.expires:
        return "has expired"
    return "" if used else "covers nothing in this plan"

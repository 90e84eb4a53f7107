"""A plan and a ledger as people read them."""

from collections.abc import Mapping, Sequence
from typing import Final

from stagecraft.delivery.ledger import Action, Entry, Ledger, Origin
from stagecraft.delivery.verdict import Verdict

# Operations in the order in which a plan is told, with the word for each.
_WORDS: Final = {
    "create": "to create",
    "update": "to change",
    "replace": "to replace",
    "delete": "to delete",
    "import": "to adopt",
    "same": "unchanged",
}
_LISTED: Final = 25


def question(stack: str) -> str:
    """Return what is asked before a deployment."""
    return f"Type '{stack}' to deploy"


def summary(
    stack: str, action: Action, commit: str, origin: Origin, verdict: Verdict, notes: Sequence[str]
) -> str:
    """Tell a plan: where it comes from, how much it changes, and what should be looked at."""
    source = {
        "up": "",
        "promote": f" from {origin.stack}" + (f" (entry {origin.entry})" if origin.entry else ""),
        "rollback": f" to entry {origin.entry}",
    }[action]
    told = [f"{count} {_WORDS.get(op, op)}" for op, count in _in_order(verdict.changes)]
    lines = [
        f"{stack}: {action}{source}, revision {commit[:12]}, architecture {verdict.fingerprint[:12]}",
        f"  {', '.join(told) or 'nothing there yet'}",
        *_listed("replaced", verdict.replaced),
        *_listed("deleted", verdict.deleted),
        *(f"  {package}: {old} → {new}" for package, (old, new) in verdict.versions.items()),
        *(f"  waived: {one}" for one in verdict.waived),
        *(f"  note: {one}" for one in (*notes, *verdict.notes)),
    ]
    return "\n".join(lines)


def _in_order(changes: Mapping[str, int]) -> list[tuple[str, int]]:
    known = dict(changes)
    first = [(op, known.pop(op)) for op in _WORDS if op in known]
    same = [first.pop()] if first and first[-1][0] == "same" else []
    return [*first, *known.items(), *same]


def _listed(what: str, names: Sequence[str]) -> list[str]:
    more = len(names) - _LISTED
    return [
        *(f"  {what}: {name}" for name in names[:_LISTED]),
        *([f"  {what}: {more} more"] if more > 0 else []),
    ]


def row(ledger: Ledger, entry: Entry) -> tuple[str, ...]:
    """Return the cells of an entry's row in `stagecraft ledger`."""
    facts, closing = entry.facts, entry.closing
    source = facts.origin.stack and (
        f"{facts.origin.stack} {facts.origin.entry}" if facts.origin.entry else facts.origin.stack
    )
    changed = ", ".join(f"{op} {count}" for op, count in closing.changes.items()) if closing else ""
    return (
        str(entry.number),
        facts.time,
        facts.action,
        source,
        facts.revision[:12],
        entry.fingerprint[:12],
        facts.who,
        ledger.result(entry),
        changed or (closing.reason if closing else ""),
    )

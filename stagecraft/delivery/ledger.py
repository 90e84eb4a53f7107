"""The ledger of a stack: who deployed which revision when, each entry sealed with the hash of the one before.

An entry is opened before the engine begins and closed after it has ended. It is *sealed* by the hash of all it
says, the seal of the entry before included; whoever edits, removes or exchanges entries breaks a seal.

    opening  number, time, stack, action, revision, …, previous ──► hash
    closing  result, finished, changes, reason, hash of the opening ──► hash      (absent: interrupted)

The seal of the newest entry is kept a second time as `head`, so that entries cut off at the end are missed too.
Hashes protect against mistakes and careless hands, not against somebody who may write the whole state and
computes them anew; that is what the backend's own permissions and versions are for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final, Literal, TypeVar

from stagecraft.delivery.hashes import digest

T = TypeVar("T")

ENTRY_TYPE: Final = "stagecraft:delivery:Entry"
HEAD: Final = "head"
Action = Literal["up", "promote", "rollback"]
Result = Literal["started", "succeeded", "failed", "interrupted"]

_RESTORE: Final = (
    "put the ledger back with `pulumi stack import` from a backup of its state "
    "(docs/promotion.md, section 'A ledger that does not hold')"
)


class LedgerError(Exception):
    """A ledger that cannot be relied on; the message is one line that names the entry and the way out."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a deployment came from: an entry of a stack (0: none is known), and the architecture it ran."""

    stack: str = ""
    entry: int = 0
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is deployed, by whom, and where it comes from.

    Attributes:
        time: the beginning, in UTC (ISO 8601).
        stack: the stack that is deployed.
        action: `up` for the lowest environment, which nothing is promoted to.
        revision: the commit of the program.
        tree: git's hash of the program's folder at that commit.
        fingerprint: the hash of the architecture that is planned, as far as a plan tells its dependencies.
        settings: the hash of the stack's configuration.
        versions: of the providers and SDKs, by package.
        origin: the entry that is promoted, or that is rolled back to.
        who: whom git, or the CI system, names.
        run: the URL of the CI run, if there is one.
    """

    time: str
    stack: str
    action: Action
    revision: str
    tree: str
    fingerprint: str
    settings: str
    versions: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = field(default_factory=Origin)
    who: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a deployment ended.

    Attributes:
        result: whether it is what was planned.
        finished: the end, in UTC (ISO 8601).
        changes: how many resources each operation concerned.
        fingerprint: the hash of the architecture that runs since; empty where nobody has looked.
        reason: in one line why it did not succeed.
    """

    result: Result
    finished: str
    fingerprint: str = ""
    changes: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One deployment: what was begun, and how it ended.

    Attributes:
        number: its place in the ledger, from 1.
        facts: what was known when it began.
        previous: the seal of the entry before.
        hash: of all that, as it is written.
        closing: how it ended; None while it is open, and for ever where it was killed.
        closing_hash: of that and of `hash`, as it is written.
    """

    number: int
    facts: Facts
    previous: str
    hash: str
    closing: Closing | None = None
    closing_hash: str = ""

    @classmethod
    def opened(cls, number: int, facts: Facts, previous: str) -> "Entry":
        """Return an open entry."""
        return cls(number, facts, previous, digest({"number": number, **asdict(facts), "previous": previous}))

    def closed(self, closing: Closing) -> "Entry":
        """Return the entry closed."""
        return replace(self, closing=closing, closing_hash=digest({"opening": self.hash, **asdict(closing)}))

    @property
    def seal(self) -> str:
        """The hash of all that the entry says."""
        return self.closing_hash or self.hash

    @property
    def fingerprint(self) -> str:
        """The hash of the architecture that it left, else of the one that it was to make."""
        return (self.closing.fingerprint if self.closing else "") or self.facts.fingerprint

    @property
    def name(self) -> str:
        """The name of the entry's resource."""
        return name_of(self.number)

    def inputs(self) -> dict[str, Any]:
        """Return the opening as the inputs of a resource."""
        return {"number": self.number, **asdict(self.facts), "previous": self.previous, "hash": self.hash}

    def outputs(self) -> dict[str, Any]:
        """Return the closing as the outputs of a resource."""
        return {**asdict(self.closing), "hash": self.closing_hash} if self.closing else {}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of one stack, oldest first; every seal holds."""

    stack: str
    entries: tuple[Entry, ...] = ()

    @property
    def head(self) -> str:
        """The seal of the newest entry; empty where there is none."""
        return self.entries[-1].seal if self.entries else ""

    def result(self, entry: Entry) -> Result:
        """Tell how a deployment ended.

        One that was never closed was interrupted if another one has begun since, for only one can run. The
        newest may be running still.
        """
        if entry.closing is not None:
            return entry.closing.result
        return "started" if entry.number == len(self.entries) else "interrupted"

    @property
    def last_success(self) -> Entry | None:
        """The newest deployment that succeeded."""
        return next((one for one in reversed(self.entries) if self.result(one) == "succeeded"), None)

    def entry(self, number: int) -> Entry:
        """Return an entry by its number; raise LedgerError where there is none."""
        if not 1 <= number <= len(self.entries):
            there = f"it has entries 1 to {len(self.entries)}" if self.entries else "it is empty"
            raise LedgerError(
                f"ledger of {self.stack}: there is no entry {number}; {there}; `stagecraft ledger` lists them"
            )
        return self.entries[number - 1]

    def opened(self, facts: Facts) -> Entry:
        """Return the entry that comes next."""
        return Entry.opened(len(self.entries) + 1, facts, self.head)

    def to_dict(self) -> dict[str, Any]:
        """Return what `stagecraft ledger --json` prints."""
        return {
            "stack": self.stack,
            "entries": [
                {
                    **one.inputs(),
                    "result": self.result(one),
                    **({"closing": one.outputs()} if one.closing is not None else {}),
                }
                for one in self.entries
            ],
        }


def name_of(number: int) -> str:
    """Return the resource name of an entry; four digits keep the order of names the order of entries."""
    return f"{number:04d}"


def urn_of(project: str, stack: str, number: int) -> str:
    """Return the URN of an entry in the ledger's own project."""
    return f"urn:pulumi:{stack}::{project}::{ENTRY_TYPE}::{name_of(number)}"


def read_ledger(document: Mapping[str, Any], stack: str) -> Ledger:
    """Read the ledger off the state export of its stack, and check every seal.

    Raises:
        LedgerError: an entry was edited, removed or exchanged.
    """
    resources = (document.get("deployment") or {}).get("resources") or []
    found = [
        _entry(one, stack) for one in resources if one.get("type") == ENTRY_TYPE and not one.get("delete")
    ]
    ledger = Ledger(stack, tuple(sorted(found, key=lambda entry: entry.number)))
    _check_numbers(ledger)
    previous = ""
    for entry in ledger.entries:
        if entry.previous != previous:
            raise _broken(
                stack, entry.number, f"does not follow entry {entry.number - 1} as that stands here"
            )
        previous = entry.seal
    _check_head(ledger, _head(resources))
    return ledger


def _entry(resource: Mapping[str, Any], stack: str) -> Entry:
    """Read an entry; what a later version of ours has written besides is covered by its hash, and not read."""
    name = str(resource.get("urn", "")).rpartition("::")[2]
    try:
        inputs, outputs = dict(resource["inputs"]), dict(resource.get("outputs") or {})
        opening, closing = inputs.pop("hash"), outputs.pop("hash", "")
        entry = Entry(
            int(inputs["number"]),
            _known(Facts, {**inputs, "origin": _known(Origin, inputs["origin"])}),
            inputs["previous"],
            opening,
            _known(Closing, outputs) if outputs else None,
            closing,
        )
        holds = digest(inputs) == opening and (
            not outputs or digest({"opening": opening, **outputs}) == closing
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _broken(stack, name.lstrip("0"), "was edited: it has not the form that an entry has") from None
    if not holds or entry.name != name:
        raise _broken(stack, name.lstrip("0"), "was edited: its content is not what its hash was made of")
    return entry


def _known(kind: type[T], values: Mapping[str, Any]) -> T:
    names = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in values.items() if name in names})


def _check_numbers(ledger: Ledger) -> None:
    there = {entry.number for entry in ledger.entries}
    missing = [number for number in range(1, max(there, default=0)) if number not in there]
    if missing:
        raise _broken(ledger.stack, missing[0], "was removed")


def _head(resources: Iterable[Mapping[str, Any]]) -> str:
    roots = (one for one in resources if one.get("type") == "pulumi:pulumi:Stack")
    return next((str((one.get("outputs") or {}).get(HEAD, "")) for one in roots), "")


def _check_head(ledger: Ledger, head: str) -> None:
    """Refuse a ledger whose newest entries were cut off.

    A killed run leaves the head where it was, so it may be any entry's seal; only before the first run has
    ended there is none.
    """
    if head:
        if head not in {seal for entry in ledger.entries for seal in (entry.seal, entry.hash)}:
            raise _broken(ledger.stack, len(ledger.entries) + 1, "was removed, or one before it was edited")
    elif sum(entry.closing is not None for entry in ledger.entries) > 1:
        raise LedgerError(f"ledger of {ledger.stack}: its head was removed; {_RESTORE}")


def _broken(stack: str, entry: int | str, what: str) -> LedgerError:
    return LedgerError(f"ledger of {stack}: entry {entry} {what}; {_RESTORE}")

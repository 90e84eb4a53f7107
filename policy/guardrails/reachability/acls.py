"""Network ACLs: what enters and leaves a subnet, the first entry that matches deciding, either way by itself.

https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from guardrails.checks import number, truth
from guardrails.graph import Graph, Resource
from guardrails.reachability import addresses, ports
from guardrails.reachability.addresses import ANYWHERE, Block
from guardrails.reachability.filters import OPEN, UNDECIDED, Cell, Filter, Passed, sweep
from guardrails.reachability.intervals import NONE, IntervalSet, both, either, holds, without
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

Direction = Literal["ingress", "egress"]

ACL: Final = aws("ec2/networkAcl")
DEFAULT_ACL: Final = aws("ec2/defaultNetworkAcl")
ACLS: Final = (ACL, DEFAULT_ACL)
_RULES: Final = (aws("ec2/networkAclRule"),)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a network ACL, what is unknown of it told apart.

    `holds` are the addresses and ports that it speaks of for sure, `may_hold` those it may speak of;
    `allows` is None where nobody knows whether it allows or denies.
    """

    order: float | None
    allows: bool | None
    where: Block
    what: Passed
    owner: Resource
    label: str
    belongs: bool = True

    @property
    def sure(self) -> bool:
        """Tell whether the entry speaks of what it may speak of, and in its place."""
        return self.belongs and self.order is not None and self.allows is not None


@dataclass(frozen=True)
class Acl:
    """A network ACL; without a resource it is the one that AWS makes, or one that nobody knows."""

    key: str
    resource: Resource | None
    entries: dict[Direction, tuple[Entry, ...]]
    known: bool = True

    @cached_property
    def _filters(self) -> dict[Direction, Filter]:
        return {"ingress": self._filter("ingress"), "egress": self._filter("egress")}

    def passes(self, direction: Direction) -> Filter:
        """Return what passes in a direction."""
        return self._filters[direction]

    def _filter(self, direction: Direction) -> Filter:
        if not self.known:
            return UNDECIDED
        if self.resource is None:
            return OPEN
        entries = self.entries[direction]
        spans = [(part, index) for index, one in enumerate(entries) for part in one.where]
        cells = []
        for (first, last), active in sweep(spans):
            mine = [(entries[index], holds(entries[index].where.sure, first)) for index in active]
            passed = Passed(_decide(mine, hopeful=True), _decide(mine, hopeful=False))
            if passed.may:
                cells.append(Cell(first, last, passed))
        return Filter(tuple(cells))

    def deciding(self, direction: Direction, address: int, port: int) -> Entry | None:
        """Return the entry that decides about a packet; None where none speaks of it."""
        for entry in _ordered(self.entries.get(direction, ()), hopeful=False):
            where = either(entry.where.sure, entry.where.maybe)
            if holds(where, address) and holds(entry.what.may, port):
                return entry
        return None


def _decide(entries: list[tuple[Entry, bool]], *, hopeful: bool) -> IntervalSet:
    """Return the ports that entries let pass, each with whether the addresses are surely its own.

    Hopeful: whatever is unknown turns out well for the packet; else it turns out badly.
    """
    surely = {id(entry): sure for entry, sure in entries}
    passed, left = NONE, ports.EVERY
    for entry in _ordered((entry for entry, _ in entries), hopeful=hopeful):
        sure = surely[id(entry)] and entry.belongs
        allows = hopeful if entry.allows is None else entry.allows
        spoken = entry.what.may if allows is hopeful else (entry.what.must if sure else NONE)
        if allows:
            passed = either(passed, both(left, spoken))
        left = without(left, spoken)
    return passed


def _ordered(entries: Iterable[Entry], *, hopeful: bool) -> list[Entry]:
    """Sort entries by number; one without a known number comes where it helps, or hurts, the most."""

    def place(entry: Entry) -> tuple[float, int]:
        if entry.order is not None:
            return entry.order, 0
        allows = hopeful if entry.allows is None else entry.allows
        return (-1.0, 0) if allows is hopeful else (float("inf"), 0)

    return sorted(entries, key=place)


def read_acl(graph: Graph, urn: str) -> Acl:
    """Read a network ACL with all its entries; take it by `graph.derive`."""
    resource = graph.get(urn)
    if resource is None or resource.external:
        return Acl(urn, resource, {}, known=False)
    found: dict[Direction, list[Entry]] = {"ingress": [], "egress": []}
    for direction in found:
        for index, entry in enumerate(items(resource.inputs, direction)):
            found[direction].append(_entry(entry, resource, f"{direction} {_label(entry, index)}"))
    separate = graph.referrers(resource, _RULES, "networkAclId", ACLS)
    for rule in (*separate.sure, *separate.maybe, *graph.derive(_strays)):
        for way in _directions(rule):
            read = _entry(
                {**rule.inputs, "ruleNo": rule.asked("ruleNumber"), "action": rule.asked("ruleAction")},
                rule,
                f"{way} {_label({'ruleNo': rule.asked('ruleNumber')}, 0)}",
                belongs=rule in separate.sure and len(_directions(rule)) == 1,
            )
            found[way].append(read)
    return Acl(resource.urn, resource, {way: tuple(entries) for way, entries in found.items()})


def _strays(graph: Graph) -> tuple[Resource, ...]:
    """Return the separate entries of which nobody knows the network ACL."""
    lost = []
    for rule in graph.of_type(*_RULES):
        named = graph.refers(rule, "networkAclId", *ACLS)
        if not named.resources and not named.foreign:
            lost.append(rule)
    return tuple(lost)


def _directions(rule: Resource) -> tuple[Direction, ...]:
    leaves = truth(rule.asked("egress"), default=False)
    if leaves is UNKNOWN:
        return ("ingress", "egress")
    return ("egress",) if leaves else ("ingress",)


def _label(entry: Any, index: int) -> str:
    found = number(at(entry, "ruleNo")) if entry is not UNKNOWN else None
    return f"{found:g}" if found is not None else f"entry {index + 1}"


def _entry(entry: Any, owner: Resource, label: str, *, belongs: bool = True) -> Entry:
    if not isinstance(entry, dict):
        return Entry(None, None, Block((), ANYWHERE), Passed(ports.EVERY, NONE), owner, label, belongs)
    action = plain(at(entry, "action"))
    allows = {"allow": True, "deny": False}.get(str(action).lower())
    return Entry(number(at(entry, "ruleNo")), allows, _where(entry), _what(entry), owner, label, belongs)


def _where(entry: dict[str, Any]) -> Block:
    sure: IntervalSet = ()
    maybe: IntervalSet = ()
    for cidr in _given(entry, "cidrBlock", "ipv6CidrBlock"):
        found = addresses.block(cidr) if isinstance(cidr, str) else None
        sure = either(sure, found.sure if found else ())
        maybe = either(maybe, found.maybe if found else ANYWHERE)
    return Block(sure, maybe)


def _given(entry: dict[str, Any], *keys: str) -> Iterator[Any]:
    for key in keys:
        value = plain(at(entry, key))
        if value is not None and value != "":
            yield value


def _what(entry: dict[str, Any]) -> Passed:
    protocol = plain(at(entry, "protocol"))
    first, last = plain(at(entry, "fromPort")), plain(at(entry, "toPort"))
    if str(protocol).lower() in ("icmp", "1", "icmpv6", "58"):
        first, last = plain(at(entry, "icmpType")), plain(at(entry, "icmpCode"))
    found = ports.of_rule(protocol, first, last)
    return Passed(ports.EVERY, NONE) if found is None else Passed(found, found)

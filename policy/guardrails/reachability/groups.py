"""Security groups: whom the groups of a resource let in and where they let it go, however rules are written.

A group allows and never denies, and what answers an allowed packet is allowed as well.
https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from guardrails.checks import truth
from guardrails.graph import Graph, Reference, Resource
from guardrails.reachability import addresses, ports, prefix_lists
from guardrails.reachability.acls import Direction
from guardrails.reachability.addresses import ANYWHERE, NOWHERE, Block
from guardrails.reachability.filters import NOTHING, Cell, Filter, Passed, sweep
from guardrails.reachability.intervals import NONE, IntervalSet, either, holds
from guardrails.reachability.own_blocks import own_blocks
from guardrails.tokens import DEFAULT_SECURITY_GROUP, SECURITY_GROUP, aws
from guardrails.values import UNKNOWN, at, items, plain

GROUPS: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
_CLASSIC_RULE: Final = aws("ec2/securityGroupRule")
_RULES: Final[dict[str, Direction]] = {
    aws("vpc/securityGroupIngressRule"): "ingress",
    aws("vpc/securityGroupEgressRule"): "egress",
}
RULES: Final = (_CLASSIC_RULE, *_RULES)
_CIDRS: Final = ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")
_LISTS: Final = ("prefixListIds", "prefixListId")
# What the key of a default group that the program does not manage begins with; its VPC's key follows.
DEFAULT_OF: Final = "default group of "
_PEERS: Final = ("securityGroups", "sourceSecurityGroupId", "referencedSecurityGroupId")


@dataclass(frozen=True, slots=True)
class Permit:
    """What one rule allows: which ports, for which addresses and for the members of which groups.

    `any_group` says that it may name a group that nobody knows.
    """

    what: Passed
    where: Block = NOWHERE
    groups: frozenset[str] = frozenset()
    maybe_groups: frozenset[str] = frozenset()
    any_group: bool = False
    owner: Resource | None = None

    def for_members(self, groups: "Membership") -> Passed:
        """Return what passes for a resource with the given groups, by its groups alone."""
        if groups.sure & self.groups:
            return self.what
        if self.any_group or groups.maybe & (self.groups | self.maybe_groups):
            return Passed(self.what.may, NONE)
        return NOTHING

    def unsure(self) -> "Permit":
        """Return the same permit of a rule that may belong to another group."""
        return replace(self, what=Passed(self.what.may, NONE))


@dataclass(frozen=True)
class Membership:
    """The groups of a resource by key: those it has for sure, and all that it may have.

    `open` says that it may have groups that nobody knows, which may allow anything.
    """

    sure: frozenset[str]
    maybe: frozenset[str]
    open: bool = False


# What no rule decides: a gateway without a group, or a load balancer that has none.
NO_GROUPS: Final = Membership(frozenset(), frozenset())
_ANYTHING: Final = Permit(Passed(ports.EVERY, NONE), Block((), ANYWHERE), any_group=True)


class Gate:
    """What the groups of a resource let pass in one direction."""

    def __init__(self, permits: Iterable[Permit]) -> None:
        self.permits = tuple(permits)

    @cached_property
    def by_address(self) -> Filter:
        """What passes for addresses, whoever has them."""
        permits = [one for one in self.permits if one.where.sure or one.where.maybe]
        spans = [(part, index) for index, one in enumerate(permits) for part in one.where]
        cells = []
        for (first, last), active in sweep(spans):
            may = must = NONE
            for permit in (permits[index] for index in active):
                may = either(may, permit.what.may)
                if permit.what.must and holds(permit.where.sure, first):
                    must = either(must, permit.what.must)
            cells.append(Cell(first, last, Passed(may, must)))
        return Filter(tuple(cells))

    def for_members(self, groups: Membership) -> Passed:
        """Return what passes for a resource with the given groups, by its groups alone."""
        passed = NOTHING
        for permit in self.permits:
            passed = passed.or_(permit.for_members(groups))
        return passed

    def deciding(self, address: int, groups: Membership, port: int) -> Permit | None:
        """Return a permit that lets a packet pass, a sure one where there is one."""
        found: Permit | None = None
        for permit in self.permits:
            by_block = holds(permit.where.sure, address) or holds(permit.where.maybe, address)
            if holds(permit.what.may, port) and (by_block or permit.for_members(groups).may):
                sure = holds(permit.where.sure, address) or permit.for_members(groups).must
                if sure and holds(permit.what.must, port):
                    return permit
                found = found or permit
        return found


# A resource without security groups filters nothing by itself, such as a network load balancer.
_NO_GATE: Final = Gate([Permit(Passed(ports.EVERY, ports.EVERY), Block(ANYWHERE))])


class SecurityGroups:
    """Every rule of every group of a graph; take it by `graph.derive`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._permits: dict[tuple[str, Direction], list[Permit]] = {}
        self._strays: dict[Direction, list[Permit]] = {"ingress": [], "egress": []}
        self._gates: dict[tuple[Membership, Direction], Gate] = {}
        self._known = {group.urn for group in graph.of_type(*GROUPS) if not group.external}
        for group in graph.of_type(*GROUPS):
            self._read_group(group)
        for rule in graph.of_type(*RULES):
            self._read_rule(rule)

    def gate(self, groups: Membership, direction: Direction) -> Gate:
        """Return what a resource's groups let pass in a direction."""
        key = (groups, direction)
        if key not in self._gates:
            self._gates[key] = _NO_GATE if groups == NO_GROUPS else Gate(self._allowed(groups, direction))
        return self._gates[key]

    def knows(self, key: str) -> bool:
        """Tell whether a group's rules and members are all in the stack."""
        return key in self._known or key.startswith(DEFAULT_OF)

    def membership(self, reference: Reference) -> Membership:
        """Return the groups that a resource has by what its property refers to."""
        keys = frozenset(group.urn for group in reference.resources) | frozenset(reference.foreign)
        sure = keys if reference.exact or not reference.resources else frozenset(reference.foreign)
        return Membership(sure, keys, open=bool(reference.lost))

    def _allowed(self, groups: Membership, direction: Direction) -> Iterator[Permit]:
        for key in sorted(groups.maybe):
            if not self.knows(key):
                yield _ANYTHING
            if key.startswith(DEFAULT_OF):
                yield _of_default(key, direction)
            for permit in self._permits.get((key, direction), ()):
                yield permit if key in groups.sure else permit.unsure()
        if groups.open:
            yield _ANYTHING
        yield from self._strays[direction]

    def _read_group(self, group: Resource) -> None:
        directions: tuple[Direction, ...] = ("ingress", "egress")
        for direction in directions:
            for rule in items(group.inputs, direction):
                permit = self._permit(group, rule, direction, group.urn)
                self._permits.setdefault((group.urn, direction), []).append(permit)

    def _read_rule(self, rule: Resource) -> None:
        group = self._graph.refers(rule, "securityGroupId", *GROUPS)
        keys = [*(one.urn for one in group.resources), *group.foreign]
        sure = len(keys) == 1 and not group.lost and (group.exact or not group.resources)
        for direction in _directions(rule):
            permit = self._permit(rule, rule.inputs, "", keys[0] if len(keys) == 1 else "")
            permit = permit if sure and len(_directions(rule)) == 1 else permit.unsure()
            for key in keys:
                self._permits.setdefault((key, direction), []).append(permit)
            if not keys or group.lost:
                self._strays[direction].append(permit.unsure())

    def _permit(self, owner: Resource, rule: Any, path: str, own_key: str) -> Permit:
        if not isinstance(rule, dict):
            return replace(_ANYTHING, owner=owner)
        where = self._where(owner, rule, path)
        sure: set[str] = set()
        maybe: set[str] = set()
        any_group = False
        for key in _PEERS:
            values = [value for value in map(plain, items(rule, key)) if value is not None and value != ""]
            found = self._graph.resolve(owner, path or key, values, *GROUPS)
            named = {one.urn for one in found.resources}
            sure.update(found.foreign)
            known = all(value is not UNKNOWN for value in values)
            (sure if found.exact or known else maybe).update(named)
            any_group = any_group or bool(found.lost)
        itself = truth(at(rule, "self"), default=False)
        if itself is not False and own_key:
            (sure if itself is True else maybe).add(own_key)
        return Permit(_what(rule), where, frozenset(sure), frozenset(maybe), any_group, owner)

    def _where(self, owner: Resource, rule: dict[str, Any], path: str) -> Block:
        sure: IntervalSet = ()
        maybe: IntervalSet = ()
        for key in _CIDRS:
            for cidr in map(plain, items(rule, key)):
                if cidr is None or cidr == "":
                    continue
                known = addresses.block(cidr) if isinstance(cidr, str) else None
                found = known or own_blocks(self._graph, owner, path or key, cidr)
                sure, maybe = either(sure, found.sure), either(maybe, found.maybe)
        for key in _LISTS:
            listed = prefix_lists.held(self._graph, owner, path or key, items(rule, key))
            sure, maybe = either(sure, listed.sure), either(maybe, listed.maybe)
        return Block(sure, maybe)


def _of_default(key: str, direction: Direction) -> Permit:
    """Return what the default group of a VPC allows that the program does not manage: itself in, all out."""
    if direction == "egress":
        where, groups = Block(ANYWHERE), frozenset[str]()
    else:
        where, groups = NOWHERE, frozenset({key})
    return Permit(Passed(ports.EVERY, ports.EVERY), where, groups)


def _directions(rule: Resource) -> tuple[Direction, ...]:
    if rule.type in _RULES:
        return (_RULES[rule.type],)
    asked = plain(rule.asked("type"))
    if asked in ("ingress", "egress"):
        return (asked,)
    return ("ingress", "egress")


def _what(rule: dict[str, Any]) -> Passed:
    protocol = plain(at(rule, "protocol"))
    protocol = plain(at(rule, "ipProtocol")) if protocol is None else protocol
    found = ports.of_rule(protocol, plain(at(rule, "fromPort")), plain(at(rule, "toPort")))
    return Passed(ports.EVERY, NONE) if found is None else Passed(found, found)

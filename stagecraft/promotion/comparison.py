"""Are two stacks the same architecture, and is every difference between them allowed?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from guardrails.graph import Graph

from stagecraft.promotion.allowed import FILE, Entry, Promotion
from stagecraft.promotion.architecture import Architecture, Key, Role
from stagecraft.promotion.differences import Difference, Kind, differences_of
from stagecraft.promotion.likeness import Likeness, Surroundings
from stagecraft.promotion.matching import Match, match_roles
from stagecraft.promotion.plain_inputs import PlainInputs
from stagecraft.promotion.report import Break, Report

_REWIRED: Final = (
    "Wire it alike in both: a setting may choose sizes and counts, not whether the wire is there."
)


def diff(graph_a: Graph, graph_b: Graph, allowed: Promotion) -> Report:
    """Compare two stacks of one program, in linear time.

    Args:
        graph_a: the stack that the differences are told from, for example dev.
        graph_b: the stack they lead to, for example prod.
        allowed: which differences a promotion may carry, and why.
    """
    return _Comparison(Architecture(graph_a), Architecture(graph_b), allowed).report()


@dataclass(slots=True)
class _Comparison:
    """The work of one comparison, and the entries that it used."""

    a: Architecture
    b: Architecture
    allowed: Promotion
    used: set[Entry] = field(default_factory=set)

    def report(self) -> Report:
        """Judge everything that differs."""
        match = match_roles(self.a, self.b)
        absent = [*_absent(match.only_a, self.a), *_absent(match.only_b, self.b)]
        zeros = [self._judge(one.difference(in_a=one.side is self.a)) for one in absent]
        excused = {key for one, zero in zip(absent, zeros, strict=True) if zero.allowed for key in one.keys}
        breaks = [
            *(self._lacking(one) for one, zero in zip(absent, zeros, strict=True) if not zero.allowed),
            *self._rewired(match.rewired, excused),
        ]
        found = [*(zero for zero in zeros if zero.allowed), *map(self._judge, self._differences(match))]
        written = (*self.allowed.values, *self.allowed.counts) if self.allowed.written else ()
        return Report(
            a=self.a.graph.stack,
            b=self.b.graph.stack,
            breaks=tuple(sorted(breaks, key=lambda one: (one.tier, one.type, one.resource, one.message))),
            differences=tuple(
                sorted(found, key=lambda one: (one.tier, one.resource, one.type, one.property_path))
            ),
            unused=tuple(entry for entry in written if entry not in self.used),
            ruled=self.allowed.written,
        )

    def _differences(self, match: Match) -> Iterator[Difference]:
        likeness = Likeness(Surroundings.of(self.a.graph), Surroundings.of(self.b.graph))
        inputs = PlainInputs(self.a), PlainInputs(self.b)
        for role_a, role_b in match.pairs:
            yield from differences_of(role_a, role_b, inputs, likeness)

    def _judge(self, difference: Difference) -> Difference:
        """Give a difference the reason of the entry that allows it, if there is one."""
        place = difference.tier, difference.type, difference.resource
        entry: Entry | None
        if difference.kind in (Kind.COUNT, Kind.ZERO):
            entry = self.allowed.count(*place, zero=difference.kind is Kind.ZERO)
        else:
            entry = self.allowed.value(*place, difference.property_path)
        if entry is None:
            return difference
        self.used.add(entry)
        return replace(difference, reason=entry.reason)

    def _lacking(self, absent: "_Absent") -> Break:
        role, has = absent.role, absent.side.graph.stack
        lacks = (self.b if absent.side is self.a else self.a).graph.stack
        inside = f", with {more} more inside it" if (more := len(absent.keys) - 1) else ""
        return _break(
            role,
            f"is in {has} and not in {lacks}{inside}",
            f"Make it in both, or, if {lacks} is meant to have none, add to {FILE} under counts: "
            f"{{type: '{role.type}', resource: '{role.name}', zero: true, reason: …}}.",
        )

    def _rewired(self, pairs: Iterable[tuple[Role, Role]], excused: set[Key]) -> Iterator[Break]:
        """Name the roles that depend on other types, wires to roles that may be absent aside."""
        a, b = self.a.graph.stack, self.b.graph.stack
        for role_a, role_b in pairs:
            more = ((role_a, role_b, a, b), (role_b, role_a, b, a))
            messages = [
                f"depends on {', '.join(types)} in {has} and not in {lacks}"
                for role, other, has, lacks in more
                if (types := _wires_more(role, other, excused))
            ]
            if messages:
                yield _break(role_b, " and ".join(messages), _REWIRED)


@dataclass(frozen=True, slots=True)
class _Absent:
    """A role that the other stack lacks, with the roles inside it."""

    side: Architecture
    role: Role
    keys: list[Key]

    def difference(self, *, in_a: bool) -> Difference:
        """Tell it as a count of zero against some."""
        count = len(self.role.instances)
        return Difference(
            kind=Kind.ZERO,
            tier=self.role.tier,
            type=self.role.type,
            resource=self.role.name,
            property_path="count",
            old=count if in_a else 0,
            new=0 if in_a else count,
        )


def _absent(only: Iterable[Role], side: Architecture) -> list[_Absent]:
    """Put each role that only one stack has under the outermost such role that it lies in."""
    lacking = {role.key for role in only}
    inside: dict[Key, list[Key]] = {}
    top_of: dict[Key, Key] = {}
    for key, role in side.roles.items():  # a state holds parents before their children
        if key in lacking:
            top = top_of[key] = top_of.get(role.parent, key) if role.parent is not None else key
            inside.setdefault(top, []).append(key)
    return [_Absent(side, side.roles[top], keys) for top, keys in inside.items()]


def _wires_more(role: Role, other: Role, excused: set[Key]) -> list[str]:
    """Return the types that one role depends on and the other does not, but for wires to excused roles."""
    more = role.key.shape.depends_on - other.key.shape.depends_on
    return sorted(type_ for type_ in more if not (targets := role.targets.get(type_)) or targets - excused)


def _break(role: Role, message: str, fix: str) -> Break:
    path = role.key.shape.path
    return Break(tier=role.tier, type=role.type, resource=role.name, path=path, message=message, fix=fix)

"""Which role of one stack is which role of another."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from stagecraft.promotion.architecture import Architecture, Key, Role


@dataclass(slots=True)
class Match:
    """The roles of two stacks, paired as far as they are the same."""

    same: list[tuple[Role, Role]] = field(default_factory=list)
    # of one type and name, but depending on other types
    rewired: list[tuple[Role, Role]] = field(default_factory=list)
    # of one shape, under another name
    renamed: list[tuple[Role, Role]] = field(default_factory=list)
    only_a: list[Role] = field(default_factory=list)
    only_b: list[Role] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[Role, Role]]:
        """All roles that both stacks have."""
        return [*self.same, *self.rewired, *self.renamed]


def match_roles(a: Architecture, b: Architecture) -> Match:
    """Pair the roles of two stacks; where their fingerprints are equal, every role has its like.

    What is equal in shape and name is paired first. Of the rest, a role of the same name that depends on
    other types tells a reader more than one of the same shape under another name, unless all of the rest is
    equal in shape.
    """
    match = Match()
    match.same, match.only_a, match.only_b = _pair(a.roles.values(), b.roles.values(), _key)
    if Counter(map(_shape, match.only_a)) != Counter(map(_shape, match.only_b)):
        match.rewired, match.only_a, match.only_b = _pair(match.only_a, match.only_b, _place)
    match.renamed, match.only_a, match.only_b = _pair(match.only_a, match.only_b, _shape)
    return match


def _pair(
    left: Iterable[Role], right: Iterable[Role], by: Callable[[Role], Hashable]
) -> tuple[list[tuple[Role, Role]], list[Role], list[Role]]:
    waiting: dict[Hashable, list[Role]] = {}
    for role in sorted(right, key=_order, reverse=True):
        waiting.setdefault(by(role), []).append(role)
    pairs: list[tuple[Role, Role]] = []
    alone: list[Role] = []
    for role in sorted(left, key=_order):
        if likes := waiting.get(by(role)):
            pairs.append((role, likes.pop()))
        else:
            alone.append(role)
    rest = [role for likes in waiting.values() for role in likes]
    return pairs, alone, sorted(rest, key=_order)


def _key(role: Role) -> Key:
    return role.key


def _shape(role: Role) -> Hashable:
    return role.key.shape


def _place(role: Role) -> Hashable:
    return role.key.shape.path, role.type, role.name


def _order(role: Role) -> tuple[str, str, str, list[str]]:
    return role.key.shape.path, role.type, role.name, sorted(role.key.shape.depends_on)

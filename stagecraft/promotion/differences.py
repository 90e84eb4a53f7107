"""What differs between two stacks of one architecture: values, counts and names of its roles."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_network
from typing import Any, Final

from stagecraft.promotion.architecture import Role
from stagecraft.promotion.likeness import Likeness
from stagecraft.promotion.plain_inputs import Column, PlainInputs

Instance = tuple[str, ...]
_ZONE: Final = re.compile(r"([a-z]{2,3}(-[a-z]+)+-\d|<region>)[a-f]|[a-z]{3,4}\d-az\d")


class Kind(StrEnum):
    """What sort of difference it is."""

    VALUE = "value"
    COUNT = "count"
    ZERO = "zero"  # one stack has instances of the role, the other has none
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A difference that leaves the architecture the same.

    `old` and `new` are plain values, `None` where a stack has none; instances of a role that differ among
    themselves give a list. `reason` tells why it is allowed and is empty where nothing allows it.
    """

    kind: Kind
    tier: str
    type: str
    resource: str
    property_path: str  # "count" and "name" where it is no property
    old: Any
    new: Any
    reason: str = ""

    @property
    def allowed(self) -> bool:
        """Tell whether an entry of the promotion rules allows it."""
        return bool(self.reason)


def differences_of(
    a: Role, b: Role, inputs: tuple[PlainInputs, PlainInputs], likeness: Likeness
) -> Iterator[Difference]:
    """Yield what differs between the instances that two stacks have of a role."""
    if a.name != b.name:
        yield _difference(b, Kind.NAME, "name", a.name, b.name)
    if len(a.instances) != len(b.instances) and not a.is_provider:
        yield _difference(b, Kind.COUNT, "count", len(a.instances), len(b.instances))
    if not (a.shows_inputs and b.shows_inputs):
        return
    columns_a, columns_b = _columns(a, inputs[0]), _columns(b, inputs[1])
    pairs = _pairs(a, b)
    # A provider is where a stack says its region and account, so these are told as they are.
    alike = likeness.alike if not a.is_provider else _equal
    for path in sorted(columns_a.keys() | columns_b.keys()):
        column_a, column_b = columns_a.get(path, {}), columns_b.get(path, {})
        if _differ(column_a, column_b, pairs, a, b, alike):
            old, new = _summary(column_a, a), _summary(column_b, b)
            yield _difference(b, Kind.VALUE, path, old, new)


def _difference(role: Role, kind: Kind, path: str, old: Any, new: Any) -> Difference:
    return Difference(
        kind=kind, tier=role.tier, type=role.type, resource=role.name, property_path=path, old=old, new=new
    )


def _columns(role: Role, inputs: PlainInputs) -> dict[str, dict[Instance, Any]]:
    """Return the values of a role by path and instance."""
    columns: dict[str, dict[Instance, Any]] = {}
    for instance, resource in role.instances.items():
        for path, value in inputs.of(resource).items():
            columns.setdefault(path, {})[instance] = value
    return columns


def _pairs(a: Role, b: Role) -> list[tuple[Instance, Instance]]:
    """Pair the instances of the same number or zone; where none is the same (`nat` and `nat-a`), by order."""
    common = [(instance, instance) for instance in a.in_order() if instance in b.instances]
    if common or a.is_provider:
        return common
    return list(zip(a.in_order(), b.in_order(), strict=False))


def _differ(
    column_a: Mapping[Instance, Any],
    column_b: Mapping[Instance, Any],
    pairs: list[tuple[Instance, Instance]],
    a: Role,
    b: Role,
    alike: Callable[[Any, Any], bool],
) -> bool:
    """Tell whether paired instances differ, or an instance more is unlike those that are paired.

    An instance more is not expected to repeat what AWS wants to be its own: a zone, a block of addresses.
    """
    if not all(alike(column_a.get(left), column_b.get(right)) for left, right in pairs):
        return True
    if a.is_provider:
        return False
    sides = ((a, column_a, [left for left, _ in pairs]), (b, column_b, [right for _, right in pairs]))
    for role, column, paired in sides:
        if len(paired) == len(role.instances):
            continue
        usual = {repr(column.get(instance)) for instance in paired}
        more = (column.get(instance) for instance in role.instances.keys() - set(paired))
        if any(repr(value) not in usual and not _is_its_own(value) for value in more):
            return True
    return False


def _equal(one: Any, other: Any) -> bool:
    return repr(one) == repr(other)


def _is_its_own(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if _ZONE.fullmatch(value):
        return True
    try:
        return bool(ip_network(value, strict=False).num_addresses)
    except ValueError:
        return False


def _summary(column: Mapping[Instance, Any], role: Role) -> Any:
    """Return the one value that all instances have, else a list of the distinct ones in order."""
    values = _distinct(_plain(column.get(instance)) for instance in role.in_order())
    return values[0] if len(values) == 1 else values


def _plain(value: Any) -> Any:
    if not isinstance(value, Column):
        return value
    values = _distinct(_plain(item) for item in value if item is not None)
    return values[0] if len(values) == 1 else values


def _distinct(values: Iterable[Any]) -> list[Any]:
    return list({repr(value): value for value in values}.values())

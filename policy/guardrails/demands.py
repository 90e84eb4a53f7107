"""What many services ask in the same way: a table of types, each with the values that its properties must have.

A rule for one family of properties (encryption at rest, TLS, public access) is such a table, so that it covers
the whole provider without a module for each service.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.checks import ResourceCheck, number, show, switch, truth, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

Condition = Callable[[Any], bool]
Table = Mapping[str, tuple["Demand", ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """What one property of a type must be.

    Attributes:
        path: its dotted path. `disks[].encrypted` is a property of each item of a list; `settings?.sslMode`
            is judged only where the block before the mark is given.
        wanted: the switch's position, or the values that keep the rule; empty where any value does.
        refused: the values that break the rule, where all others keep it.
        default: what AWS takes where it is absent; None where its absence keeps the rule.
        needed: absent breaks the rule, because AWS then does without.
        when: tells of the block that holds the property whether the demand is made of it.
    """

    path: str
    wanted: bool | tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    default: bool | str | None = None
    needed: bool = False
    when: Condition | None = None


def on(path: str, *, default: bool = False, when: Condition | None = None) -> Demand:
    """Demand that a switch is on; AWS takes it as off where it is absent, unless `default` says otherwise."""
    return Demand(path=path, wanted=True, default=default, when=when)


def off(path: str, *, default: bool = False, when: Condition | None = None) -> Demand:
    """Demand that a switch is off; AWS takes it as off where it is absent, unless `default` says otherwise."""
    return Demand(path=path, wanted=False, default=default, when=when)


def one_of(path: str, *wanted: str, default: str | None = None, when: Condition | None = None) -> Demand:
    """Demand one of some values; `default` is what AWS takes where there is none."""
    return Demand(path=path, wanted=wanted, default=default, when=when)


def none_of(path: str, *refused: str, default: str | None = None, when: Condition | None = None) -> Demand:
    """Demand any value but some; `default` is what AWS takes where there is none."""
    return Demand(path=path, refused=refused, default=default, when=when)


def named(path: str, *, when: Condition | None = None) -> Demand:
    """Demand that a property is given at all."""
    return Demand(path=path, needed=True, when=when)


def having(path: str) -> Condition:
    """Return the condition that a block has a property."""
    return lambda block: plain(at(block, path)) not in (None, "")


def without(path: str) -> Condition:
    """Return the condition that a block does not have a property."""
    return lambda block: plain(at(block, path)) in (None, "")


def more_than_one(path: str) -> Condition:
    """Return the condition that a number of a block is not known to be 1 or less."""

    def check(block: Any) -> bool:
        value = plain(at(block, path))
        count = number(value)
        return value is UNKNOWN or (count is not None and count > 1)

    return check


def switched_on(path: str) -> Condition:
    """Return the condition that a switch of a block is not known to be off."""
    return lambda block: truth(at(block, path), default=False) is not False


def tokens_of(table: Table) -> tuple[str, ...]:
    """Return the type tokens of a table, whose keys are written as `rds/instance`."""
    return tuple(aws(short) for short in table)


def meets(table: Table) -> ResourceCheck:
    """Return the check that a resource meets the demands of its type."""
    by_token: Final = {aws(short): demands for short, demands in table.items()}

    def check(resource: Resource) -> Iterator[Problem]:
        for demand in by_token[resource.type]:
            for label, block, name in _blocks(resource.inputs, demand.path, ""):
                yield from _judge(demand, label, block, name)

    return check


def _blocks(props: Any, path: str, label: str) -> Iterator[tuple[str, Any, str]]:
    """Yield each block that holds the last property of a path, with the label and the name of that property.

    A block that is not known yet is yielded as `UNKNOWN`; a block that is absent as an empty one, unless the
    path leaves it open.
    """
    step, _, rest = path.partition(".")
    name = step.rstrip("[]?")
    label = f"{label}.{name}" if label else name
    if not rest:
        yield label, props, step
        return
    if step.endswith("[]"):
        for index, item in enumerate(items(props, name)):
            inner = plain(item)
            yield from _known(inner, rest, f"{label}[{index}]")
        return
    block = plain(at(props, name))
    if block is not None or not step.endswith("?"):
        yield from _known({} if block is None else block, rest, label)


def _known(block: Any, rest: str, label: str) -> Iterator[tuple[str, Any, str]]:
    if block is UNKNOWN:
        yield label, UNKNOWN, rest
    else:
        yield from _blocks(block, rest, label)


def _judge(demand: Demand, label: str, block: Any, name: str) -> Iterator[Problem]:
    if block is UNKNOWN:
        yield unknown(label)
    elif demand.when is None or demand.when(block):
        if isinstance(demand.wanted, bool):
            default = bool(demand.default)
            yield from switch(block, name, wanted=demand.wanted, default=default, label=label)
        elif name.endswith("[]"):
            for index, value in enumerate(items(block, name.rstrip("[]"))):
                yield from _judge_value(demand, f"{label}[{index}]", value)
        else:
            yield from _judge_value(demand, label, at(block, name))


def _judge_value(demand: Demand, label: str, found: Any) -> Iterator[Problem]:
    value = plain(found)
    if value is UNKNOWN:
        if not demand.needed:  # a value that is not known yet is a reference, and so it is given
            yield unknown(label)
        return
    absent = value is None or value == ""
    judged = demand.default if absent else str(value)
    if judged is None:
        if demand.needed:
            yield Problem(f"{label} is not set")
        return
    wanted = demand.wanted if isinstance(demand.wanted, tuple) else ()
    if (wanted and judged not in wanted) or judged in demand.refused:
        how = f"not set, which is {show(judged)}" if absent else show(found)
        rather = f", and not {' or '.join(map(show, wanted))}" if wanted else ""
        yield Problem(f"{label} is {how}{rather}")

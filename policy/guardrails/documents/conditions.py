"""Conditions of statements: one constraint of one key, and whether a value of a request passes it.

Every operator of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
is known, with ...IfExists, ForAnyValue and ForAllValues. A key that a request does not have is `None` here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

from guardrails.cidr import Span, is_world, public_part, span, spans, without
from guardrails.documents.logic import Truth, any_of, negated
from guardrails.documents.patterns import FRESH, is_wild, matches_value, value_like
from guardrails.values import UNKNOWN, Unknowable

Value = str | None
# An address that no narrow block holds; FRESH is one that blocks as wide as the internet hold.
ELSEWHERE: Final = FRESH * 2


@dataclass(frozen=True, slots=True)
class Constraint:
    """One operator, one key and the values it is held against.

    `absent_passes` and `absent_fails` say what follows from a key that the request does not have, where the
    operator's name says so (...IfExists and ForAllValues, or ForAnyValue).
    """

    operator: str
    key: str
    values: tuple[str | Unknowable, ...]
    absent_passes: bool = False
    absent_fails: bool = False


_UNDECIDED: Final = "undecided"
UNKNOWN_CONSTRAINT: Final = Constraint(_UNDECIDED, _UNDECIDED, ())
"""The constraint of a condition of which nothing is known."""


def holds(constraint: Constraint, value: Value) -> Truth:
    """Tell whether a request that has this value for the key passes the constraint."""
    if constraint.operator == _UNDECIDED:
        return None
    if constraint.operator == "null":
        return any_of(
            None if wanted is UNKNOWN else (wanted.lower() == "true") is (value is None)
            for wanted in constraint.values
        )
    match, opposite = _OPERATORS[constraint.operator]
    if value is None:
        return constraint.absent_passes or (opposite and not constraint.absent_fails)
    if match is _in_blocks and value in _NOWHERE:
        found = _NOWHERE[value](constraint.values)
    else:
        found = any_of(None if wanted is UNKNOWN else match(value, wanted) for wanted in constraint.values)
    return negated(found) if opposite else found


def candidates(constraints: Iterable[Constraint]) -> Iterator[Value]:
    """Yield values of a key that between them pass and fail its constraints in every way there is."""
    yield None
    yield FRESH
    for constraint in constraints:
        for wanted in constraint.values:
            if wanted is UNKNOWN or constraint.operator == "null":
                continue
            if constraint.operator == "bool":
                yield from ("true", "false")
            elif (number := _number(wanted)) is not None and constraint.operator.startswith(
                ("numeric", "date")
            ):
                yield from (str(number - 1), str(number), str(number + 1))
            else:
                yield value_like(wanted) if is_wild(wanted) else wanted


def _hold_the_world(values: tuple[str | Unknowable, ...]) -> Truth:
    """Tell whether an address that nobody named lies in some blocks: whether they are the internet."""
    known = spans(one for one in values if one is not UNKNOWN)
    return True if is_world(known) else _else_undecided(values)


def _leave_nothing_out(values: tuple[str | Unknowable, ...]) -> Truth:
    """Tell whether an address as far away as can be lies in some blocks: whether they leave none out."""
    rest = [span("0.0.0.0/0"), span("::/0")]
    for hole in spans(one for one in values if one is not UNKNOWN):
        rest = list(without(rest, hole))
    return _else_undecided(values) if public_part(rest) else True


def _else_undecided(values: tuple[str | Unknowable, ...]) -> Truth:
    return None if UNKNOWN in values else False


_NOWHERE: Final = {FRESH: _hold_the_world, ELSEWHERE: _leave_nothing_out}


def _equals(value: str, wanted: str) -> bool:
    return matches_value(value, wanted, wildcards=False)


def _equals_any_case(value: str, wanted: str) -> bool:
    return matches_value(value.lower(), wanted.lower(), wildcards=False)


def _like(value: str, wanted: str) -> bool:
    return matches_value(value, wanted, wildcards=True)


def _arn_like(value: str, wanted: str) -> bool:
    """Match ARNs: each of their six parts by itself."""
    parts, patterns = value.split(":", 5), wanted.split(":", 5)
    if len(parts) != 6 or len(patterns) != 6:
        return _like(value, wanted)
    return all(_like(part, pattern) for part, pattern in zip(parts, patterns, strict=True))


def _bool(value: str, wanted: str) -> bool:
    return value.lower() == wanted.lower()


def _in_blocks(value: str, wanted: str) -> bool:
    block, inner = _span(wanted), _span(value)
    if block is None or inner is None or block.version != inner.version:
        return False
    return block.first <= inner.first and inner.last <= block.last


def _span(text: str) -> Span | None:
    with suppress(ValueError):
        return span(text)
    return None


def _compared(fits: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def match(value: str, wanted: str) -> bool:
        one, other = _number(value), _number(wanted)
        return one is not None and other is not None and fits(one, other)

    return match


@cache
def _number(text: str) -> float | None:
    """Read a number, or a date as the seconds since 1970."""
    with suppress(ValueError, OverflowError):
        found = float(text)
        return found if found == found and abs(found) != float("inf") else None
    with suppress(ValueError, OverflowError):
        date = dt.datetime.fromisoformat(text)
        return date.replace(tzinfo=date.tzinfo or dt.UTC).timestamp()
    return None


def _operators() -> Iterator[tuple[str, Callable[[str, str], bool], bool]]:
    for name, match in (
        ("stringequals", _equals),
        ("stringequalsignorecase", _equals_any_case),
        ("stringlike", _like),
        ("arnequals", _arn_like),
        ("arnlike", _arn_like),
    ):
        yield name, match, False
        yield name.replace("string", "stringnot").replace("arn", "arnnot"), match, True
    for kind in ("numeric", "date"):
        yield f"{kind}equals", _compared(lambda one, other: one == other), False
        yield f"{kind}notequals", _compared(lambda one, other: one == other), True
        yield f"{kind}lessthan", _compared(lambda one, other: one < other), False
        yield f"{kind}lessthanequals", _compared(lambda one, other: one <= other), False
        yield f"{kind}greaterthan", _compared(lambda one, other: one > other), False
        yield f"{kind}greaterthanequals", _compared(lambda one, other: one >= other), False
    yield "bool", _bool, False
    yield "binaryequals", _equals, False
    yield "ipaddress", _in_blocks, False
    yield "notipaddress", _in_blocks, True


_OPERATORS: Final = {name: (match, opposite) for name, match, opposite in _operators()}
OPERATORS: Final = frozenset((*_OPERATORS, "null"))
"""The names of all operators, in lower case, without quantifier and without IfExists."""

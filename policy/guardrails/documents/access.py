"""Who gets in: whether a caller can make a request that a policy allows, and that nothing denies.

The search is exact for what a document says: a request is chosen, key by key, so that the statement that
allows it holds and no statement that denies does. Nothing is sampled; where the choice would take too long,
the answer is that it cannot be told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from guardrails.documents.callers import OUTSIDERS, Caller
from guardrails.documents.conditions import Constraint, Value, holds
from guardrails.documents.logic import Truth, all_of, any_of
from guardrails.documents.patterns import FRESH, instance, matches, meet
from guardrails.documents.reading import Document, Principals, Statement, Words
from guardrails.values import UNKNOWN

# More steps than this take no document that people write.
_STEPS: Final = 4000
# Patterns of NotAction and NotResource that are looked at; nobody writes more.
_SPARED: Final = 40
Choices = dict[str, tuple[tuple[Value, Truth], ...]]


@dataclass(frozen=True, slots=True)
class Denial:
    """The constraints of a statement that denies a request; `sure` if it is about the request in any case."""

    constraints: tuple[Constraint, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A statement that lets somebody in; `sure` unless that depends on what is not known yet."""

    statement: Statement
    audience: str
    sure: bool


def includes(principals: Principals | None, caller: Caller) -> Truth:
    """Tell whether a statement's principals include a caller that they do not name."""
    if principals is None:
        return False
    if principals.all_but:
        # NotPrincipal: all but those that it names, and it names no outsider unless it names everyone.
        return None if principals.anyone is None else not principals.anyone
    named = caller.service not in ("", FRESH) and any_of(
        None if one is UNKNOWN else matches(caller.service, one) for one in principals.services
    )
    foreign = caller.signs and any(_is_any_account(one) for one in principals.accounts if one is not UNKNOWN)
    return any_of((principals.anyone, named, foreign))


def _is_any_account(principal: str) -> bool:
    parts = principal.split(":", 5)
    return len(parts) == 6 and parts[4] == "*"


def openings(document: Document, callers: Iterable[Caller] = OUTSIDERS) -> Iterator[Opening]:
    """Yield the statements that let one of the callers in, each with the first caller that gets in."""
    callers = tuple(callers)
    for statement in document.allows:
        doubtful: Opening | None = None
        for caller in callers:
            truth = lets_in(document, statement, caller)
            if truth is True:
                yield Opening(statement, caller.name, sure=True)
                break
            if truth is None and doubtful is None:
                doubtful = Opening(statement, caller.name, sure=False)
        else:
            if doubtful is not None:
                yield doubtful


def lets_in(document: Document, statement: Statement, caller: Caller) -> Truth:
    """Tell whether a statement lets a caller do anything that no other statement takes away."""
    who = includes(statement.principals, caller)
    if who is False:
        return False
    who = all_of((who, statement.allows))
    denies = [
        (one, about) for one in document.denies if (about := includes(one.principals, caller)) is not False
    ]
    return all_of((who, any_of(_requests(statement, denies, caller))))


def _requests(
    statement: Statement, denies: Sequence[tuple[Statement, Truth]], caller: Caller
) -> Iterator[Truth]:
    """Yield for each request that tells the statements apart whether the caller can make it."""
    first = satisfiable(statement.constraints, (), caller)
    if first is False:
        return
    exceptions = [one.actions for one, _ in denies]
    places = [one.resources for one, _ in denies if one.resources is not None]
    for action in witnesses(statement.actions, exceptions):
        for resource in witnesses(statement.resources, places):
            if not denies:
                yield first
                return
            yield satisfiable(statement.constraints, tuple(_denials(denies, action, resource)), caller)


def _denials(denies: Iterable[tuple[Statement, Truth]], action: str, resource: str) -> Iterator[Denial]:
    for one, who in denies:
        about = all_of((who, one.is_about(action, resource)))
        if about is not False:
            yield Denial(one.constraints, sure=about is True and one.allows is False)


def witnesses(allowed: Words | None, others: Iterable[Words]) -> tuple[str, ...]:
    """Return texts that an element covers and that others tell apart.

    A text that nobody thought of stands for each pattern. Where others cover all but some patterns, what lies
    between is stood for by what those patterns have in common with each other and with the element.
    """
    if allowed is None:
        return (FRESH,)
    spared = tuple(one for other in others if other.all_but for one in other.known)[:_SPARED]
    found = dict.fromkeys(() if allowed.all_but else map(instance, allowed.known))
    if allowed.all_but or UNKNOWN in allowed.patterns:
        found[FRESH] = None
    found.update(dict.fromkeys(map(instance, spared)))
    for one, other in product(spared, (*spared, *(() if allowed.all_but else allowed.known))):
        if one != other and (both := meet(one, other)) is not None:
            found[both] = None
    return tuple(one for one in found if allowed.covers(one) is not False)


def satisfiable(musts: Sequence[Constraint], denials: Sequence[Denial], caller: Caller) -> Truth:
    """Tell whether the caller can make a request that passes all constraints and that no denial is about."""
    by_key: dict[str, list[Constraint]] = {}
    for constraint in (*musts, *(constraint for denial in denials for constraint in denial.constraints)):
        by_key.setdefault(constraint.key, []).append(constraint)
    must: dict[str, list[Constraint]] = {}
    for constraint in musts:
        must.setdefault(constraint.key, []).append(constraint)
    choices: Choices = {}
    for key, constraints in by_key.items():
        options = (
            (value, all_of(holds(constraint, value) for constraint in must.get(key, ())))
            for value in caller.values(key, tuple(constraints))
        )
        choices[key] = tuple(one for one in options if one[1] is not False)
        if not choices[key]:
            return False
    return _Search(tuple(denials)).escapes(0, choices)


class _Search:
    """Chooses for each denial a constraint that the request fails."""

    def __init__(self, denials: tuple[Denial, ...]) -> None:
        self._denials = denials
        self._steps = 0

    def escapes(self, index: int, choices: Choices) -> Truth:
        """Tell whether a request within the choices escapes the denials from the index on."""
        self._steps += 1
        if self._steps > _STEPS:
            return None
        if index == len(self._denials):
            return all_of(any_of(truth for _, truth in options) for options in choices.values())
        return any_of(self._ways(index, choices))

    def _ways(self, index: int, choices: Choices) -> Iterator[Truth]:
        denial = self._denials[index]
        for constraint in denial.constraints:
            options = choices[constraint.key]
            verdicts = [(option, holds(constraint, option[0])) for option in options]
            for wanted in (False, None):
                left = tuple(option for option, verdict in verdicts if verdict is wanted)
                if not left:
                    continue
                found = self.escapes(
                    index + 1, choices if left == options else {**choices, constraint.key: left}
                )
                yield found if wanted is False else all_of((found, None))
                if left == options and wanted is False:
                    return  # the denial is about no request that is left
        if not denial.sure:
            yield all_of((self.escapes(index + 1, choices), None))

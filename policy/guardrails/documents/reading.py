"""Policy documents, read: JSON text or an object, single or list, with any part of it still unknown."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from guardrails.documents.conditions import OPERATORS, UNKNOWN_CONSTRAINT, Constraint
from guardrails.documents.logic import Truth, any_of, negated
from guardrails.documents.patterns import matches
from guardrails.values import UNKNOWN, Unknowable, Unknown, plain

Word = str | Unknowable


class DocumentError(ValueError):
    """A policy document that AWS would refuse."""


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns of an element, or of its Not form: NotAction covers all but its patterns."""

    patterns: tuple[Word, ...]
    all_but: bool = False

    def covers(self, text: str) -> Truth:
        """Tell whether the element is about a text."""
        found = any_of(None if one is UNKNOWN else matches(text, one) for one in self.patterns)
        return negated(found) if self.all_but else found

    @property
    def known(self) -> tuple[str, ...]:
        """Return the patterns that are known."""
        return tuple(one for one in self.patterns if one is not UNKNOWN)


@dataclass(frozen=True, slots=True)
class Principals:
    """Who a statement names, or all but them (NotPrincipal).

    `anyone`: the wildcard stands for all, those without credentials and AWS services included.
    """

    anyone: Truth = False
    accounts: tuple[Word, ...] = ()
    services: tuple[Word, ...] = ()
    federated: tuple[Word, ...] = ()
    all_but: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `allows` is None where its Effect is unknown; `resources` where it names none."""

    allows: Truth
    principals: Principals | None
    actions: Words
    resources: Words | None
    constraints: tuple[Constraint, ...]
    sid: str = ""

    def __str__(self) -> str:
        return f"statement '{self.sid[:60]}'" if self.sid else "a statement without Sid"

    def is_about(self, action: str, resource: str) -> Truth:
        """Tell whether the statement is about an action on a resource."""
        about = self.actions.covers(action)
        if about is False or self.resources is None:
            return about
        on = self.resources.covers(resource)
        return on if about is True or on is False else None


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document: its statements, in their order."""

    statements: tuple[Statement, ...] = ()

    @property
    def denies(self) -> tuple[Statement, ...]:
        """Return the statements that take something away, those included of which it cannot be told."""
        return tuple(one for one in self.statements if one.allows is not True)

    @property
    def allows(self) -> tuple[Statement, ...]:
        """Return the statements that give something, those included of which it cannot be told."""
        return tuple(one for one in self.statements if one.allows is not False)


def read(value: Any) -> Document | Unknowable | None:
    """Read a policy document: None where there is none, UNKNOWN where nothing of it is known.

    Raise DocumentError for a document that AWS would refuse.
    """
    value = plain(value)
    if value is None or value == "":
        return None
    if isinstance(value, Unknown):
        return UNKNOWN
    return _read_text(value) if isinstance(value, str) else _document(value)


@lru_cache(maxsize=1024)
def _read_text(text: str) -> Document | Unknowable:
    """Read JSON text; many rules ask for the same text."""
    try:
        return _document(json.loads(text))
    except RecursionError:
        raise DocumentError("is nested too deep") from None
    except DocumentError:
        raise
    except ValueError:
        raise DocumentError("is no JSON") from None


def _document(value: Any) -> Document | Unknowable:
    if not isinstance(value, Mapping):
        raise DocumentError("is no JSON object")
    found = plain(_key(value, "Statement"))
    if isinstance(found, Unknown):
        return UNKNOWN
    return Document(tuple(_statement(plain(item)) for item in _listed(found)))


def _statement(item: Any) -> Statement:
    if item is UNKNOWN:
        every = Words((UNKNOWN,))
        return Statement(None, Principals(anyone=None), every, None, ())
    if not isinstance(item, Mapping):
        raise DocumentError("has a statement that is no object")
    effect = plain(_key(item, "Effect"))
    if effect is not UNKNOWN and effect not in ("Allow", "Deny"):
        raise DocumentError(f"has a statement whose Effect is {str(effect)[:60]!r}")
    sid = plain(_key(item, "Sid"))
    return Statement(
        allows=None if effect is UNKNOWN else effect == "Allow",
        principals=_principals(item),
        actions=_words(item, "Action", lower=True) or Words(()),
        resources=_words(item, "Resource"),
        constraints=tuple(_constraints(_key(item, "Condition"))),
        sid=str(sid) if isinstance(sid, (str, int)) else "",
    )


def _words(item: Mapping[str, Any], name: str, *, lower: bool = False) -> Words | None:
    """Read an element that has a Not form; actions are the same in any case, resources are not."""
    for key, all_but in ((name, False), (f"Not{name}", True)):
        value = _key(item, key)
        if value is not None:
            return Words(tuple(_word(one, lower=lower) for one in _listed(value)), all_but)
    return None


def _word(value: Any, *, lower: bool = False) -> Word:
    value = plain(value)
    if isinstance(value, Unknown):
        return UNKNOWN
    return str(value).lower() if isinstance(value, bool) or lower else str(value)


def _principals(item: Mapping[str, Any]) -> Principals | None:
    for key, all_but in (("Principal", False), ("NotPrincipal", True)):
        value = plain(_key(item, key))
        if value is UNKNOWN:
            return Principals(anyone=None)
        if isinstance(value, Mapping):
            return _named(value, all_but=all_but)
        if value is not None:
            return _named({"AWS": value}, all_but=all_but)
    return None


def _named(value: Mapping[str, Any], *, all_but: bool) -> Principals:
    """Read the object form: kinds of principals; the SDK's typed documents may write `aws`, `service`."""
    kinds: dict[str, tuple[Word, ...]] = {}
    for kind, names in value.items():
        kinds[str(kind).lower()] = tuple(map(_word, _listed(names)))
    accounts = (*kinds.get("aws", ()), *kinds.get("*", ()))
    anyone: Truth = "*" in accounts
    if not anyone and UNKNOWN in accounts:
        anyone = None
    return Principals(
        anyone=anyone,
        accounts=(*accounts, *kinds.get("canonicaluser", ())),
        services=kinds.get("service", ()),
        federated=kinds.get("federated", ()),
        all_but=all_but,
    )


_ANY_VALUE: Final = "foranyvalue"
_ALL_VALUES: Final = "forallvalues"


def _constraints(value: Any) -> Iterator[Constraint]:
    """Lay out a condition; operators and keys are the same in any case, values are texts."""
    if plain(value) is UNKNOWN:
        yield UNKNOWN_CONSTRAINT
        return
    for name, keys in _members(value, "Condition"):
        quantifier, _, base = str(name).lower().rpartition(":")
        if_exists = base.endswith("ifexists")
        operator = base.removesuffix("ifexists")
        if operator not in OPERATORS or quantifier not in ("", _ANY_VALUE, _ALL_VALUES):
            raise DocumentError(f"has a condition operator {str(name)[:60]!r} that IAM does not know")
        if plain(keys) is UNKNOWN:
            yield UNKNOWN_CONSTRAINT
            continue
        for key, values in _members(keys, str(name)[:60]):
            yield Constraint(
                operator=operator,
                key=str(key).lower(),
                values=tuple(map(_word, _listed(values))),
                absent_passes=if_exists or quantifier == _ALL_VALUES,
                absent_fails=quantifier == _ANY_VALUE,
            )


def _members(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    value = plain(value)
    if value is not None and not isinstance(value, Mapping):
        raise DocumentError(f"has a {name} that is no object")
    yield from (value or {}).items()


def _key(item: Mapping[str, Any], name: str) -> Any:
    """Return a member; the SDK's typed documents write the first letter small."""
    return item.get(name, item.get(name[0].lower() + name[1:]))


def _listed(value: Any) -> list[Any]:
    value = plain(value)
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]

"""Checks that many rules share: each takes a property path and returns a function that yields problems.

Every check knows three answers: kept, broken, and undecided (the value is known only after an `up`).
"""

from collections.abc import Callable, Container, Iterator, Mapping
from math import isfinite
from typing import Any

from guardrails.documents import Document, DocumentError, openings, read
from guardrails.resource import Resource
from guardrails.rule import Problem
from guardrails.values import UNKNOWN, Secret, Unknowable, Unknown, at, items, plain

ResourceCheck = Callable[[Resource], Iterator[Problem]]


def truth(value: Any, default: bool | None = None) -> bool | Unknowable | None:
    """Read a boolean as AWS does: some types take it as text ("true"). Absent is the default."""
    value = plain(value)
    if isinstance(value, Unknown):
        return UNKNOWN
    if value is None or value == "":
        return default
    return value is True or str(value).lower() in ("true", "1", "1.0")


def number(value: Any) -> float | None:
    """Read a number, also one that is written as text; anything else is none."""
    try:
        found = float(plain(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def unknown(path: str) -> Problem:
    """Return the problem of a value that is not known yet."""
    return Problem(f"{path} is not known yet", undecided=True)


def show(value: Any) -> str:
    """Write a value for a message: never a secret, never long."""
    if isinstance(value, Secret):
        return "[secret]"
    if value is None:
        return "not set"
    if value is True or value is False:
        return str(value).lower()
    # A number comes as 7 from a file, and as 7.0 from the engine.
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return f"'{text[:77]}...'" if len(text) > 80 else f"'{text}'"


def must_be_true(path: str, *, default: bool = False) -> ResourceCheck:
    """Return a check that a switch is on; `default` is what AWS takes where it is absent."""

    def check(resource: Resource) -> Iterator[Problem]:
        yield from switch(resource.inputs, path, wanted=True, default=default)

    return check


def must_be_false(path: str, *, default: bool = False) -> ResourceCheck:
    """Return a check that a switch is off; `default` is what AWS takes where it is absent."""

    def check(resource: Resource) -> Iterator[Problem]:
        yield from switch(resource.inputs, path, wanted=False, default=default)

    return check


def switch(props: Any, path: str, *, wanted: bool, default: bool, label: str = "") -> Iterator[Problem]:
    """Yield a problem where a switch is not as wanted."""
    label = label or path
    value = at(props, path)
    state = truth(value, default)
    if state is UNKNOWN:
        yield unknown(label)
    elif state is not wanted:
        text = "true" if wanted else "false"
        yield Problem(f"{label} is not {text}" + (" (it is not set)" if value is None else ""))


def must_have_key(path: str, *, where: str = "", default: bool = False) -> ResourceCheck:
    """Return a check that a property names a customer managed KMS key.

    `where` is the switch that turns encryption on: what is not encrypted has no key, and another rule says so.
    """

    def check(resource: Resource) -> Iterator[Problem]:
        if not where or truth(at(resource.inputs, where), default) is not False:
            yield from customer_key(resource.inputs, path)

    return check


def customer_key(props: Any, path: str, label: str = "") -> Iterator[Problem]:
    """Yield a problem where no customer managed KMS key is named.

    A key that is not known yet is a reference to one: an AWS managed key is only ever named by its alias.
    """
    label = label or path
    value = plain(at(props, path))
    if value is None or value == "":
        yield Problem(f"{label} is not set, so a key of AWS is used")
    elif isinstance(value, str) and value.rpartition(":")[2].startswith("alias/aws/"):
        yield Problem(f"{label} is {show(value)}, a key of AWS")


def must_be_one_of(path: str, allowed: Container[str], *, default: str | None) -> ResourceCheck:
    """Return a check that a property has one of some values; `default` is what AWS takes instead of none."""

    def check(resource: Resource) -> Iterator[Problem]:
        value = plain(at(resource.inputs, path))
        if value is UNKNOWN:
            yield unknown(path)
        elif (default if value is None else value) not in allowed:
            without = f", which is {show(default)}" if value is None and default is not None else ""
            yield Problem(f"{path} is {show(value)}{without}")

    return check


def must_not_be_public(path: str) -> ResourceCheck:
    """Return a check that a policy document allows nothing to everyone."""

    def check(resource: Resource) -> Iterator[Problem]:
        yield from judge_public(resource.inputs, path)

    return check


def judge_public(props: Any, path: str) -> Iterator[Problem]:
    """Yield a problem for each statement of a policy document that lets somebody in who is nobody of ours."""
    found = read_document(props, path)
    if isinstance(found, Problem):
        yield found
        return
    for opening in openings(found):
        if opening.sure:
            yield Problem(f"{opening.statement} of its {path} allows {opening.audience}")
        else:
            yield unknown(path)


def read_document(props: Any, path: str) -> Document | Problem:
    """Read a policy document; one that is unknown or broken is a problem, an absent one has no statements."""
    try:
        found = read(at(props, path))
    except DocumentError as error:
        return Problem(f"its {path} {error}")
    if isinstance(found, Unknown):
        return unknown(path)
    return found or Document()


def each(props: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the items of a list with the path of each, for messages: `ebsBlockDevices[0]`."""
    listed = items(props, path)
    for index, item in enumerate(listed):
        yield f"{path}[{index}]", item


def by_type(checks: Mapping[str, ResourceCheck]) -> ResourceCheck:
    """Return a check that judges each type in its own way: services name the same thing differently."""

    def check(resource: Resource) -> Iterator[Problem]:
        yield from checks[resource.type](resource)

    return check


def must_be_at_least(path: str, least: float, *, default: float, unit: str = "") -> ResourceCheck:
    """Return a check that a number is not too small; `default` is what AWS takes where it is absent."""

    def check(resource: Resource) -> Iterator[Problem]:
        value = plain(at(resource.inputs, path))
        if value is UNKNOWN:
            yield unknown(path)
            return
        found = default if value is None else number(value)
        if found is None or found < least:
            shown = f"not set, which is {default:g}" if value is None else show(value)
            yield Problem(f"{path} is {shown}, less than {least:g}{unit}")

    return check


def must_be_given(path: str, meaning: str = "") -> ResourceCheck:
    """Return a check that a property has any value; one that is not known yet is one."""

    def check(resource: Resource) -> Iterator[Problem]:
        if plain(at(resource.inputs, path)) in (None, "", [], {}):
            yield Problem(f"{path} is not set" + (f", {meaning}" if meaning else ""))

    return check

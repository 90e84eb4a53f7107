"""One property of one type: the value that breaks a rule, and what is said of it."""

from dataclasses import dataclass
from typing import Any

from tests.policy.compliant import document

KEPT = None
ANYONE = document({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})


@dataclass(frozen=True)
class Case:
    """One property of one type: the value that breaks the rule, and what is said of it.

    `missing` and `unknown` say what is found without the property, and where it is unknown.
    """

    rule: str
    type: str
    path: str
    value: Any
    says: str
    missing: str | None
    unknown: str | None

    def __str__(self) -> str:
        return f"{self.rule}-{self.type}-{self.path}-{self.says}"


def switch(
    rule: str, type_: str, path: str, *, wanted: bool = True, default: bool = False, name: str = ""
) -> Case:
    """A switch that must be on, or off; `default` is what AWS takes where it is absent."""
    name = name or path
    says = f"{name} is not {str(wanted).lower()}"
    missing = KEPT if default is wanted else f"{says} (it is not set)"
    return Case(rule, type_, path, not wanted, says, missing, f"{name} is not known yet")


def key(rule: str, type_: str, path: str) -> Case:
    """A customer managed key; one that is unknown is a reference to a key, and keeps the rule."""
    says = f"{path} is 'alias/aws/service', a key of AWS"
    return Case(
        rule, type_, path, "alias/aws/service", says, f"{path} is not set, so a key of AWS is used", KEPT
    )


def choice(
    rule: str,
    type_: str,
    path: str,
    value: str,
    default: str | None = None,
    *,
    kept: bool = False,
    name: str = "",
) -> Case:
    """A property that must have one of some values; `default` is what AWS takes instead of none.

    `name` is what messages call the path, if that is not the path itself.
    """
    name = name or path
    without = f", which is '{default}'" if default else ""
    missing = KEPT if kept else f"{name} is not set{without}"
    return Case(rule, type_, path, value, f"{name} is '{value}'", missing, f"{name} is not known yet")


def least(
    rule: str, type_: str, path: str, value: float, wanted: int, default: int, *, unit: str = ""
) -> Case:
    """A number that must not be too small; `default` is what AWS takes where it is absent."""
    less = f"less than {wanted}{unit}"
    missing = f"{path} is not set, which is {default}, {less}"
    return Case(rule, type_, path, value, f"{path} is '{value}', {less}", missing, f"{path} is not known yet")


def policy(rule: str, type_: str, path: str = "policy") -> Case:
    """A policy document that must not allow anything to everyone."""
    says = f"a statement without Sid of its {path} allows anyone"
    return Case(rule, type_, path, ANYONE, says, KEPT, f"{path} is not known yet")

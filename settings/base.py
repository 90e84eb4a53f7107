"""What every settings model shares: strictness, camelCase keys, and how a mistake is told."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """One thing that is wrong in a stack file, told so that its reader can mend it."""

    path: str
    """The key below the model that tells it, in camelCase: `availabilityZones[1]`."""
    problem: str
    """What is wrong, the value with it: `'10.0.0.0/33' is not a CIDR block`."""
    allowed: str
    """What may stand there."""
    way_out: str
    """What to do, ready to be typed where it can be: `write e.g. cidr: 10.10.0.0/16`."""


def lack(
    path: str, problem: str, allowed: str, value: object, *, where: str = "grade is production"
) -> Mistake:
    """Tell that an environment lacks what its grade demands.

    Args:
        path: the key, with its tier in front: `cache.replicas`.
        problem: the value that stands there and what comes of it.
        allowed: what the grade demands.
        value: what to write.
        where: which environments must have it.
    """
    key = path.rpartition(".")[2]
    return Mistake(
        path=path, problem=problem, allowed=f"{allowed} where {where}", way_out=f"write e.g. {key}: {value}"
    )


class SeveralMistakesError(ValueError):
    """Several mistakes of one model at once; a validator that sees several fields raises it."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{mistake.path}: {mistake.problem}" for mistake in self.mistakes))


class UnsoundError(AttributeError):
    """A rule looked at a value that is wrong by itself."""


class Model(BaseModel):
    """Plain values of one part of a stack file: frozen, strictly typed, without unknown keys.

    The keys of the stack file are the fields' names in camelCase. Every field has a description and, where
    its type alone does not show what to write, `examples`: both go into the JSON Schema and into messages.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
        validate_default=True,
    )


def parts_of(model: BaseModel) -> dict[str, Any]:
    """Return the fields' values by name; `dict(model)` stumbles over a field that is called `keys`."""
    return {name: getattr(model, name) for name in type(model).model_fields}


Rule = Callable[..., Iterable[Mistake]]
"""A rule between parts of a stack config: its parameters are the fields that it looks at."""


class StackModel(Model):
    """A whole stack config: one field for each key of the project's namespace, and the rules between them.

    A key of another namespace (`aws:region`) is a field with that alias.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()

    @model_validator(mode="after")
    def _keep_the_rules(self) -> Self:
        mistakes = self.mistakes_across_tiers(parts_of(self))
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return self

    @classmethod
    def mistakes_across_tiers(cls, parts: Mapping[str, Any]) -> list[Mistake]:
        """Return what is wrong between the parts.

        A rule says nothing about a part that is missing or wrong by itself, which is a mistake of its own.
        """
        mistakes: list[Mistake] = []
        for rule in cls.rules:
            looked_at = inspect.signature(rule).parameters
            if all(name in parts for name in looked_at):
                with suppress(UnsoundError):
                    mistakes.extend(rule(**{name: parts[name] for name in looked_at}))
        return mistakes

"""Places of a stack file in a tagged union, whose tag pydantic names among the keys."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from settings.base import Model
from settings.place import keys_of, schema_at, tag_of


class Cat(Model):
    kind: Literal["cat"]
    lives: int = Field(ge=1, le=9)


class Dog(Model):
    kind: Literal["dog"]
    lives: int = Field(ge=1, le=1)


class Home(Model):
    pets: tuple[Annotated[Cat | Dog, Field(discriminator="kind")], ...]


ROOT = Home.model_json_schema(by_alias=True)


@pytest.mark.parametrize(("tag", "most"), [("cat", 9), ("dog", 1)])
def test_the_tag_leads_to_its_own_option(tag: str, most: int) -> None:
    assert most == schema_at(ROOT, ("pets", 0, tag, "lives"))["maximum"]


@pytest.mark.parametrize(
    ("location", "keys"),
    [
        (("pets", 0, "cat", "lives"), ("pets", 0, "lives")),
        (("pets", 1, "dog"), ("pets", 1)),
        (("pets", 0), ("pets", 0)),
        (("dog",), ("dog",)),
        ((), ()),
    ],
)
def test_a_tag_is_no_key(location: tuple[str | int, ...], keys: tuple[str | int, ...]) -> None:
    assert keys == keys_of(ROOT, location)


def test_the_key_that_tells_the_options_apart_is_known_with_its_values() -> None:
    assert ("kind", ["cat", "dog"]) == tag_of(schema_at(ROOT, ("pets", 0)))

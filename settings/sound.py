"""The sound parts of a stack config that is wrong elsewhere, so that rules between them are told as well."""

import json
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, NoReturn

from pydantic import BaseModel, create_model

from settings.base import Model, UnsoundError, parts_of
from settings.place import Location


class SoundPart(SimpleNamespace):
    """A tier's settings without the fields that are wrong; to look at one of those is an UnsoundError."""

    def __getattr__(self, name: str) -> NoReturn:
        raise UnsoundError(name)


def sound_parts(
    model: type[BaseModel], values: Mapping[str, Any], mistaken: Iterable[Location]
) -> dict[str, Any]:
    """Return the values of the fields that are right by themselves, by field name.

    Args:
        model: The model that refused the values.
        values: What the stack file holds, by key.
        mistaken: The places of the mistakes, as pydantic tells them.
    """
    mistaken = [location for location in mistaken if location]
    wrong = {location[0] for location in mistaken}
    right = {
        name: field for name, field in model.model_fields.items() if field.alias and field.alias not in wrong
    }
    definitions: dict[str, Any] = {name: (field.annotation, field) for name, field in right.items()}
    aliases = {field.alias for field in right.values()}
    sound: type[Model] = create_model("Sound", __base__=Model, **definitions)
    text = json.dumps({key: value for key, value in values.items() if key in aliases})
    parts = parts_of(sound.model_validate_json(text, by_alias=True, by_name=False))
    for name, field in model.model_fields.items():
        inner, kind = values.get(field.alias or name), field.annotation
        if (
            name not in right
            and isinstance(inner, dict)
            and isinstance(kind, type)
            and issubclass(kind, BaseModel)
        ):
            below = [location[1:] for location in mistaken if location[0] == field.alias]
            parts[name] = SoundPart(**sound_parts(kind, inner, below))
    return parts

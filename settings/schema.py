"""The JSON Schema of a whole stack file, for editors and for `stagecraft schema`."""

import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from settings.base import StackModel

# Other keys of a stack file: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
_OTHER_KEYS: dict[str, Any] = {
    "environment": {"description": "Pulumi ESC environments that the stack imports."},
    "secretsprovider": {"type": "string", "description": "What encrypts the stack's secrets."},
    "encryptedkey": {"type": "string", "description": "The data key that the secrets provider encrypted."},
    "encryptionsalt": {"type": "string", "description": "The salt of the passphrase secrets provider."},
}
# https://www.pulumi.com/docs/iac/concepts/config/#pulumi-configuration-options
_NO_DEFAULT_PROVIDERS: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string"},
    "contains": {"enum": ["aws", "*"]},
    "description": (
        "Packages that must be used through an explicit provider. With aws among them nothing can be made "
        "with whatever credentials are at hand."
    ),
}


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of field names, which tell an editor's user nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Give no field a title."""
        del schema
        return False


def stack_file_schema(model: type[StackModel], project: str) -> dict[str, Any]:
    """Return the JSON Schema of the project's `Pulumi.<stack>.yaml`, whose settings are `model`."""
    settings = model.model_json_schema(by_alias=True, schema_generator=_Untitled)
    keys = {key: key if ":" in key else f"{project}:{key}" for key in settings["properties"]}
    own = "|".join(re.escape(key) for key in settings["properties"] if ":" not in key)
    config: dict[str, Any] = {
        "type": "object",
        "description": settings["description"],
        "properties": {
            "pulumi:disable-default-providers": _NO_DEFAULT_PROVIDERS,
            **{keys[key]: schema for key, schema in settings["properties"].items()},
        },
        "required": ["pulumi:disable-default-providers", *(keys[key] for key in settings["required"])],
        # Keys of other namespaces (aws:, pulumi:) are not ours to refuse.
        "propertyNames": {
            "pattern": f"^(?:{re.escape(project)}:(?:{own})|(?!{re.escape(project)}:)[^:]+:.+)$"
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Stack file of the Pulumi project {project}",
        "type": "object",
        "properties": {"config": config, **_OTHER_KEYS},
        "required": ["config"],
        "$defs": settings["$defs"],
    }

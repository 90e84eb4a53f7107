"""The one place that reads the Pulumi config, and that tells all of its mistakes at once."""

import json
from collections.abc import Iterator
from typing import Any, TypeVar

import pulumi
from pulumi.runtime import config as pulumi_config
from pydantic import ValidationError

from settings.base import Mistake, StackModel
from settings.messages import mistakes_of, secret_mistake
from settings.root import Settings
from settings.sound import sound_parts

M = TypeVar("M", bound=StackModel)


class SettingsError(pulumi.RunError):
    """The stack config is wrong; the message has one line for each mistake.

    Pulumi ends a program on a RunError with the message alone, without a traceback.
    """


def load() -> Settings:
    """Return the settings of the stack that runs.

    Raises:
        SettingsError: if anything in the stack file is wrong.
    """
    return load_as(Settings)


def load_as(model: type[M]) -> M:
    """Return the stack config of the project that runs as `model`, the root model of its settings.

    Raises:
        SettingsError: if anything in the stack file is wrong.
    """
    project, stack = pulumi.get_project(), pulumi.get_stack()
    values = _values_of(model, project)
    mistakes = list(_secrets_among(project))
    try:
        # As JSON, so that strictness allows what YAML can hold: text for addresses, lists for tuples.
        settings = model.model_validate_json(json.dumps(values), by_alias=True, by_name=False)
    except ValidationError as error:
        mistakes += mistakes_of(model, error, namespace=project)
        if not _refused_by_its_rules(error):
            mistaken = [details["loc"] for details in error.errors(include_url=False)]
            mistakes += model.mistakes_across_tiers(sound_parts(model, values, mistaken))
    else:
        if not mistakes:
            return settings
    raise SettingsError("\n".join(_line(mistake, project, stack) for mistake in mistakes))


def _values_of(model: type[StackModel], project: str) -> dict[str, Any]:
    """Read the project's own keys, and those of providers that the model names, as plain values."""
    structured = {
        field.alias or name for name, field in model.model_fields.items() if field.annotation is not str
    }
    values: dict[str, Any] = {}
    for key, text in _config().items():
        namespace, _, own = key.partition(":")
        name = own if namespace == project else key
        if namespace == project or any(field.alias == key for field in model.model_fields.values()):
            values[name] = _parsed(text) if name in structured else text
    return values


def _config() -> dict[str, str]:
    """Return every config value of the stack, by its full key (`shop:network`).

    The engine hands the config over in the environment variable PULUMI_CONFIG; the Automation API and
    tests set it in the process. Both are what `pulumi.Config` itself reads, which cannot list its keys.
    """
    return {**pulumi.runtime.get_config_env(), **pulumi_config.CONFIG.get()}


def _parsed(text: str) -> Any:
    """Return the value that stands in the stack file; the engine hands objects and lists over as JSON."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _secrets_among(project: str) -> Iterator[Mistake]:
    keys = {*pulumi.runtime.get_config_secret_keys_env(), *pulumi_config._SECRET_KEYS.get()}
    for key in sorted(keys):
        namespace, _, name = key.partition(":")
        if namespace == project:
            yield secret_mistake(name)


def _refused_by_its_rules(error: ValidationError) -> bool:
    """Tell whether every value was right by itself, so that the rules across tiers have spoken already."""
    return all(details["loc"] == () for details in error.errors(include_url=False))


def _line(mistake: Mistake, project: str, stack: str) -> str:
    key = mistake.path if ":" in mistake.path else f"{project}:{mistake.path}"
    return f"Pulumi.{stack}.yaml: {key}: {mistake.problem}; allowed: {mistake.allowed}; {mistake.way_out}"

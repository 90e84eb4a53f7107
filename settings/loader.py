"""The one place that reads the Pulumi config, and that tells all of its mistakes at once."""

import json
from collections.abc import Collection, Iterator, Mapping
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

    The engine hands the config over in environment variables; the Automation API and tests set it in the
    process. Both are what `pulumi.Config` itself reads, which cannot list its keys.

    Raises:
        SettingsError: if anything in the stack file is wrong.
    """
    return validated(
        model,
        {**pulumi.runtime.get_config_env(), **pulumi_config.CONFIG.get()},
        secret_keys={*pulumi.runtime.get_config_secret_keys_env(), *pulumi_config._SECRET_KEYS.get()},
        project=pulumi.get_project(),
        stack=pulumi.get_stack(),
    )


def validated(
    model: type[M], config: Mapping[str, str], *, secret_keys: Collection[str], project: str, stack: str
) -> M:
    """Return a stack config, as the engine hands it over, as `model`.

    Args:
        model: The root model of the project's settings.
        config: The values by full key (`shop:network`); objects and lists as JSON.
        secret_keys: The full keys whose values stand encrypted in the stack file.
        project: The project, whose name is the namespace of its own keys.
        stack: The stack, for the name of its file.

    Raises:
        SettingsError: if anything in the stack file is wrong.
    """
    secrets = sorted(key.partition(":")[2] for key in secret_keys if key.startswith(f"{project}:"))
    mistakes = [secret_mistake(name) for name in secrets]
    values = {key: value for key, value in _values_of(model, config, project) if key not in secrets}
    try:
        # As JSON, so that strictness allows what YAML can hold: text for addresses, lists for tuples.
        settings = model.model_validate_json(json.dumps(values), by_alias=True, by_name=False)
    except ValidationError as error:
        mistakes += _all_mistakes(model, values, error, project, secrets)
    else:
        if not mistakes:
            return settings
    raise SettingsError("\n".join(_line(mistake, project, stack) for mistake in mistakes))


def _values_of(model: type[StackModel], config: Mapping[str, str], project: str) -> Iterator[tuple[str, Any]]:
    """Read the project's own keys, and those of other namespaces that the model names, as plain values."""
    aliases = {field.alias: field.annotation for field in model.model_fields.values()}
    for key, text in config.items():
        namespace, _, own = key.partition(":")
        name = own if namespace == project else key
        if namespace == project or name in aliases:
            yield name, _parsed(text, aliases.get(name))


def _parsed(text: str, kind: Any) -> Any:
    """Return the value that stands in the stack file: the engine hands all but text over as JSON."""
    if kind is str or (kind not in (bool, int, float) and not text.startswith(("{", "["))):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _all_mistakes(
    model: type[StackModel],
    values: Mapping[str, Any],
    error: ValidationError,
    project: str,
    secrets: Collection[str],
) -> Iterator[Mistake]:
    """Tell what the model refused and, where it stopped before the rules across tiers, what they refuse."""
    details = error.errors(include_url=False)
    yield from (
        mistake
        for mistake in mistakes_of(model, details, namespace=project)
        if mistake.path.partition(".")[0] not in secrets
    )
    places = [detail["loc"] for detail in details]
    if any(places):
        yield from model.mistakes_across_tiers(sound_parts(model, values, places))


def _line(mistake: Mistake, project: str, stack: str) -> str:
    first = mistake.path.partition(".")[0]
    key = mistake.path if ":" in first else f"{project}:{mistake.path}"
    return f"Pulumi.{stack}.yaml: {key}: {mistake.problem}; allowed: {mistake.allowed}; {mistake.way_out}"

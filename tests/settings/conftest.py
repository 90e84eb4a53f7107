"""The real stack files, and what the loader says of a changed one."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import Settings, SettingsError
from settings.loader import validated

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def stack_file() -> Callable[[str], dict[str, Any]]:
    """Read a real stack file; each call reads it anew, to be changed at will."""

    def read(stack: str) -> dict[str, Any]:
        content: dict[str, Any] = yaml.safe_load(ROOT.joinpath(f"Pulumi.{stack}.yaml").read_text("utf-8"))
        return content

    return read


@pytest.fixture(scope="session")
def handed_over() -> Callable[[Mapping[str, Any]], dict[str, str]]:
    """Turn config values into the text that the engine puts into PULUMI_CONFIG."""

    def as_text(config: Mapping[str, Any]) -> dict[str, str]:
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}

    return as_text


@pytest.fixture(scope="session")
def lines(stack_file: Any, handed_over: Any) -> Callable[..., list[str]]:
    """Return what is said of a stack file with changes: `{"shop:network.nat": "x"}`, None to remove a key."""

    def refuse(
        changes: Mapping[str, Any], *, stack: str = "dev", secret_keys: tuple[str, ...] = ()
    ) -> list[str]:
        config = stack_file(stack)["config"]
        for path, value in changes.items():
            *outer, last = path.split(".")
            place = config
            for part in outer:
                place = place[part]
            if value is None:
                del place[last]
            else:
                place[last] = value
        with pytest.raises(SettingsError) as refused:
            validated(Settings, handed_over(config), secret_keys=secret_keys, project="shop", stack=stack)
        return str(refused.value).split("\n")

    return refuse

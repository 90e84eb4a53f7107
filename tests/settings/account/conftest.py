"""The accounts' real stack files, and what the loader says of a changed one."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings.account import AccountSettings
from settings.loader import SettingsError, validated

ACCOUNT = Path(__file__).parents[3] / "account"
PROJECT = "shop-account"


def config_of(stack: str) -> dict[str, Any]:
    content = yaml.safe_load(ACCOUNT.joinpath(f"Pulumi.{stack}.yaml").read_text("utf-8"))
    config: dict[str, Any] = content["config"]
    return config


def handed_over(config: Mapping[str, Any]) -> dict[str, str]:
    """Turn config values into the text that the engine puts into PULUMI_CONFIG."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


@pytest.fixture(scope="session")
def read() -> Callable[[str], AccountSettings]:
    """Read a real stack file."""

    def settings(stack: str) -> AccountSettings:
        return validated(
            AccountSettings, handed_over(config_of(stack)), secret_keys=(), project=PROJECT, stack=stack
        )

    return settings


@pytest.fixture(scope="session")
def account_lines() -> Callable[..., list[str]]:
    """Return what is said of a stack file with changes: `{"audit.insights": ["x"]}`, None to remove a key."""

    def refuse(changes: Mapping[str, Any], *, stack: str = "dev") -> list[str]:
        config = config_of(stack)
        for path, value in changes.items():
            first, *inner = path.split(".")
            *outer, last = [first if ":" in first else f"{PROJECT}:{first}", *inner]
            place = config
            for part in outer:
                place = place[part]
            if value is None:
                del place[last]
            else:
                place[last] = value
        with pytest.raises(SettingsError) as refused:
            validated(AccountSettings, handed_over(config), secret_keys=(), project=PROJECT, stack=stack)
        return str(refused.value).split("\n")

    return refuse

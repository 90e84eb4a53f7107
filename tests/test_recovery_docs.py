"""docs/recovery.md shows what the settings of production keep, and the refusal that the loader really makes."""

import json
from pathlib import Path

import pytest
import yaml

from settings import Settings, SettingsError
from settings.loader import validated
from settings.recovery import recovery_means
from settings.recovery_objectives import kept

ROOT = Path(__file__).resolve().parents[1]
DOCS = (ROOT / "docs" / "recovery.md").read_text("utf-8")


def prod() -> dict[str, str]:
    config = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text("utf-8"))["config"]
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def test_the_table_is_what_the_settings_of_production_keep() -> None:
    settings = validated(Settings, prod(), secret_keys=(), project="shop", stack="prod")
    means = recovery_means(settings.database, settings.storage, settings.recovery)
    rows = [
        f"| {store} | {failure} | {one.rpo_minutes} | {one.rto_minutes} | {one.means} |"
        for store, failures in kept(means).items()
        for failure, one in failures.items()
    ]
    shown = [
        line for line in DOCS.splitlines() if line.startswith(tuple(f"| {store} | " for store in kept(means)))
    ]
    assert rows == [line for line in shown if line.count("|") == 6]


def test_the_refusal_is_the_loaders_own() -> None:
    config = prod()
    recovery = json.loads(config["shop:recovery"])
    recovery["objectives"]["tables"]["region"]["rpoMinutes"] = 15
    with pytest.raises(SettingsError) as refused:
        validated(
            Settings,
            {**config, "shop:recovery": json.dumps(recovery)},
            secret_keys=(),
            project="shop",
            stack="prod",
        )
    assert str(refused.value) in " ".join(DOCS.split())

"""The shop under a stack name of 20 characters: the simulated Check refuses a name that AWS finds too long."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STACK = "a-stack-of-20-letter"


@pytest.fixture(scope="module")
def long_named(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from stagecraft.preview.service import preview

    copy = tmp_path_factory.mktemp("long") / "shop"
    copy.mkdir()
    for part in ("components", "settings"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("__main__.py", "Pulumi.yaml"):
        shutil.copy(ROOT / file, copy / file)
    shutil.copy(ROOT / "Pulumi.prod.yaml", copy / f"Pulumi.{STACK}.yaml")
    (view,) = preview(copy, [STACK], out=copy / "out").views
    return view


def test_no_name_is_too_long_and_no_rule_is_broken(long_named: Any) -> None:
    assert len(STACK) == 20
    assert list(long_named.findings) == []


def test_names_that_every_account_shares_name_the_stack_or_end_at_random(long_named: Any) -> None:
    """Buckets are named once in the world: each has Pulumi's random end."""
    buckets = [one.inputs["bucket"] for one in long_named.graph.of_type("aws:s3/bucket:Bucket")]
    assert Counter(len(name.rpartition("-")[2]) for name in buckets) == {7: len(buckets)}
    aliases = [one.inputs["name"] for one in long_named.graph.of_type("aws:kms/alias:Alias")]
    assert all(f"-{STACK}-" in alias for alias in aliases)

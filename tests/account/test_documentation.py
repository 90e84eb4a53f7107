"""What `docs/account.md` tells people to type names what the programs make."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from components.audit.alarms import WATCHED
from components.compliance.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "account.md").read_text("utf-8")
CI = (ROOT / "docs" / "ci.md").read_text("utf-8")


@pytest.fixture(scope="module")
def dev(account: Any) -> Any:
    (view,) = (view for view in account.views if view.name == "dev")
    return view.graph


def test_every_output_that_is_asked_for_is_exported(dev: Any) -> None:
    (root,) = dev.of_type("pulumi:pulumi:Stack")
    asked = set(re.findall(r"pulumi stack output (\w+)", TEXT + CI))
    assert asked >= {"backend_url", "secrets_provider", "deploy_role_arn", "drift_role_arn"}
    assert asked <= set(root.outputs)


def test_what_is_imported_is_a_resource_of_the_program_with_that_parent(dev: Any) -> None:
    lines = re.findall(r"import `(\S+) (\S+) \w+`, parent `(\S+)`", TEXT)
    assert len(lines) == 4
    for token, name, parent in lines:
        (found,) = [one for one in dev.of_type(token) if one.name == name]
        assert found.urn == f"urn:pulumi:dev::shop-account::{parent}${token}::{name}"


def test_the_example_import_names_urns_of_the_program(dev: Any) -> None:
    urns = {one.urn for one in dev.resources}
    found = re.findall(r'"\w+=\$URN(::\S+?)"', TEXT)
    assert len(found) == 2
    assert {f"urn:pulumi:dev::shop-account{rest}" for rest in found} <= urns


def test_the_zone_is_targeted_by_the_name_that_the_shop_gives_it() -> None:
    assert '"$URN::stagecraft:edge:Dns\\$aws:route53/zone:Zone::shop-zone"' in TEXT
    source = (ROOT / "components" / "edge" / "dns.py").read_text("utf-8")
    assert '"stagecraft:edge:Dns"' in source
    assert 'f"{name}-zone"' in source
    assert re.search(r'dns = Dns\(\s*"shop"', (ROOT / "__main__.py").read_text("utf-8"))


def test_the_numbers_are_those_of_the_program() -> None:
    assert f"{len(RULES)} rules" in TEXT
    assert f"{len(WATCHED)} alarms" in TEXT


def test_every_setting_that_is_named_exists() -> None:
    schema = json.loads((ROOT / "schema" / "account.schema.json").read_text("utf-8"))
    known: set[str] = set()
    for name, part in schema["$defs"].items():
        known |= {f"{name}.{key}" for key in part.get("properties", {})}
    tiers = ("audit", "bootstrap", "costs", "delivery", "alerts")
    for tier, key in re.findall(r"`(\w+)\.(\w+)", TEXT):
        if tier in tiers:
            assert f"{tier.capitalize()}Settings.{key}" in known, f"{tier}.{key}"

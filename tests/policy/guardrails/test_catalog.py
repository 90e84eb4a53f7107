"""The catalogue: every rule says all that people need, about types and properties that exist."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from guardrails.catalog import RULES, rule_by_id
from guardrails.data_stores import DATA_STORES
from guardrails.rule import ANY_TYPE, Rule
from guardrails.tokens import aws

from tests.policy.compliant import compliant_props, compliant_types

AWS = Path(find_spec("pulumi_aws").submodule_search_locations[0])
TOPICS = {"encryption", "network", "access", "identity", "logging", "resilience", "compute"}
EVERY_TOKEN = sorted(
    {token for rule in RULES if rule.applies_to != ANY_TYPE for token in rule.applies_to}
    | {store.group for store in DATA_STORES.values() if store.group}
)


@cache
def source(token: str) -> str:
    """Return the SDK's source of a resource type."""
    module, name = token.split(":")[1].split("/")
    folder = AWS / ("lambda_" if module == "lambda" else module)
    # Files are named in snake case, each generator in its own way: `graph_ql_api.py`.
    letters = name.lower()
    files = [file for file in folder.glob("*.py") if file.stem.replace("_", "") == letters]
    found = next((file for file in files if f"'{token}'" in file.read_text(encoding="utf-8")), None)
    assert found is not None, f"{token} is no type of the installed pulumi_aws"
    return found.read_text(encoding="utf-8")


@pytest.mark.parametrize("token", EVERY_TOKEN)
def test_every_type_that_a_rule_names_exists(token: str) -> None:
    assert f"'{token}'" in source(token), "a wrong token judges nothing and nobody notices"


@pytest.mark.parametrize("short", compliant_types())
def test_every_property_of_the_compliant_resources_exists(short: str) -> None:
    text = source(aws(short))
    for name in compliant_props(short):
        snake = re.sub(r"([A-Z])", r"_\1", name).lower()
        assert f'"{name}"' in text or f"def {snake}(" in text, f"{short} has no property {name}"


@pytest.mark.parametrize("token", sorted(DATA_STORES))
def test_every_property_that_places_a_data_store_exists(token: str) -> None:
    store = DATA_STORES[token]
    for path in (store.subnets, store.security_groups):
        name = path.partition(".")[0]
        snake = re.sub(r"([A-Z])", r"_\1", name).lower()
        assert f'"{name}"' in source(token) or f"def {snake}(" in source(token)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_all_that_people_need(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id), "service-resource-control"
    assert rule.statement.endswith("."), "the statement is a sentence that can be tested"
    assert rule.risk.endswith("."), "the risk is a sentence"
    assert not rule.remediation.endswith("."), "the message adds the full stop"
    assert set(rule.topics) <= TOPICS
    assert rule.topics
    assert rule.url.startswith("https://")
    assert rule is rule_by_id(rule.id)


def test_ids_are_given_once() -> None:
    ids = [rule.id for rule in RULES]
    assert sorted(set(ids)) == sorted(ids)


def test_the_module_of_a_rule_lies_in_the_folder_of_its_first_topic() -> None:
    for rule in RULES:
        assert rule.check.__module__.startswith(
            ("guardrails.checks", "guardrails.demands", f"guardrails.{rule.topics[0]}.")
        )

"""The shop in dev, staging and prod: what is built, how it is wired, what the gate says.

What this does not prove: that AWS accepts every value; only an `up` does.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from guardrails.graph import UNKNOWN, Graph

ROOT = Path(__file__).resolve().parents[2]
STACKS = ("dev", "staging", "prod")
TIERS = {
    "alerts",
    "app",
    "cache",
    "database",
    "edge",
    "firewall",
    "identity",
    "keys",
    "network",
    "operations",
    "recovery",
    "security",
    "storage",
    "systems_manager",
    "tables",
    "web",
}


def graph_of(shop: Any, stack: str) -> Graph:
    (view,) = (view for view in shop.views if view.name == stack)
    return view.graph


def values(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from values(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from values(inner, f"{path}[{place}]")


def test_the_three_stacks_are_previewed_in_the_order_of_promotion(shop: Any) -> None:
    assert tuple(view.name for view in shop.views) == STACKS


@pytest.mark.parametrize("stack", STACKS)
def test_no_rule_is_broken(shop: Any, stack: str) -> None:
    findings = json.loads((shop.out / stack / "findings.json").read_text())["findings"]
    assert findings == [], "the gate catches what matters and nothing else"


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_is_invented_and_every_component_is_looked_into(shop: Any, stack: str) -> None:
    (view,) = (view for view in shop.views if view.name == stack)
    assert list(view.notes) == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_tier_is_a_component_of_the_stack(shop: Any, stack: str) -> None:
    graph = graph_of(shop, stack)
    (root,) = graph.of_type("pulumi:pulumi:Stack")
    tiers = {child.type.split(":")[1] for child in graph.children(root.urn) if not child.custom}
    assert tiers == TIERS


@pytest.mark.parametrize("stack", STACKS)
def test_every_aws_resource_uses_the_programs_one_provider(shop: Any, stack: str) -> None:
    graph = graph_of(shop, stack)
    (provider,) = graph.of_type("pulumi:providers:aws")
    assert provider.name == "aws"
    used = {one.provider for one in graph.resources if one.type.startswith("aws:")}
    assert used == {f"{provider.urn}::{provider.id}"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_taggable_resource_carries_the_default_tags(shop: Any, stack: str) -> None:
    for resource in graph_of(shop, stack).resources:
        tags = resource.inputs.get("tagsAll")
        if tags is not None:
            assert {"project", "environment", "owner", "cost-center", "managed-by"} <= set(tags), resource.urn
            assert tags["environment"] == stack


@pytest.mark.parametrize("stack", STACKS)
def test_no_input_is_none(shop: Any, stack: str) -> None:
    # A component's own inputs are its settings, where nothing may be meant.
    for resource in (one for one in graph_of(shop, stack).resources if one.custom):
        empty = [path for path, value in values(dict(resource.inputs)) if value is None]
        assert empty == [], resource.urn


@pytest.mark.parametrize("stack", STACKS)
def test_every_value_that_another_resource_made_is_wired_to_it(shop: Any, stack: str) -> None:
    graph = graph_of(shop, stack)
    owners: dict[str, list[Any]] = {}
    for one in graph.resources:
        for handle in (one.id, one.outputs.get("arn")) if one.type.startswith("aws:") else ():
            if isinstance(handle, str) and re.search(r"[0-9a-f]{7}|^arn:", handle):
                # A bucket comes before its parts, which have its name as their id; targets of one table's read
                # and write capacity are alike.
                known = owners.setdefault(handle, [])
                if not known or known[0].type == one.type:
                    known.append(one)
    loose = [
        f"{resource.urn}: {path} names {owners[inner][0].urn} without depending on it"
        for resource in graph.resources
        if resource.custom
        for name, value in resource.inputs.items()
        for path, inner in values(value, name)
        if isinstance(inner, str)
        and inner in owners
        and not {one.urn for one in owners[inner]} & {resource.urn, *behind(graph, resource, name)}
    ]
    assert loose == []


def behind(graph: Graph, resource: Any, name: str) -> set[str]:
    """All that a property depends on: a certificate's ARN may come by way of its validation."""
    found: set[str] = set()
    pending = list(resource.property_dependencies.get(name, ()))
    while pending:
        urn = pending.pop()
        if urn not in found:
            found.add(urn)
            known = graph.get(urn)
            pending += known.dependencies if known else ()
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_what_is_unknown_before_an_up_is_only_the_stored_password(shop: Any, stack: str) -> None:
    unknown = {
        (resource.type, path.split("[")[0])
        for resource in graph_of(shop, stack).resources
        for path, value in values(dict(resource.inputs))
        if value is UNKNOWN
    }
    assert unknown <= {("aws:rds/instance:Instance", "passwordWoVersion")}, unknown


def test_the_environments_differ_in_counts_only_where_the_settings_do(shop: Any) -> None:
    def count(stack: str) -> Counter[str]:
        return Counter(one.type for one in graph_of(shop, stack).resources if one.type.startswith("aws:"))

    assert (count("staging") - count("dev")) == Counter(
        {
            "aws:ec2/eip:Eip": 1,
            "aws:ec2/natGateway:NatGateway": 1,
            "aws:rds/instance:Instance": 1,
            "aws:cloudwatch/logGroup:LogGroup": 2,
            "aws:cloudwatch/metricAlarm:MetricAlarm": 19,
        }
    ), "a NAT gateway in each zone, a read replica with its logs, a cache node, and the alarms of all of them"
    assert (count("dev") - count("staging")) == Counter(), "nothing of dev is missing further up"


@pytest.mark.parametrize("stack", STACKS)
def test_the_setting_that_names_the_environment_is_the_stacks_name(stack: str) -> None:
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    assert config["shop:environment"] == stack


def test_the_same_keys_stand_in_all_three_stack_files() -> None:
    def keys(value: Any, path: str = "") -> set[str]:
        if not isinstance(value, dict):
            return {path}
        return {inner for key, item in value.items() for inner in keys(item, f"{path}/{key}")}

    first, *others = (keys(yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())) for stack in STACKS)
    assert all(first == other for other in others)


def test_neighbouring_environments_are_the_same_architecture_and_every_difference_is_allowed(
    shop: Any,
) -> None:
    assert [(one.a, one.b, one.promotable) for one in shop.comparisons] == [
        ("dev", "staging", True),
        ("staging", "prod", True),
    ], [str(row) for one in shop.comparisons for row in (*one.breaks, *one.not_allowed)]

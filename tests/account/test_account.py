"""The account in dev, staging and prod: what is built, how it is wired, what the gate says.

What this does not prove: that AWS accepts every value; only an `up` does.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from guardrails.graph import UNKNOWN, Graph

ROOT = Path(__file__).resolve().parents[2]
STACKS = ("dev", "staging", "prod")
TIERS = {
    "audit",
    "bootstrap",
    "compliance",
    "costs",
    "defaults",
    "detection",
    "notifications",
}


def graph_of(account: Any, stack: str) -> Graph:
    (view,) = (view for view in account.views if view.name == stack)
    return view.graph


def test_the_three_accounts_are_previewed_in_the_order_of_promotion(account: Any) -> None:
    assert tuple(view.name for view in account.views) == STACKS


@pytest.mark.parametrize("stack", STACKS)
def test_no_rule_is_broken(account: Any, stack: str) -> None:
    findings = json.loads((account.out / stack / "findings.json").read_text())["findings"]
    assert findings == []


def test_the_accounts_are_the_same_architecture_and_every_difference_has_its_reason(account: Any) -> None:
    assert [0, 0] == [comparison.exit_code for comparison in account.comparisons]


@pytest.mark.parametrize("stack", STACKS)
def test_every_tier_is_a_component_of_the_stack(account: Any, stack: str) -> None:
    graph = graph_of(account, stack)
    (root,) = graph.of_type("pulumi:pulumi:Stack")
    tiers = {child.type.split(":")[1] for child in graph.children(root.urn) if not child.custom}
    assert tiers == TIERS


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_uses_the_programs_one_provider_and_its_tags(account: Any, stack: str) -> None:
    graph = graph_of(account, stack)
    (provider,) = graph.of_type("pulumi:providers:aws")
    used = {one.provider for one in graph.resources if one.type.startswith("aws:")}
    assert used == {f"{provider.urn}::{provider.id}"}
    tags = [one.inputs["tagsAll"] for one in graph.resources if one.inputs.get("tagsAll") is not None]
    assert len(tags) > 50
    for found in tags:
        assert found["project"] == "shop-account"
        assert found["environment"] == stack


@pytest.mark.parametrize("stack", STACKS)
def test_every_role_and_every_log_group_is_bounded(account: Any, stack: str) -> None:
    graph = graph_of(account, stack)
    (boundary,) = graph.of_type("aws:iam/policy:Policy")
    roles = graph.of_type("aws:iam/role:Role")
    assert {role.name for role in roles} == {
        "account-preview",
        "account-drift",
        "account-deploy",
        "account-operations",
        "account-trail",
        "account-remediation",
    }
    assert {role.inputs["permissionsBoundary"] for role in roles} == {boundary.outputs["arn"]}
    assert {role.inputs["path"] for role in roles} == {"/account/"}, "so that the boundary protects them"


@pytest.mark.parametrize("stack", STACKS)
def test_what_the_boundary_protects_is_what_the_account_is_made_of(account: Any, stack: str) -> None:
    """The boundary knows the account's own by the beginning of its names."""
    graph = graph_of(account, stack)
    for token, name in {
        "aws:s3/bucket:Bucket": "bucket",
        "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
        "aws:cloudwatch/eventRule:EventRule": "name",
        "aws:cloudwatch/logGroup:LogGroup": "name",
        "aws:sns/topic:Topic": "name",
    }.items():
        found = [str(one.value(name)) for one in graph.of_type(token)]
        assert found
        assert [one for one in found if not one.startswith("account-")] == []
    aliases = [str(one.value("name")) for one in graph.of_type("aws:kms/alias:Alias")]
    assert [one for one in aliases if not one.startswith(f"alias/shop-account-{stack}-")] == []
    assert len(aliases) == len(graph.of_type("aws:kms/key:Key")) == 5
    buckets = {one.name for one in graph.of_type("aws:s3/bucket:Bucket")}
    assert buckets == {
        "account-access-logs",
        "account-configuration",
        "account-state",
        "account-trail",
    }


@pytest.mark.parametrize("stack", STACKS)
def test_whatever_is_told_goes_to_the_one_topic(account: Any, stack: str) -> None:
    graph = graph_of(account, stack)
    (topic,) = graph.of_type("aws:sns/topic:Topic")
    arn = topic.outputs["arn"]
    alarms = graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert {tuple(one.inputs["alarmActions"]) for one in alarms} == {(arn,)}
    targets = graph.of_type("aws:cloudwatch/eventTarget:EventTarget")
    assert {one.inputs["arn"] for one in targets} == {arn}
    (budget,) = graph.of_type("aws:budgets/budget:Budget")
    assert {tuple(one["subscriberSnsTopicArns"]) for one in budget.inputs["notifications"]} == {(arn,)}


@pytest.mark.parametrize("stack", STACKS)
def test_no_input_is_none_and_every_output_is_there(account: Any, stack: str) -> None:
    graph = graph_of(account, stack)
    for resource in graph.resources:
        assert None not in resource.inputs.values(), resource.urn
    (root,) = graph.of_type("pulumi:pulumi:Stack")
    assert set(root.outputs) == {
        "backend_url",
        "secrets_provider",
        "preview_role_arn",
        "drift_role_arn",
        "deploy_role_arn",
        "operations_role_arn",
        "trail_bucket",
        "query_workgroup",
        "topic_arn",
    }
    assert UNKNOWN not in root.outputs.values()


def test_an_account_that_three_environments_share_with_the_longest_names_is_previewed(tmp_path: Path) -> None:
    """A stack of 20 characters: the simulated Check refuses a name that is too long."""
    import shutil

    from stagecraft.preview.service import preview

    copy = tmp_path / "shop"
    for part in ("account", "components", "settings"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("out", "__pycache__"))
    stack = "a-stack-of-20-chars-"[:19] + "x"
    content = yaml.safe_load((copy / "account" / "Pulumi.prod.yaml").read_text())
    content["config"]["shop-account:delivery"]["stacks"] = [f"{stack[:-1]}{n}" for n in range(3)]
    (copy / "account" / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump(content))
    (copy / "account" / "promotion.yaml").unlink()
    previewed = preview(copy / "account", [stack], out=tmp_path / "out")
    (view,) = previewed.views
    assert list(view.findings) == []
    (deploy,) = [one for one in view.graph.of_type("aws:iam/role:Role") if one.name == "account-deploy"]
    assert deploy.inputs["name"] == f"shop-account-{stack}-deploy"
    assert len(deploy.inputs["name"]) <= 64
    (roles,) = [
        one
        for one in view.graph.of_type("aws:iam/rolePolicy:RolePolicy")
        if one.name == "account-deploy-roles"
    ]
    assert roles.inputs["policy"].count("-boundary") == 3, "one boundary a stack that shares the account"

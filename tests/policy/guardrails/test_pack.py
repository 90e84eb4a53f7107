"""The rules as SDK policies: proxies are opened unasked, waivers hold, and what raises is told."""

import dataclasses
import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from guardrails import evaluate as evaluation
from guardrails import pack
from guardrails.catalog import RULES, rule_by_id
from guardrails.enforcement import level
from guardrails.pack import graph_of, policies, resource_of
from guardrails.values import UNKNOWN
from guardrails.waivers import Waiver
from pulumi_policy import (
    EnforcementLevel,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from tests.policy.compliant import UNKNOWN_WIRE, compliant_props

TODAY = dt.date(2026, 11, 20)
TOKEN = "aws:rds/globalCluster:GlobalCluster"
URN = f"urn:pulumi:prod::shop::{TOKEN}::data"
PROVIDER = "urn:pulumi:prod::shop::pulumi:providers:aws::aws"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "hunter2"}


def proxied(props: dict[str, Any]) -> Any:
    """Wrap properties as the SDK's servicer does before it calls a policy."""
    return unknown_checking_proxy(deserialize_properties(props))


def arguments(props: dict[str, Any]) -> ResourceValidationArgs:
    return ResourceValidationArgs(TOKEN, proxied(props), URN, "data", SimpleNamespace(), None)


def one(name: str, **more: Any) -> Any:
    return next(policy for policy in policies(today=TODAY, **{"waivers": (), **more}) if policy.name == name)


def report(policy: Any, args: Any) -> list[tuple[str, str | None]]:
    said: list[tuple[str, str | None]] = []
    policy.validate(args, lambda message, urn=None: said.append((message, urn)))
    return said


def test_every_rule_is_one_policy_with_its_own_words() -> None:
    made = {policy.name: policy for policy in policies((), TODAY)}
    for rule in RULES:
        policy = made[rule.id]
        assert (rule.statement, rule.remediation, rule.url) == (
            policy.description,
            policy.remediation_steps,
            policy.url,
        )
        assert policy.enforcement_level == EnforcementLevel(level(rule.id, "prod"))


def test_the_sdk_itself_raises_at_an_unknown() -> None:
    with pytest.raises(UnknownValueError):
        proxied({"encrypted": UNKNOWN_WIRE})["encrypted"]


def test_proxies_become_plain_values_without_raising() -> None:
    props = {"a": UNKNOWN_WIRE, "b": [{"c": UNKNOWN_WIRE}, 1.0], "d": SECRET}
    assert resource_of(arguments(props)).inputs == {"a": UNKNOWN, "b": [{"c": UNKNOWN}, 1.0], "d": "hunter2"}


def test_an_unknown_beside_a_broken_value_hides_nothing() -> None:
    props = {
        **compliant_props("rds/globalCluster", storageEncrypted=False),
        "size": UNKNOWN_WIRE,
        "tags": UNKNOWN_WIRE,
    }
    said = report(one("rds-global-cluster-storage-encrypted"), arguments(props))
    assert said == [
        ("data: storageEncrypted is not true. Pass storage_encrypted=True to rds.GlobalCluster.", URN)
    ]


def test_an_unknown_value_itself_is_reported_by_the_policy_of_the_undecided() -> None:
    args = arguments(compliant_props("rds/globalCluster", storageEncrypted=UNKNOWN_WIRE))
    assert report(one("rds-global-cluster-storage-encrypted"), args) == []
    assert report(one("undecided"), args) == []
    ((message, urn),) = report(one("undecided-data-store"), args)
    assert message.startswith("data: cannot be decided before `up`: storageEncrypted is not known yet.")
    assert urn == URN


def test_a_waived_finding_is_not_reported() -> None:
    waiver = Waiver("rds-global-cluster-storage-encrypted", URN, "scratch", "o", TODAY, "security")
    args = arguments(compliant_props("rds/globalCluster", storageEncrypted=False))
    assert report(one("rds-global-cluster-storage-encrypted", waivers=(waiver,)), args) == []


def test_a_waiver_that_does_not_hold_is_reported_for_the_stack() -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    expired = Waiver("rds-global-cluster-storage-encrypted", URN, "scratch", "o", yesterday, "security")
    policy = one("waivers-valid", waivers=(expired,))
    assert isinstance(policy, StackValidationPolicy)
    ((message, urn),) = report(policy, StackValidationArgs([]))
    assert "it expired on 2026-11-19" in message
    assert urn is None


def test_a_rule_that_raises_is_reported_by_a_policy_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(_: Any) -> Any:
        raise ZeroDivisionError("by nothing")

    broken = dataclasses.replace(rule_by_id("rds-global-cluster-storage-encrypted"), check=explode)
    monkeypatch.setattr(evaluation, "resource_rules", lambda: {TOKEN: (broken,)})
    policy = one("rule-raised")
    assert isinstance(policy, ResourceValidationPolicy)
    said = report(policy, arguments(compliant_props("rds/globalCluster")))
    name = URN.rsplit("::", 1)[-1]
    message = (
        f"{name}: rule rds-global-cluster-storage-encrypted raised ZeroDivisionError: by nothing. "
        "Report this as a mistake of the policy pack; the resource was not judged by the rule."
    )
    assert said == [(message, URN)]


def test_a_stack_is_one_graph_whatever_its_resources_leave_unknown() -> None:
    parent = SimpleNamespace(urn="urn:pulumi:prod::shop::stagecraft:x:Y::y")
    key = SimpleNamespace(urn="urn:pulumi:prod::shop::aws:kms/key:Key::k")
    resource = SimpleNamespace(
        resource_type=TOKEN,
        props=proxied({"id": UNKNOWN_WIRE, "arn": UNKNOWN_WIRE, "kmsKeyId": UNKNOWN_WIRE, "size": 8}),
        urn=URN,
        name="data",
        opts=SimpleNamespace(protect=True),
        provider=SimpleNamespace(urn=PROVIDER),
        parent=parent,
        dependencies=[key],
        property_dependencies={"kmsKeyId": [key]},
    )
    read = graph_of(StackValidationArgs([resource])).get(URN)
    assert read is not None
    assert read.inputs == {"kmsKeyId": UNKNOWN, "size": 8}, "what AWS will answer was not asked for"
    assert {"id", "arn", "kmsKeyId", "size"} == set(read.outputs)
    assert (parent.urn, True, True, "") == (read.parent, read.protect, read.custom, read.id)
    assert PROVIDER == read.provider, "defaults of the account hold for what the same provider makes"
    assert ((key.urn,), {"kmsKeyId": (key.urn,)}) == (read.dependencies, read.property_dependencies)


def stack(size: int) -> StackValidationArgs:
    resource = SimpleNamespace(
        resource_type=TOKEN,
        props=proxied({"size": size, "kmsKeyId": UNKNOWN_WIRE}),
        urn=URN,
        name="data",
        opts=SimpleNamespace(protect=True),
        provider=None,
        parent=None,
        dependencies=[],
        property_dependencies={},
    )
    return StackValidationArgs([resource])


def test_all_policies_of_a_stack_share_one_graph_and_its_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[Any] = []
    monkeypatch.setattr(pack, "judge_stack", lambda _, graph, __: judged.append(graph) or [])
    made = [one for one in policies((), TODAY) if isinstance(one, StackValidationPolicy)][:3]
    for size in (1, 2):
        for policy in made:
            assert report(policy, stack(size)) == []
    first, second, third, *changed = judged
    assert first is second
    assert second is third
    assert all(graph is not first for graph in changed), "another stack, though it has the same URNs"
    assert [graph.resources[0].inputs for graph in (first, *changed)] == [{"size": 1}, *([{"size": 2}] * 3)]

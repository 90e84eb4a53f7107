"""The offline gate: levels by environment, waivers, rules that raise, what is undecided, and linear cost."""

import dataclasses
import datetime as dt
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from guardrails import evaluate as evaluation
from guardrails.catalog import rule_by_id
from guardrails.evaluate import evaluate
from guardrails.graph import Graph, Resource
from guardrails.rule import Problem
from guardrails.waivers import Waiver

from tests.policy.compliant import UNKNOWN_WIRE, compliant_props, graph, make

TODAY = dt.date(2026, 11, 20)
CLUSTER = make("rds/globalCluster", "data", {"storageEncrypted": False, "deletionProtection": True})


def cluster(*, encrypted: Any) -> Resource:
    props = compliant_props("rds/globalCluster", storageEncrypted=encrypted)
    return make("rds/globalCluster", "data", props)


def test_a_finding_has_exactly_the_fields_that_scripts_read() -> None:
    (finding,) = evaluate(graph(cluster(encrypted=False)), today=TODAY)
    assert finding.in_file("out/prod/state.json").as_dict() == {
        "file": "out/prod/state.json",
        "rule": "rds-global-cluster-storage-encrypted",
        "urn": "urn:pulumi:prod::shop::aws:rds/globalCluster:GlobalCluster::data",
        "type": "aws:rds/globalCluster:GlobalCluster",
        "severity": "high",
        "enforcement": "mandatory",
        "message": "data: storageEncrypted is not true. Pass storage_encrypted=True to rds.GlobalCluster.",
        "remediation": "Pass storage_encrypted=True to rds.GlobalCluster.",
    }
    assert finding.fails


def test_the_message_of_the_house_style_is_word_for_word() -> None:
    props = compliant_props("rds/instance", storageEncrypted=False, dbSubnetGroupName="g")
    found = evaluate(graph(make("rds/instance", "orders-db", props)), today=TODAY)
    said = {one.rule: one.message for one in found}
    fix = "Pass storage_encrypted=True and kms_key_id to rds.Instance."
    assert said["rds-instance-storage-encrypted"] == f"orders-db: storageEncrypted is not true. {fix}"


def test_an_encrypted_cluster_gives_no_finding() -> None:
    assert evaluate(graph(cluster(encrypted=True)), today=TODAY) == []


@pytest.mark.parametrize("environment", ["dev", "staging", "prod", "production", "nosuch", ""])
def test_encryption_is_mandatory_in_every_environment(environment: str) -> None:
    (finding,) = evaluate(graph(cluster(encrypted=False)), environment=environment, today=TODAY)
    assert finding.enforcement == "mandatory"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("dev", []),
        ("staging", ["mandatory"]),
        ("prod", ["mandatory"]),
        ("live", ["mandatory"]),
    ],
)
def test_a_database_in_one_zone_is_judged_by_its_environment(environment: str, expected: list[str]) -> None:
    props = compliant_props("rds/instance", multiAz=False, replicateSourceDb="")
    found = evaluate(graph(make("rds/instance", "db", props)), environment=environment, today=TODAY)
    assert expected == [one.enforcement for one in found if one.rule == "rds-instance-multi-az"]


def test_the_stack_name_is_the_environment_and_an_unknown_one_is_prod() -> None:
    bucket = make("s3/bucket", "b", {"bucket": "b"})
    in_dev = dataclasses.replace(bucket, urn=bucket.urn.replace(":prod:", ":dev:"))
    in_live = dataclasses.replace(bucket, urn=bucket.urn.replace(":prod:", ":live:"))
    rule = "s3-bucket-versioning"
    levels = [
        next(one.enforcement for one in evaluate(graph(one), today=TODAY) if one.rule == rule)
        for one in (in_dev, in_live)
    ]
    assert levels == ["advisory", "mandatory"]


@pytest.mark.parametrize(
    ("resource", "by_environment"),
    [
        (cluster(encrypted=UNKNOWN_WIRE), {"dev": "mandatory", "staging": "mandatory", "prod": "mandatory"}),
        (
            make("lb/targetGroup", "tg", {"protocol": UNKNOWN_WIRE}),
            {"dev": "advisory", "staging": "advisory", "prod": "mandatory"},
        ),
        (
            make("awsx:ecs:FargateService", "svc", {}, custom=False),
            {"dev": "advisory", "staging": "advisory", "prod": "mandatory"},
        ),
    ],
    ids=["data store", "another resource", "remote component"],
)
def test_what_is_undecided_fails_for_data_stores_everywhere_and_for_the_rest_in_prod(
    resource: Resource, by_environment: dict[str, str]
) -> None:
    for environment, expected in by_environment.items():
        (finding,) = evaluate(graph(resource), environment=environment, today=TODAY)
        assert (expected, True) == (finding.enforcement, finding.undecided)
        assert finding.as_dict()["undecided"] is True


def test_findings_are_sorted_by_resource_and_rule() -> None:
    resources = [make("rds/globalCluster", name, {}) for name in ("b", "a")]
    found = [(one.urn, one.rule) for one in evaluate(graph(*resources), today=TODAY)]
    assert sorted(found) == found
    assert len(found) == 4


def waiver(**changes: Any) -> Waiver:
    fields = {
        "rule": "rds-global-cluster-storage-encrypted",
        "urn": "urn:pulumi:prod::shop::*aws:rds/globalCluster:GlobalCluster::data",
        "reason": "scratch space",
        "owner": "shop-platform",
        "expires": TODAY,
        "approver": "security",
    }
    return Waiver(**{**fields, **changes})


def test_a_waived_finding_is_listed_with_its_reason_and_does_not_count() -> None:
    (finding,) = evaluate(graph(cluster(encrypted=False)), waivers=[waiver()], today=TODAY)
    assert (finding.as_dict()["waiver"], finding.fails) == ("scratch space", False)


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "data-deletion-protection"},
        {"urn": "urn:pulumi:dev::shop::*aws:rds/globalCluster:GlobalCluster::data"},
        {"urn": "urn:pulumi:prod::shop::*aws:rds/globalCluster:GlobalCluster::data2"},
        {"urn": "urn:pulumi:*::shop::*aws:rds/globalCluster:GlobalCluster::data"},
        {"expires": TODAY - dt.timedelta(days=1)},
    ],
    ids=["another rule", "another stack", "another name", "too broad", "expired"],
)
def test_a_waiver_of_something_else_covers_nothing(changes: dict[str, Any]) -> None:
    (finding,) = evaluate(graph(cluster(encrypted=False)), waivers=[waiver(**changes)], today=TODAY)
    assert finding.fails


def test_a_waiver_covers_the_undecided_finding_of_its_rule_too() -> None:
    (finding,) = evaluate(graph(cluster(encrypted=UNKNOWN_WIRE)), waivers=[waiver()], today=TODAY)
    assert not finding.fails


def explode(*_: Any) -> Iterator[Problem]:
    raise KeyError("no such thing")
    yield


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_rule_on_one_resource_that_raises_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, environment: str
) -> None:
    broken = dataclasses.replace(rule_by_id("rds-global-cluster-storage-encrypted"), check=explode)
    monkeypatch.setattr(evaluation, "resource_rules", lambda: {CLUSTER.type: (broken,)})
    (finding,) = evaluate(graph(CLUSTER), environment=environment, today=TODAY)
    message = (
        f"{CLUSTER.name}: rule rds-global-cluster-storage-encrypted raised KeyError: 'no such thing'. "
        "Report this as a mistake of the policy pack; the resource was not judged by the rule."
    )
    assert (message, "mandatory", CLUSTER.urn) == (finding.message, finding.enforcement, finding.urn)
    assert finding.fails


def test_a_rule_on_the_stack_that_raises_is_a_finding_of_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = dataclasses.replace(rule_by_id("s3-bucket-tls-only"), check=explode)
    monkeypatch.setattr(evaluation, "graph_rules", lambda: (broken,))
    (finding,) = evaluate(graph(make("s3/bucket", "b", {})), environment="dev", today=TODAY)
    root = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"
    assert ("s3-bucket-tls-only", "mandatory", root) == (finding.rule, finding.enforcement, finding.urn)


def test_an_empty_stack_has_no_findings() -> None:
    assert evaluate(Graph([]), today=TODAY) == []


def shop(size: int) -> Graph:
    """Return a stack of many small networks with a database, a bucket and groups each."""
    resources: list[Resource] = []
    for number in range(size):
        name = f"n{number}"
        resources += [
            make("ec2/vpc", name, {}, id=f"vpc-{name}"),
            make("ec2/internetGateway", name, {"vpcId": f"vpc-{name}"}, id=f"igw-{name}"),
            make("ec2/subnet", name, {"vpcId": f"vpc-{name}"}, id=f"subnet-{name}"),
            make("ec2/routeTable", name, {"vpcId": f"vpc-{name}"}, id=f"rtb-{name}"),
            make("ec2/route", name, {"routeTableId": f"rtb-{name}", "gatewayId": f"igw-{name}"}),
            make(
                "ec2/routeTableAssociation",
                name,
                {"routeTableId": f"rtb-{name}", "subnetId": f"subnet-{name}"},
            ),
            make("rds/subnetGroup", name, {"name": name, "subnetIds": [f"subnet-{name}"]}),
            make("rds/instance", name, {"dbSubnetGroupName": name, "vpcSecurityGroupIds": [f"sg-{name}"]}),
            make("ec2/securityGroup", name, {"vpcId": f"vpc-{name}"}, id=f"sg-{name}"),
            make(
                "vpc/securityGroupIngressRule",
                name,
                {"securityGroupId": f"sg-{name}", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22,
                 "cidrIpv4": "0.0.0.0/0"},
            ),
            make("s3/bucket", name, {"bucket": name}),
            make("s3/bucketVersioning", name, {"bucket": name}),
        ]  # fmt: skip
    return Graph(resources)


def calls_of(size: int) -> int:
    """Count the calls of Python functions that judging a stack takes."""
    stack, count = shop(size), 0

    def profile(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        evaluate(stack, today=TODAY)
    finally:
        sys.setprofile(None)
    return count


def test_the_work_grows_no_faster_than_the_stack() -> None:
    calls_of(1)  # fills what is made once
    small, large = calls_of(20), calls_of(200)
    assert large / small < 10.5, "ten times the resources, ten times the work"

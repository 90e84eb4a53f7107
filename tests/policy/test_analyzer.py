"""The pack as the engine runs it, in a process spoken to over gRPC, finds what the offline gate finds.

What it cannot prove: how the engine shows the diagnostics, and which outputs a real provider leaves unknown.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import empty_pb2
from guardrails.catalog import RULES
from guardrails.enforcement import ENFORCEMENT, level
from guardrails.tokens import aws
from pulumi.runtime.proto import analyzer_pb2

from tests.policy.compliant import UNKNOWN_WIRE, compliant_props
from tests.policy.engine import LEVELS, configure, offline, run, started
from tests.policy.guardrails.test_resource_rules import CASES, Case

AWSX_STATE = Path(__file__).parents[1] / "data" / "awsx_vpc_state.json"
ELSEWHERE = "urn:pulumi:dev::shop::random:index/randomId:RandomId::elsewhere"


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Any]:
    with started() as stub:
        yield stub


def entry(short: str, name: str, inputs: dict[str, Any], wires: dict[str, list[str]]) -> dict[str, Any]:
    token = aws(short) if ":" not in short else short
    return {
        "urn": f"urn:pulumi:dev::shop::{token}::{name}",
        "type": token,
        "custom": True,
        "id": f"{name}-id",
        "inputs": inputs,
        "outputs": {**inputs, "id": f"{name}-id"},
        "propertyDependencies": wires,
    }


def broken(case: Case, number: int, value: Any) -> dict[str, Any]:
    """Return the resource of a case with a value; what is unknown depends on something, as it always does."""
    props = compliant_props(case.type, **{case.path: value})
    wires = {case.path.split(".")[0]: [ELSEWHERE]} if value == UNKNOWN_WIRE else {}
    return entry(case.type, f"r{number}", props, wires)


def elsewhere() -> dict[str, Any]:
    return {**entry("random:index/randomId:RandomId", "elsewhere", {}, {}), "urn": ELSEWHERE}


def test_the_host_learns_what_the_pack_is(analyzer: Any) -> None:
    info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
    policies = {policy.name: policy for policy in info.policies}
    assert (info.name, info.supportsConfig) == ("stagecraft", True)
    assert len(RULES) + 7 == len(policies), "one policy a rule, six for other verdicts, one for waivers"
    encrypted = policies["rds-instance-storage-encrypted"]
    assert (
        encrypted.description,
        encrypted.enforcementLevel,
        encrypted.severity,
    ) == ("RDS storage is encrypted.", analyzer_pb2.MANDATORY, analyzer_pb2.POLICY_SEVERITY_HIGH)
    assert encrypted.remediation_steps.startswith("Pass storage_encrypted=True")


@pytest.mark.parametrize("environment", ["dev", "prod"])
@pytest.mark.parametrize("what", ["broken", "unknown", "compliant"])
def test_every_rule_finds_over_grpc_what_it_finds_offline(analyzer: Any, what: str, environment: str) -> None:
    value = {"broken": lambda case: case.value, "unknown": lambda _: UNKNOWN_WIRE}.get(what)
    cases = list(enumerate(CASES))
    entries = [elsewhere()]
    if value is None:
        entries += [entry(case.type, f"r{number}", compliant_props(case.type), {}) for number, case in cases]
    else:
        entries += [broken(case, number, value(case)) for number, case in cases]
    entries = json.loads(json.dumps(entries).replace("urn:pulumi:dev::", f"urn:pulumi:{environment}::"))
    configure(analyzer, environment)
    expected = offline(entries, environment)
    assert expected == run(analyzer, entries)
    assert {"broken": 100, "unknown": 100, "compliant": 1}[what] < len(expected), "or nothing was compared"


def test_a_stack_that_the_real_engine_made_is_judged_the_same(analyzer: Any) -> None:
    entries = json.loads(AWSX_STATE.read_text())["deployment"]["resources"]
    configure(analyzer, "prod")
    expected = offline(entries, "prod")
    assert expected == run(analyzer, entries)
    assert {
        "ec2-subnet-no-automatic-public-ip",
        "ec2-vpc-default-group-closed",
        "ec2-vpc-flow-logs",
    } == {policy for policy, *_ in expected}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_unknown_elsewhere_in_the_resource_never_turns_a_rule_off(analyzer: Any, case: Case) -> None:
    configure(analyzer, "prod")
    unknowns = {"tags": UNKNOWN_WIRE, "zzz": [UNKNOWN_WIRE, {"deep": UNKNOWN_WIRE}]}
    props = {**compliant_props(case.type, **{case.path: case.value}), **unknowns}
    resource = entry(case.type, "it", props, {})
    found = {(policy, level) for policy, _, _, level in run(analyzer, [resource])}
    expected = LEVELS[level(case.rule, "prod")]
    kept = expected == analyzer_pb2.DISABLED or (case.rule, expected) in found
    assert kept, "the SDK would say no more than an advisory note"


def test_an_unknown_anywhere_in_the_stack_never_turns_a_stack_rule_off(analyzer: Any) -> None:
    configure(analyzer, "prod")
    group = entry(
        "ec2/securityGroup",
        "open",
        {"ingress": [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]},
        {},
    )
    unclear = entry("ec2/securityGroup", "unclear", {"ingress": UNKNOWN_WIRE}, {"ingress": [ELSEWHERE]})
    judged = ("ec2-security-group-not-open", "undecided-data-store-in-stack")
    found = [one for one in run(analyzer, [elsewhere(), unclear, group]) if one[0] in judged]
    assert {
        ("ec2-security-group-not-open", group["urn"], analyzer_pb2.MANDATORY),
        ("undecided-data-store-in-stack", unclear["urn"], analyzer_pb2.MANDATORY),
    } == {(policy, urn, level) for policy, urn, _, level in found}


def test_what_aws_leaves_unknown_in_a_preview_is_no_finding(analyzer: Any) -> None:
    configure(analyzer, "prod")
    database = entry("rds/instance", "db", {**compliant_props("rds/instance"), "dbSubnetGroupName": "g"}, {})
    computed = dict.fromkeys(("arn", "id", "endpoint", "kmsKeyId", "parameterGroupName"), UNKNOWN_WIRE)
    database["outputs"] = {**database["inputs"], **computed}
    group = entry("rds/subnetGroup", "g", {"name": "g", "subnetIds": [UNKNOWN_WIRE]}, {})
    table = entry("ec2/routeTable", "table", {"vpcId": UNKNOWN_WIRE}, {})
    subnet = entry("ec2/subnet", "subnet", {"vpcId": UNKNOWN_WIRE}, {})
    association = entry("ec2/routeTableAssociation", "a", {}, {})
    association["inputs"] = {"subnetId": UNKNOWN_WIRE, "routeTableId": UNKNOWN_WIRE}
    association["propertyDependencies"] = {"subnetId": [subnet["urn"]], "routeTableId": [table["urn"]]}
    group["propertyDependencies"] = {"subnetIds": [subnet["urn"]]}
    for one, more in ((table, {"routes": UNKNOWN_WIRE}), (subnet, {}), (association, {}), (group, {})):
        one["outputs"] = {**one["inputs"], **more, "id": UNKNOWN_WIRE, "arn": UNKNOWN_WIRE}
    backups = entry("backup/selection", "selection", {"resources": ["*"]}, {})
    assert set() == run(analyzer, [subnet, table, association, group, database, backups])


def test_the_enforcement_files_name_only_policies_of_the_pack(analyzer: Any) -> None:
    known = {policy.name for policy in analyzer.GetAnalyzerInfo(empty_pb2.Empty()).policies}
    for path in ENFORCEMENT.glob("*.json"):
        named = set(json.loads(path.read_text())) - {"all"}
        assert named <= known, "the engine ignores a name that it does not know"

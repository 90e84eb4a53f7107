"""The pack as the engine runs it, in a process spoken to over gRPC, finds what the offline gate finds.

What it cannot prove: how the engine shows the diagnostics, and which outputs a real provider leaves unknown.
"""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from guardrails.catalog import RULES
from guardrails.enforcement import ENFORCEMENT, level, levels
from guardrails.evaluate import evaluate
from guardrails.finding import UNDECIDED, UNDECIDED_DATA_STORE
from guardrails.graph import Graph
from guardrails.tokens import aws
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from tests.policy.compliant import UNKNOWN_WIRE, compliant_props
from tests.policy.guardrails.test_resource_rules import CASES, Case

POLICY = Path(__file__).parents[2] / "policy"
AWSX_STATE = Path(__file__).parents[1] / "data" / "awsx_vpc_state.json"
TODAY = dt.date(2026, 11, 20)
WAIT_SECONDS = 60
LEVELS = {
    "advisory": analyzer_pb2.ADVISORY,
    "mandatory": analyzer_pb2.MANDATORY,
    "disabled": analyzer_pb2.DISABLED,
}
ELSEWHERE = "urn:pulumi:dev::shop::random:index/randomId:RandomId::elsewhere"


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Any]:
    """Start the pack as the language host does (RunPlugin of pulumi-language-python), and connect to it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(POLICY)],
        cwd=POLICY,
        env=environment,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            grpc.channel_ready_future(channel).result(timeout=WAIT_SECONDS)
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
    finally:
        process.kill()
        process.communicate()


def configure(analyzer: Any, environment: str) -> None:
    """Configure the pack as `--policy-pack-config` does: `all` first, then what is named."""
    stated = levels(environment)
    config = {
        policy.name: analyzer_pb2.PolicyConfig(
            enforcementLevel=LEVELS[stated.get(policy.name, stated["all"])]
        )
        for policy in analyzer.GetAnalyzerInfo(empty_pb2.Empty()).policies
    }
    analyzer.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config))


def struct(values: Any) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())


def fields(entry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    provider = {"type": "pulumi:providers:aws", "urn": "urn:aws", "name": "aws", "properties": {}}
    return {
        "urn": entry["urn"],
        "type": entry["type"],
        "name": entry["urn"].rpartition("::")[2],
        "properties": struct(properties),
        "provider": analyzer_pb2.AnalyzerProviderResource(**provider) if entry.get("custom") else None,
    }


def run(analyzer: Any, entries: list[dict[str, Any]]) -> set[tuple[str, str, str, int]]:
    """Judge the resources of a state as the engine does: each one's inputs, then the outputs of all."""
    diagnostics = []
    for entry in entries:
        request = analyzer_pb2.AnalyzeRequest(**fields(entry, entry.get("inputs", {})))
        diagnostics += analyzer.Analyze(request).diagnostics
    resources = [
        analyzer_pb2.AnalyzerResource(
            **fields(entry, entry.get("outputs", {})),
            parent=entry.get("parent", ""),
            dependencies=entry.get("dependencies", []),
            propertyDependencies={
                key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                for key, urns in entry.get("propertyDependencies", {}).items()
            },
        )
        for entry in entries
    ]
    diagnostics += analyzer.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources)).diagnostics
    return {(one.policyName, one.urn, one.message, one.enforcementLevel) for one in diagnostics}


def offline(entries: list[dict[str, Any]], environment: str) -> set[tuple[str, str, str, int]]:
    """Judge the same state offline, in the words of the SDK."""
    graph = Graph.from_state({"version": 3, "deployment": {"resources": entries}})
    said = {rule.id: rule.statement for rule in RULES}
    verdicts = {
        UNDECIDED: "What the rules judge is known before `up`.",
        UNDECIDED_DATA_STORE: "What protects stored data is known before `up`.",
    }
    found = set()
    for one in evaluate(graph, environment=environment, today=TODAY):
        statement = said.get(one.policy) or verdicts[one.policy.removesuffix("-in-stack")]
        found.add((one.policy, one.urn, f"{statement}\n{one.message}", LEVELS[one.enforcement]))
    return found


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
    assert {"ec2-vpc-default-group-closed", "ec2-vpc-flow-logs"} == {policy for policy, *_ in expected}


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
    found = run(analyzer, [elsewhere(), unclear, group])
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

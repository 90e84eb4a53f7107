"""The pack as the engine runs it: a process spoken to over gRPC, and what the offline gate says in its words."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from guardrails.catalog import RULES
from guardrails.enforcement import levels
from guardrails.evaluate import evaluate
from guardrails.finding import UNDECIDED, UNDECIDED_DATA_STORE, Finding
from guardrails.graph import Graph
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

POLICY = Path(__file__).parents[2] / "policy"
TODAY = dt.date(2026, 11, 20)
WAIT_SECONDS = 60
LEVELS = {
    "advisory": analyzer_pb2.ADVISORY,
    "mandatory": analyzer_pb2.MANDATORY,
    "disabled": analyzer_pb2.DISABLED,
}
# sdk/go/common/resource/properties.go
_MARK = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
# What a gate says, comparable whichever gate it is: policy, URN, message, level.
Said = tuple[str, str, str, int]


@contextmanager
def started(pack: Path = POLICY) -> Iterator[Any]:
    """Start a pack as the language host does (RunPlugin of pulumi-language-python), and connect to it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(pack)],
        cwd=pack,
        env=environment,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            grpc.channel_ready_future(channel).result(timeout=WAIT_SECONDS)
            stub = analyzer_pb2_grpc.AnalyzerStub(channel)
            stub.process = process
            yield stub
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
    return json_format.ParseDict(as_sent(values), struct_pb2.Struct())


def as_sent(value: Any) -> Any:
    """Return a value of a state as the engine sends it: a secret holds its value itself, not its text."""
    if isinstance(value, dict):
        if "plaintext" in value and value.get(_MARK) == _SECRET:
            return {_MARK: _SECRET, "value": json.loads(value["plaintext"])}
        return {key: as_sent(inner) for key, inner in value.items()}
    return [as_sent(inner) for inner in value] if isinstance(value, list) else value


def fields(entry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    provider = {"type": "pulumi:providers:aws", "urn": "urn:aws", "name": "aws", "properties": {}}
    return {
        "urn": entry["urn"],
        "type": entry["type"],
        "name": entry["urn"].rpartition("::")[2],
        "properties": struct(properties),
        "provider": analyzer_pb2.AnalyzerProviderResource(**provider) if entry.get("custom") else None,
    }


def run(analyzer: Any, entries: list[dict[str, Any]]) -> set[Said]:
    """Judge the resources of a state as the engine does: each one's inputs, then the outputs of all."""
    diagnostics = [one for request in requests_of(entries) for one in analyzer.Analyze(request).diagnostics]
    diagnostics += analyzer.AnalyzeStack(stack_request_of(entries)).diagnostics
    return {(one.policyName, one.urn, one.message, one.enforcementLevel) for one in diagnostics}


def requests_of(entries: list[dict[str, Any]]) -> list[Any]:
    """Return what the engine asks of each resource before it makes it."""
    return [analyzer_pb2.AnalyzeRequest(**fields(entry, entry.get("inputs", {}))) for entry in entries]


def stack_request_of(entries: list[dict[str, Any]]) -> Any:
    """Return what the engine asks of all resources together."""
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
    return analyzer_pb2.AnalyzeStackRequest(resources=resources)


def offline(entries: list[dict[str, Any]], environment: str) -> set[Said]:
    """Judge the same state offline, in the words of the SDK."""
    graph = Graph.from_state({"version": 3, "deployment": {"resources": entries}})
    return as_the_sdk_says(evaluate(graph, environment=environment, today=TODAY))


def as_the_sdk_says(findings: Iterable[Finding]) -> set[Said]:
    """Return findings as diagnostics of the SDK."""
    said = {rule.id: rule.statement for rule in RULES}
    verdicts = {
        UNDECIDED: "What the rules judge is known before `up`.",
        UNDECIDED_DATA_STORE: "What protects stored data is known before `up`.",
    }
    found = set()
    for one in findings:
        statement = said.get(one.policy) or verdicts[one.policy.removesuffix("-in-stack")]
        found.add((one.policy, one.urn, f"{statement}\n{one.message}", LEVELS[one.enforcement]))
    return found

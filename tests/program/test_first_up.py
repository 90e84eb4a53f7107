"""The first `pulumi up` of a stack: nothing exists, so the engine's preview knows no id, no ARN, no computed name.

The gate must be able to decide all the same, or nobody could ever deploy with it. Here the cloud answers as
the aws provider does in a preview: what it does not compute itself is unknown.
"""

import datetime as dt
import runpy
from pathlib import Path
from typing import Any

import pytest
from guardrails.evaluate import evaluate
from guardrails.graph import Graph

from stagecraft import wire
from stagecraft.offline.cloud import Cloud
from stagecraft.offline.deployment import Registered
from stagecraft.offline.record import Job, record
from stagecraft.offline.state import export
from stagecraft.program.project import find_project
from stagecraft.program.stack_config import read_stack_config

ROOT = Path(__file__).resolve().parents[2]


class NothingExistsYet(Cloud):
    def create(self, resource: Registered, provider: Registered) -> tuple[str, dict[str, Any]]:
        if not resource.type.startswith("aws:"):
            return super().create(resource, provider)
        _, outputs = super().create(resource, provider)
        return wire.UNKNOWN, {
            key: resource.inputs.get(key, wire.UNKNOWN) for key in {*outputs, *resource.inputs}
        }


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_gate_lets_the_first_up_through(stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    project = find_project(ROOT)
    config = read_stack_config(project, stack)
    recording = record(
        lambda: runpy.run_path(str(project.main), run_name="__main__"),
        Job(project.name, stack, config.values, root=str(ROOT)),
        cloud=NothingExistsYet(config.values),
    )
    assert recording.error is None, recording.error
    assert recording.problems == ()
    graph = Graph.from_state(export(recording.deployment, str(ROOT)), stack)
    known = [one.id for one in graph.resources if one.type.startswith("aws:") and one.id]
    assert known == [], "no resource has an id yet"
    found = evaluate(graph, today=dt.date(2026, 11, 20))
    assert [finding.message for finding in found if finding.fails] == []

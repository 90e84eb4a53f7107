"""A stack on the real engine and a file backend, with a program that needs no provider."""

import json
import sys
from pathlib import Path

import pytest

from stagecraft.engine import EngineProblem, EngineStack, find_cli
from stagecraft.program.project import find_project

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi

class Tier(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("test:tier:Tier", name, {"size": 1})
        self.register_outputs({})

Tier("a")
pulumi.export("at", pulumi.Config().require("at"))
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in a folder of its own, with a backend and a home of its own."""
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "backend").mkdir()
    venv = Path(sys.prefix)
    (root / "Pulumi.yaml").write_text(
        f"name: t\nruntime: {{name: python, options: {{virtualenv: {venv}}}}}\n", encoding="utf-8"
    )
    (root / "Pulumi.dev.yaml").write_text("config: {t:at: 12:30}\n", encoding="utf-8")
    (root / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", (tmp_path / "backend").as_uri())
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "x")
    return find_project(root)


def init(project) -> EngineStack:
    command = find_cli()
    command.run(["stack", "init", "--no-select", "dev"], str(project.root), {})
    return EngineStack(project, "dev", command)


def test_a_stack_lives_from_preview_to_destroy(project, tmp_path):
    stack = init(project)
    plan = tmp_path / "plan.json"
    planned = stack.preview(plan=plan)
    assert {"create": 2} == planned.changes
    assert plan.exists()
    assert ["create"] * 2 == [step.op for step in planned.changing]
    heard = []
    done = stack.up(plan=plan, on_event=heard.append)
    assert {("create", "a"), ("create", "t-dev")} == {(step.op, step.name) for step in done}
    assert heard, "the events of the engine are passed on"
    assert {"same": 2} == stack.preview().changes
    assert {"at": "12:30"} == json.loads(stack.run("stack", "output", "--json"))
    exported = stack.export()
    assert 2 == len(exported["deployment"]["resources"])
    assert {"same"} == {step.op for step in stack.refresh(preview_only=True)}
    assert {"delete"} == {step.op for step in stack.destroy()}
    stack.import_state(exported)
    assert exported["deployment"]["resources"] == stack.export()["deployment"]["resources"]


def test_an_up_is_held_to_its_plan(project, tmp_path):
    stack = init(project)
    stack.preview(plan=tmp_path / "plan.json")
    main = project.root / "__main__.py"
    main.write_text(PROGRAM.replace('Tier("a")', 'Tier("b")'), encoding="utf-8")
    with pytest.raises(EngineProblem) as caught:
        stack.up(plan=tmp_path / "plan.json")
    assert "plan" == caught.value.kind, caught.value.details


def test_a_stack_that_is_not_there_is_refused_and_none_is_selected(project):
    with pytest.raises(EngineProblem, match="the backend has no stack `prod`") as caught:
        EngineStack(project, "prod", find_cli())
    assert "stack" == caught.value.kind


def test_a_program_that_fails_is_told_by_its_own_error(project):
    stack = init(project)
    (project.root / "__main__.py").write_text("raise ValueError('no such zone')\n", encoding="utf-8")
    with pytest.raises(EngineProblem, match="no such zone"):
        stack.preview()


def test_the_holder_of_a_lock_is_named(project, tmp_path):
    stack = init(project)
    lock = tmp_path / "backend/.pulumi/locks/organization/t/dev/1.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(
        json.dumps({"pid": 7, "username": "ann", "hostname": "desk", "timestamp": "2026-11-21T00:00:00Z"}),
        encoding="utf-8",
    )
    with pytest.raises(EngineProblem, match=r"ann@desk \(pid 7\) holds the lock since 2026-11-21") as caught:
        stack.up()
    assert "locked" == caught.value.kind
    assert not stack.export()["deployment"].get("resources")

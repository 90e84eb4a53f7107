"""The three stacks and their accounts on Pulumi's own engine, over the simulated AWS.

What this cannot show: whether AWS itself takes what the simulated one takes.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from stagecraft.engine.steps import QUIET
from stagecraft.preview.service import preview
from stagecraft.program.project import find_project
from stagecraft.sandbox.cloud import Cloud
from stagecraft.sandbox.protection import take_off
from stagecraft.sandbox.session import Sandbox
from tests.program.agreement import disagreements

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
STACKS = [("shop", ROOT, stack) for stack in ("dev", "staging", "prod")] + [
    ("account", ROOT / "account", "prod")
]


def existing(sandbox: Sandbox, stack: str) -> set[str]:
    """The URNs of what exists in the simulated AWS of a stack."""
    cloud = Cloud(sandbox.cloud)
    try:
        return {kept.urn for kept in cloud.list(stack=stack)}
    finally:
        cloud.close()


def resources_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return document["deployment"].get("resources") or []


@pytest.fixture(scope="module", params=STACKS, ids=[f"{name}-{stack}" for name, _, stack in STACKS])
def life(request, tmp_path_factory) -> dict[str, Any]:
    """One stack from its first preview to its end, and what was seen on the way."""
    _, root, name = request.param
    project = find_project(root)
    out = tmp_path_factory.mktemp("out")
    preview(root, [name], out=out)
    stack_file = (root / f"Pulumi.{name}.yaml").read_bytes()
    seen: dict[str, Any] = {"offline": resources_of(json.loads((out / name / "state.json").read_text()))}
    with Sandbox(project, folder=out / "sandbox") as sandbox:
        stack = sandbox.stack(name)
        seen["planned"] = stack.preview()
        seen["done"] = stack.up()
        seen["state"] = stack.export()
        seen["made"] = existing(sandbox, name)
        seen["again"] = stack.preview(policies=False)
        seen["refreshed"] = stack.refresh(preview_only=True)
        take_off(stack, sandbox.cloud)
        stack.destroy()
        seen["left"] = (resources_of(stack.export()), existing(sandbox, name))
    seen["stack file untouched"] = stack_file == (root / f"Pulumi.{name}.yaml").read_bytes()
    return seen


def test_the_offline_preview_says_what_the_engine_says(life):
    planned = [step.new for step in life["planned"].steps]
    assert [] == list(disagreements(planned, life["offline"], inputs=True))


def test_after_an_up_the_inputs_are_those_of_the_offline_preview(life):
    assert [] == list(disagreements(resources_of(life["state"]), life["offline"], inputs=True))


def test_an_up_makes_every_resource_in_one_go(life):
    assert {"create"} == {step.op for step in life["done"]}
    custom = {
        resource["urn"] for resource in resources_of(life["state"]) if resource["type"].startswith("aws:")
    }
    assert custom == life["made"], "what the state knows is what exists"
    assert not life["state"]["deployment"].get("pending_operations")


def test_a_second_up_changes_nothing(life):
    assert [] == life["again"].changing


def test_a_refresh_finds_nothing_changed(life):
    assert [] == [(step.op, step.urn, step.diffs) for step in life["refreshed"] if step.op not in QUIET]


def test_a_destroy_leaves_nothing(life):
    assert ([], set()) == life["left"]


def test_the_users_stack_file_is_left_as_it_is(life):
    assert life["stack file untouched"]

"""docs/lifecycle.md: its commands exist, its figures are the program's own, and its ways lead where it says.

The ways are gone with a small stack in the sandbox, where the engine exists; the whole shop is brought up and
destroyed by `tests/program/test_engine.py`.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import typer.main

from stagecraft.cli import app
from stagecraft.delivery.drift.classes import EXIT_CODES
from stagecraft.engine import EngineProblem, EngineStack
from stagecraft.program.project import find_project
from stagecraft.sandbox.cloud import Cloud
from stagecraft.sandbox.protection import take_off
from stagecraft.sandbox.session import Sandbox

ROOT = Path(__file__).resolve().parents[1]
DOCS = (ROOT / "docs" / "lifecycle.md").read_text("utf-8")


def commands(of: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)
    lines = (line.strip() for block in blocks for line in block.splitlines())
    return list(dict.fromkeys(line for line in lines if line.startswith(f"{of} ")))


def flags(line: str) -> tuple[list[str], list[str]]:
    """The words of a command before its first flag, and its flags."""
    words = shlex.split(line)[1:]
    first = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    return words[:first], [word.partition("=")[0] for word in words if word.startswith("-")]


class TestWhatItSays:
    @pytest.mark.parametrize("line", commands("stagecraft"))
    def test_every_command_of_ours_exists_with_its_flags(self, line):
        words, named = flags(line)
        command = typer.main.get_command(app)
        for word in words:
            inner = getattr(command, "commands", {})
            if word not in inner:
                break
            command = inner[word]
        known = {flag for parameter in command.params for flag in parameter.opts}
        assert command.callback is not None, "a command, not only a group of them"
        assert set(named) <= known, "its flags"

    def test_every_target_of_make_exists(self):
        targets = {target for line in commands("make") for target in line.split()[1:]} | {"lock", "preview"}
        makefile = (ROOT / "Makefile").read_text("utf-8")
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets), targets

    def test_the_exit_codes_of_drift_are_the_commands_own(self):
        told = {int(code): name for code, name in re.findall(r"^\| (\d) \| (\w*) ?\|", DOCS, re.MULTILINE)}
        expected = {code: kind.value if kind else "" for kind, code in EXIT_CODES.items()}
        assert {**expected, 2: ""} == told, "a contract that schedules build on"

    @pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([\w/.-]+\.md)(?:#[\w-]+)?\)", DOCS))))
    def test_every_page_that_it_links_to_exists(self, link):
        assert (ROOT / "docs" / link).is_file(), "relative to the page"

    @pytest.mark.parametrize(
        "path", sorted(set(re.findall(r"`((?:tests|stagecraft)/[\w/]+\.(?:py|yaml))`", DOCS)))
    )
    def test_every_file_that_it_names_exists(self, path):
        assert (ROOT / path).is_file(), "from the root"


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    from stagecraft.preview.service import preview

    out = tmp_path_factory.mktemp("lifecycle") / "out"
    preview(ROOT, ["dev", "prod"], out=out)
    return {name: out / name / "state.json" for name in ("dev", "prod")}


class TestFiguresOfTheProgram:
    def test_so_many_resources_of_prod_are_protected(self, states):
        resources = json.loads(states["prod"].read_text())["deployment"]["resources"]
        protected = sum(bool(one.get("protect")) for one in resources)
        assert f"({protected} in prod)" in DOCS, "what `state unprotect --all` lets go of"

    def test_a_copy_of_dev_under_an_unknown_name_is_judged_as_prod(self, states, tmp_path):
        from stagecraft.gate.runner import gate_states

        copied = tmp_path / "state.json"
        copied.write_text(states["dev"].read_text().replace("urn:pulumi:dev::", "urn:pulumi:cart::"))
        failing = [one for one in gate_states([copied]) if one.fails and one.urn]
        assert "then has eight\nmandatory findings" in DOCS, "the page says how many"
        assert len(failing) == 8, [one.rule for one in failing]
        assert [] == [one for one in gate_states([copied], "dev") if one.fails and one.urn], (
            "with the levels of dev it is allowed"
        )


@cache
def help_of(*words: str) -> str:
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    done = subprocess.run(["pulumi", *words, "--help"], capture_output=True, text=True, env=environment)
    return done.stdout


@pytest.mark.engine
class TestCommandsOfTheCli:
    @pytest.mark.parametrize("line", commands("pulumi"))
    def test_every_command_of_pulumi_exists_with_its_flags(self, line):
        words, named = flags(line)
        words = words[:2] if words[0] in ("stack", "state") else words[:1]
        shown = help_of(*words)
        assert shown != help_of(*words[:-1]), "the help of this command, and of no group above it"
        unknown = [flag for flag in named if not re.search(rf"{re.escape(flag)}\b", shown)]
        assert [] == unknown, "its flags"


PROGRAM = """
import pulumi

def aws(kind, name, inputs, *outputs, **options):
    properties = {**inputs, **dict.fromkeys(outputs)}
    return pulumi.CustomResource(f"aws:{kind}", name, properties, pulumi.ResourceOptions(**options))

class Tier(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("test:data:Tier", name)
        database = {"allocatedStorage": 20, "engine": "postgres", "instanceClass": "db.t4g.micro"}
        database |= {"username": "shop", "skipFinalSnapshot": True, "storageEncrypted": True}
        self.vpc = aws("ec2/vpc:Vpc", "vpc", {"cidrBlock": "10.0.0.0/16"}, parent=self)
        aws("rds/instance:Instance", "db", {**database, "deletionProtection": True}, parent=self)
        aws("s3/bucket:Bucket", "docs", {}, parent=self, protect=True)
        rule = aws("cloudwatch/eventRule:EventRule", "rule", {"scheduleExpression": "rate(1 day)"}, "name", parent=self)
        target = {"rule": rule.name, "arn": "arn:aws:sns:eu-west-1:123456789012:alerts"}
        aws("cloudwatch/eventTarget:EventTarget", "target", target, parent=self)
        aws("ec2/subnet:Subnet", "a", {"vpcId": self.vpc.id, "cidrBlock": "10.0.0.0/24"}, parent=self)
        self.register_outputs({})

Tier("data")
"""


@pytest.fixture
def small(tmp_path):
    """A small project with a stack `dev`, and its sandbox."""
    runtime = f"{{name: python, options: {{virtualenv: {Path(sys.prefix)}}}}}"
    (tmp_path / "Pulumi.yaml").write_text(f"name: small\nruntime: {runtime}\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {aws:region: eu-west-1}\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    with Sandbox(find_project(tmp_path)) as sandbox:
        yield sandbox


def in_cloud(sandbox, do):
    cloud = Cloud(sandbox.cloud)
    try:
        return do(cloud, {kept.urn.rpartition("::")[2]: kept for kept in cloud.list()})
    finally:
        cloud.close()


def resources(stack):
    return stack.export()["deployment"].get("resources") or []


@pytest.mark.engine
def test_a_stack_is_destroyed_stop_by_stop(small):
    stack = small.stack("dev")
    config = ["--config-file", str(small.config_file("dev"))]
    stack.up(policies=False)
    in_cloud(small, lambda cloud, kept: cloud.put_objects(kept["docs"].urn, 3))
    before = resources(stack)
    with pytest.raises(EngineProblem, match=r"docs.* is protected"):
        stack.run("destroy", "--preview-only", *config)
    assert before == resources(stack), "a preview touches nothing"
    stack.run("state", "unprotect", "--all", "--yes")
    with pytest.raises(EngineProblem) as stopped:
        stack.run("destroy", "--continue-on-error", "--yes", *config)
    assert "Cannot delete protected DB Instance" in stopped.value.details, "the first stop"
    assert "BucketNotEmpty" in stopped.value.details, "and the second one, in one run"
    left = {one["urn"].rpartition("::")[2] for one in resources(stack) if one["type"].startswith("aws:")}
    assert {"db", "docs"} == left, "the rest is gone"

    def take_off(cloud, kept):
        cloud.change(kept["db"].urn, "deletionProtection", value=False)
        cloud.put_objects(kept["docs"].urn, 0)

    in_cloud(small, take_off)
    stack.run("destroy", "--continue-on-error", "--yes", *config)
    assert [] == resources(stack), "nothing is left"
    assert {} == in_cloud(small, lambda _, kept: kept), "nor in AWS"
    stack.run("stack", "rm", "--yes", "--preserve-config")


@pytest.mark.engine
def test_a_fourth_stack_comes_and_goes_beside_the_first(small):
    root = small.project.root
    (root / "Pulumi.cart.yaml").write_text((root / "Pulumi.dev.yaml").read_text(), encoding="utf-8")
    small.project = find_project(root)
    small.stack("dev").up(policies=False)
    cart = small.stack("cart")
    assert {"create"} == {step.op for step in cart.up(policies=False)}, "everything is its own"
    stacks = in_cloud(small, lambda cloud, _: [kept.urn.split(":")[2] for kept in cloud.list()])
    assert stacks.count("dev") == stacks.count("cart"), "both are there, and whole"
    take_off(cart, small.cloud)
    cart.destroy()
    stacks = in_cloud(small, lambda cloud, _: {kept.urn.split(":")[2] for kept in cloud.list()})
    assert {"dev"} == stacks, "one goes without the other"
    assert [] == small.stack("dev").preview(policies=False).changing, "which is as it was"


@pytest.mark.engine
def test_what_is_there_is_adopted_by_the_import_file(small, tmp_path):
    stack = small.stack("dev")
    config = ["--config-file", str(small.config_file("dev"))]
    stack.up(policies=False)
    ids = in_cloud(small, lambda _, kept: {name: one.id for name, one in kept.items()})
    state = stack.export()
    stack.import_state({**state, "deployment": {**state["deployment"], "resources": []}})
    file = tmp_path / "import.json"
    stack.run("preview", "--import-file", str(file), *config)
    # A target has another id for an import than in the state, so it is left out and made anew.
    target = "aws:cloudwatch/eventTarget:EventTarget"
    entries = [one for one in json.loads(file.read_text())["resources"] if one["type"] != target]
    del ids["target"]
    for entry in entries:
        if entry.get("id") == "<PLACEHOLDER>":
            entry["id"] = ids[entry.get("logicalName", entry["name"])]
    file.write_text(json.dumps({"resources": entries}))
    stack.run("import", "--file", str(file), "--generate-code=false", "--yes", *config)
    assert set(ids.values()) <= {one.get("id") for one in resources(stack)}, (
        "what was there, under its own id"
    )
    assert all(one["protect"] for one in resources(stack) if one.get("id") in ids.values()), "and protected"
    changing = stack.preview(policies=False).changing
    assert {("create", target)} == {(step.op, step.type) for step in changing if step.op != "update"}, (
        "nothing else is made anew"
    )
    stack.up(policies=False)
    assert [] == stack.preview(policies=False).changing, "and the next `up` has nothing to do"


@pytest.mark.engine
def test_a_database_that_was_lost_and_restored_is_adopted(small):
    stack = small.stack("dev")
    config = ["--config-file", str(small.config_file("dev"))]
    stack.up(policies=False)

    def restore(cloud, kept):
        lost = cloud.lose(kept["db"].urn)
        outputs = {**lost.outputs, "id": "db-RESTORED", "identifier": "restored"}
        cloud.put(replace(lost, id="db-RESTORED", urn="", outputs=outputs))

    in_cloud(small, restore)
    stack.refresh()
    assert "db" not in {one["urn"].rpartition("::")[2] for one in resources(stack)}, (
        "the lost one is forgotten"
    )
    parent = next(one["urn"] for one in resources(stack) if one["type"] == "test:data:Tier")
    stack.run(
        "import", "aws:rds/instance:Instance", "db", "db-RESTORED", "--parent", f"tier={parent}",
        "--generate-code=false", "--protect=false", "--yes", *config,
    )  # fmt: skip
    assert {"update"} >= {step.op for step in stack.preview(policies=False).changing}, "it is not made anew"


@pytest.mark.engine
def test_a_pending_creation_is_forgotten_on_demand(small):
    stack = small.stack("dev")
    stack.up(policies=False)
    state = stack.export()
    waiting = {**resources(stack)[-1], "urn": f"{resources(stack)[-1]['urn']}-2", "id": ""}
    pending = [{"resource": waiting, "type": "creating"}]
    stack.import_state({**state, "deployment": {**state["deployment"], "pending_operations": pending}})
    config = ["--config-file", str(small.config_file("dev"))]
    stack.run("refresh", "--clear-pending-creates", "--yes", *config)
    assert not stack.export()["deployment"].get("pending_operations"), "and nothing was made or lost"
    assert [] == stack.preview(policies=False).changing, "the stack is as it was"


@pytest.mark.engine
def test_a_copy_of_the_state_previews_like_the_stack(small, tmp_path):
    stack = small.stack("dev")
    stack.up(policies=False)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {**small.environment, "PULUMI_BACKEND_URL": scratch.as_uri()}
    small.command.run(
        ["stack", "init", "--no-select", "--secrets-provider", "passphrase", "dev"],
        str(small.project.root),
        environment,
    )
    copy = EngineStack(small.project, "dev", small.command, environment=environment)
    copy.import_state(stack.export())

    def seen() -> set[str]:
        steps = copy.preview(policies=False, refresh=True).changing
        return {step.name for step in steps if step.op != "refresh"}

    assert set() == seen(), "what is deployed is what it sees"
    in_cloud(small, lambda cloud, kept: cloud.change(kept["db"].urn, "allocatedStorage", 30))
    assert {"db"} == seen(), "it reads the same AWS"
    assert [] == stack.preview(policies=False).changing, "and the stack's own state is left alone"

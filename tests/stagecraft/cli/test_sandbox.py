"""`stagecraft sandbox` as people type it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "data" / "fault_matrix"
DIES = '- {on: create, type: "aws:s3/bucket:Bucket", do: die, when: after}\n'


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    shutil.copytree(PROGRAM, root)
    (root / "Pulumi.yaml").write_text(
        f"name: small\nruntime: {{name: python, options: {{virtualenv: {sys.prefix}}}}}\n", encoding="utf-8"
    )
    (root / "Pulumi.dev.yaml").write_text(
        "config: {aws:region: eu-west-1, small:text: hello, small:delay: 1}\n", encoding="utf-8"
    )
    return root


def stagecraft(root, *arguments, stack="dev"):
    command = [sys.executable, "-c", "from stagecraft.cli import main; main()", "sandbox", *arguments]
    named = ["--stack", stack] if stack else []
    return subprocess.run(
        [*command, "-C", str(root), *named], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def test_without_a_cli_one_line_says_so(project, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = stagecraft(project, "up")
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert done.stderr.startswith("the Pulumi CLI is not on the PATH: install it from ")
    assert not (project / "out").exists()


@pytest.mark.parametrize("arguments", [["list"], ["change", "media", "tags.a=b"], ["lose", "media"]])
def test_what_exists_cannot_be_shown_or_changed_before_there_is_a_sandbox(project, arguments):
    done = stagecraft(project, *arguments)
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines())), done.stderr
    assert "there is no sandbox yet; `stagecraft sandbox up --stack dev` makes one" in done.stderr


def test_clearing_what_is_not_there_is_no_mistake(project):
    assert 0 == stagecraft(project, "clear", stack="").returncode


@pytest.mark.engine
def test_a_stack_lives_in_the_sandbox_and_leaves_nothing(project):
    up = stagecraft(project, "up", "--json")
    assert 0 == up.returncode, up.stderr
    assert {"stack": "dev", "changes": {"create": 14}, "resources": 14} == json.loads(up.stdout)
    listed = json.loads(stagecraft(project, "list", "--json").stdout)
    assert 12 == len(listed)
    assert 0 == stagecraft(project, "change", "orders", "delaySeconds=9").returncode
    refreshed = json.loads(stagecraft(project, "refresh", "--json").stdout)
    assert {"same": 13, "update": 1} == refreshed["changes"]
    assert 0 == stagecraft(project, "lose", "orders").returncode
    assert 0 == stagecraft(project, "refresh").returncode
    stopped = stagecraft(project, "destroy")
    assert (2, True) == (stopped.returncode, "is protected and cannot be deleted" in stopped.stderr)
    assert 11 == len(json.loads(stagecraft(project, "list", "--json").stdout)), "nothing else was deleted"
    assert 0 == stagecraft(project, "destroy", "--force").returncode
    assert [] == json.loads(stagecraft(project, "list", "--json").stdout)
    assert 0 == stagecraft(project, "clear", stack="").returncode
    assert not (project / "out" / "sandbox").exists()


@pytest.mark.engine
def test_what_a_dead_provider_has_made_is_not_made_twice(project, tmp_path):
    scenario = tmp_path / "dies.yaml"
    scenario.write_text(DIES, encoding="utf-8")
    died = stagecraft(project, "up", "--scenario", str(scenario))
    assert 2 == died.returncode
    assert "media (aws:s3/bucket:Bucket): an interrupted run was creating it, and it exists as" in died.stderr
    assert 0 == stagecraft(project, "up").returncode
    buckets = [
        one for one in json.loads(stagecraft(project, "list", "--json").stdout) if "Bucket" in one["type"]
    ]
    assert ["aws:s3/bucket:Bucket", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"] == sorted(
        one["type"] for one in buckets
    )


@pytest.mark.engine
def test_any_command_runs_against_the_sandbox(project):
    assert 0 == stagecraft(project, "up").returncode
    command = [sys.executable, "-c", "from stagecraft.cli import main; main()", "sandbox", "exec"]
    asked = [*command, "-C", str(project), "--stack", "dev", "--", "pulumi", "stack", "export"]
    exported = subprocess.run(asked, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert 14 == len(json.loads(exported.stdout)["deployment"]["resources"]), exported.stderr


@pytest.mark.engine
def test_a_stack_that_has_no_file_is_a_mistake(project):
    done = stagecraft(project, "up", stack="prod")
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert done.stderr.startswith("Pulumi.prod.yaml: there is no such stack file in ")


@pytest.mark.engine
def test_a_stack_that_was_never_deployed_is_not_said_to_be_free_of_drift(project):
    command = [sys.executable, "-c", "from stagecraft.cli import main; main()", "drift", "--sandbox"]
    asked = [*command, "-C", str(project), "--stack", "dev"]
    done = subprocess.run(asked, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert (2, "") == (done.returncode, done.stdout)
    assert "dev: was never deployed, or was destroyed, so there is nothing to compare\n" == done.stderr

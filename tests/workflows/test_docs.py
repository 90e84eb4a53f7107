"""docs/ci.md shows files that their systems can read, and names what is there."""

import re

import pytest
import yaml


@pytest.fixture(scope="module")
def text(root):
    return (root / "docs/ci.md").read_text()


def test_the_examples_for_other_systems_are_yaml(text):
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert blocks
    for block in blocks:
        jobs = yaml.safe_load(block)
        assert all(isinstance(line, str) for job in jobs.values() for line in job["script"]), block


def test_every_workflow_has_its_row(text, workflows):
    rows = re.findall(r"^\| `([\w-]+)` \| .+ \| .+ \|$", text.partition("## Set up once")[0], re.MULTILINE)
    assert set(rows) == set(workflows)


def test_every_variable_and_environment_of_the_workflows_is_told(text, texts, workflows):
    variables = {name for content in texts.values() for name in re.findall(r"vars\.(\w+)", content)}
    assert variables == {"BACKEND", "CODE_SCANNING", "DELIVERY", "DEPLOY_ROLE_ARN", "DRIFT_ROLE_ARN"}
    stacks = workflows["drift"]["jobs"]["drift"]["strategy"]["matrix"]["stack"]
    for name in (*variables, *stacks, *(f"{stack}-drift" for stack in stacks)):
        assert f"`{name}`" in text, name


def test_the_checks_that_main_requires_are_those_that_a_pull_request_has(text, workflows):
    checks = workflows["check"]["jobs"]
    named = set(re.findall(r"`check / ([^`]+)`", text))
    versions = checks["tests"]["strategy"]["matrix"]["python"]
    tests = {checks["tests"]["name"].replace("${{ matrix.python }}", version) for version in versions}
    assert named == {*tests, checks["preview"]["name"]}


def test_the_exit_codes_of_drift_are_those_of_the_command(text):
    from stagecraft.cli.drift import EXAMPLES

    rows = re.findall(r"^\| (\d) \|", text.partition("## Drift at night")[2], re.MULTILINE)
    assert rows == ["0", "3", "4", "5"]
    for code in rows:
        assert re.search(rf"\b{code}: ", EXAMPLES), f"`stagecraft drift --help` knows no exit code {code}"

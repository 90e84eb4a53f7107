"""The committed JSON Schema is the one of the models, and the real stack files fit it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from settings import Settings
from settings.schema import stack_file_schema

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "schema" / "stack.schema.json"


def errors(content: Any) -> list[str]:
    schema = json.loads(COMMITTED.read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]


def test_the_committed_schema_is_fresh() -> None:
    assert stack_file_schema(Settings, "shop") == json.loads(COMMITTED.read_text("utf-8")), (
        "write it again: .venv/bin/python -m settings schema > schema/stack.schema.json"
    )


def test_the_command_prints_the_schema_with_the_project_s_name() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "settings", "schema"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert COMMITTED.read_text("utf-8") == printed


def test_another_word_than_schema_is_refused() -> None:
    ended = subprocess.run([sys.executable, "-m", "settings"], cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (2, "usage: python -m settings schema\n")


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(COMMITTED.read_text("utf-8")))


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_real_stack_file_fits_the_schema(stack: str, stack_file: Any) -> None:
    assert errors(stack_file(stack)) == []


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_an_editor_finds_the_schema(stack: str) -> None:
    first = ROOT.joinpath(f"Pulumi.{stack}.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=./schema/stack.schema.json"


def test_an_unknown_key_of_our_namespace_does_not_fit(stack_file: Any) -> None:
    content = stack_file("dev")
    content["config"]["shop:nettwork"] = {}
    [error] = errors(content)
    assert error.startswith("$.config: 'shop:nettwork' does not match")


def test_an_unknown_key_of_a_section_does_not_fit(stack_file: Any) -> None:
    content = stack_file("dev")
    content["config"]["shop:network"]["natt"] = "single"
    [error] = errors(content)
    assert "Additional properties are not allowed ('natt' was unexpected)" in error


def test_keys_of_other_namespaces_fit(stack_file: Any) -> None:
    content = stack_file("dev")
    content["config"] |= {"aws:maxRetries": 5, "pulumi:tags": {"team": "shop"}}
    content["encryptionsalt"] = "v1:abc"
    assert errors(content) == []


def test_a_key_without_namespace_does_not_fit(stack_file: Any) -> None:
    content = stack_file("dev")
    content["config"]["network"] = {}
    [error] = errors(content)
    assert error.startswith("$.config: 'network' does not match")


def test_a_stack_file_must_forbid_the_default_provider(stack_file: Any) -> None:
    content = stack_file("dev")
    del content["config"]["pulumi:disable-default-providers"]
    assert errors(content) == ["$.config: 'pulumi:disable-default-providers' is a required property"]
    content["config"]["pulumi:disable-default-providers"] = ["random"]
    assert len(errors(content)) == 1, "aws must be among them"

"""Config reaches the program as the engine hands it over."""

import json
from pathlib import Path

import pytest

from stagecraft.program.project import ProjectError, find_project
from stagecraft.program.stack_config import read_stack_config

RUNTIME = "name: net\nruntime: python\n"


def project(tmp_path: Path, settings: str = RUNTIME, **stacks: str) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(settings)
    (tmp_path / "__main__.py").write_text("")
    for stack, text in stacks.items():
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(text)
    return tmp_path


def test_config_reaches_the_program_as_text_and_json(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        dev="config:\n  aws:region: eu-west-1\n  net:count: 3\n  net:on: true\n"
        "  net:vpc: {cidr: 10.0.0.0/16, azs: [a]}\n",
    )
    values = read_stack_config(find_project(folder), "dev").values
    assert values == {
        "aws:region": "eu-west-1",
        "net:count": "3",
        "net:on": "true",
        "net:vpc": '{"azs":["a"],"cidr":"10.0.0.0/16"}',
    }


def test_a_secure_value_is_a_placeholder_and_its_key_a_secret(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        dev="config:\n  net:token: {secure: v1:abc}\n  net:db: {user: me, password: {secure: v1:x}}\n",
    )
    config = read_stack_config(find_project(folder), "dev")
    assert config.secret_keys == ("net:token", "net:db")
    assert config.values["net:token"] == "[secret]"
    assert json.loads(config.values["net:db"]) == {"user": "me", "password": "[secret]"}


def test_project_wide_config_stands_where_the_stack_file_has_none(tmp_path: Path) -> None:
    config = "config:\n  aws:region: us-east-1\n  size: {type: integer, default: 2}\n  net:name: {value: x}\n"
    settings = RUNTIME + config
    folder = project(tmp_path, settings, dev="config:\n  net:size: 5\n", prod="")
    found = find_project(folder)
    assert read_stack_config(found, "dev").values == {
        "aws:region": "us-east-1",
        "net:size": "5",
        "net:name": "x",
    }
    assert read_stack_config(found, "prod").values["net:size"] == "2"


def test_a_key_without_a_namespace_is_the_projects(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="config:\n  size: 5\n  old:config:key: x\n")
    assert read_stack_config(find_project(folder), "dev").values == {"net:size": "5", "old:key": "x"}


def test_a_key_with_too_many_parts_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="config:\n  a:b:c: 1\n")
    with pytest.raises(ProjectError, match="'a:b:c' is no configuration key"):
        read_stack_config(find_project(folder), "dev")


def test_an_object_is_written_as_go_writes_json(tmp_path: Path) -> None:
    folder = project(tmp_path, dev="config:\n  net:o: {b: 'é', a: '<&>'}\n")
    values = read_stack_config(find_project(folder), "dev").values
    assert values["net:o"] == '{"a":"\\u003c\\u0026\\u003e","b":"é"}'


def test_what_pulumi_yaml_declares_must_be_there_and_of_its_type(tmp_path: Path) -> None:
    settings = (
        RUNTIME + "config:\n  size: {type: integer}\n  on: {type: boolean}\n  zones: {type: array}\n"
        "  name: {type: string, default: x}\n"
    )
    folder = project(tmp_path, settings, dev="config:\n  net:size: x\n  net:zones: a\n", prod="config:\n"
                     "  net:size: 3\n  net:on: true\n  net:zones: [a]\n")  # fmt: skip
    found = find_project(folder)
    with pytest.raises(ProjectError) as caught:
        read_stack_config(found, "dev")
    assert str(caught.value).splitlines() == [
        "Pulumi.dev.yaml: net:size: 'x' is not of type integer, as Pulumi.yaml declares it; write e.g. net:size: 3",
        "Pulumi.dev.yaml: net:on: is missing, and Pulumi.yaml declares it without a default; write e.g. net:on: true",
        "Pulumi.dev.yaml: net:zones: 'a' is not of type array, as Pulumi.yaml declares it; "
        "write e.g. net:zones: [a, b]",
    ]
    assert read_stack_config(found, "prod").values["net:name"] == "x"


@pytest.mark.parametrize(
    ("text", "key"), [("{5: a}", "5"), ("{~: a, b: c}", "null"), ("[{b: {true: a}}]", "true")]
)
def test_a_key_of_an_object_is_text_as_the_engine_wants_it(tmp_path: Path, text: str, key: str) -> None:
    folder = project(tmp_path, dev=f"config:\n  net:ports: {text}\n")
    with pytest.raises(ProjectError) as refused:
        read_stack_config(find_project(folder), "dev")
    assert f"Pulumi.dev.yaml: net:ports: the key {key} is no text; put it in quotes" == str(refused.value)

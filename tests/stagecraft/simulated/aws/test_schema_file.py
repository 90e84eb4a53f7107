"""Schemas survive the process that read them, as long as the SDK and their reader are the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stagecraft.simulated.aws import schema
from stagecraft.simulated.aws.schema_file import SchemaFile

if TYPE_CHECKING:
    from pathlib import Path

INSTANCE, CALLER = "aws:rds/instance:Instance", "aws:index/getCallerIdentity:getCallerIdentity"
OBJECT = "pulumi_aws.ec2.outputs.RouteTableRoute"


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "KNOWN", {})


def test_what_was_read_is_the_same_for_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = (schema.of_resource(INSTANCE), schema.of_function(CALLER), schema.of_object(OBJECT))
    SchemaFile(tmp_path / "schemas.json").save()
    schema.KNOWN.clear()
    assert not SchemaFile(tmp_path / "schemas.json").is_empty
    monkeypatch.setattr(schema, "_sdk", lambda _: "no_such_module")
    assert known == (schema.of_resource(INSTANCE), schema.of_function(CALLER), schema.of_object(OBJECT))


def test_the_users_cache_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    schema.of_resource(INSTANCE)
    SchemaFile().save()
    assert (tmp_path / "stagecraft" / "schemas.json").is_file()
    assert not SchemaFile().is_empty


def test_an_object_of_a_remembered_type_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    schema.of_resource("aws:ec2/routeTable:RouteTable")
    SchemaFile(tmp_path / "schemas.json").save()
    schema.KNOWN.clear()
    SchemaFile(tmp_path / "schemas.json")
    element = schema.of_resource("aws:ec2/routeTable:RouteTable").outputs["routes"].element
    assert "natGatewayId" in schema.of_object(element)


def test_only_what_is_new_is_written(tmp_path: Path) -> None:
    file = tmp_path / "schemas.json"
    kept = SchemaFile(file)
    kept.save()
    assert not file.exists(), "nothing was read"
    schema.of_resource(INSTANCE)
    kept.save()
    file.unlink()
    kept.save()
    assert not file.exists(), "nothing more was read"


@pytest.mark.parametrize("damage", ["version", "text", "shape"])
def test_a_file_of_another_version_or_a_damaged_one_holds_nothing(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "schemas.json"
    schema.of_resource(INSTANCE)
    SchemaFile(file).save()
    schema.KNOWN.clear()
    content = json.loads(file.read_text())
    damaged = {
        "version": json.dumps({**content, "version": "another"}),
        "text": file.read_text()[:100],
        "shape": json.dumps({"version": content["version"]}),
    }
    file.write_text(damaged[damage])
    assert SchemaFile(file).is_empty
    assert {} == schema.KNOWN


def test_a_package_that_is_not_installed_has_an_empty_schema() -> None:
    assert frozenset() == schema.of_resource("gizmo:index:Thing").inputs


def test_a_type_of_another_installed_package_has_its_own_schema() -> None:
    password = schema.of_resource("random:index/randomPassword:RandomPassword")
    assert "length" in password.required
    assert "result" in password.unknown

"""Where the ledger is looked for; what it does there is tested with the engine."""

import json
from pathlib import Path

import pytest
from pulumi.automation import PulumiCommand

from stagecraft.delivery.store import LedgerStore
from stagecraft.program.project import Project, find_project

# Answers as a CLI that has no such stack, and keeps what it was called with.
CLI = """#!/bin/sh
echo "$@" > called
cat Pulumi.yaml > project; cat Pulumi.prod.yaml > settings; echo "$PULUMI_BACKEND_URL" > backend
cp called project settings backend "$KEPT"
echo "error: no stack named 'prod' found" >&2
exit 255
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    monkeypatch.setenv("KEPT", str(folder))
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)
    return folder


def project(tmp_path: Path, *, more: str = "", settings: str = "config: {shop:at: here}\n") -> Project:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "Pulumi.yaml").write_text(f"name: shop\nruntime: python\n{more}", encoding="utf-8")
    (root / "Pulumi.prod.yaml").write_text(settings, encoding="utf-8")
    (root / "__main__.py").write_text("", encoding="utf-8")
    return find_project(root)


def read(found: Project, tmp_path: Path, stack: str = "prod") -> None:
    script = tmp_path / "pulumi"
    script.write_text(CLI, encoding="utf-8")
    script.chmod(0o755)
    command = PulumiCommand.__new__(PulumiCommand)
    command.command, command.version = str(script), None
    assert () == LedgerStore(found, stack, command).read().entries, "no stack is an empty ledger"


def test_the_ledger_is_a_project_of_its_own_with_the_stacks_encryption(tmp_path: Path, kept: Path) -> None:
    settings = "secretsprovider: awskms://alias/x\nencryptedkey: abc\nconfig: {shop:at: here}\n"
    read(project(tmp_path, settings=settings), tmp_path)
    assert {"name": "shop-ledger", "runtime": "python"} == json.loads((kept / "project").read_text())
    assert {"secretsprovider": "awskms://alias/x", "encryptedkey": "abc"} == json.loads(
        (kept / "settings").read_text()
    )
    assert "--non-interactive stack export --stack prod\n" == (kept / "called").read_text()


def test_the_organization_of_a_stack_is_its_ledgers_too(tmp_path: Path, kept: Path) -> None:
    read(project(tmp_path), tmp_path, "acme/shop/prod")
    assert "--non-interactive stack export --stack acme/shop-ledger/prod\n" == (kept / "called").read_text()


def test_a_backend_beside_the_project_is_found_from_elsewhere(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = project(tmp_path, more="backend: {url: 'file://./state'}\n")
    read(found, tmp_path)
    url = (found.root / "state").as_uri()
    assert {"url": url} == json.loads((kept / "project").read_text())["backend"]
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file://../else")
    read(found, tmp_path)
    assert (tmp_path / "else").as_uri() == (kept / "backend").read_text().strip()


@pytest.mark.parametrize("url", ["s3://bucket?region=eu-west-1", "file:///var/state", "file://~"])
def test_any_other_backend_stays_as_it_is(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", url)
    read(project(tmp_path), tmp_path)
    assert url == (kept / "backend").read_text().strip()

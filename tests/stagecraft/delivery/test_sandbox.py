"""A promotion in the sandbox, of resources whose loss would hurt."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from stagecraft.delivery.console import ConsoleTalk
from stagecraft.delivery.outcome import Delivered, DeliveryMistake, Refused
from stagecraft.delivery.places import ledger_of
from stagecraft.delivery.promotion import Request, promote
from stagecraft.program.project import find_project

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi
import pulumi_aws as aws

config = pulumi.Config()
opts = pulumi.ResourceOptions(provider=aws.Provider("aws", region="eu-west-1"))
KEY = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
aws.cloudwatch.LogGroup(
    "logs", name=config.require("group"), kms_key_id=KEY,
    retention_in_days=config.require_int("retention"), opts=opts,
)
if config.require_bool("address"):
    aws.ec2.Eip("address", domain="vpc", opts=opts)
"""
SETTINGS = "config: {{mini:group: {group}, mini:retention: {retention}, mini:address: {address}}}\n"
URN = "urn:pulumi:dev::mini::aws:"
LOGS, ADDRESS = f"{URN}cloudwatch/logGroup:LogGroup::logs", f"{URN}ec2/eip:Eip::address"
WAIVER = """
downgrades:
  - {stack: dev, resource: logs, property: retentionInDays, reason: Costs., owner: ada, expires: 2999-12-31}
"""


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def settle(root: Path, *, rules: str = "", **settings: Any) -> None:
    """Commit settings of dev and rules of promotion."""
    (root / "Pulumi.dev.yaml").write_text(SETTINGS.format(**settings), encoding="utf-8")
    (root / "promotion.yaml").write_text(f"stacks: [dev]\n{rules}", encoding="utf-8")
    git(root, "add", "--all", ".", ":!out")
    git(root, "commit", "--quiet", "--message", "change")


def promoted(root: Path, *allowed: str) -> Delivered:
    silent = Console(quiet=True)
    request = Request(directory=root, target="dev", allow_replace=allowed, yes=True, sandbox=True)
    return promote(request, ConsoleTalk(silent, silent))


def test_losses_and_downgrades_stop_a_promotion_until_they_are_allowed(tmp_path: Path) -> None:
    root = tmp_path / "mini"
    root.mkdir()
    options = f"{{name: python, options: {{toolchain: pip, virtualenv: {sys.prefix}}}}}"
    (root / "Pulumi.yaml").write_text(f"name: mini\nruntime: {options}\n", encoding="utf-8")
    (root / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    git(root, "init", "--quiet")
    settle(root, group="a", retention=400, address="true")
    delivered = promoted(root)
    assert (4, ()) == (delivered.changes["create"], delivered.faults)
    assert "7." == delivered.entry.facts.versions["aws"][:2]

    settle(root, group="b", retention=365, address="false")
    with pytest.raises(Refused) as refused:
        promoted(root)
    retention, *lost = refused.value.reasons
    assert retention.startswith("logs (aws:cloudwatch/logGroup:LogGroup): retentionInDays 400 → 365: ")
    assert 2 == len(lost), lost
    assert any(
        reason.startswith("logs (aws:cloudwatch/logGroup:LogGroup) would be replaced, forced by name: ")
        for reason in lost
    )
    assert any(reason.startswith("address (aws:ec2/eip:Eip) would be deleted: ") for reason in lost)

    settle(root, rules=WAIVER, group="b", retention=365, address="false")
    with pytest.raises(Refused) as refused:
        promoted(root, LOGS)
    (address,) = refused.value.reasons
    assert address.endswith(f"or allow it with --allow-replace '{ADDRESS}'")
    with pytest.raises(DeliveryMistake, match="the plan neither replaces nor deletes it"):
        promoted(root, LOGS, ADDRESS, ADDRESS.replace("address", "typo"))
    ledger = ledger_of(find_project(root), "dev", sandbox=True)
    assert 1 == len(ledger.read().entries), "what was refused has left nothing"

    delivered = promoted(root, LOGS, ADDRESS)
    assert {"delete": 1, "replace": 1} == delivered.changes
    assert ["succeeded", "succeeded"] == [ledger.read().result(one) for one in ledger.read().entries]
    assert any("waived: Costs. (ada)" in note for note in delivered.notes)

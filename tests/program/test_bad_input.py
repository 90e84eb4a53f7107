"""What the real command says of bad input: one line a mistake, all at once, and no output touched.

Every line names the file, the key, the value, what is allowed and the way out. The settings' own tests hold
more kinds of mistakes; here is what a user sees.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.keys.domains import DOMAINS
from settings import aws_facts

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("stagecraft")
FACTS = aws_facts.source()
CLASSES = len(aws_facts.database_classes("eu-west-1"))
EXPORT = "Export the whole state again: pulumi stack export --file state.json"
KEY = "urn:pulumi:dev::net::aws:kms/key:Key::key"
ADMINISTERED = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "kms:Put*",
    "Resource": "*",
}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [ADMINISTERED]})
STATE = {
    "version": 3,
    "deployment": {
        "resources": [
            {
                "urn": KEY,
                "type": "aws:kms/key:Key",
                "custom": True,
                "inputs": {"enableKeyRotation": True, "policy": POLICY},
            }
        ]
    },
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the project, with what an earlier preview left."""
    copy = tmp_path / "shop"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "out", "tests", "docs", "*.egg-info")
    shutil.copytree(ROOT, copy, ignore=left_out)
    for name in ("dev/state.json", "dev/findings.json", "report.html"):
        file = copy / "out" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{name} of an earlier preview")
    return copy


def change(file: Path, changes: dict[str, Any]) -> None:
    """Set values of a stack file by their path; None takes the key out."""
    content = yaml.safe_load(file.read_text())
    for path, value in changes.items():
        *outer, last = path.split(".")
        place = content["config"]
        for key in outer:
            place = place[key]
        if value is None:
            del place[last]
        else:
            place[last] = value
    file.write_text(yaml.safe_dump(content, sort_keys=False))


def files(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def run(shop: Path, *arguments: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in the project; whatever goes wrong, earlier output files stay as they were."""
    before = files(shop / "out")
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=shop,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 1:
        assert before == files(shop / "out")
    assert "Traceback" not in done.stdout + done.stderr
    return done


def refused(shop: Path, *arguments: str | Path) -> list[str]:
    done = run(shop, *arguments)
    assert (2, "") == (done.returncode, done.stdout), done.stderr
    return done.stderr.splitlines()


def test_the_mistakes_of_all_stack_files_are_told_at_once(shop: Path) -> None:
    change(
        shop / "Pulumi.dev.yaml",
        {
            "shop:network.nat": None,
            "shop:network.nats": "single",
            "shop:network.zebra": 1,
            "shop:app.maxInstances": "2",
            "shop:database.majorVersion": 99,
            "shop:database.instanceClass": "db.t4g.medum",
        },
    )
    change(
        shop / "Pulumi.staging.yaml",
        {
            "shop:network.cidr": "10.20.0.0/22",
            "shop:network.availabilityZones": ["eu-west-1a", "eu-west-1d"],
            "shop:database.multiAz": None,
        },
    )
    change(
        shop / "Pulumi.prod.yaml",
        {
            "shop:network.cidr": "10.10.128.0/17",
            "shop:network.availabilityZones": ["eu-west-1a"],
            "shop:database.backupRetentionDays": 3,
        },
    )
    network_keys = "cidr, availabilityZones, nat, interfaceEndpoints, flowLogRetentionDays"
    assert [
        f"Pulumi.dev.yaml: shop:network.nats: unknown key, did you mean nat?; allowed: {network_keys}; "
        "write nat instead",
        f"Pulumi.dev.yaml: shop:network.zebra: unknown key; allowed: {network_keys}; take it out",
        "Pulumi.dev.yaml: shop:app.maxInstances: '2' is not a whole number; "
        "allowed: a whole number from 1 to 1000; write e.g. maxInstances: 2",
        "Pulumi.dev.yaml: shop:database.instanceClass: RDS for PostgreSQL has no 'db.t4g.medum' in eu-west-1; "
        f"allowed: one of the {CLASSES} classes of {FACTS}; write e.g. instanceClass: db.t4g.medium",
        "Pulumi.dev.yaml: shop:database.majorVersion: RDS has no PostgreSQL 99 in standard support; "
        f"allowed: 14, 15, 16, 17, 18 ({FACTS}); write e.g. majorVersion: 18",
        "Pulumi.staging.yaml: shop:network.cidr: "
        "'10.20.0.0/22' is too small for a /24 in each private tier and zone; "
        "allowed: /16 to /19 within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16; "
        "write e.g. cidr: 10.20.0.0/19",
        "Pulumi.staging.yaml: shop:database.multiAz: missing: "
        "whether a synchronous standby in another zone takes over when the primary fails; "
        "allowed: true or false; write e.g. multiAz: true",
        "Pulumi.staging.yaml: shop:network.availabilityZones[1]: eu-west-1 has no zone 'eu-west-1d'; "
        f"allowed: eu-west-1a, eu-west-1b, eu-west-1c ({FACTS}); write e.g. eu-west-1c",
        "Pulumi.prod.yaml: shop:network.availabilityZones: [eu-west-1a] is too short; "
        "allowed: a list of 2 to 6 items, each text like eu-west-1a (^[a-z]{2,3}(-[a-z]+)+-[0-9][a-f]$); "
        "write e.g. availabilityZones: [eu-west-1a, eu-west-1b]",
        "Pulumi.prod.yaml: shop:database.backupRetentionDays: 3 keeps backups for too short a time; "
        "allowed: 7 to 35 where grade is production; write e.g. backupRetentionDays: 7",
        "Pulumi.prod.yaml: shop:network.cidr: "
        "'10.10.128.0/17' overlaps '10.10.0.0/16' (shop:network.cidr in Pulumi.dev.yaml); "
        "allowed: a block that no other stack uses; write e.g. cidr: 10.11.0.0/17",
    ] == refused(shop, "preview")


def test_a_file_that_is_no_yaml_or_not_there_hides_no_mistake_of_another(shop: Path) -> None:
    dev = shop / "Pulumi.dev.yaml"
    dev.write_text(dev.read_text().replace("nat: single", "nat: [single"))
    lines = dev.read_text().splitlines()
    after = lines.index("    nat: [single") + 1
    change(shop / "Pulumi.staging.yaml", {"shop:network.nat": "per-zone"})
    (shop / "Pulumi.prod.yaml").unlink()
    assert [
        f"Pulumi.dev.yaml: line {after + 1}, column {lines[after].index(':') + 1}: is not valid YAML "
        "(expected ',' or ']', but got ':'); "
        "mend this line",
        f"Pulumi.prod.yaml: there is no such stack file in {shop}; "
        "write it, or name one of the stacks here: dev, staging",
        "Pulumi.staging.yaml: shop:network.nat: 'per-zone' is not allowed; "
        "allowed: 'per-az', 'single'; write e.g. nat: per-az",
    ] == refused(shop, "preview", "--stack", "dev", "--stack", "prod", "--stack", "staging")


def test_an_overlap_with_a_stack_that_is_not_previewed_is_told_as_well(shop: Path) -> None:
    change(shop / "Pulumi.prod.yaml", {"shop:network.cidr": "10.20.0.0/16"})
    (shop / "__main__.py").write_text("")
    assert [
        "Pulumi.prod.yaml: shop:network.cidr: "
        "'10.20.0.0/16' overlaps '10.20.0.0/16' (shop:network.cidr in Pulumi.staging.yaml); "
        "allowed: a block that no other stack uses; write e.g. cidr: 10.21.0.0/16"
    ] == refused(shop, "preview", "--stack", "dev")


def test_a_program_that_raises_is_told_by_its_own_lines_once_for_all_stacks(shop: Path) -> None:
    source = shop / "components" / "web" / "headers.py"
    source.write_text(source.read_text().replace('frame_option="DENY"', 'frame_option={}["DENY"]'))
    told = refused(shop, "preview")
    assert "dev, staging, prod: the program failed:" == told[0]
    assert "KeyError: 'DENY'" == told[-1]
    own = [line.strip() for line in told if line.strip().startswith("File ")]
    assert own[0].startswith(f'File "{shop}/__main__.py", line ')
    assert own[-1].startswith(f'File "{source}", line '), "the innermost line is the one to mend"


def test_a_state_that_is_cut_off_or_none_is_told_file_by_file(shop: Path) -> None:
    whole = json.dumps(STATE, indent=1)
    states = {
        "cut.json": (whole[:-20], f"is not whole JSON (line 11: Expecting ',' delimiter). {EXPORT}"),
        "empty.json": ("", f"is not whole JSON (line 1: Expecting value). {EXPORT}"),
        "list.json": ("[]", f"is not a Pulumi state. {EXPORT}"),
        "other.json": ("{}", f"is neither a Pulumi state export nor `pulumi preview --json`. {EXPORT}"),
        "old.json": ('{"version": 1, "deployment": {}}', f"is of version 1, not 3. {EXPORT}"),
        "plan.json": (
            '{"steps": [], "changeSummary": {"same": 2}}',
            "that preview leaves out 2 of its 2 'same' steps, so it is not whole (--show-sames). "
            "Run it again: pulumi preview --json --show-sames > preview.json",
        ),
    }
    for name, (text, _) in states.items():
        (shop / name).write_text(text)
    (shop / "whole.json").write_text(whole)
    told = refused(shop, "gate", "--state", "whole.json", *states, "gone.json")
    assert [
        *(f"{name}: {line}" for name, (_, line) in states.items()),
        f"gone.json: there is no such file. {EXPORT}",
    ] == told


def test_a_rule_that_raises_is_never_a_pass(shop: Path) -> None:
    rules = shop / "policy" / "guardrails" / "encryption" / "kms.py"
    rules.write_text(rules.read_text().replace('plain(at(key.inputs, "keyUsage"))', '{}["keyUsage"]'))
    (shop / "state.json").write_text(json.dumps(STATE))
    kept = run(shop, "gate", "--state", "state.json", "--json")
    assert (0, []) == (kept.returncode, json.loads(kept.stdout)["findings"]), "by the pack as it is"
    done = run(shop, "gate", "--state", "state.json", "--json", PYTHONPATH=str(shop / "policy"))
    assert done.returncode == 1, done.stderr
    (finding,) = json.loads(done.stdout)["findings"]
    assert ("kms-key-rotation", KEY, "mandatory") == tuple(
        finding[key] for key in ("rule", "urn", "enforcement")
    )
    assert "rule kms-key-rotation raised KeyError: 'keyUsage'" in finding["message"]
    assert (
        "Report this as a mistake of the policy pack; the resource was not judged by the rule."
        == finding["remediation"]
    )


def test_a_preview_with_a_rule_that_raises_is_never_a_pass(shop: Path) -> None:
    rules = shop / "policy" / "guardrails" / "encryption" / "kms.py"
    rules.write_text(rules.read_text().replace('plain(at(key.inputs, "keyUsage"))', '{}["keyUsage"]'))
    done = run(shop, "preview", "--stack", "dev", PYTHONPATH=str(shop / "policy"))
    assert done.returncode == 1, done.stderr
    findings = json.loads((shop / "out" / "dev" / "findings.json").read_text())["findings"]
    assert {(f"shop-{domain}", "kms-key-rotation", "mandatory") for domain in DOMAINS} == {
        (one["urn"].rpartition("::")[2], one["rule"], one["enforcement"]) for one in findings
    }
    assert "rule kms-key-rotation raised KeyError: 'keyUsage'" in done.stdout
    assert "dev: not allowed" in done.stdout

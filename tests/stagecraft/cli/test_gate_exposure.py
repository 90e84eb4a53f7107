"""`stagecraft gate --exposure`, as people call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("stagecraft")
STACK = "urn:pulumi:prod::web::"
EVERYONE = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A machine in the default VPC, open on one port."""
    resources = [
        {
            "urn": f"{STACK}aws:ec2/securityGroup:SecurityGroup::web",
            "custom": True,
            "id": "sg-1",
            "type": "aws:ec2/securityGroup:SecurityGroup",
            "inputs": {"ingress": [EVERYONE]},
        },
        {
            "urn": f"{STACK}aws:ec2/instance:Instance::web",
            "custom": True,
            "id": "i-1",
            "type": "aws:ec2/instance:Instance",
            "inputs": {"vpcSecurityGroupIds": ["sg-1"]},
        },
    ]
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return file


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)


def test_what_the_internet_reaches_is_printed_and_nothing_fails(state: Path) -> None:
    done = run("gate", "--state", state, "--exposure")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [
        f"{state}: 1 resource is reachable from the internet",
        "  web (ec2/instance)  tcp 443",
    ]


def test_json_is_what_scripts_read(state: Path) -> None:
    done = run("gate", "--state", state, "--exposure", "--json")
    (one,) = json.loads(done.stdout)["exposure"]
    assert (one["urn"], one["ports"], one["sure"]) == (
        f"{STACK}aws:ec2/instance:Instance::web",
        "tcp 443",
        True,
    )


def test_other_formats_are_refused_with_the_ones_there_are(state: Path) -> None:
    done = run("gate", "--state", state, "--exposure", "--format", "sarif")
    assert done.returncode == 2
    assert "--exposure --format sarif: allowed: text, json" in done.stderr

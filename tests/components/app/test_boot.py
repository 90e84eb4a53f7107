"""The boot script, run with a stand-in for each command that would reach AWS or change the machine.

Archive, checksum and files are real, below a temporary root. What this does not prove: that Amazon Linux has
the commands, and that IAM and the network let them through.
"""

import base64
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from components.app.user_data import render_user_data

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")

# Every call is written down; what AWS and the instance's metadata would say stands in files of the same name.
STAND_IN = r"""#!/bin/bash
name=${0##*/}
agent() {
  local folder=$ROOT/opt/aws/amazon-cloudwatch-agent/bin
  mkdir -p "$folder" && echo "$folder/amazon-cloudwatch-agent-ctl"
}
echo "$name $*" >>"$ROOT/calls"
case "$name $*" in
  "aws s3 cp"*) [[ -e $ROOT/artifact ]] && cp "$ROOT/artifact" "$ROOT/tmp/app.tar.gz" ;;
  "aws ssm get-parameters-by-path"*) cat "$ROOT/parameters" ;;
  "aws autoscaling complete-lifecycle-action"*) [[ ! -e $ROOT/no-hook ]] ;;
  "curl "*api/token) echo token ;;
  "curl "*placement/region) echo eu-west-1 ;;
  "curl "*instance-id) echo i-0123456789abcdef0 ;;
  "curl "*target-lifecycle-state) cat "$ROOT/lifecycle-state" ;;
  "curl "*healthz) [[ ! -e $ROOT/ill ]] ;;
  "dnf "*) [[ ! -e $ROOT/no-packages ]] && cp "$0" "$(agent)" ;;
  "rpm "*) [[ -e $ROOT/own-image ]] ;;
  "timeout "*) shift && exec "$@" ;;
  "install "*) mkdir -p "${@: -1}" ;;
esac
"""
COMMANDS = [
    "aws",
    "curl",
    "dnf",
    "rpm",
    "timeout",
    "install",
    "useradd",
    "openssl",
    "chgrp",
    "chmod",
    "systemctl",
    "sleep",
]


@dataclass
class Machine:
    """A temporary root with a script that has been run in it."""

    root: Path
    sha256: str
    status: int = 0
    said: str = ""

    def boot(self, **changes: str) -> "Machine":
        variables = {
            "ARTIFACT": "s3://artifacts/app/1.0.0.tar.gz",
            "ARTIFACT_SHA256": self.sha256,
            "PORT": "8443",
            "HEALTH_PATH": "/healthz",
            "GROUP": "shop-dev-app",
            "LAUNCH_HOOK": "launch",
            "TERMINATE_HOOK": "terminate",
            "DRAIN_SECONDS": "60",
            # No patience: what is not there at once never comes.
            "WAIT_SECONDS": "-1",
            "PARAMETER_PATH": "/shop/dev/app",
            "PARAMETERS": "DATABASE_ENDPOINT CACHE_ENDPOINT",
            "ENVIRONMENT": "DOCUMENTS_BUCKET=documents\nCACHE_USER=app",
            "LOG_GROUP": "/shop/dev/app",
            "METRICS": "shop/dev",
            **changes,
        }
        return self.run(base64.b64decode(render_user_data(variables)).decode())

    def run(self, script: str) -> "Machine":
        below = re.sub(r"(?<![\w.:/$])/(etc|opt|tmp|usr/local|var)/", rf"{self.root}/\1/", script)
        # What has no stand-in (tar, sha256sum, grep, cat) only reads and writes below the root.
        done = subprocess.run(
            ["bash"],
            input=below,
            env={"ROOT": str(self.root), "PATH": f"{self.root}/bin:{os.environ['PATH']}"},
            text=True,
            capture_output=True,
            check=False,
        )
        self.status, self.said = done.returncode, done.stderr
        return self

    @property
    def calls(self) -> list[str]:
        return (self.root / "calls").read_text().splitlines()

    @property
    def answers(self) -> list[str]:
        """What Auto Scaling was told, as hook and result."""
        return [
            " ".join(call.split()[index] for index in (-3, -1))
            for call in self.calls
            if "complete-lifecycle-action" in call
        ]


def pack(path: Path, **files: bytes) -> str:
    """Write an archive of these files, and return its checksum."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for folder in ("bin", "tmp", "usr/local/sbin", "etc/systemd/system"):
        (tmp_path / folder).mkdir(parents=True)
    for command in COMMANDS:
        stand_in = tmp_path / "bin" / command
        stand_in.write_text(STAND_IN)
        stand_in.chmod(0o755)
    pack(tmp_path / "artifact", run=b"true")
    (tmp_path / "parameters").write_text(
        "/shop/dev/app/DATABASE_ENDPOINT\tdb.example:5432\n/shop/dev/app/CACHE_ENDPOINT\tcache.example:6379\n"
    )
    return Machine(tmp_path, hashlib.sha256((tmp_path / "artifact").read_bytes()).hexdigest())


def test_an_instance_that_comes_up_is_let_in(machine: Machine) -> None:
    machine.boot()
    assert (machine.status, machine.answers) == (0, ["launch CONTINUE"]), machine.said
    assert (machine.root / "opt/app/run").read_text() == "true"
    health = "https://app:8443/healthz"
    last = [index for index, call in enumerate(machine.calls) if call.endswith(health)][-1]
    assert "complete-lifecycle-action" in machine.calls[last + 1], "not before it is healthy"


def test_auto_scaling_is_told_which_instance_of_which_group(machine: Machine) -> None:
    [answer] = [call for call in machine.boot().calls if "complete-lifecycle-action" in call]
    assert answer == (
        "aws autoscaling complete-lifecycle-action --auto-scaling-group-name shop-dev-app "
        "--instance-id i-0123456789abcdef0 --lifecycle-hook-name launch --lifecycle-action-result CONTINUE"
    )


def test_the_application_finds_what_it_is_told_in_its_environment(machine: Machine) -> None:
    machine.boot()
    root = machine.root
    assert (root / "etc/app/environment").read_text().splitlines() == [
        "AWS_REGION=eu-west-1",
        "PORT=8443",
        f"TLS_CERTIFICATE={root}/etc/app/tls.crt",
        f"TLS_KEY={root}/etc/app/tls.key",
        "HEALTH_PATH=/healthz",
        "DOCUMENTS_BUCKET=documents",
        "CACHE_USER=app",
        "DATABASE_ENDPOINT=db.example:5432",
        "CACHE_ENDPOINT=cache.example:6379",
    ]


def test_an_archive_with_another_checksum_is_never_started(machine: Machine) -> None:
    machine.boot(ARTIFACT_SHA256="0" * 64)
    assert machine.status != 0
    assert machine.answers == ["launch ABANDON"]
    assert not (machine.root / "opt/app/run").exists()
    assert not any(call.startswith("systemctl") for call in machine.calls)
    assert "BOOT FAILED" in machine.said, "and it says so"


@pytest.mark.parametrize("lacking", ["artifact", "parameter", "health"])
def test_what_does_not_come_in_time_gives_the_instance_up(machine: Machine, lacking: str) -> None:
    if lacking == "parameter":
        (machine.root / "parameters").write_text("/shop/dev/app/DATABASE_ENDPOINT\tdb.example:5432\n")
    elif lacking == "health":
        (machine.root / "ill").touch()
    else:
        (machine.root / "artifact").unlink()
    machine.boot()
    assert machine.status != 0
    assert machine.answers == ["launch ABANDON"]
    assert "gave up after" in machine.said


def test_the_agent_is_started_before_the_application_is_fetched(machine: Machine) -> None:
    calls = machine.boot().calls
    [agent] = [index for index, call in enumerate(calls) if call.startswith("amazon-cloudwatch-agent-ctl")]
    [fetch] = [index for index, call in enumerate(calls) if call.startswith("aws s3 cp")]
    assert agent < fetch, "a boot that fails leaves its log"
    assert "WARNING" not in machine.said


def test_an_image_that_has_the_agent_installs_nothing(machine: Machine) -> None:
    agent = machine.root / "opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"
    agent.parent.mkdir(parents=True)
    shutil.copy(machine.root / "bin/aws", agent)
    assert not [call for call in machine.boot().calls if call.startswith("dnf")]


def test_a_machine_without_packages_serves_without_its_log(machine: Machine) -> None:
    (machine.root / "no-packages").touch()
    machine.boot()
    assert (machine.status, machine.answers) == (0, ["launch CONTINUE"])
    assert "no CloudWatch agent" in machine.said


def test_a_first_instance_that_no_hook_waits_for_serves_all_the_same(machine: Machine) -> None:
    (machine.root / "no-hook").touch()
    assert machine.boot().status == 0
    assert "no launch hook waits" in machine.said


def test_an_instance_that_is_to_end_drains_before_it_answers(machine: Machine) -> None:
    machine.boot()
    drain = machine.root / "usr/local/sbin/app-drain"
    (machine.root / "lifecycle-state").write_text("Terminated")
    (machine.root / "calls").unlink()
    machine.run(drain.read_text())
    assert machine.status == 0, machine.said
    steps = [call for call in machine.calls if not call.startswith("curl")]
    assert steps[:2] == ["sleep 60", "systemctl stop app.service"]
    assert machine.answers == ["terminate CONTINUE"]


@pytest.mark.parametrize(("own_image", "installed"), [(False, ["python3.14 tzdata"]), (True, [])])
def test_the_artifact_names_the_packages_that_the_image_must_have(
    machine: Machine, own_image: bool, installed: list[str]
) -> None:
    if own_image:
        (machine.root / "own-image").touch()
    sha256 = pack(machine.root / "artifact", run=b"true", packages=b"python3.14\ntzdata\n")
    assert machine.boot(ARTIFACT_SHA256=sha256).status == 0, machine.said
    assert "rpm -q --quiet python3.14 tzdata" in machine.calls
    dnf = [call.removeprefix("dnf install -y ") for call in machine.calls if call.startswith("dnf")]
    assert [packages for packages in dnf if packages != "amazon-cloudwatch-agent"] == installed


def test_a_package_that_no_repository_has_gives_the_instance_up(machine: Machine) -> None:
    (machine.root / "no-packages").touch()
    sha256 = pack(machine.root / "artifact", run=b"true", packages=b"python3.14\n")
    machine.boot(ARTIFACT_SHA256=sha256)
    assert (machine.status, machine.answers) == (1, ["launch ABANDON"])


def test_the_agent_is_told_the_log_group_and_the_namespace(machine: Machine) -> None:
    machine.boot()
    agent = json.loads((machine.root / "etc/app/agent.json").read_text())
    logs = agent["logs"]["logs_collected"]["files"]["collect_list"]
    assert {log["log_group_name"] for log in logs} == {"/shop/dev/app"}
    assert {log["log_stream_name"] for log in logs} == {"{instance_id}/boot", "{instance_id}/app"}
    assert agent["metrics"]["namespace"] == "shop/dev"

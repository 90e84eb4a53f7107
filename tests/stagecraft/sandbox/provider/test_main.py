"""The provider as a process: its port, its mistakes in one line, and its end at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from stagecraft.sandbox.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUCKET = "aws:s3/bucket:Bucket"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    """Start provider processes over one cloud; each call returns a process and its port."""
    running = []

    def run(scenario: str = "") -> tuple[subprocess.Popen[str], int]:
        command = [
            sys.executable,
            "-m",
            "stagecraft.sandbox.provider",
            "--cloud",
            str(tmp_path / "cloud.sqlite"),
        ]
        if scenario:
            file = tmp_path / "scenario.yaml"
            file.write_text(scenario)
            command += ["--scenario", str(file)]
        environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        running.append(process)
        assert process.stdout
        told = process.stdout.readline().strip()
        return process, int(told or 0)

    yield run
    for process in running:
        process.kill()
        process.communicate()


def test_its_port_is_all_that_it_prints(start: Any, connect: Any) -> None:
    process, port = start()
    connect(port).create(BUCKET)
    process.terminate()
    assert ("", "") == process.communicate()


def test_two_processes_share_one_cloud(start: Any, connect: Any, refused: Any) -> None:
    one, other = (connect(start()[1]) for _ in range(2))
    id_, state = one.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")
    other.create("aws:ec2/subnet:Subnet", vpcId=id_, cidrBlock="10.0.0.0/24")
    with refused("DependencyViolation"):
        one.delete("aws:ec2/vpc:Vpc", "thing", id_, state)
    one.create(BUCKET, "a", bucket="site")
    with refused("BucketAlreadyOwnedByYou"):
        other.create(BUCKET, "b", bucket="site")


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_it_dies_where_the_scenario_says_so_and_the_cloud_is_whole(
    start: Any, connect: Any, tmp_path: Path, when: str, made: int
) -> None:
    process, port = start(f"- {{on: create, nth: 3, do: die, when: {when}}}")
    client = connect(port)
    for name in ("one", "two"):
        client.create(BUCKET, name)
    with pytest.raises(grpc.RpcError) as caught:
        client.create(BUCKET, "three")
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert 137 == process.wait(), "as one that was killed"
    assert 2 + made == len(Cloud(tmp_path / "cloud.sqlite").list())
    connect(start()[1]).create(BUCKET, "four")


def test_killed_in_the_middle_of_many_creates_it_leaves_whole_resources(
    start: Any, connect: Any, tmp_path: Path
) -> None:
    process, port = start()
    client = connect(port)
    answered: list[str] = []
    enough = threading.Event()

    def work() -> None:
        for number in range(100_000):
            try:
                answered.append(client.create(BUCKET, f"b{number}")[0])
            except grpc.RpcError:
                return
            if number == 20:
                enough.set()

    worker = threading.Thread(target=work)
    worker.start()
    enough.wait()
    os.kill(process.pid, signal.SIGKILL)
    worker.join()
    ids = [one.id for one in Cloud(tmp_path / "cloud.sqlite").list()]
    assert answered == ids[: len(answered)], "what was answered exists"
    assert len(ids) - len(answered) in (0, 1), "at most the one whose answer was on its way"


def test_a_mistake_in_the_scenario_is_one_line(start: Any) -> None:
    process, port = start("- {on: create, do: explode}")
    _, complaint = process.communicate()
    assert (0, 1) == (port, process.returncode)
    assert 1 == len(complaint.splitlines())
    assert "explode" in complaint


def test_a_file_that_is_no_cloud_is_one_line(start: Any, tmp_path: Path) -> None:
    (tmp_path / "cloud.sqlite").write_text("notes, of no interest to a database" * 100)
    process, _ = start()
    _, complaint = process.communicate()
    assert 1 == len(complaint.splitlines())
    assert "stagecraft sandbox clear" in complaint

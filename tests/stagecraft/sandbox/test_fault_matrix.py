"""Each stage of a stack's life with each kind of fault, on the real engine: nothing is lost, nothing is made twice.

A scenario starts from a stack of twelve resources (`tests/data/fault_matrix`), or from none for the first `up`. The
stage runs with its fault, and survives or fails with a reason. Then the state must be whole: what exists in the
simulated AWS is in the state, or is told as pending or as a stranger. The same stage without faults ends with exactly
what the program wants, and after it nothing is left to do.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stagecraft.engine import EngineProblem, EngineStack
from stagecraft.engine.pending import Unanswered, pending
from stagecraft.program.project import find_project
from stagecraft.sandbox.cloud import Cloud
from stagecraft.sandbox.faults import FaultKind, Scenario
from stagecraft.sandbox.recovery import orphans, recover
from stagecraft.sandbox.session import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parents[2] / "data" / "fault_matrix" / "__main__.py"
WANTED = 12
DIED = "a resource provider ended before it had answered|connection reset by peer"
TIMEOUT = "context deadline exceeded"
NOT_READY = "timeout while waiting for state"
THROTTLED = "ThrottlingException"
# What a stage changes in the stack file.
SETTINGS = {
    "first up": {},
    "preview": {"delay": 30, "text": "Guards the database."},
    "change": {"delay": 30},
    "replacement": {"text": "Guards the database."},
    "refresh": {},
    "destroy": {},
}


@dataclass(frozen=True)
class Case:
    """One scenario: its stage, its fault, what its failure tells (a pattern), if it fails."""

    stage: str
    rule: str
    tells: str = ""
    # What somebody changed behind the engine's back is found by reading it.
    drifted: bool = False
    # AWS has made something, and nobody was told of it.
    stranger: bool = False

    def __str__(self) -> str:
        return f"{self.stage}: {self.rule}"


CASES = [
    # --- preview: asks, and changes nothing
    Case("preview", "{on: configure, do: fail, error: no credentials}", "no credentials"),
    Case("preview", "{on: check, name: orders, do: fail, error: no such queue}", "no such queue"),
    Case("preview", "{on: check, name: orders, do: timeout}", TIMEOUT),
    Case("preview", "{on: diff, name: orders, do: throttle, times: 1}", THROTTLED),
    Case("preview", "{on: invoke, do: throttle, retried: true, seconds: 0.1, times: 1}"),
    Case("preview", "{on: invoke, do: fail, error: no such region}", "no such region"),
    Case("preview", "{on: diff, do: latency, seconds: 0.1}"),
    Case("preview", "{on: diff, name: orders, do: lose}", drifted=True),
    Case("preview", "{on: diff, name: orders, do: change, property: delaySeconds, value: 9}", drifted=True),
    Case("preview", "{on: diff, name: orders, do: die}", DIED),
    # --- first up: everything is made
    Case("first up", "{on: create, name: orders, do: fail, error: AccessDenied}", "AccessDenied"),
    Case("first up", "{on: create, type: '*:Vpc', do: fail, error: VpcLimitExceeded}", "VpcLimitExceeded"),
    Case("first up", "{on: create, name: database, do: throttle, times: 1}", THROTTLED),
    Case("first up", "{on: create, do: throttle, retried: true, seconds: 0.2, times: 3}"),
    Case("first up", "{on: create, name: database, do: timeout}", TIMEOUT),
    Case("first up", "{on: create, name: database, do: fail-after}", NOT_READY),
    Case("first up", "{on: create, name: vpc, do: fail-after}", NOT_READY),
    Case("first up", "{on: create, name: orders, do: fail-after, known: false, error: no answer}", "no answer",
         stranger=True),
    Case("first up", "{on: create, name: orders, do: lose}", drifted=True),
    Case("first up", "{on: create, name: orders, do: change, property: delaySeconds, value: 9}", drifted=True),
    Case("first up", "{on: create, do: latency, seconds: 0.1}"),
    Case("first up", "{on: create, name: orders, do: die}", DIED),
    Case("first up", "{on: create, name: orders, do: die, when: after}", DIED),
    Case("first up", "{on: create, name: database, do: die, when: after}", DIED),
    # --- a change in place
    Case("change", "{on: update, name: orders, do: fail, error: AccessDenied}", "AccessDenied"),
    Case("change", "{on: update, name: orders, do: throttle, times: 1}", THROTTLED),
    Case("change", "{on: update, name: orders, do: timeout}", TIMEOUT),
    Case("change", "{on: update, name: orders, do: fail-after}", NOT_READY),
    Case("change", "{on: update, name: orders, do: lose}", drifted=True),
    Case("change", "{on: update, name: orders, do: change, property: delaySeconds, value: 9}", drifted=True),
    Case("change", "{on: update, name: orders, do: latency, seconds: 0.5}"),
    Case("change", "{on: update, name: orders, do: die}", DIED),
    Case("change", "{on: update, name: orders, do: die, when: after}", DIED),
    # --- a replacement: one is made, what needs it is changed, the old one is deleted
    Case("replacement", "{on: create, name: guard, do: fail, error: AccessDenied}", "AccessDenied"),
    Case("replacement", "{on: create, name: guard, do: fail-after}", NOT_READY),
    Case("replacement", "{on: create, name: guard, do: die}", DIED),
    Case("replacement", "{on: create, name: guard, do: die, when: after}", DIED),
    Case("replacement", "{on: update, name: database, do: timeout}", TIMEOUT),
    Case("replacement", "{on: delete, name: guard, do: fail, error: DependencyViolation}", "DependencyViolation"),
    Case("replacement", "{on: delete, name: guard, do: throttle, times: 1}", THROTTLED),
    Case("replacement", "{on: delete, name: guard, do: fail-after}", NOT_READY),
    Case("replacement", "{on: delete, name: guard, do: die, when: after}", DIED),
    Case("replacement", "{on: delete, name: guard, do: latency, seconds: 0.5}"),
    # --- refresh: reads
    Case("refresh", "{on: read, name: orders, do: fail, error: AccessDenied}", "AccessDenied"),
    Case("refresh", "{on: read, name: orders, do: throttle, times: 1}", THROTTLED),
    Case("refresh", "{on: read, name: orders, do: timeout}", TIMEOUT),
    Case("refresh", "{on: read, name: orders, do: lose}", drifted=True),
    Case("refresh", "{on: read, name: orders, do: change, property: delaySeconds, value: 9}", drifted=True),
    Case("refresh", "{on: read, do: latency, seconds: 0.1}"),
    Case("refresh", "{on: read, name: orders, do: die}", DIED),
    # --- destroy: everything is deleted
    Case("destroy", "{on: delete, name: vpc, do: fail, error: DependencyViolation}", "DependencyViolation"),
    Case("destroy", "{on: delete, name: orders, do: throttle, times: 1}", THROTTLED),
    Case("destroy", "{on: delete, name: orders, do: timeout}", TIMEOUT),
    Case("destroy", "{on: delete, name: database, do: fail-after}", NOT_READY),
    Case("destroy", "{on: delete, name: orders, do: die}", DIED),
    Case("destroy", "{on: delete, name: orders, do: die, when: after}", DIED),
    Case("destroy", "{on: delete, do: latency, seconds: 0.1}"),
]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A project with a sandbox, in a folder of its own."""

    root: Path

    @contextmanager
    def running(self, rule: str = "") -> Iterator[tuple[Sandbox, EngineStack]]:
        """Run the sandbox, with one fault or none."""
        scenario = self.root / "scenario.yaml"
        scenario.write_text(f"- {rule}\n", encoding="utf-8")
        folder = self.root / "sandbox"
        project = find_project(self.root / "project")
        with Sandbox(project, folder=folder, scenario=scenario if rule else None) as sandbox:
            yield sandbox, sandbox.stack("dev")

    def set(self, **settings: Any) -> None:
        """Write the stack file."""
        values = {"delay": 0, "text": "Reaches the database.", **settings}
        config = {"aws:region": "eu-west-1", **{f"matrix:{key}": value for key, value in values.items()}}
        (self.root / "project" / "Pulumi.dev.yaml").write_text(
            json.dumps({"config": config}), encoding="utf-8"
        )

    @property
    def cloud(self) -> Path:
        return self.root / "sandbox" / "cloud.sqlite"

    def calls(self) -> list[str]:
        """Return what the provider has answered."""
        log = self.root / "sandbox" / "provider.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def answers(self, calls: list[str], case: Case) -> bool:
        """Wait for the answer to the call that takes long, and tell whether it came: the call may not have begun."""
        fault = Scenario.parse(f"- {case.rule}").rules[0]
        for _ in range(20 * int(fault.fault.seconds)):
            answered = [json.loads(line) for line in self.calls()[len(calls) :]]
            if any(one["method"].lower() == fault.operation and one["ms"] >= 1000 for one in answered):
                return True
            time.sleep(0.1)
        return False

    def existing(self) -> list[tuple[str, str]]:
        """Return URN and id of all that exists, in order."""
        cloud = Cloud(self.cloud)
        try:
            return sorted((kept.urn, kept.id) for kept in cloud.list())
        finally:
            cloud.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Place:
    """The project, and a sandbox with a stack of nothing."""
    place = Place(tmp_path_factory.mktemp("empty"))
    project = place.root / "project"
    project.mkdir()
    shutil.copy(PROGRAM, project)
    text = {"name": "matrix", "runtime": {"name": "python", "options": {"virtualenv": sys.prefix}}}
    (project / "Pulumi.yaml").write_text(json.dumps(text), encoding="utf-8")
    place.set()
    with place.running():
        pass
    return place


@pytest.fixture(scope="module")
def full(empty: Place, tmp_path_factory) -> Place:
    """The sandbox with all resources."""
    place = Place(tmp_path_factory.mktemp("full") / "place")
    shutil.copytree(empty.root, place.root)
    with place.running() as (_, stack):
        stack.up(policies=False)
        assert WANTED == len(place.existing())
    return place


@pytest.fixture
def place(empty: Place, full: Place, tmp_path) -> Callable[[str], Place]:
    """Make a place for a stage, as it begins."""

    def make(stage: str) -> Place:
        found = Place(tmp_path / "place")
        shutil.copytree((empty if stage == "first up" else full).root, found.root)
        found.set(**SETTINGS[stage])
        if stage == "destroy":
            with found.running() as (_, stack):
                stack.run("state", "unprotect", "--all", "--yes")
        return found

    return make


def perform(stack: EngineStack, stage: str, unanswered: Unanswered, *, reading: bool = False) -> None:
    """Do what a stage does."""
    if stage == "preview":
        stack.preview(policies=False)
    elif stage == "refresh":
        stack.refresh(on_event=unanswered.hear)
    elif stage == "destroy":
        stack.destroy(on_event=unanswered.hear)
    else:
        stack.up(policies=False, refresh=reading, on_event=unanswered.hear)


def made(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return URN and id of the resources of a state that are in AWS, in order."""
    resources = document["deployment"].get("resources") or []
    return sorted((one["urn"], one["id"]) for one in resources if one["type"].startswith("aws:"))


def told(place: Place, stack: EngineStack, unanswered: Unanswered) -> list[str]:
    """Check that the state knows what exists, or says what it does not know; return what nobody was told of."""
    document = stack.export()
    operations = {one.urn for one in [*pending(document), *unanswered.creates]}
    strangers = orphans(stack.name, document, place.cloud)
    return [kept.id for kept in strangers if kept.urn not in operations]


def resume(place: Place, case: Case, stack: EngineStack, unanswered: Unanswered) -> None:
    """Do the stage again without faults, and check that nothing is lost or left to do."""
    lines = recover(stack, place.cloud, unanswered.creates)
    assert len(unanswered.creates) <= len(lines)
    assert all("an interrupted run was" in line for line in lines)
    stage = "change" if case.stage in ("preview", "refresh") else case.stage
    if case.stage == "refresh":
        perform(stack, "refresh", Unanswered())
    perform(stack, stage, Unanswered(), reading=case.drifted)
    exported = stack.export()
    assert made(exported) == place.existing(), "state and AWS are of one mind"
    assert not exported["deployment"].get("pending_operations"), "nothing is pending"
    if case.stage == "destroy":
        assert not exported["deployment"].get("resources")
        return
    urns = [urn for urn, _ in made(exported)]
    assert WANTED == len(urns) == len(set(urns)), "nothing is made twice, nothing is missing"
    assert {"same"} == set(stack.preview(policies=False).changes), "nothing is left to do"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_is_survived_with_the_state_whole(case: Case, place) -> None:
    here = place(case.stage)
    unanswered = Unanswered()
    with here.running(case.rule) as (_, stack):
        if case.tells:
            with pytest.raises(EngineProblem) as failed:
                perform(stack, case.stage, unanswered)
            assert re.search(case.tells, str(failed.value)), "the reason is told"
            assert "\n" not in str(failed.value), "the reason is one line"
        else:
            perform(stack, case.stage, unanswered)
        strangers = told(here, stack, unanswered)
    assert case.stranger is bool(strangers), "what exists is known"
    for id_ in strangers:  # as somebody would delete it in the console
        cloud = Cloud(here.cloud)
        cloud.lose(id_)
        cloud.close()
    with here.running() as (_, stack):
        resume(here, case, stack, unanswered)


@contextmanager
def begun(sandbox: Sandbox, action: str, until: str) -> Iterator[subprocess.Popen[str]]:
    """Run the CLI until it has begun with a resource."""
    command = [
        *(
            "pulumi",
            action,
            "--yes",
            "--skip-preview",
            "--non-interactive",
            "--stack",
            "dev",
            "--color",
            "never",
        ),
        *("--config-file", str(sandbox.config_file("dev"))),
    ]
    process = subprocess.Popen(
        command,
        cwd=sandbox.project.root,
        env={**os.environ, **sandbox.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if until in line:
                break
        else:
            pytest.fail("".join(lines))
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


KILLED = [
    Case("first up", "{on: create, name: orders, do: latency, seconds: 5}"),
    Case("change", "{on: update, name: orders, do: latency, seconds: 5}"),
    Case("replacement", "{on: create, name: guard, do: latency, seconds: 5}"),
    Case("replacement", "{on: delete, name: guard, do: latency, seconds: 5}"),
    Case("refresh", "{on: read, name: orders, do: latency, seconds: 5}"),
    Case("destroy", "{on: delete, name: orders, do: latency, seconds: 5}"),
]
BEGINS = {
    "first up": "orders creating",
    "change": "orders updating",
    "refresh": "orders refreshing",
    "destroy": "orders deleting",
}


def action_of(stage: str) -> str:
    return stage if stage in ("refresh", "destroy") else "up"


def begins(case: Case) -> str:
    if case.stage == "replacement":
        return "guard creating" if "create" in case.rule else "guard deleting"
    return BEGINS[case.stage]


@pytest.mark.parametrize("late", [False, True], ids=["AWS has not begun", "AWS does it all the same"])
@pytest.mark.parametrize("case", KILLED, ids=str)
def test_an_engine_that_is_killed_leaves_its_lock_and_what_it_was_doing(
    case: Case, late: bool, place
) -> None:
    here = place(case.stage)
    with here.running(case.rule) as (sandbox, stack):
        with begun(sandbox, action_of(case.stage), begins(case)) as process:
            # The engine tells of a call right before it makes it.
            time.sleep(1)
            os.killpg(process.pid, signal.SIGKILL)
        if late and here.answers(here.calls(), case) and case.stage != "refresh":
            assert any(one.name in begins(case) for one in pending(stack.export())), "it was under way"
        assert not told(here, stack, Unanswered()), "what AWS has done all the same is pending"
        with pytest.raises(
            EngineProblem, match=rf"\(pid {process.pid}\) holds the lock since .*`pulumi cancel`$"
        ):
            perform(stack, "refresh", Unanswered())
    with here.running() as (_, stack):
        stack.run("cancel", "--yes")
        resume(here, case, stack, Unanswered())


@pytest.mark.parametrize("case", KILLED[:2] + KILLED[4:], ids=str)
def test_a_second_run_at_once_is_told_who_holds_the_lock(case: Case, place) -> None:
    here = place(case.stage)
    with here.running(case.rule) as (sandbox, stack):
        with begun(sandbox, action_of(case.stage), begins(case)) as first:
            os.killpg(first.pid, signal.SIGSTOP)  # however long the second one takes to come
            with pytest.raises(EngineProblem, match=rf"\(pid {first.pid}\) holds the lock since"):
                perform(stack, case.stage, Unanswered())
            os.killpg(first.pid, signal.SIGCONT)
            assert first.stdout is not None
            first.stdout.read()
            assert 0 == first.wait()
        assert not told(here, stack, Unanswered())
        resume(here, case, stack, Unanswered())


def test_what_is_protected_stops_a_destroy_and_stays(place) -> None:
    here = place("refresh")
    with here.running() as (_, stack):
        with pytest.raises(EngineProblem, match="database is protected and cannot be deleted") as refused:
            stack.destroy()
        assert "protected" == refused.value.kind
        assert made(stack.export()) == here.existing(), "state and AWS are of one mind"
        assert any(urn.endswith("::database") for urn, _ in here.existing())
        resume(here, Case("change", ""), stack, Unanswered())


def test_the_matrix_has_each_stage_and_each_kind_of_fault() -> None:
    rules = [(case.stage, Scenario.parse(f"- {case.rule}").rules[0].fault) for case in CASES]

    assert 40 <= len(CASES)
    assert set(SETTINGS) == {stage for stage, _ in rules}
    for stage in SETTINGS:
        kinds = {fault.kind for at, fault in rules if at == stage}
        assert {
            FaultKind.FAIL,
            FaultKind.THROTTLE,
            FaultKind.TIMEOUT,
            FaultKind.LATENCY,
            FaultKind.DIE,
        } <= kinds, stage

"""Promotion, ledger and rollback on the real engine and a file backend, with programs that need no provider."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from stagecraft.delivery.ledger import Facts, Ledger, LedgerError
from stagecraft.delivery.outcome import Delivered, Refused
from stagecraft.delivery.places import ledger_of
from stagecraft.delivery.promotion import Request, promote
from stagecraft.delivery.rollback import Request as RollbackRequest
from stagecraft.delivery.rollback import rollback
from stagecraft.engine import EngineProblem, EngineStack, find_cli
from stagecraft.preview.progress import PreviewProgress
from stagecraft.program.project import Project, find_project

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi

class Tier(pulumi.ComponentResource):
    def __init__(self, name, size, opts=None):
        super().__init__("test:tier:Tier", name, {"size": size}, opts)
        self.register_outputs({})

Tier("web", pulumi.Config().require_int("size"))
pulumi.export("size", pulumi.Config().require_int("size"))
"""
ANOTHER_TIER = PROGRAM + '\nTier("data", 1)\n'
# Waits in an `up` for as long as the file is there, and says that it does.
WAITING = (
    PROGRAM
    + """
import time
from pathlib import Path

if not pulumi.runtime.is_dry_run():
    Path(WAIT + ".begun").touch()
    while Path(WAIT).exists():
        time.sleep(0.1)
Tier("data", 1)
"""
)
FAILING = PROGRAM + '\nif not pulumi.runtime.is_dry_run():\n    raise ValueError("AWS says no")\n'


class Heard:
    """Hears what a delivery says, and answers the question."""

    def __init__(self, *, agrees: bool = True) -> None:
        self.said: list[str] = []
        self.events = 0
        self.agrees = agrees

    def previewing(self) -> PreviewProgress:
        return PreviewProgress(Console(quiet=True))

    @contextmanager
    def engine(self, title: str) -> Iterator[Callable[[Any], None]]:
        del title
        yield self._hear

    def say(self, text: str) -> None:
        self.said.append(text)

    def agreed(self, stack: str) -> bool:
        self.said.append(f"asked for {stack}")
        return self.agrees

    def _hear(self, event: Any) -> None:
        del event
        self.events += 1


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(root: Path, program: str | None = None, **sizes: int) -> str:
    """Commit a program, and sizes of stacks; return the revision."""
    if program is not None:
        (root / "__main__.py").write_text(program, encoding="utf-8")
    for stack, size in sizes.items():
        file = root / f"Pulumi.{stack}.yaml"
        kept = [line for line in file.read_text(encoding="utf-8").splitlines() if "mini:size" not in line]
        at = kept.index("config:") + 1
        lines = [*kept[:at], f"  mini:size: {size}", *kept[at:]]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    git(root, "add", "--all", ".", ":!out")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "change")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A program in a repository of its own, with three stacks on a backend of its own."""
    root = tmp_path / "mini"
    root.mkdir()
    (tmp_path / "backend").mkdir()
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", (tmp_path / "backend").as_uri())
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "x")
    for name in ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILD_USER_ID", "BUILD_REQUESTEDFOR"):
        monkeypatch.delenv(name, raising=False)
    options = f"{{name: python, options: {{toolchain: pip, virtualenv: {sys.prefix}}}}}"
    (root / "Pulumi.yaml").write_text(f"name: mini\nruntime: {options}\n", encoding="utf-8")
    (root / "promotion.yaml").write_text(
        "stacks: [dev, staging, prod]\n"
        "values: [{tier: '*', property: size, reason: Environments differ in size.}]\n",
        encoding="utf-8",
    )
    (root / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.com")
    for stack in ("dev", "staging", "prod"):
        (root / f"Pulumi.{stack}.yaml").write_text("config:\n", encoding="utf-8")
        find_cli().run(["stack", "init", "--no-select", stack], str(root), {})
    for stack in ("dev", "staging", "prod"):
        text = (root / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
        salt = next(line for line in text.splitlines() if "encryptionsalt" in line)
        (root / f"Pulumi.{stack}.yaml").write_text(f"{salt}\nconfig:\n  mini:size: 1\n", encoding="utf-8")
    commit(root, PROGRAM)
    return find_project(root)


def promoted(project: Project, source: str, target: str, talk: Heard | None = None, **more: Any) -> Delivered:
    request = Request(directory=project.root, source=source, target=target, **{"yes": True, **more})
    return promote(request, talk or Heard())


def rolled_back(project: Project, stack: str, entry: int, talk: Heard | None = None) -> Delivered:
    request = RollbackRequest(directory=project.root, stack=stack, entry=entry, yes=True)
    return rollback(request, talk or Heard())


def ledger(project: Project, stack: str) -> Ledger:
    return ledger_of(project, stack, sandbox=False).read()


def results(project: Project, stack: str) -> list[str]:
    found = ledger(project, stack)
    return [found.result(entry) for entry in found.entries]


def state(project: Project, stack: str) -> dict[str, Any]:
    return EngineStack(project, stack, find_cli()).export()


def names(project: Project, stack: str) -> list[str]:
    resources = state(project, stack)["deployment"].get("resources") or []
    return sorted(one["urn"].rpartition("::")[2] for one in resources if "providers" not in one["type"])


def size(project: Project, stack: str) -> int:
    resources = state(project, stack)["deployment"]["resources"]
    return int(next(one["outputs"]["size"] for one in resources if one["type"] == "pulumi:pulumi:Stack"))


def test_a_revision_goes_from_dev_to_prod_and_back(project: Project) -> None:
    first = git(project.root, "rev-parse", "HEAD")
    talk = Heard()
    delivered = promoted(project, "", "dev", talk)
    assert ("up", {"create": 2}, ()) == (delivered.action, delivered.changes, delivered.faults)
    assert talk.events > 0, "progress is shown as the engine's events come"
    assert f"dev: up, revision {first[:12]}, architecture " in talk.said[0]
    assert "2 to create" in talk.said[0]

    delivered = promoted(project, "dev", "staging")
    (below,), (entry,) = ledger(project, "dev").entries, ledger(project, "staging").entries
    assert delivered.entry == entry
    facts = entry.facts
    assert ("promote", "staging", first) == (facts.action, facts.stack, facts.revision)
    assert ("dev", 1, below.facts.fingerprint) == (
        facts.origin.stack,
        facts.origin.entry,
        facts.origin.fingerprint,
    )
    assert below.facts.fingerprint == facts.fingerprint
    assert below.facts.tree == facts.tree
    assert "Ada <ada@example.com>" == facts.who
    assert facts.versions["python:pulumi"]
    promoted(project, "staging", "prod")

    commit(project.root, dev=2)
    promoted(project, "", "dev")
    assert 2 == size(project, "dev")
    assert ["succeeded", "succeeded"] == results(project, "dev")
    one, two = ledger(project, "dev").entries
    assert one.facts.settings != two.facts.settings
    assert one.facts.fingerprint == two.facts.fingerprint, "a size is no architecture"

    delivered = rolled_back(project, "dev", 1)
    assert ("rollback", {"update": 1}, ()) == (delivered.action, delivered.changes, delivered.faults)
    assert 1 == size(project, "dev")
    entry = ledger(project, "dev").entries[-1]
    assert (3, first, "dev", 1) == (
        entry.number,
        entry.facts.revision,
        entry.facts.origin.stack,
        entry.facts.origin.entry,
    )
    assert one.facts.settings == entry.facts.settings
    assert not list((project.root / "out" / "rollback").iterdir()), "the worktree is taken away"
    assert "" == git(project.root, "status", "--porcelain", "--", ":!out"), "no file of the user's is touched"


def test_an_architecture_that_the_lower_environment_does_not_run_is_refused(project: Project) -> None:
    promoted(project, "", "dev")
    commit(project.root, ANOTHER_TIER)
    before = state(project, "staging")
    talk = Heard()
    with pytest.raises(Refused) as refused:
        promoted(project, "dev", "staging", talk)
    first, second = refused.value.reasons
    assert "staging would get an architecture that dev does not run: deploy it to dev first" == first
    assert "data (test:tier:Tier): is in staging and not in dev" in second
    assert before == state(project, "staging"), "the state is untouched"
    assert [] == results(project, "staging"), "and so is the ledger"
    promoted(project, "", "dev")
    promoted(project, "dev", "staging")
    assert ["data", "mini-staging", "web"] == names(project, "staging")


def test_nothing_is_promoted_from_what_runs_nothing_or_failed(project: Project) -> None:
    with pytest.raises(Refused) as refused:
        promoted(project, "dev", "staging")
    assert (
        "dev: runs nothing yet, so nothing can be promoted from it; deploy it first",
    ) == refused.value.reasons
    commit(project.root, FAILING)
    with pytest.raises(EngineProblem, match="AWS says no"):
        promoted(project, "", "dev")
    (entry,) = ledger(project, "dev").entries
    assert entry.closing is not None
    assert "failed" == entry.closing.result
    assert "AWS says no" in entry.closing.reason
    with pytest.raises(Refused) as refused:
        promoted(project, "dev", "staging")
    assert (
        "dev: its last deployment (entry 1) failed; deploy dev to its end first: stagecraft ledger --stack dev",
    ) == refused.value.reasons


def test_without_an_agreement_nothing_happens(project: Project) -> None:
    talk = Heard(agrees=False)
    with pytest.raises(Refused) as refused:
        promoted(project, "", "dev", talk, yes=False)
    assert ("dev: Type 'dev' to deploy was not answered; nothing was changed",) == refused.value.reasons
    assert "asked for dev" == talk.said[-1]
    assert [] == names(project, "dev")
    assert [] == results(project, "dev")


def test_a_ledger_that_was_edited_stops_everything(project: Project, tmp_path: Path) -> None:
    promoted(project, "", "dev")
    folder = tmp_path / "edited"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: mini-ledger\nruntime: python\n", encoding="utf-8")
    cli = find_cli()
    exported = cli.run(["stack", "export", "--stack", "dev"], str(folder), {}).stdout
    edited = json.loads(exported)
    (entry,) = [
        one for one in edited["deployment"]["resources"] if one["type"] == "stagecraft:delivery:Entry"
    ]
    entry["inputs"]["revision"] = "0" * 40
    (folder / "state.json").write_text(json.dumps(edited), encoding="utf-8")
    cli.run(["stack", "import", "--stack", "dev", "--file", "state.json"], str(folder), {})
    before = state(project, "dev")
    with pytest.raises(LedgerError, match=r"^ledger of dev: entry 1 was edited: "):
        promoted(project, "", "dev")
    assert before == state(project, "dev")
    told = _cli(project, "ledger", "--stack", "dev")
    assert 1 == told.returncode
    assert told.stderr.startswith("refused: ledger of dev: entry 1 was edited: ")
    # the way out: a backup is imported
    (folder / "state.json").write_text(exported, encoding="utf-8")
    cli.run(["stack", "import", "--stack", "dev", "--file", "state.json"], str(folder), {})
    promoted(project, "", "dev")
    assert ["succeeded", "succeeded"] == results(project, "dev")


def test_a_killed_promotion_is_interrupted_and_the_next_one_goes_through(
    project: Project, tmp_path: Path
) -> None:
    wait = tmp_path / "wait"
    wait.touch()
    commit(project.root, f"WAIT = {str(wait)!r}\n{WAITING}")
    with _running(project, "promote", "--to", "dev", "--yes") as process:
        _until(tmp_path / "wait.begun")
        process.send_signal(signal.SIGKILL)
        process.wait()
    (entry,) = ledger(project, "dev").entries
    assert entry.closing is None
    wait.unlink()
    delivered = _after_the_engine(lambda: promoted(project, "", "dev"))
    assert () == delivered.faults
    assert "interrupted" == results(project, "dev")[0]
    assert "succeeded" == results(project, "dev")[-1]
    assert ["data", "mini-dev", "web"] == names(project, "dev"), "nothing is lost, and nothing is there twice"


def test_the_second_of_two_deployments_is_told_who_is_under_way(project: Project, tmp_path: Path) -> None:
    wait = tmp_path / "wait"
    wait.touch()
    commit(project.root, f"WAIT = {str(wait)!r}\n{WAITING}")
    ended: list[Delivered] = []
    first = threading.Thread(target=lambda: ended.append(promoted(project, "", "dev")))
    first.start()
    try:
        _until(tmp_path / "wait.begun")
        with pytest.raises(EngineProblem) as refused:
            promoted(project, "", "dev")
    finally:
        wait.unlink()
        first.join()
    assert "locked" == refused.value.kind
    assert str(refused.value).startswith("dev: another update runs on this stack: ")
    assert "`pulumi cancel --stack organization/mini-ledger/dev`" in str(refused.value)
    assert ["succeeded"] == results(project, "dev"), "who was refused has left no entry"
    assert () == ended[0].faults


def test_an_entry_that_a_signal_ends_is_interrupted(project: Project) -> None:
    store = ledger_of(project, "dev", sandbox=False)
    facts = Facts(time="now", stack="dev", action="up", revision="a", tree="b", fingerprint="c", settings="d")

    def stopped() -> None:
        with store.entry(facts, store.read()):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    (entry,) = store.read().entries
    assert entry.closing is not None
    assert ("interrupted", "stopped by a signal") == (entry.closing.result, entry.closing.reason)


def test_two_writers_of_one_ledger_lose_nothing(project: Project) -> None:
    """All have read the same ledger; one after the other finds the lock taken, or the number, and goes on."""
    store = ledger_of(project, "dev", sandbox=False)

    def write(revision: str, before: Ledger) -> None:
        facts = Facts(
            time="now", stack="dev", action="up", revision=revision, tree="", fingerprint="", settings=""
        )
        for _ in range(60):
            try:
                with store.entry(facts, before) as run:
                    run.finish("succeeded")
            except EngineProblem as problem:
                if problem.kind != "locked":
                    raise
                time.sleep(0.2)
            else:
                return

    writers = [threading.Thread(target=write, args=(name, Ledger("dev"))) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    entries = store.read().entries
    assert ["a", "b", "c"] == sorted(entry.facts.revision for entry in entries)
    assert [1, 2, 3] == [entry.number for entry in entries]


def test_a_rollback_needs_an_entry_that_succeeded(project: Project) -> None:
    promoted(project, "", "dev")
    commit(project.root, FAILING)
    with pytest.raises(EngineProblem):
        promoted(project, "", "dev")
    with pytest.raises(Refused) as refused:
        rolled_back(project, "dev", 2)
    assert (
        "dev: entry 2 failed, so it is no place to go back to; entries that succeeded: 1",
    ) == refused.value.reasons
    with pytest.raises(LedgerError, match="there is no entry 7"):
        rolled_back(project, "dev", 7)


def test_the_command_tells_json_and_asks_nobody_without_a_terminal(project: Project) -> None:
    told = _cli(project, "promote", "--to", "dev")
    assert 2 == told.returncode
    assert "nobody is at the terminal to confirm: add --yes, as CI does\n" == told.stderr
    told = _cli(project, "promote", "--to", "dev", "--yes", "--json")
    assert 0 == told.returncode, told.stderr
    answer = json.loads(told.stdout)
    assert ("dev", "up", "succeeded", {"create": 2}) == (
        answer["stack"],
        answer["action"],
        answer["result"],
        answer["changes"],
    )
    listed = json.loads(_cli(project, "ledger", "--stack", "dev", "--json").stdout)
    assert [(1, "succeeded")] == [(one["number"], one["result"]) for one in listed["entries"]]
    told = _cli(project, "promote", "--from", "dev", "--to", "prod", "--yes", "--json")
    assert 1 == told.returncode
    assert "would skip an environment" in json.loads(told.stdout)["refused"][0]
    told = _cli(project, "rollback", "--stack", "dev", "--to", "1", "--yes")
    assert 0 == told.returncode, told.stderr
    assert "dev: rollback to entry 1, revision " in told.stdout


def _command(project: Project, *arguments: str) -> list[str]:
    program = "from stagecraft.cli import main; main()"
    return [sys.executable, "-c", program, *arguments, "-C", str(project.root)]


def _cli(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(project, *arguments),
        cwd=project.root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def _running(project: Project, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        _command(project, *arguments),
        cwd=project.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _until(file: Path) -> None:
    for _ in range(1200):
        if file.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"{file.name} never came")


def _after_the_engine(deliver: Callable[[], Delivered]) -> Delivered:
    """Deliver as soon as the engine of a killed run has ended its update, which it does by itself."""
    for _ in range(120):
        try:
            return deliver()
        except EngineProblem as problem:
            if problem.kind != "locked":
                raise
        time.sleep(0.5)
    raise AssertionError("the lock was never given back")

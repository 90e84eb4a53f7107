"""`stagecraft rollback`: an earlier revision of program and settings, from a clean worktree, through the same gates."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stagecraft.delivery.deployment import Order, deploy
from stagecraft.delivery.encryption import settle_encryption
from stagecraft.delivery.facts import who_deploys
from stagecraft.delivery.interpreter import with_interpreter
from stagecraft.delivery.ledger import Entry, Origin
from stagecraft.delivery.outcome import Delivered, DeliveryMistake, Refused, Talk
from stagecraft.delivery.places import ledger_of
from stagecraft.delivery.promotion import clean_revision, gate
from stagecraft.delivery.repository import Repository, RepositoryError
from stagecraft.delivery.store import LedgerStore
from stagecraft.program.project import Project, ProjectError, find_project
from stagecraft.program.stack_yaml import YamlError
from stagecraft.promotion import PromotionError, load_promotion
from stagecraft.sandbox.places import sandbox_folder
from stagecraft.sandbox.target import stacks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `stagecraft rollback` was asked for."""

    directory: Path
    stack: str
    entry: int
    allow_replace: Sequence[str] = ()
    yes: bool = False
    sandbox: bool = False


def rollback(request: Request, talk: Talk) -> Delivered:
    """Deploy the revision that an entry of the ledger recorded.

    The gates are today's: the pack, its waivers and `promotion.yaml` of the checked-out commit.

    Raises:
        Refused: it is not allowed; nothing was touched.
        DeliveryMistake: it cannot be tried as it was asked for.
        EngineProblem: the engine failed.
        LedgerError: the ledger was edited, or has no such entry.
    """
    try:
        project = find_project(request.directory)
        rules = load_promotion(project.root)
        project.select([request.stack])
        repository = Repository(project.root)
        clean_revision(repository)
        home = sandbox_folder(project.root)
        entry = _entry(ledger_of(project, request.stack, sandbox=request.sandbox), request.entry)
        revision = repository.revision(entry.facts.revision)
        folder = project.root / "out" / "rollback" / f"{request.stack}-{entry.number}"
        with _checked_out(repository, revision.commit, folder, project, request.stack, talk) as then:
            gate(then, [request.stack], talk)
            with stacks_of(then, sandbox=request.sandbox, folder=home) as stacks:
                order = Order(
                    stack=request.stack,
                    action="rollback",
                    revision=revision,
                    origin=Origin(request.stack, entry.number, entry.fingerprint),
                    promotion=rules,
                    who=who_deploys(os.environ, repository.user()),
                    expected=entry.fingerprint,
                    allow_replace=request.allow_replace,
                    yes=request.yes,
                )
                return deploy(stacks(request.stack), order, talk)
    except (ProjectError, PromotionError, RepositoryError, YamlError) as error:
        raise DeliveryMistake(str(error)) from error


def _entry(store: LedgerStore, number: int) -> Entry:
    """Return the entry to go back to; raise Refused where what it left behind was not whole."""
    ledger = store.read()
    entry = ledger.entry(number)
    result = ledger.result(entry)
    if result != "succeeded":
        good = [str(one.number) for one in ledger.entries if ledger.result(one) == "succeeded"]
        there = f"entries that succeeded: {', '.join(good)}" if good else "no entry has succeeded yet"
        raise Refused(
            [f"{store.stack}: entry {number} {_told(result)}, so it is no place to go back to; {there}"]
        )
    return entry


def _told(result: str) -> str:
    return {"started": "has not ended", "failed": "failed"}.get(result, f"was {result}")


@contextmanager
def _checked_out(
    repository: Repository, commit: str, folder: Path, project: Project, stack: str, talk: Talk
) -> Iterator[Project]:
    """Yield the project as it was at a commit, ready to be run, in a folder that is taken away afterwards."""
    with repository.worktree(commit, folder) as root:
        found = find_project(root)
        found.select([stack])
        settle_encryption(found.stack_files[stack], project.stack_files[stack], commit)
        if note := with_interpreter(project, found, repository.root, folder):
            talk.say(note)
        yield find_project(root)

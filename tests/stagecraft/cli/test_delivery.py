"""How promote and rollback end: exit codes, and what is printed where."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from stagecraft.cli.common import Mistake
from stagecraft.cli.delivery import run
from stagecraft.delivery.ledger import Closing, Facts, Ledger, LedgerError
from stagecraft.delivery.outcome import Delivered, DeliveryMistake, Refused
from stagecraft.engine import EngineProblem

FACTS = Facts(time="now", stack="dev", action="up", revision="a", tree="b", fingerprint="c", settings="d")


def delivered(*faults: str) -> Delivered:
    closing = Closing(result="failed" if faults else "succeeded", finished="then", changes={"create": 2})
    entry = Ledger("dev").opened(FACTS).closed(closing)
    return Delivered(stack="dev", action="up", entry=entry, changes={"create": 2}, faults=faults)


def ended(answer: Any, *, as_json: bool = False) -> int:
    """Run a delivery that answers, or raises; return the exit code."""

    def deliver(_: Any) -> Delivered:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    with pytest.raises(typer.Exit) as exit_:
        run(deliver, yes=True, as_json=as_json)
    return exit_.value.exit_code


def test_a_deployment_is_told_with_its_entry(capsys) -> None:
    assert 0 == ended(delivered())
    assert "dev: deployed (create 2); entry 1 of its ledger\n" == capsys.readouterr().out


def test_a_fault_after_the_deployment_fails_the_command(capsys) -> None:
    assert 1 == ended(delivered("dev: lacks the outputs url"))
    assert "fault: dev: lacks the outputs url\n" in capsys.readouterr().out


def test_json_is_all_that_standard_output_holds(capsys) -> None:
    assert 0 == ended(delivered(), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert ("dev", "up", "succeeded", 1) == (
        told["stack"],
        told["action"],
        told["result"],
        told["entry"]["number"],
    )


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (Refused(["one", "two\nlines"]), "refused"),
        (LedgerError("ledger of dev: entry 1 was edited"), "refused"),
        (EngineProblem("failed", "AWS says no"), "failed"),
        (EngineProblem("locked", "another update runs"), "failed"),
    ],
    ids=["gate", "ledger", "up", "lock"],
)
def test_a_refusal_is_one_line_for_each_reason(capsys, error: Exception, word: str) -> None:
    assert 1 == ended(error)
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith(f"{word}: ") for line in lines)
    assert len(getattr(error, "reasons", "1")) == len(lines)
    assert 1 == ended(error, as_json=True)
    assert [word] == list(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    "error",
    [
        DeliveryMistake("no such stack"),
        EngineProblem("no-cli", "no CLI"),
        EngineProblem("passphrase", "none"),
    ],
    ids=["asked", "cli", "passphrase"],
)
def test_what_the_user_must_mend_is_a_mistake(error: Exception) -> None:
    def deliver(_: Any) -> Delivered:
        raise error

    with pytest.raises(Mistake, match=str(error)):
        run(deliver, yes=True, as_json=False)


def test_without_a_terminal_nobody_is_asked(monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False))
    with pytest.raises(Mistake, match="nobody is at the terminal to confirm: add --yes, as CI does"):
        run(lambda _: delivered(), yes=False, as_json=False)

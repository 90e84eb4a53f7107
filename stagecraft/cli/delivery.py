"""How the delivery commands end: what they print, and their exit codes."""

import sys
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

import typer

from stagecraft.cli.common import Mistake, console, print_json
from stagecraft.delivery.console import ConsoleTalk
from stagecraft.delivery.ledger import LedgerError
from stagecraft.delivery.outcome import Delivered, DeliveryMistake, Refused
from stagecraft.engine import EngineProblem

# What the engine says of a deployment; of its surroundings it says the rest.
_FAILED: Final = frozenset({"failed", "policy", "plan", "protected", "provider-died", "locked"})


def run(deliver: Callable[[ConsoleTalk], Delivered], *, yes: bool, as_json: bool) -> None:
    """Run a delivery and end as its result says.

    Raises:
        Mistake: it cannot be tried as it was asked for.
    """
    if not yes and not sys.stdin.isatty():
        raise Mistake("nobody is at the terminal to confirm: add --yes, as CI does")
    talk = ConsoleTalk(console(stderr=as_json), console(stderr=True))
    try:
        delivered = deliver(talk)
    except Refused as refused:
        refuse(refused.reasons, as_json=as_json)
    except LedgerError as error:
        refuse([str(error)], as_json=as_json)
    except DeliveryMistake as mistake:
        raise Mistake(str(mistake)) from mistake
    except EngineProblem as problem:
        if problem.kind in _FAILED:
            refuse([str(problem)], as_json=as_json, word="failed")
        raise Mistake(str(problem)) from problem
    if as_json:
        print_json(delivered.to_dict())
    else:
        _tell(talk, delivered)
    raise typer.Exit(1 if delivered.faults else 0)


def refuse(reasons: Sequence[str], *, as_json: bool, word: str = "refused") -> NoReturn:
    """Tell each reason in one line, and end with exit code 1."""
    if as_json:
        print_json({word: list(reasons)})
    for reason in reasons:
        print(f"{word}: {' '.join(reason.split())}", file=sys.stderr)
    raise typer.Exit(1)


def _tell(talk: ConsoleTalk, delivered: Delivered) -> None:
    told = ", ".join(f"{op} {count}" for op, count in delivered.changes.items()) or "nothing to change"
    talk.say(f"{delivered.stack}: deployed ({told}); entry {delivered.entry.number} of its ledger")
    for fault in delivered.faults:
        talk.say(f"fault: {fault}")

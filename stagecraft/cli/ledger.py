"""`stagecraft ledger`."""

from pathlib import Path
from typing import Annotated

import typer

from stagecraft.cli.common import AsJson, Directory, Mistake, console, print_json

EXAMPLES = """
Examples:

    stagecraft ledger --stack prod

    stagecraft ledger --stack prod --json

Exit 0: every entry holds. 1: an entry was edited, removed or exchanged. 2: the ledger cannot be read.
"""


def command(
    stack: Annotated[str, typer.Option("--stack", metavar="NAME", help="The environment.")],
    directory: Directory = Path(),
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Read the ledger of the sandbox, not the real one.")
    ] = False,
    json_: AsJson = False,
) -> None:
    """List what was deployed to an environment: revision, architecture, who, when and how it ended.

    The ledger lies beside the state; each entry is sealed with the hash of the one before it.
    """
    from rich.table import Table

    from stagecraft.cli.delivery import refuse
    from stagecraft.delivery.ledger import LedgerError
    from stagecraft.delivery.places import ledger_of
    from stagecraft.delivery.text import row
    from stagecraft.engine import EngineProblem
    from stagecraft.program.project import ProjectError, find_project

    try:
        ledger = ledger_of(find_project(directory), stack, sandbox=sandbox).read()
    except (ProjectError, EngineProblem) as error:
        raise Mistake(str(error)) from error
    except LedgerError as error:
        refuse([str(error)], as_json=json_)
    if json_:
        print_json(ledger.to_dict())
        return
    if not ledger.entries:
        console().print(f"{stack}: nothing was deployed by stagecraft yet")
        return
    table = Table(
        "entry", "time", "action", "from", "revision", "architecture", "who", "result", "", box=None
    )
    for entry in ledger.entries:
        table.add_row(*row(ledger, entry))
    console().print(table)

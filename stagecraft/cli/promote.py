"""`stagecraft promote`."""

from pathlib import Path
from typing import Annotated

import typer

from stagecraft.cli.common import AsJson, Directory

EXAMPLES = """
Examples:

    stagecraft promote --to dev

    stagecraft promote --from dev --to staging

    stagecraft promote --from staging --to prod --yes

    stagecraft promote --from staging --to prod --allow-replace URN

    stagecraft promote --from dev --to staging --sandbox

Exit 0: deployed. 1: refused or failed, each reason in one line. 2: it cannot be tried as it was asked for.
"""


def command(
    to: Annotated[str, typer.Option("--to", metavar="STACK", help="The environment to deploy.")],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="STACK",
            help="The environment below it; left out for the lowest environment, which nothing is below.",
        ),
    ] = None,
    directory: Directory = Path(),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, as in CI.")] = False,
    allow_replace: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-replace",
            metavar="URN",
            help="Let this stateful resource be replaced or deleted; may be repeated.",
        ),
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Take the stacks of the sandbox, not the real ones.")
    ] = False,
    json_: AsJson = False,
) -> None:
    """Deploy the program of the commit to the next environment, through every gate.

    Offline preview and gate, engine preview saved as a plan, comparison with what the lower environment runs,
    confirmation, `up` by exactly that plan, checks, and an entry in the ledger beside the state.
    """
    from stagecraft.cli.delivery import run
    from stagecraft.delivery.promotion import Request, promote

    request = Request(
        directory=directory,
        target=to,
        source=from_ or "",
        allow_replace=tuple(allow_replace or ()),
        yes=yes,
        sandbox=sandbox,
    )
    run(lambda talk: promote(request, talk), yes=yes, as_json=json_)

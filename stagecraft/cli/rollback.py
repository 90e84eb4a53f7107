"""`stagecraft rollback`."""

from pathlib import Path
from typing import Annotated

import typer

from stagecraft.cli.common import AsJson, Directory

EXAMPLES = """
Examples:

    stagecraft ledger --stack prod

    stagecraft rollback --stack prod --to 11

    stagecraft rollback --stack prod --to 11 --yes --json

    stagecraft rollback --stack dev --to 1 --sandbox

Exit 0: deployed. 1: refused or failed, each reason in one line. 2: it cannot be tried as it was asked for.
"""


def command(
    stack: Annotated[str, typer.Option("--stack", metavar="NAME", help="The environment to deploy.")],
    to: Annotated[
        int, typer.Option("--to", metavar="ENTRY", help="The number of the ledger's entry to go back to.")
    ],
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
        bool, typer.Option("--sandbox", help="Take the stack of the sandbox, not the real one.")
    ] = False,
    json_: AsJson = False,
) -> None:
    """Deploy the revision that an entry of the ledger recorded, through the same gates as a promotion.

    Program and settings come from a clean git worktree of that commit; the policy pack, its waivers and
    `promotion.yaml` are today's.
    """
    from stagecraft.cli.delivery import run
    from stagecraft.delivery.rollback import Request, rollback

    request = Request(
        directory=directory,
        stack=stack,
        entry=to,
        allow_replace=tuple(allow_replace or ()),
        yes=yes,
        sandbox=sandbox,
    )
    run(lambda talk: rollback(request, talk), yes=yes, as_json=json_)

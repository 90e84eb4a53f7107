"""The `stagecraft` command."""

import sys

import typer

from stagecraft.cli import diff, preview, schema
from stagecraft.cli.common import Mistake

app = typer.Typer(
    name="stagecraft",
    help="One AWS architecture through dev, staging and prod: previewed offline, gated, promoted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command("preview", epilog=preview.EXAMPLES)(preview.command)
app.command("diff", epilog=diff.EXAMPLES)(diff.command)
app.command("schema", epilog=schema.EXAMPLES)(schema.command)


def main() -> None:
    """Run the command line; a mistake of the user's ends with its lines and exit code 2, never with a traceback."""
    try:
        app()
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("interrupted; earlier output files are as they were", file=sys.stderr)
        sys.exit(130)

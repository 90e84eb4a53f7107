"""The `stagecraft` command."""

import gc
import sys
import traceback

import typer

from stagecraft.cli import diff, drift, gate, ledger, preview, promote, rollback, rules, sandbox, schema
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
app.command("gate", epilog=gate.EXAMPLES)(gate.command)
app.command("diff", epilog=diff.EXAMPLES)(diff.command)
app.command("drift", epilog=drift.EXAMPLES)(drift.command)
app.command("promote", epilog=promote.EXAMPLES)(promote.command)
app.command("rollback", epilog=rollback.EXAMPLES)(rollback.command)
app.command("ledger", epilog=ledger.EXAMPLES)(ledger.command)
app.add_typer(sandbox.app, epilog=sandbox.EXAMPLES)
app.command("rules", epilog=rules.EXAMPLES)(rules.command)
app.command("schema", epilog=schema.EXAMPLES)(schema.command)


def main() -> None:
    """Run the command line; a mistake of the user's ends with its own lines and exit code 2."""
    # A command reads whole graphs, tells, and ends: collecting on the way would only walk them again and again.
    gc.disable()
    try:
        app()
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("interrupted; earlier output files are as they were", file=sys.stderr)
        sys.exit(130)
    except Exception:
        # Neither 1 nor 2: a script must not take a fault of ours for an answer about the program.
        traceback.print_exc()
        print("stagecraft failed; this is a fault of its own, not of your program", file=sys.stderr)
        sys.exit(70)

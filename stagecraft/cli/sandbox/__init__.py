"""`stagecraft sandbox`: the real engine over the simulated AWS."""

import typer

from stagecraft.cli.sandbox import cloud, updates

EXAMPLES = """
Examples:

    stagecraft sandbox up --stack dev

    stagecraft sandbox up --stack dev --scenario throttled.yaml

    stagecraft sandbox change shop-primary multiAz=true --stack dev && stagecraft drift --stack dev --sandbox

    stagecraft sandbox exec --stack dev -- pulumi stack graph graph.dot

    stagecraft sandbox destroy --stack dev --force && stagecraft sandbox clear

Needs the Pulumi CLI, and neither an account nor a network. Everything lies below `out/sandbox/` of the project.
"""

app = typer.Typer(
    name="sandbox",
    help="Run Pulumi's real engine against a simulated AWS that remembers what was made in it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    epilog=EXAMPLES,
)
app.command("preview")(updates.preview)
app.command("up")(updates.up)
app.command("refresh")(updates.refresh)
app.command("destroy")(updates.destroy)
app.command("exec", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    updates.exec_
)
app.command("list")(cloud.list_)
app.command("change")(cloud.change)
app.command("lose")(cloud.lose)
app.command("put-objects")(cloud.put_objects)
app.command("clear")(cloud.clear)

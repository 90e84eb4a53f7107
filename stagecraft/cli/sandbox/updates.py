"""Updates of a sandbox's stack, and any other command run against it."""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from stagecraft.cli.common import AsJson, Directory, Mistake, console, print_json
from stagecraft.cli.sandbox.common import Policies, Scenario, StackName, cloud_of, sandbox_of


def preview(
    stack: StackName,
    directory: Directory = Path(),
    scenario: Scenario = None,
    policies: Policies = True,
    json_: AsJson = False,
) -> None:
    """Show what the engine would do to a stack of the sandbox."""
    with _run(directory, stack, scenario, "preview") as (engine, show):
        planned = engine.preview(policies=policies, on_event=show)
    if json_:
        print_json(planned.document)
    else:
        _tell(console(), stack, "would do", planned.changes)


def up(
    stack: StackName,
    directory: Directory = Path(),
    scenario: Scenario = None,
    policies: Policies = True,
    json_: AsJson = False,
) -> None:
    """Deploy a stack into the sandbox."""
    _update(
        directory,
        stack,
        scenario,
        "up",
        lambda engine, show: engine.up(policies=policies, on_event=show),
        json_,
    )


def refresh(
    stack: StackName, directory: Directory = Path(), scenario: Scenario = None, json_: AsJson = False
) -> None:
    """Read what exists in the sandbox into the state of a stack."""
    _update(directory, stack, scenario, "refresh", lambda engine, show: engine.refresh(on_event=show), json_)


def destroy(
    stack: StackName,
    directory: Directory = Path(),
    scenario: Scenario = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Take off what protects resources first: Pulumi's protect, deletion protection, full buckets.",
        ),
    ] = False,
    json_: AsJson = False,
) -> None:
    """Delete every resource of a stack of the sandbox; what is protected stops it, as it would in AWS."""

    def run(engine: Any, show: Any) -> Sequence[Any]:
        if force:
            from stagecraft.sandbox.protection import take_off

            take_off(engine, cloud_of(directory))
        return list(engine.destroy(on_event=show))

    _update(directory, stack, scenario, "destroy", run, json_)


def exec_(
    context: typer.Context, stack: StackName, directory: Directory = Path(), scenario: Scenario = None
) -> None:
    """Run any command, such as `pulumi`, against a stack of the sandbox; give it after `--`."""
    if not context.args:
        raise Mistake("there is no command to run; give it after `--`, such as `-- pulumi stack output`")
    with sandbox_of(directory, scenario) as sandbox:
        engine = sandbox.stack(stack)
        environment = {
            **os.environ,
            **sandbox.environment,
            "STAGECRAFT_CONFIG_FILE": str(sandbox.config_file(stack)),
            # What the CLI takes where neither --stack nor a selection names one.
            "PULUMI_STACK": engine.name,
        }
        try:
            ended = subprocess.run(context.args, env=environment, cwd=sandbox.project.root, check=False)
        except OSError as error:
            raise Mistake(f"{context.args[0]}: cannot be run ({error.strerror})") from error
    raise typer.Exit(ended.returncode)


def _update(
    directory: Path,
    stack: str,
    scenario: Path | None,
    what: str,
    run: Callable[[Any, Any], Sequence[Any]],
    json_: bool,
) -> None:
    from stagecraft.engine.steps import counts

    with _run(directory, stack, scenario, what) as (engine, show):
        steps = _settling(engine, cloud_of(directory), show, run)
        resources = engine.export()["deployment"].get("resources") or []
    changes = counts(steps)
    if json_:
        print_json({"stack": stack, "changes": changes, "resources": len(resources)})
    else:
        _tell(console(), stack, "has done", changes)
        console().print(f"{stack}: {len(resources)} resources in the state")


def _settling(engine: Any, cloud: Path, show: Any, run: Callable[[Any, Any], Sequence[Any]]) -> Sequence[Any]:
    """Run an update after what an earlier one has left open is settled, and settle what this one leaves open."""
    from stagecraft.engine import EngineProblem
    from stagecraft.engine.pending import Unanswered
    from stagecraft.sandbox.recovery import recover

    unanswered = Unanswered()

    def hear(event: Any) -> None:
        unanswered.hear(event)
        show(event)

    def settle() -> None:
        for line in recover(engine, cloud, unanswered.creates):
            console(stderr=True).print(line, markup=False, soft_wrap=True)

    settle()
    try:
        return run(engine, hear)
    except EngineProblem as problem:
        if problem.kind != "locked":
            settle()
        raise


def _tell(where: Console, stack: str, verb: str, changes: Mapping[str, int]) -> None:
    told = ", ".join(f"{count} {op}" for op, count in changes.items()) or "nothing"
    where.print(f"{stack}: the engine {verb}: {told}", markup=False, soft_wrap=True)


@contextmanager
def _run(directory: Path, stack: str, scenario: Path | None, what: str) -> Iterator[tuple[Any, Any]]:
    """Yield a stack of the sandbox and what shows the engine's events."""
    from stagecraft.engine.progress import EngineProgress

    with (
        sandbox_of(directory, scenario) as sandbox,
        EngineProgress(console(stderr=True), f"{stack}: {what}") as progress,
    ):
        yield sandbox.stack(stack), progress.show

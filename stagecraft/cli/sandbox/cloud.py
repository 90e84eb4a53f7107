"""What exists in the sandbox's simulated AWS, and changes that the engine does not know of."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from stagecraft.cli.common import AsJson, Directory, Mistake, console, print_json
from stagecraft.cli.sandbox.common import StackName, cloud_of, explained, folder_of


def list_(
    stack: Annotated[str, typer.Option("--stack", metavar="NAME", help="This stack only.")] = "",
    directory: Directory = Path(),
    json_: AsJson = False,
) -> None:
    """List what exists in the simulated AWS, whether a state knows it or not."""
    with _cloud(directory) as cloud:
        found = cloud.list(stack=stack)
    if json_:
        keys = ("account", "region", "type", "id", "urn", "objects", "created_at")
        print_json([{key: getattr(kept, key) for key in keys} for kept in found])
        return
    for kept in found:
        console().print(f"{kept.type}  {kept.id}", markup=False, soft_wrap=True)
    console().print(f"{len(found)} resources")


def change(
    resource: Annotated[str, typer.Argument(metavar="URN|ID|NAME", help="A resource of the simulated AWS.")],
    assignment: Annotated[
        str,
        typer.Argument(
            metavar="PATH=VALUE",
            help="A property, such as `tags.owner=me`; JSON or text, `null` takes it away.",
        ),
    ],
    stack: StackName,
    directory: Directory = Path(),
) -> None:
    """Change a resource behind the engine's back, as somebody in the console would."""
    path, separator, text = assignment.partition("=")
    if not separator or not path:
        raise Mistake(f"{assignment}: is no change; write PATH=VALUE, such as `tags.owner=me`")
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    with _cloud(directory) as cloud:
        kept = cloud.change(_key(cloud, stack, resource), path, value)
    console().print(f"{kept.urn or kept.id}: {path} is now {json.dumps(value)}", markup=False, soft_wrap=True)


def lose(
    resource: Annotated[str, typer.Argument(metavar="URN|ID|NAME", help="A resource of the simulated AWS.")],
    stack: StackName,
    directory: Directory = Path(),
) -> None:
    """Delete a resource behind the engine's back."""
    with _cloud(directory) as cloud:
        kept = cloud.lose(_key(cloud, stack, resource))
    console().print(f"{kept.urn or kept.id}: is gone", markup=False, soft_wrap=True)


def put_objects(
    resource: Annotated[str, typer.Argument(metavar="URN|ID|NAME", help="A bucket, repository or vault.")],
    count: Annotated[int, typer.Argument(min=0, help="How many it holds from now on; 0 empties it.")],
    stack: StackName,
    directory: Directory = Path(),
) -> None:
    """Let a bucket hold objects, a repository images, or a vault recovery points."""
    with _cloud(directory) as cloud:
        kept = cloud.put_objects(_key(cloud, stack, resource), count)
    console().print(f"{kept.urn or kept.id}: holds {count}", markup=False, soft_wrap=True)


def clear(directory: Directory = Path()) -> None:
    """Remove the sandbox of a project: its simulated AWS and the state of all stacks in it."""
    folder = folder_of(directory)
    if folder.exists():
        shutil.rmtree(folder)
    console().print(f"{folder}: is removed", markup=False, soft_wrap=True)


@contextmanager
def _cloud(directory: Path) -> Iterator[Any]:
    """Yield what exists in the sandbox of a project."""
    from stagecraft.sandbox.cloud import Cloud

    file = cloud_of(directory)
    if not file.exists():
        raise Mistake(f"{file}: there is no sandbox yet; `stagecraft sandbox up --stack dev` makes one")
    with explained():
        cloud = Cloud(file)
        try:
            yield cloud
        finally:
            cloud.close()


def _key(cloud: Any, stack: str, resource: str) -> str:
    """Return the URN of the one resource of a stack with a logical name; a URN or an id as it is."""
    urns = [kept.urn for kept in cloud.list(stack=stack) if kept.urn.rpartition("::")[2] == resource]
    if len(urns) > 1:
        raise Mistake(
            "\n".join([f"{resource}: several resources are called so, name one by its URN:", *urns])
        )
    return urns[0] if urns else resource

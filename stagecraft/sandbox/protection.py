"""Takes off what keeps a stack of the sandbox from being destroyed, as its owner would by hand in AWS."""

from pathlib import Path

from stagecraft import wire
from stagecraft.engine import EngineStack
from stagecraft.sandbox.cloud import Cloud, Kept
from stagecraft.sandbox.provider.protection import PROTECTED


def take_off(stack: EngineStack, file: Path) -> None:
    """Unprotect every resource of a stack in its state and in the cloud, and empty what holds objects.

    Args:
        stack: the stack.
        file: the sandbox's cloud.
    """
    stack.run("state", "unprotect", "--all", "--yes")
    cloud = Cloud(file)
    try:
        for kept in cloud.list(stack=stack.name):
            _open(cloud, kept)
    finally:
        cloud.close()


def _open(cloud: Cloud, kept: Kept) -> None:
    if kept.objects:
        cloud.put_objects(kept.urn, 0)
    protecting = PROTECTED.get(kept.type)
    if protecting and wire.unwrap(kept.outputs.get(protecting[0])) == protecting[1]:
        cloud.change(kept.urn, protecting[0], False if protecting[1] is True else "INACTIVE")

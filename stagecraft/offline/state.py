"""A recording as Pulumi's state export, version 3: what `pulumi stack export` would write after an `up`."""

import functools
import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from stagecraft import wire
from stagecraft.offline.deployment import Deployment, Registered

# A preview has no time of its own: the same program gives the same file, byte for byte.
_TIME = "1970-01-01T00:00:00Z"


def export(deployment: Deployment, root: str) -> dict[str, Any]:
    """Write a deployment as a state export.

    Args:
        deployment: the recorded resources.
        root: the project's folder; source positions are given relative to it.
    """
    resources = [_resource(resource, root) for resource in _in_order(deployment.all())]
    manifest = {"time": _TIME, "magic": "", "version": ""}
    return {"version": 3, "deployment": {"manifest": manifest, "resources": resources, "metadata": {}}}


def _in_order(resources: Iterable[Registered]) -> list[Registered]:
    """Put each resource behind all that it needs, and else by URN: registration order is not stable.

    The engine's own checks demand that a parent, a provider and a dependency come first.
    """
    by_urn = {resource.urn: resource for resource in resources}
    placed: dict[str, Registered] = {}
    for start in sorted(by_urn, key=lambda urn: (by_urn[urn].type != "pulumi:pulumi:Stack", urn)):
        pending = [(start, False)]
        while pending:
            urn, ready = pending.pop()
            if urn in placed:
                continue
            if ready:
                placed[urn] = by_urn[urn]
                continue
            pending.append((urn, True))
            needs = _needs(by_urn[urn])
            pending += [
                (need, False) for need in sorted(needs, reverse=True) if need in by_urn and need not in placed
            ]
    return list(placed.values())


def _needs(resource: Registered) -> set[str]:
    needs = {resource.parent, *resource.dependencies}
    if resource.provider:
        needs.add(resource.provider.rsplit("::", 1)[0])
    return needs - {resource.urn, ""}


def _resource(resource: Registered, root: str) -> dict[str, Any]:
    found: dict[str, Any] = {"urn": resource.urn, "custom": resource.custom}
    if resource.custom:
        found["id"] = resource.id
    found["type"] = resource.type
    optional = {
        "inputs": _property_values(resource.inputs),
        "outputs": _property_values(resource.outputs),
        "parent": resource.parent,
        "external": resource.external,
        "dependencies": list(resource.dependencies),
        "provider": resource.provider,
        "propertyDependencies": resource.property_dependencies,
        **resource.options,
        "stackTrace": [{"sourcePosition": spot} for spot in _own_positions(resource.stack_trace, root)],
    }
    found |= {key: value for key, value in optional.items() if value}
    if found.get("stackTrace"):
        found["sourcePosition"] = found["stackTrace"][0]["sourcePosition"]
    return found


def _own_positions(stack_trace: Iterable[tuple[str, int]], root: str) -> list[str]:
    """Give the program's own lines among the stack trace, innermost first, relative to the project."""
    relative = ((_relative(file, root), line) for file, line in stack_trace)
    return [f"project:///{file}#{line}" for file, line in relative if file]


@functools.lru_cache(maxsize=4096)
def _relative(file: str, root: str) -> str:
    """Give a file's place below the project; nothing for one outside it, or of an installed package."""
    path = PurePosixPath(file)
    if not root or not path.is_relative_to(root) or "site-packages" in path.parts:
        return ""
    return str(path.relative_to(root))


def _property_values(value: Any) -> Any:
    """Put a placeholder in place of each secret: a plan holds no secret, and a file must not."""
    if isinstance(value, list):
        return [_property_values(item) for item in value]
    if not isinstance(value, dict):
        return value
    if wire.is_secret(value):
        shown = wire.UNKNOWN if wire.is_unknown(value) else wire.PLACEHOLDER
        return {wire.SIGNATURE: wire.SECRET, "plaintext": json.dumps(shown)}
    return {key: _property_values(inner) for key, inner in value.items()}


def own_line(stack_trace: Iterable[tuple[str, int]], root: str) -> str:
    """Give the innermost line of a stack trace that is the program's own, as `file:line`, or nothing."""
    for position in _own_positions(stack_trace, root):
        return position.removeprefix("project:///").replace("#", ":")
    return ""

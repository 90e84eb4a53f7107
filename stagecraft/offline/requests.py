"""What a request of the SDK says, in the form that a state export has it."""

import functools
import re
from typing import Any
from urllib.parse import unquote, urlparse

from stagecraft.offline.deployment import Deployment, alias_urns


def options_of(request: Any, deployment: Deployment) -> dict[str, Any]:
    """Return a registration's options under their names in a state export, those that are set."""
    aliases = alias_urns(
        deployment, request.aliases, type_=request.type, name=request.name, parent=request.parent
    )
    # These two the engine hands down from a parent; protection the SDK does.
    parent = deployment.get(request.parent)
    handed = parent.options if parent else {}
    retain = request.retainOnDelete if is_given(request, "retainOnDelete") else handed.get("retainOnDelete")
    found = {
        "protect": request.protect,
        "retainOnDelete": retain,
        "deletedWith": request.deletedWith or handed.get("deletedWith"),
        "importID": request.importId,
        "customTimeouts": timeouts_of(request.customTimeouts),
        "aliases": list(dict.fromkeys([*aliases, *request.aliasURNs])),
        "additionalSecretOutputs": list(request.additionalSecretOutputs),
        "ignoreChanges": list(request.ignoreChanges),
        "replaceOnChanges": list(request.replaceOnChanges),
    }
    return {key: value for key, value in found.items() if value}


def is_given(request: Any, name: str) -> bool:
    """Tell whether a field is set; where an older SDK cannot tell, whether it is other than empty."""
    has_presence = request.DESCRIPTOR.fields_by_name[name].has_presence
    return request.HasField(name) if has_presence else bool(getattr(request, name))


def timeouts_of(given: Any) -> dict[str, float]:
    """Give custom timeouts as a state has them, in seconds; `1h30m` is the form that programs write."""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    found = {}
    for name in ("create", "update", "delete"):
        parts = re.findall(r"([0-9.]+)(h|ms|m|s)", getattr(given, name))
        if parts:
            found[name] = sum(float(number) * units[unit] for number, unit in parts)
    return found


def frames_of(request: Any) -> tuple[tuple[str, int], ...]:
    """Read the stack trace: (file, line), innermost first; an older SDK sends one position only."""
    trace = getattr(request, "stackTrace", None)
    positions = [frame.pc for frame in trace.frames] if trace else []
    positions = positions or [request.sourcePosition]
    return tuple((_path(spot.uri), spot.line) for spot in positions if spot.uri)


@functools.lru_cache(maxsize=4096)
def _path(uri: str) -> str:
    return unquote(urlparse(uri).path)

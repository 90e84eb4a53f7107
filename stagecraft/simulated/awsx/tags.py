"""Tags, laid over each other."""

from collections.abc import Mapping
from typing import Any

import pulumi

from stagecraft.simulated.awsx.subnets import Tags


def merged(*layers: Tags | None) -> Tags:
    """Return all tags; where two layers have one key, the later layer wins."""
    given = [layer for layer in layers if layer is not None]
    plain = [layer for layer in given if isinstance(layer, Mapping)]
    if len(plain) == len(given):
        return _merge(plain)
    return pulumi.Output.all(*given).apply(_merge)


def _merge(layers: list[Any]) -> dict[str, pulumi.Input[str]]:
    return {key: value for layer in layers for key, value in layer.items()}

"""Computed values that depend on the settings of a resource or on other resources.

Each function gives a resource some outputs, or words for its templates, before the templates of its row are
rendered. What it cannot tell it leaves unknown.
"""

from collections.abc import Callable
from typing import Final

from stagecraft.simulated.aws.derived import (
    compute,
    databases,
    integration,
    load_balancers,
    network,
    security,
    storage,
)
from stagecraft.simulated.aws.templates import Resource

RULES: Final[dict[str, Callable[[Resource], None]]] = {
    **compute.RULES,
    **databases.RULES,
    **integration.RULES,
    **load_balancers.RULES,
    **network.RULES,
    **security.RULES,
    **storage.RULES,
}

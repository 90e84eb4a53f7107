"""The simulated AWS's tables: how the ids, ARNs and other computed values of a type look.

A row maps outputs of one type, in the order in which they are made, to templates (templates.py); `id` is the
resource's id. Where a row names an output that the installed SDK does not have, that output is left out.
"""

from typing import Any, Final

from stagecraft.simulated.aws.tables import (
    compute,
    databases,
    delivery,
    integration,
    network,
    security,
    storage,
)

ROWS: Final[dict[str, dict[str, Any]]] = {
    **compute.ROWS,
    **databases.ROWS,
    **delivery.ROWS,
    **integration.ROWS,
    **network.ROWS,
    **security.ROWS,
    **storage.ROWS,
}

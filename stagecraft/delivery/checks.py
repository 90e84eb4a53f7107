"""What is checked after an `up`: the state is whole, allowed, and what the plan said."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from guardrails.graph import Graph, StateError
from guardrails.waivers import load_waivers

from stagecraft.delivery.architecture import architecture_hash
from stagecraft.delivery.verdict import Verdict, pending_operations
from stagecraft.gate.runner import gate_graphs
from stagecraft.promotion.tiers import STACK_TYPE


def faults_after(
    stack: str, state: Mapping[str, Any], verdict: Verdict, today: dt.date | None = None
) -> list[str]:
    """Return a line for each thing that is not as it should be after a deployment.

    Args:
        stack: the stack that was deployed.
        state: its export.
        verdict: what the plan was found to lead to.
        today: the day that decides which waivers hold, by default this one.

    Raises:
        WaiverError: the pack's waivers cannot be read.
    """
    try:
        graph = Graph.from_state(state, "state")
    except StateError as error:
        return [str(error)]
    faults = [
        f"{stack}: {what} is still under way: `pulumi refresh` finds out what AWS has done"
        for what in pending_operations(state)
    ]
    hashed = architecture_hash(graph)
    if hashed != verdict.fingerprint:
        faults.append(
            f"{stack}: runs the architecture {hashed[:12]}, planned was {verdict.fingerprint[:12]}: "
            "`stagecraft drift` tells more"
        )
    missing = sorted(_outputs(verdict.graph) - _outputs(graph))
    if missing:
        faults.append(f"{stack}: lacks the outputs {', '.join(missing)} that were planned")
    found = gate_graphs([(stack, graph)], waivers=load_waivers(), today=today)
    faults.extend(f"{finding.rule}: {finding.message}" for finding in found if finding.fails)
    return faults


def _outputs(graph: Graph) -> set[str]:
    return {name for root in graph.of_type(STACK_TYPE) for name in root.outputs}

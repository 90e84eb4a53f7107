"""What is checked after an `up`: the state is whole, allowed, and what the plan said."""

from collections.abc import Mapping
from typing import Any

from guardrails.graph import Graph
from guardrails.waivers import load_waivers

from stagecraft.delivery.architecture import architecture_hash, completed
from stagecraft.delivery.verdict import Verdict, pending_operations
from stagecraft.gate.runner import gate_graphs
from stagecraft.promotion.tiers import STACK_TYPE


def faults_after(
    stack: str, graph: Graph, state: Mapping[str, Any], verdict: Verdict, *, expected: str = ""
) -> list[str]:
    """Return a line for each thing that is not as it should be after a deployment.

    Args:
        stack: the stack that was deployed.
        graph: what it is now.
        state: its export, which the graph was read from.
        verdict: what the plan was found to lead to.
        expected: the hash of the architecture that a rollback must lead to.

    Raises:
        WaiverError: the pack's waivers cannot be read.
    """
    faults = [
        f"{stack}: {what} is still under way: `pulumi refresh` finds out what AWS has done"
        for what in pending_operations(state)
    ]
    hashed, planned = architecture_hash(graph), architecture_hash(completed(verdict.graph, graph))
    if hashed != planned:
        faults.append(
            f"{stack}: runs the architecture {hashed[:12]}, planned was {planned[:12]}: `stagecraft drift` tells more"
        )
    if expected not in ("", hashed):
        faults.append(
            f"{stack}: runs the architecture {hashed[:12]}, the entry left {expected[:12]}: something outside of the "
            "revision decides what is built; compare `stagecraft preview` of both"
        )
    missing = sorted(_outputs(verdict.graph) - _outputs(graph))
    if missing:
        faults.append(f"{stack}: lacks the outputs {', '.join(missing)} that were planned")
    found = gate_graphs([(stack, graph)], waivers=load_waivers())
    faults.extend(f"{finding.rule}: {finding.message}" for finding in found if finding.fails)
    return faults


def _outputs(graph: Graph) -> set[str]:
    return {name for root in graph.of_type(STACK_TYPE) for name in root.outputs}

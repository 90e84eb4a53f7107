"""The architecture of a stack, read alike off a state and off an engine preview."""

import re
from typing import Final

from guardrails.graph import Graph

from stagecraft.delivery.hashes import fingerprint_hash
from stagecraft.promotion import Promotion, diff, fingerprint

# Breaks beyond this many say nothing new: the lower environment is not whole, or another program.
_TOLD: Final = 20
_DEFAULT_PROVIDER: Final = re.compile(r"::pulumi:providers:[^:]+::default(_[^:]*)?$")


def architecture(graph: Graph) -> Graph:
    """Return a stack without the providers that the engine makes by itself.

    A state has them, a preview shows some of them only: what a program asks for says all of them.
    """
    return Graph(one for one in graph.resources if not _DEFAULT_PROVIDER.search(one.urn))


def architecture_hash(graph: Graph) -> str:
    """Return the hash that is equal for stacks of the same architecture."""
    return fingerprint_hash(fingerprint(architecture(graph)))


def not_run_below(lower: Graph, planned: Graph, promotion: Promotion) -> list[str]:
    """Tell where a plan is another architecture than what the lower environment runs; the way out first."""
    report = diff(architecture(lower), architecture(planned), promotion)
    if report.same:
        return []
    more = len(report.breaks) - _TOLD
    return [
        f"{report.b} would get an architecture that {report.a} does not run: deploy it to {report.a} first",
        *map(str, report.breaks[:_TOLD]),
        *([f"{more} more differences: `stagecraft diff {report.a} {report.b}`"] if more > 0 else []),
    ]

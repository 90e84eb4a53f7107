"""Resources of identity policies that are named by tags as well: those of the stack, and those that are made anew."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.documents import Document, Statement
from guardrails.documents.sources import demanded
from guardrails.graph import Graph
from guardrails.identity.holders import held, holders_of
from guardrails.values import UNKNOWN, plain

from stagecraft.gate.mutation.mutants import Mutant

_TAG: Final = "aws:resourcetag/"
_MADE_BY: Final = "ec2:createaction"
_TEMPLATE: Final = "ec2:launchtemplate"


def own_tags(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """Tell whether a condition asks for all the tags by which the stack's resources are told from others."""
    del mutant, document
    asked = {
        (one.key.removeprefix(_TAG), value)
        for one in demanded(statement)
        if one.key.startswith(_TAG) and len(one.values) == 1
        for value in one.values
    }
    stack = graph.derive(_tags_of_all)
    return (
        "equivalent: only the stack's own resources have the tags of its condition"
        if stack and stack <= asked
        else None
    )


def _tags_of_all(graph: Graph) -> frozenset[tuple[str, Any]]:
    """Return the tags that every resource of the stack has that has any."""
    tags = [plain(one.value("tagsAll")) for one in graph.resources]
    found = [
        {(key.lower(), plain(value)) for key, value in one.items()} for one in tags if isinstance(one, dict)
    ]
    return frozenset(set.intersection(*found)) if found else frozenset()


def tags_new_ones(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """Tell whether a statement tags only what other statements let the holder make, in the same Region alone.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
    """
    del document
    made = [one for one in demanded(statement) if one.key == _MADE_BY]
    regions = set(_regions(statement))
    if set(statement.actions.patterns) != {"ec2:createtags"} or len(made) != 1 or len(regions) != 1:
        return None
    calls = {f"ec2:{str(value).lower()}" for value in made[0].values}
    for holder in holders_of(graph, mutant.original):
        for one in held(graph, holder).documents:
            if not isinstance(one.found, Document):
                return None
            for other in one.found.allows:
                makes = any(other.actions.covers(call) is not False for call in calls)
                if makes and set(_regions(other)) != regions:
                    return None
    return (
        "equivalent: it tags what the calls of its condition make, and those are allowed in that Region alone"
    )


def _regions(statement: Statement) -> Iterator[str]:
    """Yield the Regions of what a statement names; the template of an instance names one, too."""
    patterns = list(statement.resources.known) if statement.resources is not None else ["*"]
    if "*" in patterns:
        patterns = [
            value
            for one in demanded(statement)
            if one.key == _TEMPLATE
            for value in one.values
            if value is not UNKNOWN
        ] or ["*"]
    for one in patterns:
        parts = one.split(":", 5)
        yield parts[3] if len(parts) == 6 else "*"

"""ECR: old images go."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws

_REPOSITORIES: Final = (aws("ecr/repository"),)


def _forgets(graph: Graph, repository: Resource) -> Iterator[Problem]:
    found = graph.referrers(repository, (aws("ecr/lifecyclePolicy"),), "repository", _REPOSITORIES)
    if not found.sure:
        yield (
            unknown("which lifecycle policy it has") if found.maybe else Problem("it has no lifecycle policy")
        )


RULES: Final = (
    GraphRule(
        id="ecr-repository-lifecycle",
        applies_to=_REPOSITORIES,
        statement="ECR repositories have a lifecycle policy.",
        risk="Images that nobody patches pile up, are paid for, and are started by mistake.",
        remediation="Add ecr.LifecyclePolicy for the repository",
        severity="low",
        topics=("resilience",),
        url=security_hub("ECR.3"),
        controls=("FSBP ECR.3",),
        check=_forgets,
    ),
)

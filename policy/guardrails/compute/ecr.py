"""ECR: images are scanned, and stay what they are."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_one_of, switch, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_REPOSITORY: Final = aws("ecr/repository")
_REGISTRY: Final = aws("ecr/registryScanningConfiguration")
_SCANS: Final = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")


def _scanned(graph: Graph, repository: Resource) -> Iterator[Problem]:
    """Judge a repository, unless the registry of the same stack scans its images."""
    states = [_registry_scans(one) for one in graph.of_type(_REGISTRY)]
    if True in states:
        return
    problems = list(
        switch(repository.inputs, "imageScanningConfiguration.scanOnPush", wanted=True, default=False)
    )
    yield from [unknown("how the registry scans images")] if problems and None in states else problems


def _registry_scans(registry: Resource) -> bool | None:
    rules = items(registry.inputs, "rules")
    frequencies = [UNKNOWN if rule is UNKNOWN else plain(at(rule, "scanFrequency")) for rule in rules]
    if any(one in _SCANS for one in frequencies):
        return True
    return None if UNKNOWN in frequencies else False


RULES: Final = (
    GraphRule(
        id="ecr-repository-scanned",
        applies_to=(_REPOSITORY,),
        statement="Images are scanned for known holes when they are pushed.",
        risk="An image with known holes goes to prod, and nobody knows.",
        remediation="Pass image_scanning_configuration with scan_on_push=True, or add "
        "ecr.RegistryScanningConfiguration",
        severity="high",
        topics=("compute",),
        url=security_hub("ECR.1"),
        controls=("FSBP ECR.1", "Checkov CKV_AWS_163", "CP ecr-repository-enable-image-scan"),
        check=_scanned,
    ),
    ResourceRule(
        id="ecr-repository-immutable",
        applies_to=(_REPOSITORY, aws("ecr/repositoryCreationTemplate")),
        statement="A tag of an image always means the same image.",
        risk="Whoever may push replaces what prod starts next.",
        remediation="Pass image_tag_mutability='IMMUTABLE'",
        severity="medium",
        topics=("compute",),
        url=security_hub("ECR.2"),
        controls=("FSBP ECR.2", "Checkov CKV_AWS_51", "CP ecr-repository-disallow-mutable-image"),
        check=must_be_one_of(
            "imageTagMutability", ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"), default="MUTABLE"
        ),
    ),
)

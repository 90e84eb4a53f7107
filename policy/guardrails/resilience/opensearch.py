"""OpenSearch: a quorum of nodes decides who leads."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_at_least, switch
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws

_CONFIG: Final = "clusterConfig"


def _masters(domain: Resource) -> Iterator[Problem]:
    path = f"{_CONFIG}.dedicatedMasterEnabled"
    problems = list(switch(domain.inputs, path, wanted=True, default=False))
    yield from problems or must_be_at_least(f"{_CONFIG}.dedicatedMasterCount", 3, default=0)(domain)


RULES: Final = (
    ResourceRule(
        id="opensearch-domain-dedicated-masters",
        applies_to=(aws("opensearch/domain"), aws("elasticsearch/domain")),
        statement="OpenSearch domains have three dedicated master nodes.",
        risk="The loss of a node, or heavy queries, leave the domain without a leader.",
        remediation="Pass dedicated_master_enabled=True and dedicated_master_count=3 in cluster_config",
        severity="medium",
        topics=("resilience",),
        url=security_hub("Opensearch.11"),
        controls=("FSBP Opensearch.11", "Checkov CKV_AWS_318", "cdk-nag AwsSolutions-OS4"),
        check=_masters,
    ),
)

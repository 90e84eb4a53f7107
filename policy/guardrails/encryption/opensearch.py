"""OpenSearch: domains are encrypted at rest, between nodes and towards clients."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_true, show, switch, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_DOMAINS: Final = (aws("opensearch/domain"), aws("elasticsearch/domain"))
_STRONG: Final = "Policy-Min-TLS-1-2-"


def _https(domain: Resource) -> Iterator[Problem]:
    """Judge the endpoint; without the block AWS does not force HTTPS, with it the provider does."""
    options = plain(at(domain.inputs, "domainEndpointOptions"))
    if options is UNKNOWN:
        yield unknown("domainEndpointOptions")
        return
    label = "domainEndpointOptions.enforceHttps"
    yield from switch(options, "enforceHttps", wanted=True, default=options is not None, label=label)
    policy = plain(at(options, "tlsSecurityPolicy"))
    if policy is UNKNOWN:
        yield unknown("domainEndpointOptions.tlsSecurityPolicy")
    elif options is not None and not str(policy).startswith(_STRONG):
        yield Problem(f"domainEndpointOptions.tlsSecurityPolicy is {show(policy)}")


RULES: Final = (
    ResourceRule(
        id="opensearch-domain-encrypted",
        applies_to=_DOMAINS,
        statement="OpenSearch domains are encrypted at rest.",
        risk="Whoever gets hold of the storage or a snapshot reads the data.",
        remediation="Pass encrypt_at_rest with enabled=True and kms_key_id to opensearch.Domain",
        severity="high",
        topics=("encryption",),
        url=security_hub("Opensearch.1"),
        controls=(
            "FSBP Opensearch.1",
            "Checkov CKV_AWS_5",
            "Checkov CKV_AWS_247",
            "cdk-nag OS8",
            "AWSGuard elasticsearch-encrypted-at-rest",
        ),
        guards_data=True,
        check=must_be_true("encryptAtRest.enabled"),
    ),
    ResourceRule(
        id="opensearch-domain-node-tls",
        applies_to=_DOMAINS,
        statement="The nodes of OpenSearch domains talk to each other over TLS.",
        risk="Whoever listens between the nodes reads the data.",
        remediation="Pass node_to_node_encryption with enabled=True to opensearch.Domain",
        severity="high",
        topics=("encryption",),
        url=security_hub("Opensearch.3"),
        controls=(
            "FSBP Opensearch.3",
            "Checkov CKV_AWS_6",
            "cdk-nag AwsSolutions-OS2",
        ),
        guards_data=True,
        check=must_be_true("nodeToNodeEncryption.enabled"),
    ),
    ResourceRule(
        id="opensearch-domain-https",
        applies_to=_DOMAINS,
        statement="OpenSearch domains speak HTTPS with TLS 1.2 or later.",
        risk="Whoever listens inside of the VPC reads queries and data.",
        remediation=(
            "Pass domain_endpoint_options with enforce_https=True and "
            "tls_security_policy='Policy-Min-TLS-1-2-PFS-2023-10' to opensearch.Domain"
        ),
        severity="high",
        topics=("encryption",),
        url=security_hub("Opensearch.8"),
        controls=("FSBP Opensearch.8", "Checkov CKV_AWS_83", "Checkov CKV_AWS_228"),
        guards_data=True,
        check=_https,
    ),
)

"""OpenSearch: a domain on the internet answers to nobody who is not named; a collection has no public endpoint."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import judge_public, truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.texts import parsed
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_DOMAINS: Final = (aws("opensearch/domain"), aws("elasticsearch/domain"))
_DOMAIN_POLICIES: Final = (aws("opensearch/domainPolicy"), aws("elasticsearch/domainPolicy"))
_SEARCH: Final = aws("cloudsearch/domainServiceAccessPolicy")


def _policy(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge a policy; a domain inside of a VPC is reached by nobody whom its security groups keep out.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html#vpc-security
    """
    path = "accessPolicy" if resource.type == _SEARCH else "accessPolicies"
    domain = resource
    if resource.type in _DOMAIN_POLICIES:
        domain = graph.refers(resource, "domainName", *_DOMAINS).one or resource
    if not items(domain.inputs, "vpcOptions.subnetIds"):
        yield from judge_public(resource.inputs, path)


def _network(policy: Resource) -> Iterator[Problem]:
    """Judge a network policy of serverless collections: JSON of its own kind, a list of rules."""
    if plain(at(policy.inputs, "type")) not in ("network", UNKNOWN):
        return
    text = plain(at(policy.inputs, "policy"))
    if text is UNKNOWN:
        yield unknown("policy")
        return
    listed = parsed(text)
    if listed is None and isinstance(text, str):
        yield Problem("its policy is no JSON")
        return
    for one in listed if isinstance(listed, list) else [listed]:
        if _is_public(one):
            yield Problem("AllowFromPublic of its policy is true")


def _is_public(one: Any) -> bool:
    return isinstance(one, dict) and truth(one.get("AllowFromPublic")) is True


RULES: Final = (
    GraphRule(
        id="opensearch-domain-policy-not-public",
        applies_to=(*_DOMAINS, *_DOMAIN_POLICIES, _SEARCH),
        statement="Policies of search domains on the internet allow nothing to everyone.",
        risk="Anyone on the internet may read or delete the indexes.",
        remediation="Pass vpc_options, or name the principals in access_policies",
        severity="critical",
        topics=("access", "network"),
        url=security_hub("Opensearch.2"),
        controls=("FSBP Opensearch.2", "cdk-nag AwsSolutions-OS5"),
        guards_data=True,
        check=_policy,
    ),
    ResourceRule(
        id="opensearch-serverless-not-public",
        applies_to=(aws("opensearch/serverlessSecurityPolicy"),),
        statement="Serverless collections have no endpoint on the internet.",
        risk="Whoever gets hold of credentials reads the indexes from anywhere.",
        remediation="Set AllowFromPublic to false in the network policy, and name SourceVPCEs",
        severity="high",
        topics=("access", "network"),
        url="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html",
        guards_data=True,
        check=_network,
    ),
)

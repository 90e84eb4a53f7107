"""WAF: web ACLs stand before what the public reaches, and have rules."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.texts import leaves, parsed
from guardrails.tokens import LOAD_BALANCERS, aws
from guardrails.values import UNKNOWN, at, items, plain

_ASSOCIATIONS: Final = (aws("wafv2/webAclAssociation"), aws("wafregional/webAclAssociation"))
_STAGE: Final = aws("apigateway/stage")
_API: Final = aws("apigateway/restApi")
_PUBLIC: Final = (*LOAD_BALANCERS, _STAGE)
_ACL: Final = aws("wafv2/webAcl")
_CLASSIC: Final = (aws("waf/webAcl"), aws("wafregional/webAcl"))
_SEPARATE: Final = (aws("wafv2/webAclRule"), aws("wafv2/webAclRuleGroupAssociation"))
_KNOWN_BAD: Final = "AWSManagedRulesKnownBadInputsRuleSet"


def _guarded(graph: Graph, resource: Resource) -> Iterator[Problem]:
    if not _is_public(graph, resource):
        return
    found = graph.referrers(resource, _ASSOCIATIONS, "resourceArn", _PUBLIC)
    if not found.sure:
        yield unknown("which web ACL it has") if found.maybe else Problem("it is public, and has no web ACL")


def _is_public(graph: Graph, resource: Resource) -> bool:
    """Tell whether the internet may reach a load balancer of requests, or the stage of an API."""
    if resource.type == _STAGE:
        apis = graph.refers(resource, "restApi", _API).resources
        kinds = [plain(one) for api in apis for one in items(api.inputs, "endpointConfiguration.types")]
        return "PRIVATE" not in kinds
    kind = plain(at(resource.inputs, "loadBalancerType"))
    return kind in (None, "application", UNKNOWN) and truth(at(resource.inputs, "internal")) is not True


def _distribution(distribution: Resource) -> Iterator[Problem]:
    if plain(at(distribution.inputs, "webAclId")) in (None, ""):
        yield Problem("webAclId is not set")


def _rules(graph: Graph, acl: Resource) -> Iterator[Problem]:
    """Judge a web ACL by its rules: inside, as text, or beside it."""
    own = [*items(acl.inputs, "rules"), *items(acl.inputs, "ruleJson")]
    found = graph.referrers(acl, _SEPARATE, "webAclArn", (_ACL,))
    if not own and not found.sure:
        yield unknown("which rules it has") if found.maybe else Problem("it has no rules")


def _known_bad(graph: Graph, acl: Resource) -> Iterator[Problem]:
    """Judge whether AWS's list of known attacks, Log4Shell among them, is asked."""
    found = graph.referrers(acl, _SEPARATE, "webAclArn", (_ACL,))
    sources = [at(acl.inputs, "rules"), parsed(at(acl.inputs, "ruleJson"))]
    values = leaves([*sources, *(dict(one.inputs) for one in (*found.sure, *found.maybe))])
    if any(one == _KNOWN_BAD for one in values if isinstance(one, str)):
        return
    if any(one is UNKNOWN for one in sources):
        yield unknown("rules")
    else:
        yield Problem(f"none of its rules is {_KNOWN_BAD}")


RULES: Final = (
    GraphRule(
        id="web-acl-attached",
        applies_to=_PUBLIC,
        statement="A web ACL stands before each public load balancer and REST API.",
        risk="Known attacks and floods of requests reach the application.",
        remediation="Add wafv2.WebAclAssociation with its ARN",
        severity="medium",
        topics=("network",),
        url=security_hub("ELB.16"),
        controls=(
            "Security Hub ELB.16",
            "FSBP APIGateway.4",
            "Checkov CKV2_AWS_28",
            "Checkov CKV2_AWS_29",
            "cdk-nag ALBWAFEnabled",
            "cdk-nag AwsSolutions-APIG3",
        ),
        check=_guarded,
    ),
    ResourceRule(
        id="cloudfront-distribution-web-acl",
        applies_to=(aws("cloudfront/distribution"),),
        statement="A web ACL stands before each CloudFront distribution.",
        risk="Known attacks and floods of requests reach the application.",
        remediation="Pass web_acl_id=<ARN of a wafv2.WebAcl of us-east-1> to cloudfront.Distribution",
        severity="medium",
        topics=("network",),
        url=security_hub("CloudFront.6"),
        controls=(
            "FSBP CloudFront.6",
            "Checkov CKV_AWS_68",
            "cdk-nag AwsSolutions-CFR2",
            "CP cloudfront-distribution-configure-waf",
        ),
        check=_distribution,
    ),
    GraphRule(
        id="wafv2-web-acl-rules",
        applies_to=(_ACL, *_CLASSIC),
        statement="Web ACLs have rules.",
        risk="An ACL without rules lets everything through, or nothing.",
        remediation="Pass rules to wafv2.WebAcl",
        severity="medium",
        topics=("network",),
        url=security_hub("WAF.10"),
        controls=("FSBP WAF.10", "FSBP WAF.4", "FSBP WAF.8", "Checkov CKV_AWS_175"),
        check=_rules,
    ),
    GraphRule(
        id="wafv2-web-acl-known-bad-inputs",
        applies_to=(_ACL,),
        statement="Web ACLs refuse requests that are known attacks.",
        risk="Log4Shell and the like reach the application.",
        remediation="Add the managed rule group AWSManagedRulesKnownBadInputsRuleSet",
        severity="medium",
        topics=("network",),
        url="https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
        controls=("Checkov CKV_AWS_192",),
        check=_known_bad,
    ),
)

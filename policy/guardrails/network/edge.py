"""CloudFront, Route 53, ACM and Redshift: what answers is what was meant, and goes the way that was meant."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import each, must_be_given, must_be_true, show, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_DISTRIBUTIONS: Final = (aws("cloudfront/distribution"),)
_ZONES: Final = (aws("route53/zone"),)


def _headers(distribution: Resource) -> Iterator[Problem]:
    """Judge every behavior: each adds its own headers to what is answered."""
    behaviors: list[tuple[str, Any]] = [
        ("defaultCacheBehavior", plain(at(distribution.inputs, "defaultCacheBehavior")))
    ]
    behaviors += each(distribution.inputs, "orderedCacheBehaviors")
    for label, behavior in behaviors:
        if behavior is UNKNOWN:
            yield unknown(label)
        elif plain(at(behavior, "responseHeadersPolicyId")) in (None, ""):
            yield Problem(f"{label}.responseHeadersPolicyId is not set")


def _signed(graph: Graph, zone: Resource) -> Iterator[Problem]:
    """Judge a public zone: nobody else sees a private one."""
    if items(zone.inputs, "vpcs"):
        return
    found = graph.referrers(zone, (aws("route53/hostedZoneDnsSec"),), "hostedZoneId", _ZONES)
    states = [plain(one.asked("signingStatus")) for one in found.sure]
    if any(state in (None, "SIGNING") for state in states):
        return
    yield unknown("whether it is signed") if found.maybe or UNKNOWN in states else Problem("it is not signed")


def _one_name(certificate: Resource) -> Iterator[Problem]:
    names = [*items(certificate.inputs, "domainName"), *items(certificate.inputs, "subjectAlternativeNames")]
    for name in map(plain, names):
        if name is UNKNOWN:
            yield unknown("which names it has")
            return
        if str(name).startswith("*."):
            yield Problem(f"it is made for {show(name)}")
            return


RULES: Final = (
    ResourceRule(
        id="cloudfront-distribution-root-object",
        applies_to=_DISTRIBUTIONS,
        statement="CloudFront has an answer to a request of nothing in particular.",
        risk="Whoever asks for / gets a list of what the origin holds, or an error.",
        remediation="Pass default_root_object='index.html' to cloudfront.Distribution",
        severity="low",
        topics=("network",),
        url=security_hub("CloudFront.1"),
        controls=("FSBP CloudFront.1", "Checkov CKV_AWS_305"),
        check=must_be_given("defaultRootObject"),
    ),
    ResourceRule(
        id="cloudfront-distribution-response-headers",
        applies_to=_DISTRIBUTIONS,
        statement="CloudFront tells browsers to be careful with what it answers.",
        risk="A page can be framed, downgraded to HTTP, or made to run foreign scripts.",
        remediation="Pass response_headers_policy_id in every cache behavior",
        severity="low",
        topics=("network",),
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-response-headers.html",
        controls=("Checkov CKV2_AWS_32",),
        check=_headers,
    ),
    GraphRule(
        id="route53-zone-dnssec",
        applies_to=_ZONES,
        statement="Public zones are signed.",
        risk="Whoever answers faster than our name servers sends customers elsewhere.",
        remediation="Add route53.KeySigningKey and route53.HostedZoneDnsSec, and the DS record at the registrar",
        severity="low",
        topics=("network",),
        url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html",
        controls=("Checkov CKV2_AWS_38",),
        check=_signed,
    ),
    ResourceRule(
        id="acm-certificate-no-wildcard",
        applies_to=(aws("acm/certificate"),),
        statement="Certificates name each host.",
        risk="Whoever has the key of one host speaks for every host of the domain.",
        remediation="Name the hosts in domain_name and subject_alternative_names",
        severity="low",
        topics=("network",),
        url="https://docs.aws.amazon.com/acm/latest/userguide/acm-bestpractices.html",
        controls=("Checkov CKV2_AWS_71",),
        check=_one_name,
    ),
    ResourceRule(
        id="redshift-vpc-routing",
        applies_to=(aws("redshift/cluster"), aws("redshiftserverless/workgroup")),
        statement="Redshift copies data through the VPC.",
        risk="What is copied goes past security groups, endpoints and flow logs.",
        remediation="Pass enhanced_vpc_routing=True",
        severity="medium",
        topics=("network",),
        url=security_hub("Redshift.7"),
        controls=(
            "FSBP Redshift.7",
            "FSBP RedshiftServerless.1",
            "Checkov CKV_AWS_321",
            "cdk-nag AwsSolutions-RS8",
        ),
        check=must_be_true("enhancedVpcRouting"),
    ),
)

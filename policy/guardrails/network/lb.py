"""Load balancers: what is private is internal, what passes is recorded, malformed requests are dropped."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_one_of, switch, truth, unknown
from guardrails.graph import Graph
from guardrails.placement import SUBNETS, Placement
from guardrails.resource import Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import LOAD_BALANCERS, aws
from guardrails.values import UNKNOWN, at, items, plain

_VPC_ORIGINS: Final = (aws("cloudfront/vpcOrigin"),)


def _internal(graph: Graph, balancer: Resource) -> Iterator[Problem]:
    """Judge a load balancer by where it lies and who uses it: it is internet-facing unless it says otherwise."""
    state = truth(at(balancer.inputs, "internal"), default=False)
    if state is True or not (why := _meant_private(graph, balancer)):
        return
    yield unknown("internal") if state is UNKNOWN else Problem(f"internal is not true, but {why}")


def _meant_private(graph: Graph, balancer: Resource) -> str:
    """Return why nobody can need a load balancer's public addresses; empty where somebody can."""
    origins = graph.referrers(balancer, _VPC_ORIGINS, "vpcOriginEndpointConfig.arn", LOAD_BALANCERS)
    if origins.sure:
        return f"CloudFront reaches it inside of the VPC by {origins.sure[0].name}"
    placed = [graph.refers(balancer, "subnets", *SUBNETS)]
    if mappings := [plain(at(one, "subnetId")) for one in items(balancer.inputs, "subnetMappings")]:
        placed.append(graph.resolve(balancer, "subnetMappings", mappings, *SUBNETS))
    given = [one for one in placed if one.given]
    private = bool(given) and all(Placement.of(graph).roads(one).kind == "private" for one in given)
    return "none of its subnets has a route to an internet gateway" if private else ""


def _access_logs(balancer: Resource) -> Iterator[Problem]:
    """Judge application and network load balancers; gateway load balancers keep no access logs."""
    if at(balancer.inputs, "loadBalancerType") != "gateway":
        yield from switch(balancer.inputs, "accessLogs.enabled", wanted=True, default=False)


def _drops_headers(balancer: Resource) -> Iterator[Problem]:
    if at(balancer.inputs, "loadBalancerType") in (None, "application"):
        yield from switch(balancer.inputs, "dropInvalidHeaderFields", wanted=True, default=False)


def _classic(_: Resource) -> Iterator[Problem]:
    yield Problem("it is a classic load balancer")


RULES: Final = (
    GraphRule(
        id="lb-load-balancer-internal",
        applies_to=LOAD_BALANCERS,
        statement="Load balancers that lie in private subnets, or are VPC origins of CloudFront, are internal.",
        risk="Its name leads to public addresses: one route or one rule more, and CloudFront is passed by.",
        remediation="Pass internal=True to lb.LoadBalancer, or put it into public subnets",
        severity="high",
        topics=("network",),
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
        check=_internal,
    ),
    ResourceRule(
        id="lb-load-balancer-access-logs",
        applies_to=LOAD_BALANCERS,
        statement="Load balancers record who asked for what.",
        risk="After an attack nobody can tell who asked for what.",
        remediation="Pass access_logs with bucket and enabled=True to lb.LoadBalancer",
        severity="medium",
        topics=("network",),
        url=security_hub("ELB.5"),
        controls=(
            "FSBP ELB.5",
            "Checkov CKV_AWS_91",
            "cdk-nag AwsSolutions-ELB2",
            "AWSGuard elb-logging-enabled",
        ),
        check=_access_logs,
    ),
    ResourceRule(
        id="lb-load-balancer-drop-invalid-headers",
        applies_to=LOAD_BALANCERS,
        statement="Application load balancers drop headers that are not valid HTTP.",
        risk="Requests can be smuggled past the load balancer to the application.",
        remediation="Pass drop_invalid_header_fields=True to lb.LoadBalancer",
        severity="medium",
        topics=("network",),
        url=security_hub("ELB.4"),
        controls=("FSBP ELB.4", "Checkov CKV_AWS_131", "cdk-nag ALBHttpDropInvalidHeaderEnabled"),
        check=_drops_headers,
    ),
    ResourceRule(
        id="lb-load-balancer-desync-mode",
        applies_to=(*LOAD_BALANCERS, aws("elb/loadBalancer")),
        statement="Load balancers stop requests that two servers read in two ways.",
        risk="Requests can be smuggled past the load balancer to the application.",
        remediation="Leave desync_mitigation_mode out, or pass 'defensive' or 'strictest'",
        severity="medium",
        topics=("network",),
        url=security_hub("ELB.12"),
        controls=("FSBP ELB.12", "FSBP ELB.14", "Checkov CKV_AWS_328"),
        check=must_be_one_of("desyncMitigationMode", ("defensive", "strictest"), default="defensive"),
    ),
    ResourceRule(
        id="elb-load-balancer-classic",
        applies_to=(aws("elb/loadBalancer"),),
        statement="No classic load balancer is used.",
        risk="It has no TLS 1.3, no HTTP/2 and no routing by path, and AWS develops it no more.",
        remediation="Use lb.LoadBalancer",
        severity="low",
        topics=("network",),
        url="https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/migrate-classic-load-balancer.html",
        check=_classic,
    ),
)

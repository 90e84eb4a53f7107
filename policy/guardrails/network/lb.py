"""Load balancers: what passes is recorded, malformed requests are dropped, the classic kind is not used."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_one_of, switch
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import LOAD_BALANCERS, aws
from guardrails.values import at


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

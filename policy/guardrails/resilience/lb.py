"""Load balancers: nobody deletes one by mistake, and all targets share the load."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_true, switch, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import LOAD_BALANCERS, aws
from guardrails.values import UNKNOWN, at, plain

_CLASSIC: Final = aws("elb/loadBalancer")


def _crosses(balancer: Resource) -> Iterator[Problem]:
    """Judge network, gateway and classic load balancers; an application one always crosses zones."""
    if balancer.type == _CLASSIC:
        yield from switch(balancer.inputs, "crossZoneLoadBalancing", wanted=True, default=True)
        return
    kind = plain(at(balancer.inputs, "loadBalancerType"))
    if kind is UNKNOWN:
        yield unknown("loadBalancerType")
    elif kind in ("network", "gateway"):
        yield from switch(balancer.inputs, "enableCrossZoneLoadBalancing", wanted=True, default=False)


RULES: Final = (
    ResourceRule(
        id="lb-load-balancer-deletion-protection",
        applies_to=LOAD_BALANCERS,
        statement="Load balancers are protected from deletion.",
        risk="One command takes the shop off the internet.",
        remediation="Pass enable_deletion_protection=True to lb.LoadBalancer",
        severity="medium",
        topics=("resilience",),
        url=security_hub("ELB.6"),
        controls=(
            "FSBP ELB.6",
            "Checkov CKV_AWS_150",
            "AWSGuard elb-deletion-protection-enabled",
            "cdk-nag ELBDeletionProtectionEnabled",
        ),
        check=must_be_true("enableDeletionProtection"),
    ),
    ResourceRule(
        id="lb-load-balancer-cross-zone",
        applies_to=(*LOAD_BALANCERS, _CLASSIC),
        statement="Load balancers use the targets of all zones.",
        risk="A zone with few targets is overloaded while those of another zone wait.",
        remediation="Pass enable_cross_zone_load_balancing=True to lb.LoadBalancer",
        severity="low",
        topics=("resilience",),
        url=security_hub("ELB.9"),
        controls=("FSBP ELB.9", "Checkov CKV_AWS_138", "Checkov CKV_AWS_152"),
        check=_crosses,
    ),
)

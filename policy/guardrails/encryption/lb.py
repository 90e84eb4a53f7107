"""Load balancers: what comes in and what goes on to the targets is encrypted."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.checks import each, show, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import LISTENER_RULES, LISTENERS, aws
from guardrails.values import UNKNOWN, at, plain

# TLS 1.2 and later; the names say the lowest version last: TLS13-1-2 speaks 1.3 and 1.2, TLS13-1-0 also 1.0.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
_STRONG: Final = re.compile(r"ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-")
_DEFAULT_POLICY: Final = "ELBSecurityPolicy-2016-08"
_RISK: Final = "Whoever listens on the way reads sessions and data."


def _https_or_redirect(listener: Resource) -> Iterator[Problem]:
    """Judge an HTTP listener by what it does; TCP and UDP pass through what the targets encrypt."""
    protocol = plain(at(listener.inputs, "protocol"))
    if protocol is UNKNOWN:
        yield unknown("protocol")
    elif protocol == "HTTP" or (protocol is None and at(listener.inputs, "port") is not None):
        yield from _redirects(listener, "defaultActions")


def _redirects(resource: Resource, path: str) -> Iterator[Problem]:
    for label, action in each(resource.inputs, path):
        kind, target = plain(at(action, "type")), plain(at(action, "redirect.protocol"))
        if kind is UNKNOWN or (kind == "redirect" and target is UNKNOWN):
            yield unknown(label)
        elif kind == "redirect" and target != "HTTPS":
            yield Problem(f"{label} redirects to {show(target or '#{protocol}')}, not to HTTPS")
        elif kind not in ("redirect", "fixed-response"):
            yield Problem(f"protocol is HTTP and {label} is {show(kind)}, not a redirect to HTTPS")


def _rule_redirects(graph: Graph, rule: Resource) -> Iterator[Problem]:
    found = graph.refers(rule, "listenerArn", *LISTENERS)
    if any(plain(listener.asked("protocol")) == "HTTP" for listener in found.resources):
        if found.exact:
            yield from _redirects(rule, "actions")
        else:
            yield unknown("which listener it belongs to")


def _tls_policy(listener: Resource) -> Iterator[Problem]:
    protocol = plain(at(listener.inputs, "protocol"))
    if protocol not in ("HTTPS", "TLS"):
        return  # an unknown protocol is the finding of another rule
    policy = plain(at(listener.inputs, "sslPolicy"))
    if policy is UNKNOWN:
        yield unknown("sslPolicy")
    elif policy is None:
        yield Problem(f"sslPolicy is not set, which is {show(_DEFAULT_POLICY)} with TLS 1.0")
    elif not _STRONG.match(str(policy)):
        yield Problem(f"sslPolicy {show(policy)} is no known policy without TLS 1.0 and 1.1")


def _target_protocol(group: Resource) -> Iterator[Problem]:
    protocol = plain(at(group.inputs, "protocol"))
    if protocol is UNKNOWN:
        yield unknown("protocol")
    elif protocol == "HTTP":
        yield Problem("protocol is 'HTTP'")


def _classic_listeners(balancer: Resource) -> Iterator[Problem]:
    for label, listener in each(balancer.inputs, "listeners"):
        protocol = plain(at(listener, "lbProtocol"))
        if protocol is UNKNOWN:
            yield unknown(f"{label}.lbProtocol")
        elif str(protocol).lower() not in ("https", "ssl"):
            yield Problem(f"{label}.lbProtocol is {show(protocol)}")


RULES: Final = (
    ResourceRule(
        id="lb-listener-https",
        applies_to=LISTENERS,
        statement="Load balancers serve HTTPS; their HTTP listeners only redirect to it.",
        risk=_RISK,
        remediation=(
            "Pass protocol='HTTPS' and certificate_arn to lb.Listener, or default_actions that redirect "
            "to protocol 'HTTPS'"
        ),
        severity="high",
        topics=("encryption",),
        url=security_hub("ELB.1"),
        controls=(
            "FSBP ELB.1",
            "FSBP ELB.18",
            "Checkov CKV_AWS_2",
            "Checkov CKV2_AWS_20",
            "AWSGuard alb-http-to-https-redirection",
            "cdk-nag ALBHttpToHttpsRedirection",
            "CP lb-listener-disallow-unencrypted-traffic",
        ),
        check=_https_or_redirect,
    ),
    GraphRule(
        id="lb-listener-rule-https",
        applies_to=LISTENER_RULES,
        statement="No rule of an HTTP listener serves anything else than a redirect to HTTPS.",
        risk=_RISK,
        remediation="Attach the rule to an HTTPS listener, or let its actions redirect to protocol 'HTTPS'",
        severity="high",
        topics=("encryption",),
        url=security_hub("ELB.1"),
        controls=("FSBP ELB.1",),
        check=_rule_redirects,
    ),
    ResourceRule(
        id="lb-listener-tls-policy",
        applies_to=LISTENERS,
        statement="Load balancers speak TLS 1.2 or later.",
        risk="TLS 1.0 and 1.1 have known attacks; a client can be talked down to them.",
        remediation="Pass ssl_policy='ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' to lb.Listener",
        severity="high",
        topics=("encryption",),
        url=security_hub("ELB.17"),
        controls=(
            "FSBP ELB.17",
            "Checkov CKV_AWS_103",
            "Checkov CKV2_AWS_74",
            "CP lb-listener-configure-secure-tls",
        ),
        check=_tls_policy,
    ),
    ResourceRule(
        id="lb-target-group-encrypted",
        applies_to=(aws("lb/targetGroup"), aws("alb/targetGroup")),
        statement="Load balancers talk to their targets over TLS.",
        risk="Whoever listens inside of the VPC reads sessions and data.",
        remediation="Pass protocol='HTTPS' to lb.TargetGroup",
        severity="medium",
        topics=("encryption",),
        url=security_hub("ELB.22"),
        controls=("FSBP ELB.22", "Checkov CKV_AWS_378"),
        check=_target_protocol,
    ),
    ResourceRule(
        id="elb-listener-encrypted",
        applies_to=(aws("elb/loadBalancer"),),
        statement="Classic load balancers serve HTTPS or SSL.",
        risk=_RISK,
        remediation="Use lb.LoadBalancer, or pass lb_protocol='https' and ssl_certificate_id in listeners",
        severity="high",
        topics=("encryption",),
        url=security_hub("ELB.3"),
        controls=("FSBP ELB.3", "Checkov CKV_AWS_376"),
        check=_classic_listeners,
    ),
)

"""CloudFront: viewers and origins are spoken to over TLS 1.2 or later."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import each, show, truth, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_DISTRIBUTIONS: Final = (aws("cloudfront/distribution"),)
_VPC_ORIGIN: Final = aws("cloudfront/vpcOrigin")
# Of the policies with TLS 1.2 these have no CBC ciphers:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
_STRONG: Final = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
_WEAK_PROTOCOLS: Final = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})


def _viewers_use_https(distribution: Resource) -> Iterator[Problem]:
    behaviors = [("defaultCacheBehavior", plain(at(distribution.inputs, "defaultCacheBehavior")))]
    behaviors += each(distribution.inputs, "orderedCacheBehaviors")
    for label, behavior in behaviors:
        policy = plain(at(behavior, "viewerProtocolPolicy")) if behavior is not UNKNOWN else UNKNOWN
        if policy is UNKNOWN:
            yield unknown(f"{label}.viewerProtocolPolicy")
        elif policy not in ("https-only", "redirect-to-https"):
            yield Problem(f"{label}.viewerProtocolPolicy is {show(policy)}")


def _tls_floor(distribution: Resource) -> Iterator[Problem]:
    """Judge the certificate; the default one of CloudFront forces TLS 1.0 whatever else is asked for."""
    certificate = plain(at(distribution.inputs, "viewerCertificate"))
    if certificate is UNKNOWN:
        yield unknown("viewerCertificate")
        return
    default = truth(at(certificate, "cloudfrontDefaultCertificate"), default=False)
    version = plain(at(certificate, "minimumProtocolVersion"))
    if default is UNKNOWN or version is UNKNOWN:
        yield unknown("viewerCertificate")
    elif default:
        yield Problem("viewerCertificate is the default certificate of CloudFront, which allows TLS 1.0")
    elif version is None:
        yield Problem("viewerCertificate.minimumProtocolVersion is not set, which is 'TLSv1'")
    elif version not in _STRONG:
        yield Problem(f"viewerCertificate.minimumProtocolVersion is {show(version)}")


def _origins_use_tls(resource: Resource) -> Iterator[Problem]:
    for label, config, protocols in _origins(resource):
        policy = UNKNOWN if config is UNKNOWN else plain(at(config, "originProtocolPolicy"))
        if policy is UNKNOWN or UNKNOWN in protocols:
            yield unknown(label)
        elif policy != "https-only":
            yield Problem(f"{label}.originProtocolPolicy is {show(policy)}")
        elif weak := sorted(_WEAK_PROTOCOLS.intersection(map(str, protocols))):
            yield Problem(f"{label}.originSslProtocols allows {', '.join(weak)}")


def _origins(resource: Resource) -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield where each origin says how it is spoken to, what it says, and its protocols."""
    if resource.type == _VPC_ORIGIN:
        label = "vpcOriginEndpointConfig"
        yield (
            label,
            plain(at(resource.inputs, label)),
            items(resource.inputs, f"{label}.originSslProtocols.items"),
        )
        return
    for place, origin in each(resource.inputs, "origins"):
        config = UNKNOWN if origin is UNKNOWN else plain(at(origin, "customOriginConfig"))
        if config is not None:
            yield (
                f"{place}.customOriginConfig",
                config,
                items(origin, "customOriginConfig.originSslProtocols"),
            )


def _shares_addresses(distribution: Resource) -> Iterator[Problem]:
    """Judge how a certificate of ours is served; the default one has its name in the address."""
    path = "viewerCertificate.sslSupportMethod"
    method = plain(at(distribution.inputs, path))
    if method is UNKNOWN:
        yield unknown(path)
    elif method not in (None, "sni-only"):
        yield Problem(f"{path} is {show(method)}")


RULES: Final = (
    ResourceRule(
        id="cloudfront-distribution-viewer-https",
        applies_to=_DISTRIBUTIONS,
        statement="CloudFront serves viewers over HTTPS only.",
        risk="Whoever listens on the way reads sessions and data.",
        remediation="Pass viewer_protocol_policy='redirect-to-https' or 'https-only' in every cache behavior",
        severity="high",
        topics=("encryption",),
        url=security_hub("CloudFront.3"),
        controls=("FSBP CloudFront.3", "Checkov CKV_AWS_34"),
        check=_viewers_use_https,
    ),
    ResourceRule(
        id="cloudfront-distribution-tls-policy",
        applies_to=_DISTRIBUTIONS,
        statement="CloudFront speaks TLS 1.2 or later with viewers, with a certificate of ours.",
        risk="TLS 1.0 and 1.1 have known attacks; a client can be talked down to them.",
        remediation=(
            "Pass viewer_certificate with acm_certificate_arn, ssl_support_method='sni-only' and "
            "minimum_protocol_version='TLSv1.2_2021'"
        ),
        severity="high",
        topics=("encryption",),
        url=security_hub("CloudFront.15"),
        controls=(
            "FSBP CloudFront.7",
            "FSBP CloudFront.15",
            "Checkov CKV_AWS_174",
            "cdk-nag AwsSolutions-CFR4",
            "CP cloudfront-distribution-configure-secure-tls",
        ),
        check=_tls_floor,
    ),
    ResourceRule(
        id="cloudfront-distribution-sni",
        applies_to=_DISTRIBUTIONS,
        statement="CloudFront chooses the certificate by the name that the viewer asks for.",
        risk="Addresses of one's own cost 600 dollars a month, and only viewers without TLS 1.2 need them.",
        remediation="Pass ssl_support_method='sni-only' in viewer_certificate",
        severity="low",
        topics=("encryption",),
        url=security_hub("CloudFront.8"),
        controls=("FSBP CloudFront.8", "Checkov CKV2_AWS_42"),
        check=_shares_addresses,
    ),
    ResourceRule(
        id="cloudfront-distribution-origin-tls",
        applies_to=(*_DISTRIBUTIONS, _VPC_ORIGIN),
        statement="CloudFront fetches from its origins over TLS 1.2 or later.",
        risk="Whoever listens between CloudFront and the origin reads sessions and data.",
        remediation=(
            "Pass origin_protocol_policy='https-only' and origin_ssl_protocols=['TLSv1.2'] in "
            "custom_origin_config, and of a VPC origin in vpc_origin_endpoint_config"
        ),
        severity="high",
        topics=("encryption",),
        url=security_hub("CloudFront.9"),
        controls=(
            "FSBP CloudFront.9",
            "FSBP CloudFront.10",
            "Checkov CKV2_AWS_72",
            "cdk-nag AwsSolutions-CFR5",
            "Checkov CKV2_AWS_54",
            "CP cloudfront-distribution-configure-secure-tls-to-origin",
        ),
        check=_origins_use_tls,
    ),
)

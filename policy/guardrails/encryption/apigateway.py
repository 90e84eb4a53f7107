"""API Gateway: clients and backends are spoken to over TLS 1.2 or later, and what is cached is encrypted."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import by_type, show, switch, truth, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_REST_DOMAIN: Final = aws("apigateway/domainName")
_HTTP_DOMAIN: Final = aws("apigatewayv2/domainName")
_REST_INTEGRATION: Final = aws("apigateway/integration")
_HTTP_INTEGRATION: Final = aws("apigatewayv2/integration")


def _floor(domain: Resource) -> Iterator[Problem]:
    """Judge a domain; of the policies only TLS_1_0 speaks anything older than TLS 1.2.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
    """
    path = "securityPolicy" if domain.type == _REST_DOMAIN else "domainNameConfiguration.securityPolicy"
    policy = plain(at(domain.inputs, path))
    if policy is UNKNOWN:
        yield unknown(path)
    elif policy is None:
        yield Problem(f"{path} is not set, so an edge-optimized domain speaks TLS 1.0")
    elif policy != "TLS_1_2" and not str(policy).startswith("SecurityPolicy_TLS1"):
        yield Problem(f"{path} is {show(policy)}")


def _rest_backend(integration: Resource) -> Iterator[Problem]:
    kind, uri = plain(at(integration.inputs, "type")), plain(at(integration.inputs, "uri"))
    if kind is UNKNOWN:
        yield unknown("type")
    elif kind in ("HTTP", "HTTP_PROXY"):
        yield from _uri("uri", uri)


def _http_backend(integration: Resource) -> Iterator[Problem]:
    """Judge an integration; a private one names a listener, and says in tlsConfig that it speaks TLS to it."""
    kind = plain(at(integration.inputs, "integrationType"))
    link = plain(at(integration.inputs, "connectionType"))
    if UNKNOWN in (kind, link):
        yield unknown("integrationType")
    elif kind not in ("HTTP", "HTTP_PROXY"):
        return
    elif link != "VPC_LINK":
        yield from _uri("integrationUri", plain(at(integration.inputs, "integrationUri")))
    elif plain(at(integration.inputs, "tlsConfig")) is None:
        yield Problem("tlsConfig is not set, so API Gateway speaks HTTP to the private target")


def _uri(path: str, uri: object) -> Iterator[Problem]:
    if uri is UNKNOWN:
        yield unknown(path)
    elif not str(uri).lower().startswith("https://"):
        yield Problem(f"{path} is {show(uri)}, not https://")


def _cache(settings: Resource) -> Iterator[Problem]:
    cached = truth(at(settings.inputs, "settings.cachingEnabled"), default=False)
    if cached is UNKNOWN or cached:
        path = "settings.cacheDataEncrypted"
        yield from switch(settings.inputs, path, wanted=True, default=False)


RULES: Final = (
    ResourceRule(
        id="apigateway-domain-tls-policy",
        applies_to=(_REST_DOMAIN, _HTTP_DOMAIN),
        statement="API Gateway speaks TLS 1.2 or later on its own domains.",
        risk="TLS 1.0 and 1.1 have known attacks; a client can be talked down to them.",
        remediation="Pass security_policy='TLS_1_2'",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html",
        controls=("Checkov CKV_AWS_206",),
        check=_floor,
    ),
    ResourceRule(
        id="apigateway-integration-https",
        applies_to=(_REST_INTEGRATION, _HTTP_INTEGRATION),
        statement="API Gateway talks to its HTTP backends over TLS.",
        risk="Whoever listens between API Gateway and the backend reads sessions and data.",
        remediation="Name the backend by an https:// URI, and of a private HTTP API pass tls_config",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html",
        check=by_type({_REST_INTEGRATION: _rest_backend, _HTTP_INTEGRATION: _http_backend}),
    ),
    ResourceRule(
        id="apigateway-cache-encrypted",
        applies_to=(aws("apigateway/methodSettings"),),
        statement="What API Gateway caches is encrypted.",
        risk="Whoever gets hold of the cache reads the answers of others.",
        remediation="Pass cache_data_encrypted=True in settings of apigateway.MethodSettings",
        severity="medium",
        topics=("encryption",),
        url=security_hub("APIGateway.5"),
        controls=(
            "FSBP APIGateway.5",
            "Checkov CKV_AWS_308",
            "AWSGuard apigateway-method-cached-and-encrypted",
        ),
        guards_data=True,
        check=_cache,
    ),
)

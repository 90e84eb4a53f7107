"""APIs: backends can tell them from anyone else, and they tell requests and pages that are none of theirs."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import ResourceCheck, by_type, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_STAGE: Final = aws("apigateway/stage")
_API: Final = (aws("apigateway/restApi"),)
_INTEGRATIONS: Final = (aws("apigateway/integration"),)


def _certified(graph: Graph, stage: Resource) -> Iterator[Problem]:
    """Judge a stage of an API that calls web servers; services of AWS ask for a signature instead."""
    if plain(at(stage.inputs, "clientCertificateId")) not in (None, ""):
        return
    for api in graph.refers(stage, "restApi", *_API).resources:
        for integration in graph.referrers(api, _INTEGRATIONS, "restApi", _API).sure:
            if plain(at(integration.inputs, "type")) in ("HTTP", "HTTP_PROXY"):
                yield Problem(f"clientCertificateId is not set, and {integration.name} calls a web server")
                return


def _validated(method: Resource) -> Iterator[Problem]:
    """Judge a method; the one that browsers ask first carries nothing."""
    verb = plain(at(method.inputs, "httpMethod"))
    if verb != "OPTIONS" and plain(at(method.inputs, "requestValidatorId")) in (None, ""):
        yield Problem("requestValidatorId is not set")


def _origins(path: str) -> ResourceCheck:
    """Return a check that not every page of the internet may call with a browser."""

    def check(api: Resource) -> Iterator[Problem]:
        origins = [plain(one) for one in items(api.inputs, path)]
        if UNKNOWN in origins:
            yield unknown(path)
        elif "*" in origins:
            yield Problem(f"{path} has '*'")

    return check


_CORS: Final[dict[str, ResourceCheck]] = {
    aws("lambda/functionUrl"): _origins("cors.allowOrigins"),
    aws("apigatewayv2/api"): _origins("corsConfiguration.allowOrigins"),
}

RULES: Final = (
    GraphRule(
        id="apigateway-stage-client-certificate",
        applies_to=(_STAGE,),
        statement="API Gateway shows web servers behind it a certificate.",
        risk="Whoever finds the backend calls it past the API and its authorisation.",
        remediation="Pass client_certificate_id of an apigateway.ClientCertificate to apigateway.Stage",
        severity="medium",
        topics=("access",),
        url=security_hub("APIGateway.2"),
        controls=("FSBP APIGateway.2", "Checkov CKV2_AWS_51"),
        check=_certified,
    ),
    ResourceRule(
        id="apigateway-method-validated",
        applies_to=(aws("apigateway/method"),),
        statement="REST APIs refuse requests that are not of the form they ask for.",
        risk="Whatever anyone sends reaches the backend, and is paid for.",
        remediation="Pass request_validator_id of an apigateway.RequestValidator to apigateway.Method",
        severity="low",
        topics=("access",),
        url="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html",
        controls=("cdk-nag AwsSolutions-APIG2",),
        check=_validated,
    ),
    ResourceRule(
        id="api-cors-bound",
        applies_to=tuple(_CORS),
        statement="APIs name the pages that may call them.",
        risk="Any page calls the API in the name of whoever looks at it.",
        remediation="Name the origins in allow_origins",
        severity="medium",
        topics=("access",),
        url="https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html",
        controls=("Checkov CKV2_AWS_75",),
        check=by_type(_CORS),
    ),
)

"""API Gateway: backends can tell it from anyone else."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws
from guardrails.values import at, plain

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
)

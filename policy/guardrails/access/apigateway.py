"""API Gateway: a private API is closed to other accounts, and a public one asks who calls."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import read_document, truth, unknown
from guardrails.documents import Document, openings
from guardrails.documents.logic import Truth, all_of
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_API: Final = aws("apigateway/restApi")
_POLICY: Final = aws("apigateway/restApiPolicy")
_METHOD: Final = aws("apigateway/method")
_HTTP_API: Final = aws("apigatewayv2/api")
_ROUTE: Final = aws("apigatewayv2/route")


def _private(graph: Graph, api: Resource) -> Iterator[Problem]:
    if not _is_private(api):
        return
    for document in _documents(graph, api):
        if isinstance(document, Problem):
            yield document
            continue
        for opening in openings(document):
            if opening.sure:
                yield Problem(f"{opening.statement} of its policy allows {opening.audience}")
            else:
                yield unknown("policy")


def _is_private(api: Resource) -> bool:
    return "PRIVATE" in [plain(one) for one in items(api.inputs, "endpointConfiguration.types")]


def _documents(graph: Graph, api: Resource) -> list[Document | Problem]:
    apart = graph.referrers(api, (_POLICY,), "restApiId", (_API,))
    read = [read_document(one.inputs, "policy") for one in (*apart.sure, api)]
    return [one for one in read if isinstance(one, Problem) or one.statements]


def _method(graph: Graph, method: Resource) -> Iterator[Problem]:
    """Judge who may call a method; a browser asks with OPTIONS before it has signed in."""
    authorization = plain(at(method.inputs, "authorization"))
    verb = plain(at(method.inputs, "httpMethod"))
    if authorization is UNKNOWN:
        yield unknown("authorization")
    elif str(authorization).upper() == "NONE" and verb != "OPTIONS":
        if truth(at(method.inputs, "apiKeyRequired")) is True:
            return
        closed = _is_closed(graph, method)
        if closed is None:
            yield unknown("the policy of its API")
        elif not closed:
            yield Problem("authorization is 'NONE', and no policy of the API says who may call")


def _is_closed(graph: Graph, method: Resource) -> Truth:
    """Tell whether the API's own policy, or its VPC, keeps everyone out who is not named."""
    api = graph.refers(method, "restApi", _API).one
    if api is None:
        return False
    if _is_private(api):
        return True
    documents = _documents(graph, api)
    if not documents:
        return False
    return all_of(
        None if isinstance(one, Problem) else not any(opening.sure for opening in openings(one))
        for one in documents
    )


def _route(graph: Graph, route: Resource) -> Iterator[Problem]:
    """Judge who may call a route; of a WebSocket API only the first one, $connect, can ask."""
    authorization = plain(at(route.inputs, "authorizationType"))
    key = plain(at(route.inputs, "routeKey"))
    if isinstance(key, str) and (key.startswith("OPTIONS ") or key == "$disconnect"):
        return
    api = graph.refers(route, "apiId", _HTTP_API).one
    sockets = api is not None and plain(api.value("protocolType")) == "WEBSOCKET"
    if sockets and key != "$connect":
        return
    if authorization is UNKNOWN:
        yield unknown("authorizationType")
    elif authorization in (None, "", "NONE") and truth(at(route.inputs, "apiKeyRequired")) is not True:
        yield Problem(
            f"authorizationType is {'not set' if authorization in (None, '') else repr(authorization)}"
        )


RULES: Final = (
    GraphRule(
        id="apigateway-private-api-policy-not-public",
        applies_to=(_API,),
        statement="Private APIs are called from the own VPCs only.",
        risk="Anyone with an AWS account may call the API from a VPC of theirs.",
        remediation="Tie the policy of the API by StringEquals aws:SourceVpce or aws:SourceVpc",
        severity="high",
        topics=("access", "network"),
        url="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html",
        controls=("cdk-nag AwsSolutions-APIG4",),
        check=_private,
    ),
    GraphRule(
        id="apigateway-method-authorized",
        applies_to=(_METHOD,),
        statement="Methods of REST APIs ask who calls.",
        risk="Anyone on the internet may call what lies behind the method.",
        remediation="Pass authorization='AWS_IAM', 'COGNITO_USER_POOLS' or 'CUSTOM' to apigateway.Method",
        severity="high",
        topics=("access",),
        url="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
        controls=("Checkov CKV_AWS_59", "Checkov CKV2_AWS_70", "cdk-nag AwsSolutions-APIG4"),
        check=_method,
    ),
    GraphRule(
        id="apigatewayv2-route-authorized",
        applies_to=(_ROUTE,),
        statement="Routes of HTTP and WebSocket APIs ask who calls.",
        risk="Anyone on the internet may call what lies behind the route.",
        remediation="Pass authorization_type='AWS_IAM', 'JWT' or 'CUSTOM' to apigatewayv2.Route",
        severity="high",
        topics=("access",),
        url=security_hub("APIGateway.8"),
        controls=("FSBP APIGateway.8", "Checkov CKV_AWS_309", "cdk-nag AwsSolutions-APIG4"),
        check=_route,
    ),
)

"""Endpoints, APIs, domains and buses: closed to other accounts, whatever the way they are written."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.resource import Resource
from guardrails.rule import GraphRule

from tests.policy.compliant import UNKNOWN_WIRE, document, graph, make

ACCOUNT = "123456789012"
ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
UNKNOWN = "cannot be decided before `up`: policy is not known yet"


def said(rule_id: str, *resources: Resource) -> list[str]:
    rule = rule_by_id(rule_id)
    if isinstance(rule, GraphRule):
        found = list(rule.findings(graph(*resources)))
    else:
        found = [one for resource in resources for one in rule.findings(resource)]
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


def when(**keys: Any) -> dict[str, Any]:
    return {
        **ALLOW,
        "Condition": {"StringEquals": {key.replace("__", ":"): value for key, value in keys.items()}},
    }


CARRIES = "a statement without Sid of its policy lets other accounts' credentials reach other accounts' data"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ALLOW, [CARRIES]),
        ({**ALLOW, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::*"}, [CARRIES]),
        ({**ALLOW, "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:*:*:table/*"}, [CARRIES]),
        ({**ALLOW, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, [CARRIES]),
        (when(aws__PrincipalAccount=ACCOUNT), []),
        (when(aws__PrincipalOrgID="o-1"), []),
        (when(aws__ResourceAccount=ACCOUNT), []),
        (when(aws__ResourceOrgID="o-1"), []),
        ({**ALLOW, "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]}, []),
        # Anybody can have a bucket of such a name, and write into it; there is nothing of ours to read in it.
        ({**ALLOW, "Resource": "arn:aws:s3:::packages-eu-west-1-????/*"}, [CARRIES]),
        ({**ALLOW, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::packages-eu-west-1-????/*"}, []),
        ({**ALLOW, "Resource": f"arn:aws:dynamodb:*:{ACCOUNT}:table/*"}, []),
        ({**ALLOW, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}, []),
    ],
    ids=str,
)
def test_an_endpoint_lets_own_credentials_through_or_leads_to_own_data(
    statement: dict[str, Any], expected: list[str]
) -> None:
    inputs = {"serviceName": "com.amazonaws.eu-west-1.s3", "policy": document(statement)}
    assert expected == said("ec2-vpc-endpoint-policy-bound", make("ec2/vpcEndpoint", inputs=inputs))


@pytest.mark.parametrize(
    ("service", "found"),
    [("s3", True), ("dynamodb", True), ("secretsmanager", True), ("monitoring", True), ("ssmmessages", True),
     ("ecr.dkr", False), ("rekognition", False)],
)  # fmt: skip
def test_an_endpoint_that_data_leaves_by_has_a_policy(service: str, found: bool) -> None:
    name = f"com.amazonaws.eu-west-1.{service}"
    expected = (
        [f"its endpoint for '{name}' has no policy, so it lets everyone through to everything"]
        if found
        else []
    )
    assert expected == said(
        "ec2-vpc-endpoint-policy-bound", make("ec2/vpcEndpoint", inputs={"serviceName": name})
    )


def test_a_policy_of_an_endpoint_may_stand_beside_it() -> None:
    endpoint = make("ec2/vpcEndpoint", "it", {"serviceName": "com.amazonaws.eu-west-1.s3"}, id="vpce-1")
    rule = "ec2-vpc-endpoint-policy-bound"
    for policy, expected in (
        (document(when(aws__PrincipalAccount=ACCOUNT)), []),
        (document(ALLOW), [CARRIES]),
        (UNKNOWN_WIRE, [UNKNOWN]),
    ):
        beside = {"vpcEndpointId": "vpce-1", "policy": policy}
        assert expected == said(rule, endpoint, make("ec2/vpcEndpointPolicy", "p", beside))


PRIVATE = {"endpointConfiguration": {"types": "PRIVATE"}}
FROM_VPC = {**ALLOW, "Effect": "Deny", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}


def test_a_private_api_is_called_from_the_own_vpc() -> None:
    rule = "apigateway-private-api-policy-not-public"
    open_ = make("apigateway/restApi", "api", {**PRIVATE, "policy": document(ALLOW)}, id="api-1")
    bare = make("apigateway/restApi", "api", PRIVATE, id="api-1")
    public = make("apigateway/restApi", "api", {"policy": document(ALLOW)}, id="api-1")
    beside = make(
        "apigateway/restApiPolicy", "p", {"restApiId": "api-1", "policy": document(ALLOW, FROM_VPC)}
    )
    assert said(rule, open_) == ["a statement without Sid of its policy allows anyone"]
    assert said(rule, bare, beside) == []
    assert said(rule, bare) == [], "without a policy nobody calls it"
    assert said(rule, public) == [], "a public API is judged by its methods"
    unknown = make("apigateway/restApi", "api", {**PRIVATE, "policy": UNKNOWN_WIRE})
    assert said(rule, unknown) == [UNKNOWN]


@pytest.mark.parametrize(
    ("inputs", "api", "found"),
    [
        ({"authorization": "NONE", "httpMethod": "GET"}, {}, True),
        ({"authorization": "NONE", "httpMethod": "OPTIONS"}, {}, False),
        ({"authorization": "NONE", "httpMethod": "GET", "apiKeyRequired": True}, {}, False),
        ({"authorization": "AWS_IAM", "httpMethod": "GET"}, {}, False),
        ({"authorization": "NONE", "httpMethod": "GET"}, PRIVATE, False),
        ({"authorization": "NONE", "httpMethod": "GET"}, {"policy": document(ALLOW)}, True),
        ({"authorization": "NONE", "httpMethod": "GET"}, {"policy": document(ALLOW, FROM_VPC)}, False),
    ],
    ids=str,
)
def test_a_method_asks_who_calls_unless_its_api_is_closed(
    inputs: dict[str, Any], api: dict[str, Any], found: bool
) -> None:
    method = make("apigateway/method", inputs={**inputs, "restApi": "api-1"})
    expected = ["authorization is 'NONE', and no policy of the API says who may call"] if found else []
    assert expected == said(
        "apigateway-method-authorized", method, make("apigateway/restApi", "api", api, id="api-1")
    )


@pytest.mark.parametrize(
    ("inputs", "protocol", "expected"),
    [
        ({"routeKey": "GET /orders"}, "HTTP", ["authorizationType is not set"]),
        ({"routeKey": "$default", "authorizationType": "NONE"}, "HTTP", ["authorizationType is 'NONE'"]),
        ({"routeKey": "GET /orders", "authorizationType": "JWT"}, "HTTP", []),
        ({"routeKey": "OPTIONS /orders"}, "HTTP", []),
        ({"routeKey": "$connect"}, "WEBSOCKET", ["authorizationType is not set"]),
        ({"routeKey": "$default"}, "WEBSOCKET", []),
        ({"routeKey": "$disconnect"}, "WEBSOCKET", []),
        ({"routeKey": "GET /x", "authorizationType": UNKNOWN_WIRE}, "HTTP",
         ["cannot be decided before `up`: authorizationType is not known yet"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_route_asks_who_calls(inputs: dict[str, Any], protocol: str, expected: list[str]) -> None:
    api = make("apigatewayv2/api", "api", {"protocolType": protocol}, id="api-1")
    route = make("apigatewayv2/route", inputs={**inputs, "apiId": "api-1"})
    assert expected == said("apigatewayv2-route-authorized", route, api)


@pytest.mark.parametrize("short", ["opensearch/domain", "elasticsearch/domain"])
def test_a_search_domain_is_open_only_where_it_is_on_the_internet(short: str) -> None:
    rule = "opensearch-domain-policy-not-public"
    vpc = {"vpcOptions": {"subnetIds": ["subnet-1"]}}
    opened = {"accessPolicies": document(ALLOW)}
    expected = ["a statement without Sid of its accessPolicies allows anyone"]
    assert expected == said(rule, make(short, inputs=opened))
    assert said(rule, make(short, inputs={**opened, **vpc})) == []
    beside = make(f"{short}Policy", "p", {"domainName": "logs", **opened})
    assert expected == said(rule, make(short, "it", {}, id="logs"), beside)
    assert said(rule, make(short, "it", vpc, id="logs"), beside) == []


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (
            {"type": "network", "policy": '[{"AllowFromPublic": true}]'},
            ["AllowFromPublic of its policy is true"],
        ),
        ({"type": "network", "policy": '[{"AllowFromPublic": false}]'}, []),
        ({"type": "network", "policy": "{"}, ["its policy is no JSON"]),
        ({"type": "encryption", "policy": '{"AllowFromPublic": true}'}, []),
    ],
)
def test_a_collection_has_no_public_endpoint(inputs: dict[str, Any], expected: list[str]) -> None:
    policy = make("opensearch/serverlessSecurityPolicy", inputs=inputs)
    assert expected == said("opensearch-serverless-not-public", policy)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, ["principal is '*', and no organization is named"]),
        ({"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": "o-1234567890"}, []),
        ({"key": "aws:PrincipalOrgID", "type": "StringLike", "value": "o-*"},
         ["principal is '*', and no organization is named"]),
        ({"key": "aws:PrincipalOrgID", "type": "Sounds", "value": "o"},
         ["its condition has a condition operator 'Sounds' that IAM does not know"]),
        ({"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": UNKNOWN_WIRE},
         ["cannot be decided before `up`: condition is not known yet"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_bus_takes_events_of_an_organization(condition: Any, expected: list[str]) -> None:
    permission = make("cloudwatch/eventPermission", inputs={"principal": "*", "condition": condition})
    assert expected == said("events-bus-permission-not-public", permission)

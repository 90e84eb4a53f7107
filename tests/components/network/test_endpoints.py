"""The interface endpoints: which services, in which subnets, behind which group and policy.

Not shown here: that a region offers a service as an endpoint, and in which of its zones. No data that the tests
could be held against says so; `aws ec2 describe-vpc-endpoint-services` does.
"""

import json
from collections import Counter
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_aws
import pytest
from botocore.session import get_session

from components.network import Endpoints, EndpointsArgs
from components.network.endpoint_policies import interface_policy
from settings.network import NetworkSettings

ACCOUNT = "111122223333"
COMPONENT = "stagecraft:network:Endpoints"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SERVICES = ["autoscaling", "kms", "logs", "monitoring", "secretsmanager", "sqs", "ssm", "ssmmessages"]


def endpoints(interface_endpoints: str = "per-az") -> Endpoints:
    provider = pulumi_aws.Provider("aws", region="eu-west-1")
    args = EndpointsArgs(
        settings=NetworkSettings(
            cidr=IPv4Network("10.30.0.0/16"),
            availability_zones=("eu-west-1a", "eu-west-1b"),
            nat="per-az",
            interface_endpoints=interface_endpoints,
            flow_log_retention_days=30,
        ),
        vpc_id="vpc-0123456789abcdef0",
        data_subnet_ids=["subnet-aaaaaaaa", "subnet-bbbbbbbb"],
        endpoint_group_id="sg-0123456789abcdef0",
        account_id=ACCOUNT,
        region="eu-west-1",
    )
    return Endpoints("shop", args, pulumi.ResourceOptions(providers=[provider]))


def named(graph: Any, service: str) -> Any:
    (endpoint,) = [one for one in graph.of_type(ENDPOINT) if one.name == f"shop-{service}"]
    return endpoint


def test_there_is_an_endpoint_for_each_service_and_nothing_else(record):
    graph = record(endpoints)
    counts = Counter(resource.type for resource in graph.resources if resource.custom)
    assert counts == {"pulumi:providers:aws": 1, ENDPOINT: 8}
    assert sorted(endpoint.name for endpoint in graph.of_type(ENDPOINT)) == [
        f"shop-{service}" for service in SERVICES
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_an_endpoint_answers_to_the_ordinary_name_behind_its_own_group_and_policy(record, service):
    endpoint = named(record(endpoints), service)
    assert endpoint.inputs["vpcEndpointType"] == "Interface"
    assert endpoint.inputs["serviceName"] == f"com.amazonaws.eu-west-1.{service}"
    assert endpoint.inputs["privateDnsEnabled"] is True
    assert endpoint.inputs["securityGroupIds"] == ["sg-0123456789abcdef0"]
    assert endpoint.inputs["vpcId"] == "vpc-0123456789abcdef0"
    assert json.loads(endpoint.inputs["policy"]) == interface_policy(service, ACCOUNT, "eu-west-1")


@pytest.mark.parametrize(
    ("interface_endpoints", "subnets"),
    [("per-az", ["subnet-aaaaaaaa", "subnet-bbbbbbbb"]), ("single", ["subnet-aaaaaaaa"])],
)
def test_an_endpoint_lies_in_each_zone_or_in_the_first(record, interface_endpoints, subnets):
    graph = record(lambda: endpoints(interface_endpoints))
    placed = [endpoint.inputs["subnetIds"] for endpoint in graph.of_type(ENDPOINT)]
    assert placed == [subnets] * 8


# ssmmessages is no API of an SDK: only Systems Manager's agent speaks it.
@pytest.mark.parametrize("service", sorted({*SERVICES} - {"ssmmessages"}))
def test_private_dns_answers_to_the_name_that_the_sdk_asks(service):
    sdk_name = "cloudwatch" if service == "monitoring" else service
    client = get_session().create_client(
        sdk_name, "eu-west-1", aws_access_key_id="none", aws_secret_access_key="none"
    )
    assert client.meta.endpoint_url == f"https://{service}.eu-west-1.amazonaws.com"


def test_everything_is_a_child_of_the_component_and_uses_its_provider(record):
    graph = record(endpoints)
    (component,) = graph.of_type(COMPONENT)
    (provider,) = graph.of_type("pulumi:providers:aws")
    for endpoint in graph.of_type(ENDPOINT):
        assert endpoint.parent == component.urn, endpoint.name
        assert endpoint.provider.startswith(f"{provider.urn}::"), endpoint.name


def test_the_component_gives_out_its_endpoints_and_says_what_it_was_asked_for(record):
    graph = record(lambda: endpoints("single"))
    (component,) = graph.of_type(COMPONENT)
    ids = {one.name.removeprefix("shop-"): one.id for one in graph.of_type(ENDPOINT)}
    assert component.outputs == {"endpoint_ids": ids}
    assert component.inputs == {"interface_endpoints": "single"}

"""After an `up` nothing is unknown: AWS's values are drawn, and what is not set up is nothing."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from stagecraft import wire
from stagecraft.simulated.aws import ProviderConfig, SimulatedAws, schema
from stagecraft.simulated.aws.seeds import of_urn
from stagecraft.simulated.aws.settled import MOMENT, settled
from stagecraft.simulated.aws.templates import Resource

PROVIDER = ProviderConfig(region="eu-west-1")


def made(token: str, name: str = "thing", /, **inputs: Any) -> dict[str, Any]:
    urn = f"urn:pulumi:dev::shop::{token}::{name}"
    return SimulatedAws().create_known(token, name, urn, inputs, PROVIDER)[1]


def test_an_address_is_drawn_from_networks_that_nobody_is_reached_in() -> None:
    eip = made("aws:ec2/eip:Eip")
    assert ipaddress.ip_address(eip["publicIp"]) in ipaddress.ip_network("198.18.0.0/15")
    assert ipaddress.ip_address(eip["privateIp"]) in ipaddress.ip_network("10.0.0.0/8")
    assert eip["publicIp"] != made("aws:ec2/eip:Eip", "other")["publicIp"]
    assert eip == made("aws:ec2/eip:Eip"), "the same in each run"


def test_values_look_like_what_their_names_promise() -> None:
    role = made("aws:iam/role:Role", assumeRolePolicy="{}")
    target = made("aws:rds/proxyTarget:ProxyTarget", dbProxyName="p", targetGroupName="default")
    policy = made("aws:cloudfront/cachePolicy:CachePolicy", minTtl=0)
    assert MOMENT == role["createDate"]
    assert target["targetArn"].startswith("arn:aws:rds:eu-west-1:123456789012:")
    assert target["endpoint"].endswith(".eu-west-1.amazonaws.com")
    assert 32 == len(policy["etag"])


def test_what_the_program_could_have_given_and_did_not_is_nothing() -> None:
    database = made("aws:rds/instance:Instance", instanceClass="db.t4g.micro", replicateSourceDb="other")
    assert ("", 0, "") == (database["kmsKeyId"], database["iops"], database["optionGroupName"])
    assert database["availabilityZone"] in ("eu-west-1a", "eu-west-1b", "eu-west-1c"), "but a place it has"
    assert [] == made("aws:s3/bucket:Bucket", bucket="b")["grants"]


def test_a_list_that_only_aws_gives_has_one_to_show_what_programs_make_of_it() -> None:
    endpoint = made(
        "aws:ec2/vpcEndpoint:VpcEndpoint", vpcId="v", serviceName="s", vpcEndpointType="Interface"
    )
    assert ["dnsName", "hostedZoneId"] == sorted(endpoint["dnsEntries"][0])
    assert all(value for value in endpoint["dnsEntries"][0].values())


@pytest.mark.parametrize(
    "value",
    [
        {"vpcId": wire.UNKNOWN},
        [{"id": wire.UNKNOWN}],
        wire.secret(wire.UNKNOWN),
        {"a": wire.secret({"b": [wire.UNKNOWN]})},
    ],
)
def test_unknowns_within_a_value_are_settled_and_secrets_stay(value: Any) -> None:
    urn = "urn:pulumi:dev::shop::x:y:Z::n"
    resource = Resource(
        schema=schema.of_resource("aws:index/none:None"), logical_name="n", name="n", inputs={},
        provider=PROVIDER, region="eu-west-1", seed=of_urn(urn), others={}, outputs={"value": value},
    )  # fmt: skip
    found = settled(resource)["value"]
    assert wire.UNKNOWN not in wire.walk(found)
    assert wire.is_secret(value) == wire.is_secret(found)


def test_what_is_known_stays_as_it_is() -> None:
    inputs = {"vpcId": "v", "cidrBlock": "10.0.0.0/24", "availabilityZone": "eu-west-1c"}
    token, urn = "aws:ec2/subnet:Subnet", "urn:pulumi:dev::shop::aws:ec2/subnet:Subnet::thing"
    id_, before = SimulatedAws().create(token, "thing", urn, inputs, PROVIDER)
    same, after = SimulatedAws().create_known(token, "thing", urn, inputs, PROVIDER)
    known = {key: value for key, value in before.items() if wire.UNKNOWN not in wire.walk(value)}
    assert (id_, known) == (same, {key: after[key] for key in known}), "a preview and an `up` agree"


def test_what_existed_before_is_read_with_nothing_unknown() -> None:
    token = "aws:ec2/vpc:Vpc"
    state = SimulatedAws().read_known(token, "v", "urn:pulumi:dev::shop::x::v", "vpc-1", {}, PROVIDER)
    assert wire.UNKNOWN not in wire.walk(state)
    assert state["arn"].endswith(":vpc/vpc-1")


def test_what_was_created_elsewhere_is_known() -> None:
    created = {("aws:ec2/vpc:Vpc", "vpc-1"): {"cidrBlock": "10.0.0.0/16"}}
    aws = SimulatedAws(created)
    assert {"cidrBlock": "10.0.0.0/16"} == aws.read_known(
        "aws:ec2/vpc:Vpc", "v", "urn:v", "vpc-1", {}, PROVIDER
    )
    id_, outputs = aws.create_known("aws:ec2/vpc:Vpc", "v", "urn:v", {"cidrBlock": "10.1.0.0/16"}, PROVIDER)
    assert outputs == created["aws:ec2/vpc:Vpc", id_]

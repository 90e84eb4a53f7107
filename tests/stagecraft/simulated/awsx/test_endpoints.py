"""VPC endpoints: passed through as they are, or filled in by the AUTO strategy."""

import logging
from typing import Any

import pulumi
import pulumi_awsx as awsx
import pytest

from stagecraft.simulated.awsx.endpoints import dns_attributes, endpoint_type, incomplete
from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.vpc_args import EndpointSpec

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
SSM = "com.amazonaws.eu-west-1.ssm"
S3 = "com.amazonaws.eu-west-1.s3"


class Later(pulumi.Output):
    """An Output without an event loop: only that it is one counts here."""

    def __init__(self) -> None:
        """Be known never."""


def spec(**arguments: Any) -> EndpointSpec:
    return EndpointSpec(service_name="svc", region=None, tags=None, arguments=arguments)


def interface(**arguments: Any) -> EndpointSpec:
    return spec(vpc_endpoint_type="Interface", **arguments)


def test_an_endpoint_is_a_gateway_unless_told_otherwise():
    assert endpoint_type(spec(), "Legacy") == "gateway"
    assert endpoint_type(interface(), "Auto") == "interface"


def test_a_type_that_is_known_later_is_only_passed_through():
    assert endpoint_type(spec(vpc_endpoint_type=Later()), "Legacy") is None
    assert incomplete(spec(vpc_endpoint_type=Later())) is None
    with pytest.raises(AwsxError) as refusal:
        endpoint_type(spec(vpc_endpoint_type=Later()), "Auto")
    expected = (
        'vpcEndpointStrategy "Auto" requires vpcEndpointType for endpoint "svc" to be omitted or a plain string. '
        'Use vpcEndpointStrategy "Legacy" for dynamic endpoint types.'
    )
    assert expected == str(refusal.value)


def test_private_dns_of_an_auto_interface_turns_on_the_vpcs_dns():
    both = {"enable_dns_hostnames": True, "enable_dns_support": True}
    assert dns_attributes([interface()], "Auto", {}) == both
    assert dns_attributes([interface()], "Auto", {"enable_dns_hostnames": True}) == both
    for specs, strategy in (
        ([interface()], "Legacy"),
        ([interface(private_dns_enabled=False)], "Auto"),
        ([spec()], "Auto"),
        ([], "Auto"),
    ):
        assert dns_attributes(specs, strategy, {"enable_dns_support": False}) == {}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("enable_dns_hostnames", "enableDnsHostnames"), ("enable_dns_support", "enableDnsSupport")],
)
def test_private_dns_of_an_auto_interface_refuses_a_vpc_without_dns(ours, theirs):
    with pytest.raises(AwsxError) as refusal:
        dns_attributes([interface()], "Auto", {ours: False})
    expected = (
        f'vpcEndpointStrategy "Auto" requires {theirs} to be true '
        "when Interface endpoint private DNS is enabled."
    )
    assert expected == str(refusal.value)


def test_an_endpoint_that_reaches_nothing_is_warned_of():
    assert incomplete(interface()) == (
        'VPC endpoint "svc" is an Interface endpoint without subnetIds or subnetConfigurations. '
        'Specify vpcEndpointStrategy: "Auto" to use generated VPC subnets.'
    )
    assert incomplete(spec()) == (
        'VPC endpoint "svc" is a Gateway endpoint without routeTableIds. '
        'Specify vpcEndpointStrategy: "Auto" to use generated VPC route tables.'
    )
    complete = (
        interface(subnet_ids=["s"]),
        interface(subnet_configurations=[{}]),
        spec(route_table_ids=[]),
        spec(vpc_endpoint_type="GatewayLoadBalancer"),
    )
    assert [incomplete(one) for one in complete] == [None] * 4


@pytest.fixture
def run(record_raw):
    """Make a VPC of one zone, or two, with endpoints and return the deployment."""

    def run_(*specs: Any, zones: int = 1, types: Any = ("Public", "Private", "Isolated"), **given: Any):
        def program() -> None:
            awsx.ec2.Vpc(
                "net",
                number_of_availability_zones=zones,
                subnet_strategy="Auto",
                nat_gateways={"strategy": "None"},
                subnet_specs=[{"type": type_} for type_ in types],
                vpc_endpoint_specs=list(specs),
                **given,
            )

        recording = record_raw(program)
        assert (recording.error, recording.problems) == (None, ())
        return recording.deployment

    return run_


def one(deployment: Any, type_: str, name: str) -> Any:
    (found,) = [r for r in deployment.all() if (r.type, r.name) == (type_, name)]
    return found


def ids(deployment: Any, type_: str, *names: str) -> list[str]:
    return [one(deployment, type_, name).id for name in names]


def test_an_auto_gateway_is_in_all_route_tables(run):
    made = run({"service_name": S3}, vpc_endpoint_strategy="Auto")
    tables = ids(made, "aws:ec2/routeTable:RouteTable", "net-public-1", "net-private-1", "net-isolated-1")
    assert tables == one(made, ENDPOINT, S3).inputs["routeTableIds"]


def test_an_auto_interface_is_in_the_most_private_subnet_of_each_zone_behind_a_group_of_its_own(run):
    made = run(
        {"service_name": SSM, "vpc_endpoint_type": "Interface", "tags": {"Tier": "ops"}},
        zones=2,
        vpc_endpoint_strategy="Auto",
        tags={"Env": "test"},
    )
    vpc, endpoint = one(made, "aws:ec2/vpc:Vpc", "net"), one(made, ENDPOINT, SSM)
    group, rule = one(made, GROUP, f"{SSM}-sg"), one(made, RULE, f"{SSM}-ingress")
    assert (True, True) == (vpc.inputs["enableDnsHostnames"], vpc.inputs["enableDnsSupport"])
    private = ids(made, "aws:ec2/subnet:Subnet", "net-private-1", "net-private-2")
    assert private == endpoint.inputs["subnetIds"]
    assert (True, [group.id]) == (endpoint.inputs["privateDnsEnabled"], endpoint.inputs["securityGroupIds"])
    expected_tags = {"Env": "test", "Name": "net", "Tier": "ops"}
    assert expected_tags == endpoint.inputs["tags"] == group.inputs["tags"]
    told = {key: rule.inputs[key] for key in ("type", "protocol", "fromPort", "toPort", "cidrBlocks")}
    expected = {
        "type": "ingress",
        "protocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrBlocks": ["10.0.0.0/16"],
    }
    assert expected == told
    assert [vpc.urn] * 3 == [endpoint.parent, group.parent, rule.parent]
    assert (group.urn in rule.dependencies, vpc.urn in endpoint.dependencies) == (True, True)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("Public", "Isolated", "Private"), "net-private-1"),
        (("Public", "Isolated"), "net-isolated-1"),
        (("Public",), "net-public-1"),
    ],
)
def test_an_auto_interface_prefers_private_to_isolated_to_public_subnets(run, types, expected):
    made = run(
        {"service_name": SSM, "vpc_endpoint_type": "Interface"}, types=types, vpc_endpoint_strategy="Auto"
    )
    assert ids(made, "aws:ec2/subnet:Subnet", expected) == one(made, ENDPOINT, SSM).inputs["subnetIds"]


def test_an_ipv6_interface_lets_the_vpcs_ipv6_block_in(run):
    made = run(
        {"service_name": SSM, "vpc_endpoint_type": "Interface", "ip_address_type": "dualstack"},
        vpc_endpoint_strategy="Auto",
        assign_generated_ipv6_cidr_block=True,
    )
    vpc, rule = one(made, "aws:ec2/vpc:Vpc", "net"), one(made, RULE, f"{SSM}-ingress")
    assert [vpc.urn] == rule.property_dependencies["ipv6CidrBlocks"]


def test_what_is_given_to_an_auto_endpoint_stays(run):
    given = {
        "service_name": SSM,
        "vpc_endpoint_type": "Interface",
        "private_dns_enabled": False,
        "security_group_ids": ["sg-1"],
        "subnet_configurations": [{"subnet_id": "subnet-1", "ipv4": "10.0.0.5"}],
        "dns_options": {"dns_record_ip_type": "ipv4"},
        "region": "eu-west-2",
    }
    made = run(given, {"service_name": S3, "route_table_ids": ["rtb-1"]}, vpc_endpoint_strategy="Auto")
    endpoint = one(made, ENDPOINT, SSM).inputs
    assert (False, ["sg-1"], "eu-west-2") == tuple(
        endpoint[key] for key in ("privateDnsEnabled", "securityGroupIds", "region")
    )
    assert [{"subnetId": "subnet-1", "ipv4": "10.0.0.5"}] == endpoint["subnetConfigurations"]
    assert {"dnsRecordIpType": "ipv4"} == endpoint["dnsOptions"]
    assert "subnetIds" not in endpoint
    assert ["rtb-1"] == one(made, ENDPOINT, S3).inputs["routeTableIds"]
    assert [] == [r.name for r in made.all() if r.type == GROUP]


def test_a_legacy_endpoint_is_passed_through_and_warned_of(run, caplog):
    with caplog.at_level(logging.WARNING):
        made = run({"service_name": SSM, "vpc_endpoint_type": "Interface"})
    endpoint = one(made, ENDPOINT, SSM)
    assert set(endpoint.inputs) - {"region", "tagsAll"} == {"serviceName", "tags", "vpcEndpointType", "vpcId"}
    assert [f'VPC endpoint "{SSM}" is an Interface endpoint'] == [
        entry.message.split(" without")[0] for entry in caplog.records
    ]

"""The inputs of a Construct call are read into typed arguments."""

import pytest

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.subnets import SubnetSpec
from stagecraft.simulated.awsx.vpc_args import EndpointSpec, VpcArgs


def test_no_inputs_are_the_providers_defaults():
    args = VpcArgs.read({})
    expected = VpcArgs(
        cidr_block=None,
        vpc={},
        region=None,
        tags=None,
        availability_zone_names=None,
        number_of_availability_zones=None,
        availability_zone_cidr_mask=None,
        subnet_strategy=None,
        subnet_name_tag_strategy="Legacy",
        subnet_specs=None,
        nat_strategy="OnePerAz",
        elastic_ip_allocation_ids=(),
        endpoint_strategy="Legacy",
        endpoint_specs=[],
    )
    assert expected == args
    assert ("10.0.0.0/16", {}) == (args.planned_cidr, args.in_region)


def test_every_input_is_read():
    args = VpcArgs.read(
        {
            "assignGeneratedIpv6CidrBlock": True,
            "availabilityZoneCidrMask": 20.0,
            "availabilityZoneNames": ["eu-west-1a", "eu-west-1b"],
            "cidrBlock": "10.1.0.0/16",
            "enableDnsHostnames": True,
            "enableDnsSupport": False,
            "enableNetworkAddressUsageMetrics": True,
            "instanceTenancy": "dedicated",
            "ipv4IpamPoolId": "pool-4",
            "ipv6CidrBlock": "2600::/56",
            "ipv6CidrBlockNetworkBorderGroup": "eu-west-1",
            "ipv6IpamPoolId": "pool-6",
            "ipv6NetmaskLength": 56,
            "natGateways": {"strategy": "Single", "elasticIpAllocationIds": ["eipalloc-1"]},
            "region": "eu-west-1",
            "subnetNameTagStrategy": "AvailabilityZone",
            "subnetSpecs": [
                {
                    "type": "Public",
                    "name": "edge",
                    "cidrMask": 24.0,
                    "size": 256.0,
                    "cidrBlocks": ["10.1.0.0/24", "10.1.1.0/24"],
                    "assignIpv6AddressOnCreation": False,
                    "tags": {"Tier": "edge"},
                }
            ],
            "subnetStrategy": "Exact",
            "tags": {"Env": "test"},
            "vpcEndpointSpecs": [
                {
                    "serviceName": "s3",
                    "region": "eu-west-2",
                    "tags": {"a": "b"},
                    "policy": "{}",
                    "autoAccept": True,
                }
            ],
            "vpcEndpointStrategy": "Auto",
        }
    )
    assert args == VpcArgs(
        cidr_block="10.1.0.0/16",
        vpc={
            "assign_generated_ipv6_cidr_block": True,
            "enable_dns_hostnames": True,
            "enable_dns_support": False,
            "enable_network_address_usage_metrics": True,
            "instance_tenancy": "dedicated",
            "ipv4_ipam_pool_id": "pool-4",
            "ipv6_cidr_block": "2600::/56",
            "ipv6_cidr_block_network_border_group": "eu-west-1",
            "ipv6_ipam_pool_id": "pool-6",
            "ipv6_netmask_length": 56,
        },
        region="eu-west-1",
        tags={"Env": "test"},
        availability_zone_names=("eu-west-1a", "eu-west-1b"),
        number_of_availability_zones=None,
        availability_zone_cidr_mask=20,
        subnet_strategy="Exact",
        subnet_name_tag_strategy="AvailabilityZone",
        subnet_specs=[
            SubnetSpec(
                type="Public",
                name="edge",
                cidr_mask=24,
                size=256,
                cidr_blocks=("10.1.0.0/24", "10.1.1.0/24"),
                assign_ipv6_address_on_creation=False,
                tags={"Tier": "edge"},
            )
        ],
        nat_strategy="Single",
        elastic_ip_allocation_ids=["eipalloc-1"],
        endpoint_strategy="Auto",
        endpoint_specs=[
            EndpointSpec(
                service_name="s3",
                region="eu-west-2",
                tags={"a": "b"},
                arguments={"auto_accept": True, "policy": "{}"},
            )
        ],
    )
    assert args.in_region == {"region": "eu-west-1"}


def test_the_sdk_has_no_input_that_is_not_read():
    from pulumi_aws import ec2
    from pulumi_awsx.ec2 import SubnetSpecArgs, VpcEndpointSpecArgs
    from pulumi_awsx.ec2 import VpcArgs as SdkVpcArgs

    from stagecraft.simulated.awsx import vpc_args

    def properties(class_):
        return {name for name, value in vars(class_).items() if isinstance(value, property)}

    ours = set(vpc_args._OF_VPC) | set(VpcArgs.__slots__) - {
        "vpc",
        "nat_strategy",
        "elastic_ip_allocation_ids",
    }
    renamed = {"endpoint_strategy": "vpc_endpoint_strategy", "endpoint_specs": "vpc_endpoint_specs"}
    assert properties(SdkVpcArgs) == {renamed.get(name, name) for name in ours} | {"nat_gateways"}
    assert properties(SubnetSpecArgs) == set(SubnetSpec.__slots__)
    endpoint = set(vpc_args._OF_ENDPOINT) | set(EndpointSpec.__slots__) - {"arguments"}
    assert properties(VpcEndpointSpecArgs) == endpoint
    assert set(vpc_args._OF_ENDPOINT) <= properties(ec2.VpcEndpointArgs)
    assert set(vpc_args._OF_VPC) <= properties(ec2.VpcArgs)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"ipv4IpamPoolId": "p", "cidrBlock": "10.0.0.0/16", "ipv4NetmaskLength": 16},
            "Only one of 'cidrBlock', 'ipv4NetmaskLength' is allowed.",
        ),
        (
            {"ipv4IpamPoolId": "p"},
            "If 'ipv4IpamPoolId' is specified, 'ipv4NetmaskLength' or 'cidrBlock' must also be specified.",
        ),
        (
            {"availabilityZoneNames": ["a"], "numberOfAvailabilityZones": 1},
            "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified",
        ),
    ],
)
def test_inputs_that_exclude_each_other_are_refused(inputs, message):
    with pytest.raises(AwsxError) as refusal:
        VpcArgs.read(inputs)
    assert message == str(refusal.value)


def test_a_pool_leaves_the_vpcs_block_open():
    assert VpcArgs.read({"ipv4IpamPoolId": "p", "ipv4NetmaskLength": 16}).planned_cidr is None

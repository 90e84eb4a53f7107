"""The inputs of `awsx.ec2.Vpc`, read and typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.inputs import Inputs
from stagecraft.simulated.awsx.subnets import SubnetSpec, Tags

DEFAULT_CIDR = "10.0.0.0/16"

# Inputs that go to the aws.ec2.Vpc as they are, by our names of them.
_OF_VPC = {
    "assign_generated_ipv6_cidr_block": "assignGeneratedIpv6CidrBlock",
    "enable_dns_hostnames": "enableDnsHostnames",
    "enable_dns_support": "enableDnsSupport",
    "enable_network_address_usage_metrics": "enableNetworkAddressUsageMetrics",
    "instance_tenancy": "instanceTenancy",
    "ipv4_ipam_pool_id": "ipv4IpamPoolId",
    "ipv4_netmask_length": "ipv4NetmaskLength",
    "ipv6_cidr_block": "ipv6CidrBlock",
    "ipv6_cidr_block_network_border_group": "ipv6CidrBlockNetworkBorderGroup",
    "ipv6_ipam_pool_id": "ipv6IpamPoolId",
    "ipv6_netmask_length": "ipv6NetmaskLength",
}
# Inputs of an endpoint that go to the aws.ec2.VpcEndpoint as they are, unless AUTO fills them in.
_OF_ENDPOINT = {
    "auto_accept": "autoAccept",
    "dns_options": "dnsOptions",
    "ip_address_type": "ipAddressType",
    "policy": "policy",
    "private_dns_enabled": "privateDnsEnabled",
    "resource_configuration_arn": "resourceConfigurationArn",
    "route_table_ids": "routeTableIds",
    "security_group_ids": "securityGroupIds",
    "service_network_arn": "serviceNetworkArn",
    "service_region": "serviceRegion",
    "subnet_configurations": "subnetConfigurations",
    "subnet_ids": "subnetIds",
    "vpc_endpoint_type": "vpcEndpointType",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointSpec:
    """One entry of `vpcEndpointSpecs`."""

    service_name: str
    region: pulumi.Input[str] | None
    tags: Tags | None
    # Arguments of the aws.ec2.VpcEndpoint, those that are given.
    arguments: Mapping[str, pulumi.Input[Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class VpcArgs:
    """What the VPC component is asked for."""

    cidr_block: str | None
    # Arguments of the aws.ec2.Vpc, those that are given.
    vpc: Mapping[str, pulumi.Input[Any]]
    region: pulumi.Input[str] | None
    tags: Tags | None
    availability_zone_names: Sequence[str] | None
    number_of_availability_zones: int | None
    availability_zone_cidr_mask: int | None
    subnet_strategy: str | None
    subnet_name_tag_strategy: str
    subnet_specs: Sequence[SubnetSpec] | None
    nat_strategy: str
    elastic_ip_allocation_ids: Sequence[pulumi.Input[str]]
    endpoint_strategy: str
    endpoint_specs: Sequence[EndpointSpec]

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "VpcArgs":
        """Read the inputs of a Construct call.

        Raises:
            AwsxError: an Output stands where a plain value must, or two inputs contradict each other.
        """
        inputs = Inputs(values)
        nat = inputs.inner("natGateways")
        specs = inputs.each("subnetSpecs")
        args = cls(
            cidr_block=inputs.plain("cidrBlock"),
            vpc=_given(inputs, _OF_VPC),
            region=inputs.wire("region"),
            tags=inputs.wire("tags"),
            availability_zone_names=inputs.strings("availabilityZoneNames"),
            number_of_availability_zones=inputs.whole("numberOfAvailabilityZones"),
            availability_zone_cidr_mask=inputs.whole("availabilityZoneCidrMask"),
            subnet_strategy=inputs.plain("subnetStrategy"),
            subnet_name_tag_strategy=inputs.plain("subnetNameTagStrategy") or "Legacy",
            subnet_specs=None if specs is None else [_subnet_spec(spec) for spec in specs],
            nat_strategy=nat.plain("strategy") or "OnePerAz",
            elastic_ip_allocation_ids=nat.wires("elasticIpAllocationIds") or (),
            endpoint_strategy=inputs.plain("vpcEndpointStrategy") or "Legacy",
            endpoint_specs=[_endpoint_spec(spec) for spec in inputs.each("vpcEndpointSpecs") or ()],
        )
        args._check()
        return args

    @property
    def planned_cidr(self) -> str | None:
        """The VPC's block, None where an IPAM pool gives it."""
        if self.cidr_block is None and "ipv4_ipam_pool_id" not in self.vpc:
            return DEFAULT_CIDR
        return self.cidr_block

    @property
    def in_region(self) -> dict[str, Any]:
        """The argument `region` of each resource, left out where it is not asked for.

        pulumi_aws before version 7 does not know it.
        """
        return {} if self.region is None else {"region": self.region}

    def _check(self) -> None:
        message = None
        has_mask = "ipv4_netmask_length" in self.vpc
        if "ipv4_ipam_pool_id" in self.vpc and self.cidr_block is not None and has_mask:
            message = "Only one of 'cidrBlock', 'ipv4NetmaskLength' is allowed."
        elif "ipv4_ipam_pool_id" in self.vpc and self.cidr_block is None and not has_mask:
            message = (
                "If 'ipv4IpamPoolId' is specified, 'ipv4NetmaskLength' or 'cidrBlock' must also be specified."
            )
        elif self.availability_zone_names is not None and self.number_of_availability_zones:
            message = "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified"
        if message:
            raise AwsxError(message)


def _given(inputs: Inputs, names: Mapping[str, str]) -> dict[str, Any]:
    found = {ours: inputs.wire(theirs) for ours, theirs in names.items()}
    return {name: value for name, value in found.items() if value is not None}


def _subnet_spec(spec: Inputs) -> SubnetSpec:
    return SubnetSpec(
        type=spec.plain("type"),
        name=spec.plain("name"),
        cidr_mask=spec.whole("cidrMask"),
        size=spec.whole("size"),
        cidr_blocks=spec.strings("cidrBlocks"),
        assign_ipv6_address_on_creation=spec.plain("assignIpv6AddressOnCreation"),
        tags=spec.wire("tags"),
    )


def _endpoint_spec(spec: Inputs) -> EndpointSpec:
    return EndpointSpec(
        service_name=spec.plain("serviceName"),
        region=spec.wire("region"),
        tags=spec.wire("tags"),
        arguments=_given(spec, _OF_ENDPOINT),
    )

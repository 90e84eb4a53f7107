"""The VPC endpoints of a VPC: what the AUTO endpoint strategy fills in, and the resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import ec2

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.inputs import is_plain
from stagecraft.simulated.awsx.tags import merged
from stagecraft.simulated.awsx.vpc_args import EndpointSpec

AUTO = "Auto"
_HTTPS = 443
# Interface endpoints stand in the most private subnet of each zone.
_PREFERRED_KINDS = ("private", "isolated", "public")


def endpoint_type(spec: EndpointSpec, strategy: str) -> str | None:
    """Return the endpoint's type in lower case, None if only an Output knows it.

    Raises:
        AwsxError: AUTO must know it.
    """
    type_ = spec.arguments.get("vpc_endpoint_type", "gateway")
    if isinstance(type_, str) and is_plain(type_):
        return type_.lower()
    if strategy == AUTO:
        message = (
            f'vpcEndpointStrategy "Auto" requires vpcEndpointType for endpoint "{spec.service_name}" '
            'to be omitted or a plain string. Use vpcEndpointStrategy "Legacy" for dynamic endpoint types.'
        )
        raise AwsxError(message)
    return None


def dns_attributes(
    specs: Sequence[EndpointSpec], strategy: str, vpc: Mapping[str, pulumi.Input[Any]]
) -> dict[str, pulumi.Input[Any]]:
    """Return the VPC's DNS attributes that private DNS of AUTO endpoints needs.

    Raises:
        AwsxError: one of them is off.
    """
    private_dns = strategy == AUTO and any(
        endpoint_type(spec, strategy) == "interface"
        and spec.arguments.get("private_dns_enabled", True) is True
        for spec in specs
    )
    if not private_dns:
        return {}
    for name, shown in (
        ("enable_dns_hostnames", "enableDnsHostnames"),
        ("enable_dns_support", "enableDnsSupport"),
    ):
        if vpc.get(name) is False:
            message = (
                f'vpcEndpointStrategy "Auto" requires {shown} to be true when Interface endpoint '
                "private DNS is enabled."
            )
            raise AwsxError(message)
    return {name: vpc.get(name, True) for name in ("enable_dns_hostnames", "enable_dns_support")}


def incomplete(spec: EndpointSpec) -> str | None:
    """Return the provider's warning about an endpoint that reaches no subnet or route table."""
    type_ = endpoint_type(spec, "Legacy")
    given = spec.arguments
    if type_ == "interface" and not given.keys() & {"subnet_ids", "subnet_configurations"}:
        return (
            f'VPC endpoint "{spec.service_name}" is an Interface endpoint without subnetIds or '
            'subnetConfigurations. Specify vpcEndpointStrategy: "Auto" to use generated VPC subnets.'
        )
    if type_ == "gateway" and "route_table_ids" not in given:
        return (
            f'VPC endpoint "{spec.service_name}" is a Gateway endpoint without routeTableIds. '
            'Specify vpcEndpointStrategy: "Auto" to use generated VPC route tables.'
        )
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What AUTO fills in from: the VPC and what the component made in it."""

    vpc: ec2.Vpc
    tags: pulumi.Input[Any]
    region: pulumi.Input[str] | None
    # (zone, kind, id) of each subnet, in the order of their creation.
    subnets: Sequence[tuple[str, str, pulumi.Output[str]]]
    route_table_ids: Sequence[pulumi.Output[str]]

    def interface_subnets(self) -> list[pulumi.Output[str]]:
        """Return one subnet a zone."""
        zones = dict.fromkeys(zone for zone, _, _ in self.subnets)
        ranked = [
            [id_ for kind in _PREFERRED_KINDS for at, of, id_ in self.subnets if (at, of) == (zone, kind)]
            for zone in zones
        ]
        return [ids[0] for ids in ranked if ids]


def create_endpoint(spec: EndpointSpec, strategy: str, around: Surroundings) -> ec2.VpcEndpoint:
    """Create one endpoint in the VPC."""
    region = spec.region if spec.region is not None else around.region
    in_region: dict[str, Any] = {} if region is None else {"region": region}
    tags = merged(around.tags, spec.tags)
    arguments = dict(spec.arguments)
    type_ = endpoint_type(spec, strategy) if strategy == AUTO else None
    if type_ == "interface":
        if not arguments.keys() & {"subnet_ids", "subnet_configurations"}:
            arguments["subnet_ids"] = around.interface_subnets()
        arguments.setdefault("private_dns_enabled", True)
        if "security_group_ids" not in arguments:
            arguments["security_group_ids"] = [_create_security_group(spec, around.vpc, tags, in_region).id]
    elif type_ == "gateway":
        arguments.setdefault("route_table_ids", list(around.route_table_ids))
    return ec2.VpcEndpoint(
        spec.service_name,
        ec2.VpcEndpointArgs(
            vpc_id=around.vpc.id, service_name=spec.service_name, tags=tags, **arguments, **in_region
        ),
        pulumi.ResourceOptions(parent=around.vpc, depends_on=[around.vpc]),
    )


def _create_security_group(
    spec: EndpointSpec, vpc: ec2.Vpc, tags: pulumi.Input[Any], in_region: Mapping[str, Any]
) -> ec2.SecurityGroup:
    """Create a group that lets HTTPS in from the VPC."""
    group = ec2.SecurityGroup(
        f"{spec.service_name}-sg",
        ec2.SecurityGroupArgs(vpc_id=vpc.id, tags=tags, **in_region),
        pulumi.ResourceOptions(parent=vpc, depends_on=[vpc]),
    )
    address_type = spec.arguments.get("ip_address_type")
    has_ipv6 = isinstance(address_type, str) and address_type.lower() in ("ipv6", "dualstack")
    ec2.SecurityGroupRule(
        f"{spec.service_name}-ingress",
        ec2.SecurityGroupRuleArgs(
            type="ingress",
            security_group_id=group.id,
            protocol="tcp",
            from_port=_HTTPS,
            to_port=_HTTPS,
            cidr_blocks=[vpc.cidr_block],
            ipv6_cidr_blocks=[vpc.ipv6_cidr_block] if has_ipv6 else None,
            **in_region,
        ),
        pulumi.ResourceOptions(parent=vpc, depends_on=[group]),
    )
    return group

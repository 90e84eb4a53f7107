"""What `awsx.ec2.Vpc` makes in its VPC for each planned subnet."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import ec2

from stagecraft.simulated.awsx.ipv6 import subnet_block
from stagecraft.simulated.awsx.layout import Place
from stagecraft.simulated.awsx.nat import gateway_for, wants_gateway
from stagecraft.simulated.awsx.subnets import PlannedSubnet
from stagecraft.simulated.awsx.tags import merged
from stagecraft.simulated.awsx.vpc_args import VpcArgs

_ANYWHERE = "0.0.0.0/0"


class VpcChildren:
    """Creates subnets with their routes and NAT gateways in one VPC, and keeps them in order."""

    def __init__(
        self, name: str, args: VpcArgs, tags: Any, vpc: ec2.Vpc, internet_gateway: ec2.InternetGateway
    ) -> None:
        """Create nothing yet.

        Args:
            name: the component's, with which all names begin.
            args: what the component is asked for.
            tags: what each subnet and route table carries.
            vpc: where all is made.
            internet_gateway: the public subnets' way out.
        """
        self._name = name
        self._args = args
        self._tags = tags
        self._vpc = vpc
        self._internet_gateway = internet_gateway
        self.subnets: list[tuple[PlannedSubnet, ec2.Subnet]] = []
        self.route_tables: list[ec2.RouteTable] = []
        self.route_table_associations: list[ec2.RouteTableAssociation] = []
        self.routes: list[ec2.Route] = []
        self.nat_gateways: list[ec2.NatGateway] = []
        self.eips: list[ec2.Eip] = []

    def create_subnet(self, place: Place) -> None:
        """Create a subnet with its route table and, where the strategy wants it, a NAT gateway.

        In a zone, public subnets must come first: the private ones' routes lead to the NAT gateways in them.
        """
        planned, zone = place.subnet, place.zone
        region = self._args.in_region
        tags = {"Name": planned.name_tag, "SubnetType": planned.type}
        subnet = ec2.Subnet(
            planned.resource_name,
            ec2.SubnetArgs(
                vpc_id=self._vpc.id,
                availability_zone=planned.zone,
                map_public_ip_on_launch=planned.kind == "public",
                cidr_block=planned.cidr_block,
                tags=merged(self._tags, planned.tags, tags),
                **self._ipv6(planned, place.number),
                **region,
            ),
            pulumi.ResourceOptions(parent=self._vpc, depends_on=[self._vpc]),
        )
        table = ec2.RouteTable(
            planned.resource_name,
            ec2.RouteTableArgs(vpc_id=self._vpc.id, tags=merged(self._tags, tags), **region),
            pulumi.ResourceOptions(parent=subnet, depends_on=[subnet]),
        )
        association = ec2.RouteTableAssociation(
            planned.resource_name,
            ec2.RouteTableAssociationArgs(route_table_id=table.id, subnet_id=subnet.id, **region),
            pulumi.ResourceOptions(parent=table, depends_on=[table]),
        )
        self.subnets.append((planned, subnet))
        self.route_tables.append(table)
        self.route_table_associations.append(association)
        if planned.kind == "public" and wants_gateway(self._args.nat_strategy, len(self.nat_gateways), zone):
            self._create_nat_gateway(subnet, zone)
        self._create_route(planned, table, zone)

    def of_kind(self, *kinds: str) -> list[ec2.Subnet]:
        """Return the subnets of these kinds."""
        return [subnet for planned, subnet in self.subnets if planned.kind in kinds]

    def _ipv6(self, planned: PlannedSubnet, number: int) -> dict[str, Any]:
        assign: pulumi.Input[bool] | None = planned.assign_ipv6_address_on_creation
        if assign is None:
            assign = self._args.vpc.get("assign_generated_ipv6_cidr_block", False)
        if assign is False:
            return {"assign_ipv6_address_on_creation": False}
        block = pulumi.Output.all(self._vpc.ipv6_cidr_block, assign).apply(partial(_ipv6_block, number))
        return {"assign_ipv6_address_on_creation": assign, "ipv6_cidr_block": block}

    def _create_nat_gateway(self, subnet: ec2.Subnet, zone: int) -> None:
        name = f"{self._name}-{zone + 1}"
        tags = merged(self._args.tags, {"Name": name})
        in_subnet = pulumi.ResourceOptions(parent=subnet, depends_on=[subnet])
        if self._args.elastic_ip_allocation_ids:
            allocation_id = self._args.elastic_ip_allocation_ids[zone]
        else:
            eip = ec2.Eip(name, ec2.EipArgs(tags=tags, **self._args.in_region), in_subnet)
            self.eips.append(eip)
            allocation_id = eip.allocation_id
        gateway = ec2.NatGateway(
            name,
            ec2.NatGatewayArgs(
                subnet_id=subnet.id, allocation_id=allocation_id, tags=tags, **self._args.in_region
            ),
            in_subnet,
        )
        self.nat_gateways.append(gateway)

    def _create_route(self, planned: PlannedSubnet, table: ec2.RouteTable, zone: int) -> None:
        """Create the way to the internet: an isolated subnet has none, a private one a NAT gateway's."""
        way: dict[str, Any] = {}
        gateway = gateway_for(self._args.nat_strategy, zone)
        if planned.kind == "public":
            way = {"gateway_id": self._internet_gateway.id}
        elif planned.kind == "private" and gateway is not None:
            way = {"nat_gateway_id": self.nat_gateways[gateway].id}
        if not way:
            return
        route = ec2.Route(
            planned.resource_name,
            ec2.RouteArgs(
                route_table_id=table.id, destination_cidr_block=_ANYWHERE, **way, **self._args.in_region
            ),
            pulumi.ResourceOptions(parent=table, depends_on=[table]),
        )
        self.routes.append(route)


def _ipv6_block(number: int, block_and_assign: Sequence[Any]) -> str | None:
    block, assign = block_and_assign
    return subnet_block(block, number) if assign else None

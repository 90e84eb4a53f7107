"""The NAT gateways, and the application subnets' routes to them.

They are not awsx's: its component answers when all that it makes is there, so that everything in the VPC, the
databases too, would wait for gateways that only the application uses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pulumi
from pulumi_aws import ec2

from components.network.subnet_plan import ZonePlan

WORLD = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Nat:
    """The gateways, and what must be there before anything behind them starts."""

    gateway_ids: dict[str, pulumi.Output[str]]
    """By the letter of the zone."""
    route_ids: list[pulumi.Output[str]]


def create_nat(
    name: str,
    zones: Sequence[ZonePlan],
    with_gateway: Sequence[ZonePlan],
    public_subnet_ids: pulumi.Output[Sequence[str]],
    app_route_table_ids: Sequence[pulumi.Input[str]],
    parent: pulumi.Resource,
) -> Nat:
    """Create a gateway in each of some zones, and give each zone's application subnet a route to one.

    Args:
        name: The logical name that all others begin with.
        zones: The zones in their order, which is that of the subnets and route tables.
        with_gateway: Those that get a gateway; a zone without one goes through the first.
        public_subnet_ids: One a zone. awsx gives them out when they have their road to the internet.
        app_route_table_ids: One a zone.
        parent: The component.
    """
    child = pulumi.ResourceOptions(parent=parent)
    gateway_ids: dict[str, pulumi.Output[str]] = {}
    route_ids: list[pulumi.Output[str]] = []
    for place, zone in enumerate(zones):
        role = f"{name}-nat-{zone.letter}"
        if zone in with_gateway:
            address = ec2.Eip(role, domain="vpc", tags={"Name": role}, opts=child)
            gateway = ec2.NatGateway(
                role,
                subnet_id=public_subnet_ids.apply(partial(_item, place)),
                allocation_id=address.allocation_id,
                tags={"Name": role},
                opts=child,
            )
            gateway_ids[zone.letter] = gateway.id
        route = ec2.Route(
            role,
            route_table_id=app_route_table_ids[place],
            destination_cidr_block=WORLD,
            nat_gateway_id=gateway_ids.get(zone.letter, gateway_ids[with_gateway[0].letter]),
            opts=child,
        )
        route_ids.append(route.id)
    return Nat(gateway_ids=gateway_ids, route_ids=route_ids)


def _item(place: int, values: Sequence[Any]) -> Any:
    return values[place]

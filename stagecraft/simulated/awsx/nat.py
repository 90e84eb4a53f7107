"""How many NAT gateways a VPC gets, and what each strategy needs."""

from collections.abc import Collection, Sequence
from typing import Any

from stagecraft.simulated.awsx.errors import AwsxError

NONE = "none"
SINGLE = "single"
ONE_PER_AZ = "oneperaz"


def check_allocation_ids(strategy: str, allocation_ids: Sequence[Any], zone_count: int) -> None:
    """Refuse a number of own Elastic IPs that is not the number of NAT gateways.

    Raises:
        AwsxError: too many or too few of them, or no such strategy.
    """
    count = len(allocation_ids)
    match strategy.lower():
        case "none" if count:
            message = (
                f"Elastic IP allocation IDs cannot be specified when NAT Gateway strategy is '{strategy}'."
            )
        case "single" if count > 1:
            message = f"Exactly one Elastic IP may be specified when NAT Gateway strategy is '{strategy}'."
        case "oneperaz" if count not in (0, zone_count):
            message = (
                "The number of Elastic IPs, if specified, must match the number of availability zones for "
                f"the VPC ({zone_count}) when NAT Gateway strategy is '{strategy}'"
            )
        case "none" | "single" | "oneperaz":
            return
        case _:
            message = f"Unknown NatGatewayStrategy '{strategy}'"
    raise AwsxError(message)


def check_nat_hosts(strategy: str, kinds: Collection[str]) -> None:
    """Refuse NAT gateways without a subnet to stand in, or without one that uses them.

    Raises:
        AwsxError: a kind of subnet is missing.
    """
    if strategy.lower() == NONE:
        return
    if "public" not in kinds or not {"private", "isolated"}.intersection(kinds):
        message = (
            "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the "
            "NAT Gateway resource, along with private or isolated subnets to route through it."
        )
        raise AwsxError(message)


def wants_gateway(strategy: str, made: int, zone: int) -> bool:
    """Tell whether a public subnet in the zone of this index gets a NAT gateway; `made` are there already."""
    match strategy.lower():
        case "single":
            return made == 0
        case "oneperaz":
            return made <= zone
        case _:
            return False


def gateway_for(strategy: str, zone: int) -> int | None:
    """Return which NAT gateway the private subnets in the zone of this index use."""
    match strategy.lower():
        case "single":
            return 0
        case "oneperaz":
            return zone
        case _:
            return None

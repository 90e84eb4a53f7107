"""Settings of the network tier."""

import difflib
from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field, field_validator

from settings import aws_facts
from settings.base import Mistake, Model, SeveralMistakesError

# The plan cuts the VPC into a block a zone and that into a block a tier; below /19 a private block would be
# smaller than /24. AWS allows /16 to /28: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
LARGEST_VPC_PREFIX = 16
SMALLEST_VPC_PREFIX = 19

# https://datatracker.ietf.org/doc/html/rfc1918#section-3
PRIVATE_BLOCKS = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
RetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]

AvailabilityZone = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}(-[a-z]+)+-[0-9][a-f]$",
        description="Name of an Availability Zone of the stack's region.",
        examples=["eu-west-1a"],
    ),
]


class NetworkSettings(Model):
    """The VPC of an environment: its addresses, its Availability Zones, its way out."""

    cidr: IPv4Network = Field(
        description="The VPC's IPv4 block, /16 to /19. No two environments may overlap.",
        examples=["10.10.0.0/16"],
    )
    availability_zones: tuple[AvailabilityZone, ...] = Field(
        min_length=2,
        max_length=6,
        description=(
            "The Availability Zones in use. Append new ones at the end and never reorder: a zone's place in "
            "the list is part of its subnets' names."
        ),
        examples=[["eu-west-1a", "eu-west-1b"]],
    )
    nat: Literal["per-az", "single"] = Field(
        description="One NAT gateway per zone, or a single one that ends every zone's way out when it fails.",
    )
    interface_endpoints: Literal["per-az", "single"] = Field(
        description=(
            "Interface endpoints (Systems Manager, Secrets Manager, KMS, CloudWatch, SQS) in each zone, or in "
            "the first zone only, which costs a fraction and ends every zone's way to these APIs when it fails."
        ),
    )
    flow_log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the VPC's flow logs.",
    )

    @field_validator("cidr", mode="after")
    @classmethod
    def _has_room(cls, cidr: IPv4Network) -> IPv4Network:
        if cidr.prefixlen > SMALLEST_VPC_PREFIX:
            problem = "is too small for a /24 in each private tier and zone"
        elif cidr.prefixlen < LARGEST_VPC_PREFIX:
            problem = "is larger than a VPC may be"
        elif not any(cidr.subnet_of(block) for block in PRIVATE_BLOCKS):
            problem = "is no private address range"
        else:
            return cidr
        blocks = ", ".join(map(str, PRIVATE_BLOCKS))
        raise SeveralMistakesError(
            [
                Mistake(
                    path="",
                    problem=f"'{cidr}' {problem}",
                    allowed=f"/{LARGEST_VPC_PREFIX} to /{SMALLEST_VPC_PREFIX} within {blocks}",
                    way_out=f"write e.g. cidr: {_nearest_vpc(cidr)}",
                )
            ]
        )

    @field_validator("availability_zones", mode="after")
    @classmethod
    def _has_each_zone_once(cls, zones: tuple[str, ...]) -> tuple[str, ...]:
        mistakes = [
            Mistake(
                path=f"[{index}]",
                problem=f"'{zone}' is named twice",
                allowed="each zone once",
                way_out="take it out, or name another zone",
            )
            for index, zone in enumerate(zones)
            if zone in zones[:index]
        ]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return zones


def _nearest_vpc(cidr: IPv4Network) -> IPv4Network:
    """Return the block of a size for a VPC that lies at a block, so that it overlaps no more than that one."""
    if not any(cidr.subnet_of(block) for block in PRIVATE_BLOCKS):
        return IPv4Network("10.10.0.0/16")
    if cidr.prefixlen > SMALLEST_VPC_PREFIX:
        return cidr.supernet(new_prefix=SMALLEST_VPC_PREFIX)
    return IPv4Network((cidr.network_address, LARGEST_VPC_PREFIX))


def zones_are_in_the_region(region: str, network: NetworkSettings) -> Iterator[Mistake]:
    """Tell which Availability Zones the region lacks."""
    if region not in aws_facts.regions():
        return
    zones = aws_facts.availability_zones(region)
    free = [zone for zone in zones if zone not in network.availability_zones]
    for index, zone in enumerate(network.availability_zones):
        if zone not in zones:
            nearest = difflib.get_close_matches(zone, free, n=1, cutoff=0)
            yield Mistake(
                path=f"network.availabilityZones[{index}]",
                problem=f"{region} has no zone '{zone}'",
                allowed=f"{', '.join(zones)} ({aws_facts.source()})",
                way_out=f"write e.g. {nearest[0]}" if nearest else "take it out",
            )


def network_keeps_the_grade(grade: str, network: NetworkSettings) -> Iterator[Mistake]:
    """Tell what a production network must have and this one lacks."""
    if grade == "production" and network.nat != "per-az":
        yield Mistake(
            path="network.nat",
            problem=f"'{network.nat}' ends every zone's way out with the NAT gateway's zone",
            allowed="'per-az' where grade is production",
            way_out="write e.g. nat: per-az",
        )


def endpoints_keep_the_grade(grade: str, network: NetworkSettings) -> Iterator[Mistake]:
    """Tell whether a production network loses AWS's APIs with one zone."""
    if grade == "production" and network.interface_endpoints != "per-az":
        yield Mistake(
            path="network.interfaceEndpoints",
            problem=f"'{network.interface_endpoints}' ends every zone's way to AWS's APIs with the first zone",
            allowed="'per-az' where grade is production",
            way_out="write e.g. interfaceEndpoints: per-az",
        )

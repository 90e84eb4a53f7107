"""Settings of the network tier."""

from ipaddress import IPv4Network
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from settings.base import Mistake, Model, SeveralMistakesError

# The plan cuts the VPC into a block a zone and that into a block a tier; below /19 a private block would be
# smaller than /24. AWS allows /16 to /28: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
LARGEST_VPC_PREFIX = 16
SMALLEST_VPC_PREFIX = 19

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
    flow_log_retention_days: RetentionDays = Field(
        description="Days that CloudWatch Logs keeps the VPC's flow logs.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        mistakes = [*self._cidr_mistakes(), *self._zone_mistakes()]
        if mistakes:
            raise SeveralMistakesError(mistakes)
        return self

    def _cidr_mistakes(self) -> list[Mistake]:
        if LARGEST_VPC_PREFIX <= self.cidr.prefixlen <= SMALLEST_VPC_PREFIX and self.cidr.is_private:
            return []
        problem = (
            "is too small for a /24 in each tier and zone"
            if self.cidr.prefixlen > SMALLEST_VPC_PREFIX
            else "is larger than AWS allows"
            if self.cidr.prefixlen < LARGEST_VPC_PREFIX
            else "is no private address range"
        )
        return [
            Mistake(
                path="cidr",
                problem=f"'{self.cidr}' {problem}",
                allowed=f"a private block from /{LARGEST_VPC_PREFIX} to /{SMALLEST_VPC_PREFIX}",
                way_out="write e.g. cidr: 10.10.0.0/16",
            )
        ]

    def _zone_mistakes(self) -> list[Mistake]:
        return [
            Mistake(
                path=f"availabilityZones[{index}]",
                problem=f"'{zone}' is named twice",
                allowed="each zone once",
                way_out="take it out, or name another zone",
            )
            for index, zone in enumerate(self.availability_zones)
            if zone in self.availability_zones[:index]
        ]

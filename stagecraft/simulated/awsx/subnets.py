"""A subnet as the user asks for it, and as it is planned in one Availability Zone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from stagecraft.simulated.awsx.errors import AwsxError

Tags = pulumi.Input[Mapping[str, pulumi.Input[str]]]

BY_ZONE_NAME = "AvailabilityZone"
UNUSED = "Unused"
# `us-east-` of `us-east-1a`, `us-west-` of the local zone `us-west-2-lax-1a`, `us-gov-west-` of
# `us-gov-west-1a`.
_REGION_WORDS = re.compile(r"[a-z]{2}(-[a-z]+)+-")


@dataclass(frozen=True, kw_only=True, slots=True)
class SubnetSpec:
    """One entry of `subnetSpecs`: a kind of subnet, made once in each Availability Zone."""

    type: str
    name: str | None = None
    cidr_mask: int | None = None
    size: int | None = None
    cidr_blocks: tuple[str, ...] | None = None
    assign_ipv6_address_on_creation: bool | None = None
    tags: Tags | None = None

    @property
    def kind(self) -> str:
        """The type in lower case: the provider compares types without regard to case."""
        return self.type.lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedSubnet:
    """A subnet to create in one Availability Zone."""

    type: str
    zone: str
    cidr_block: pulumi.Input[str]
    # The logical name of the subnet and of its route table, association and route.
    resource_name: str
    # The value of their tag `Name`.
    name_tag: str
    assign_ipv6_address_on_creation: bool | None = None
    tags: Tags | None = None

    @property
    def kind(self) -> str:
        """The type in lower case."""
        return self.type.lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """How the subnets of one VPC are called."""

    vpc: str
    zones: Sequence[str]
    tag_strategy: str = "Legacy"

    def planned(
        self, spec: SubnetSpec, zone: int, cidr_block: str, type_: str | None = None
    ) -> PlannedSubnet:
        """Return what a spec becomes in the zone of this index."""
        name = f"{self.vpc}-{spec.name if spec.name is not None else spec.kind}"
        by_zone = self.tag_strategy == BY_ZONE_NAME
        return PlannedSubnet(
            type=type_ or spec.type,
            zone=self.zones[zone],
            cidr_block=cidr_block,
            # Never named after the zone: the tag's strategy must not replace a subnet.
            resource_name=f"{name}-{zone + 1}",
            name_tag=f"{name}-{zone_suffix(self.zones[zone]) if by_zone else zone + 1}",
            assign_ipv6_address_on_creation=spec.assign_ipv6_address_on_creation,
            tags=spec.tags,
        )


def zone_suffix(zone: str) -> str:
    """Return what tells a zone from its region's others: `1a` of `us-east-1a`."""
    return _REGION_WORDS.sub("", zone, count=1) if _REGION_WORDS.match(zone) else zone


def check_zone_suffixes(zones: Sequence[str]) -> None:
    """Refuse zones that would give two subnets the same `Name`.

    Raises:
        AwsxError: two zones have one suffix.
    """
    seen: dict[str, str] = {}
    for zone in zones:
        suffix = zone_suffix(zone)
        if suffix in seen:
            message = (
                'subnetNameTagStrategy="AvailabilityZone" requires availability zones with distinct '
                f'suffixes, but "{seen[suffix]}" and "{zone}" both reduce to "{suffix}".'
            )
            raise AwsxError(message)
        seen[suffix] = zone

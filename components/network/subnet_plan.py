"""Which block of the VPC each subnet gets; a block that was given once never moves.

    VPC /16 = 8 zone blocks /19: zones a to f, and two that stay free
    zone block /19 = app /20, data /21, public /22, free /22

A zone's place comes from its letter and a tier's from this table, so that neither another zone nor another
tier moves a block. A new tier takes its blocks from what is free and is added to the table at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

# Prefix bits that tell the zones apart. No region has a zone beyond `f`.
_ZONE_BITS: Final = 3
_ZONE_LETTERS: Final = "abcdef"
# By tier: the prefix bits below the zone's, and the number of the block of that size.
_TIERS: Final = {"app": (1, 0), "data": (2, 2), "public": (3, 6)}

# The first four addresses of a subnet and its last one are AWS's own.
# https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
RESERVED_ADDRESSES: Final = 5
# A private subnet has room for a /24 of interfaces, less the reserved addresses.
LEAST_PRIVATE_ADDRESSES: Final = 256 - RESERVED_ADDRESSES


@dataclass(frozen=True, kw_only=True, slots=True)
class ZonePlan:
    """The blocks of one Availability Zone."""

    zone: str
    public: IPv4Network
    app: IPv4Network
    data: IPv4Network

    @property
    def letter(self) -> str:
        """The letter that tells the zone from its region's others; names of resources end in it."""
        return self.zone[-1]

    @property
    def place(self) -> int:
        """The zone's number, which it keeps whatever other zones are in use."""
        return _ZONE_LETTERS.index(self.letter)


def plan_zones(vpc: IPv4Network, zones: Sequence[str]) -> tuple[ZonePlan, ...]:
    """Return the blocks of the given Availability Zones, in their order.

    Raises:
        ValueError: if the VPC is too small, or a zone's name does not end in a letter from a to f.
    """
    return tuple(_plan_zone(vpc, zone) for zone in zones)


def usable_addresses(subnet: IPv4Network) -> int:
    """Return how many addresses of a subnet are free for network interfaces."""
    return subnet.num_addresses - RESERVED_ADDRESSES


def _plan_zone(vpc: IPv4Network, zone: str) -> ZonePlan:
    if zone[-1:] not in _ZONE_LETTERS:
        message = f"'{zone}' is no Availability Zone of a region: its name ends in none of {_ZONE_LETTERS}"
        raise ValueError(message)
    block = list(vpc.subnets(_ZONE_BITS))[_ZONE_LETTERS.index(zone[-1])]
    blocks = {tier: list(block.subnets(bits))[number] for tier, (bits, number) in _TIERS.items()}
    for tier in ("app", "data"):
        if usable_addresses(blocks[tier]) < LEAST_PRIVATE_ADDRESSES:
            message = f"{vpc} is too small: {blocks[tier]} for {tier} in {zone} is smaller than a /24"
            raise ValueError(message)
    return ZonePlan(zone=zone, **blocks)

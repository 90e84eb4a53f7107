"""The AUTO, AUTO_MERGE and EXACT subnet strategies: blocks in the order of the specs, zone by zone."""

from collections.abc import Sequence

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block, bits_for, block
from stagecraft.simulated.awsx.subnets import Naming, PlannedSubnet, SubnetSpec

DEFAULT_SPECS = (SubnetSpec(type="Private"), SubnetSpec(type="Public"))
# The default subnets use a /16 of a zone at most, and need a /26 of it: AWS has no subnet smaller than /28.
# https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
_LARGEST_DEFAULT = 16
_SMALLEST_DEFAULT = 26


def plan_auto(
    vpc_cidr: str, naming: Naming, specs: Sequence[SubnetSpec] | None, *, merge: bool, zone_mask: int | None
) -> list[PlannedSubnet]:
    """Divide a VPC evenly among its zones and give each spec the next block of its size.

    Args:
        vpc_cidr: the VPC's block.
        naming: the zones, and how subnets are called.
        specs: what to make in each zone; None for the default layout.
        merge: replace the default layout's entries of the specs' types, instead of the whole layout.
        zone_mask: the mask of each zone, instead of an even division.

    Raises:
        AwsxError: the addresses do not suffice.
    """
    vpc = Block.parse(vpc_cidr).aligned
    of_zone = vpc.mask + bits_for(len(naming.zones)) if zone_mask is None else zone_mask
    if specs is None or merge:
        specs = merged_with_defaults(specs or (), _default_specs(of_zone))
    if not specs:
        message = "No subnets specified"
        raise AwsxError(message)
    masks = _masks(vpc, of_zone, specs)
    planned = []
    zone = block(vpc.first, of_zone)
    for index in range(len(naming.zones)):
        last: Block | None = None
        for spec, mask in zip(specs, masks, strict=True):
            last = block(zone.first, mask) if last is None else block(last.last_host, mask).next()
            planned.append(naming.planned(spec, index, str(last)))
        zone = zone.next()
    return planned


def plan_explicit(naming: Naming, specs: Sequence[SubnetSpec]) -> list[PlannedSubnet]:
    """Give each spec the blocks that it names, one a zone."""
    return [
        naming.planned(spec, index, spec.cidr_blocks[index])
        for index in range(len(naming.zones))
        for spec in specs
        if spec.cidr_blocks is not None
    ]


def merged_with_defaults(
    specs: Sequence[SubnetSpec], defaults: Sequence[SubnetSpec] = DEFAULT_SPECS
) -> list[SubnetSpec]:
    """Put each unnamed spec in the place of the default of its type, and all others behind the defaults.

    A spec replaces the default's mask, too: without one of its own it gets an even share of the zone.
    """
    kinds = {default.kind for default in defaults}
    replacing = {spec.kind: spec for spec in specs if spec.name is None and spec.kind in kinds}
    further = [spec for spec in specs if spec.name is not None or spec.kind not in kinds]
    return [replacing.get(default.kind, default) for default in defaults] + further


def _default_specs(zone_mask: int) -> list[SubnetSpec]:
    if zone_mask > _SMALLEST_DEFAULT:
        message = (
            "Automatic subnet creation requires a VPC with at least /26 available per AZ, "
            f"but only /{zone_mask} is available."
            "If you do need very small subnets, please specify them explicitly."
        )
        raise AwsxError(message)
    mask = max(zone_mask, _LARGEST_DEFAULT)
    return [
        SubnetSpec(type=spec.type, cidr_mask=mask + index)
        for index, spec in enumerate(DEFAULT_SPECS, start=1)
    ]


def _masks(vpc: Block, zone_mask: int, specs: Sequence[SubnetSpec]) -> list[int]:
    """Return the mask of each spec: its own, or an even share of the zone."""
    share = zone_mask + bits_for(len(specs))
    masks = [share if spec.cidr_mask is None else spec.cidr_mask for spec in specs]
    room = block(vpc.first, zone_mask).size
    needed = sum(block(vpc.first, mask).size for mask in masks)
    if needed > room:
        message = (
            f"Subnets are too large for VPC. VPC has {room} addresses, "
            f"but subnets require {needed} addresses."
        )
        raise AwsxError(message)
    return masks

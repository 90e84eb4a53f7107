"""The LEGACY subnet strategy: private, then public, then isolated subnets in each Availability Zone.

    zone: | private /19 ... | public /20 ... | isolated /24 ... | free |

Explicit `cidrBlocks` are not looked at, nor is `availabilityZoneCidrMask`. Several subnets of one type with
different masks can overlap; the check of the whole layout then refuses them.
"""

from collections.abc import Iterator, Sequence

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import BITS, Block, bits_for
from stagecraft.simulated.awsx.subnets import Naming, PlannedSubnet, SubnetSpec

# Types in the order of their blocks, and the largest block that each gets without being asked.
_ORDER = (("Private", 19), ("Public", 20), ("Isolated", 24))


def plan_legacy(vpc_cidr: str, naming: Naming, specs: Sequence[SubnetSpec] | None) -> list[PlannedSubnet]:
    """Distribute a VPC's addresses; without specs a private and a public subnet are made in each zone.

    Raises:
        AwsxError: the addresses do not suffice.
    """
    vpc = Block.parse(vpc_cidr)
    count = len(naming.zones)
    zones = [_subnet(vpc, bits_for(count), index) for index in range(count)]
    if specs is None:
        return _default_subnets(zones, naming)
    return [
        naming.planned(spec, index, str(block), type_)
        for index, zone in enumerate(zones)
        for type_, spec, block in _fill(zone, specs)
    ]


def _default_subnets(zones: Sequence[Block], naming: Naming) -> list[PlannedSubnet]:
    """Give half of each zone to a private and a quarter to a public subnet; all private ones come first."""
    private = [_subnet(zone, 1, 0) for zone in zones]
    public = [_subnet(_behind(block), 1, 0) for block in private]
    return [
        naming.planned(SubnetSpec(type=type_), index, str(block))
        for type_, blocks in (("Private", private), ("Public", public))
        for index, block in enumerate(blocks)
    ]


def _fill(zone: Block, specs: Sequence[SubnetSpec]) -> Iterator[tuple[str, SubnetSpec, Block]]:
    # A lone subnet may have the whole zone, else the largest is half of it.
    largest = zone.mask + (0 if len(specs) == 1 else 1)
    start = zone
    # Before the first subnet stands the address before the zone: a subnet larger than its zone may clash.
    last = Block(zone.first - 1, BITS)
    for type_, default_mask in _ORDER:
        of_type = [spec for spec in specs if spec.kind == type_.lower()]
        for index, spec in enumerate(of_type):
            mask = max(largest, default_mask) if spec.cidr_mask is None else spec.cidr_mask
            # Counted from the type's start in steps of the subnet's own size; only a clash with the block
            # given just before moves it on.
            block = _subnet(start, mask - start.mask, index)
            if block.overlaps(last):
                block = Block(last.end, mask).aligned.next()
            yield type_, spec, block
            last = block
        if of_type:
            start = _behind(last)


def _subnet(block: Block, new_bits: int, index: int) -> Block:
    """Return the block's subnet number `index` with a mask longer by `new_bits`."""
    mask = block.mask + new_bits
    if mask > BITS:
        message = f"Requested {new_bits} new bits, but only {BITS - block.mask} are available."
        raise AwsxError(message)
    return Block(block.address + index * 2 ** (BITS - mask), mask)


def _behind(block: Block) -> Block:
    """Return the block of the same size behind, host bits and all."""
    return _subnet(block, 0, 1)

"""What the provider makes of `subnetSpecs` before it distributes any addresses."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block
from stagecraft.simulated.awsx.subnets import SubnetSpec

# The size of each mask from /0 to /30.
SIZES = tuple(2 ** (32 - mask) for mask in range(31))


@dataclass(frozen=True, slots=True)
class CheckedSpecs:
    """Specs whose masks, sizes and blocks agree."""

    specs: tuple[SubnetSpec, ...]
    # All specs name their blocks.
    explicit: bool


def check_specs(specs: Sequence[SubnetSpec] | None, zone_count: int) -> CheckedSpecs | None:
    """Check the specs against each other, and fill in each size or mask from the other.

    Returns:
        The completed specs, None where there were none.

    Raises:
        AwsxError: every contradiction found, in one message.
    """
    if specs is None:
        return None
    issues = [*_shared_names(specs), *_odd_sizes(specs)]
    explicit = any(spec.cidr_blocks is not None for spec in specs)
    if explicit:
        issues += [
            issue for index, spec in enumerate(specs) for issue in _block_issues(index, spec, zone_count)
        ]
    else:
        issues += [issue for spec in specs for issue in _size_issues(spec)]
        specs = [_completed(spec) for spec in specs]
    if issues:
        message = "Invalid subnet specifications:\n - " + "\n - ".join(issues)
        raise AwsxError(message)
    return CheckedSpecs(tuple(specs), explicit)


def check_auto_merge(specs: Sequence[SubnetSpec]) -> None:
    """Refuse explicit blocks where specs are merged into the default layout.

    Raises:
        AwsxError: a spec names its blocks.
    """
    if any(spec.cidr_blocks is not None for spec in specs):
        message = (
            'subnetStrategy="AutoMerge" does not support subnetSpecs with explicit cidrBlocks. '
            'Use subnetStrategy="Auto" or "Exact" to fully specify the subnet layout.'
        )
        raise AwsxError(message)


def _shared_names(specs: Sequence[SubnetSpec]) -> list[str]:
    """Tell each type of which two subnets of one zone would have one logical name."""
    names = Counter((spec.kind, spec.name) for spec in specs)
    kinds = dict.fromkeys(spec.kind for spec in specs)
    return [
        f'Multiple subnet specs of type "{kind}" require unique names. '
        "You can have at most one unnamed subnet per type. All other subnets of the same type must have "
        'unique "name" properties to avoid duplicate resource names.'
        for kind in kinds
        if any(count > 1 for (of_kind, _), count in names.items() if of_kind == kind)
    ]


def _odd_sizes(specs: Sequence[SubnetSpec]) -> list[str]:
    odd = [str(spec.size) for spec in specs if spec.size is not None and spec.size not in SIZES]
    if not odd:
        return []
    valid = ", ".join(str(size) for size in SIZES)
    return [f"The following subnet sizes are invalid: {', '.join(odd)}. Valid sizes are: {valid}."]


def _block_issues(index: int, spec: SubnetSpec, zone_count: int) -> list[str]:
    """Tell the first contradiction of a spec where blocks are named."""
    if spec.cidr_blocks is None:
        return ["If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks."]
    if len(spec.cidr_blocks) != zone_count:
        return [
            f"The number of CIDR blocks in subnetSpecs[{index}] must match the number of availability zones "
            f"({zone_count})."
        ]
    blocks = [Block.parse(text) for text in spec.cidr_blocks]
    if spec.cidr_mask is not None and any(block.mask != spec.cidr_mask for block in blocks):
        return [f"The cidrMask in subnetSpecs[{index}] must match all cidrBlocks or be left undefined."]
    if spec.size is not None and any(block.size != spec.size for block in blocks):
        return [f"The size in subnetSpecs[{index}] must match all cidrBlocks or be left undefined."]
    return []


def _size_issues(spec: SubnetSpec) -> list[str]:
    completed = _completed(spec)
    if spec.size is None or completed.size is None or completed.size == spec.size:
        return []
    return [
        f"Subnet size {spec.size} does not match the expected size for a /{completed.cidr_mask} subnet "
        f"({completed.size})."
    ]


def _completed(spec: SubnetSpec) -> SubnetSpec:
    """Fill in the mask from the size, then the size from the mask."""
    mask = spec.cidr_mask
    if mask is None and spec.size is not None and spec.size in SIZES:
        mask = SIZES.index(spec.size)
    return replace(spec, cidr_mask=mask, size=SIZES[mask] if mask and mask < len(SIZES) else None)

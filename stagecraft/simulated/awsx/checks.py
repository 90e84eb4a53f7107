"""What the provider refuses in a whole subnet layout."""

from collections.abc import Sequence
from itertools import pairwise

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block, dotted
from stagecraft.simulated.awsx.nat import check_nat_hosts
from stagecraft.simulated.awsx.subnets import PlannedSubnet


def check_layout(subnets: Sequence[PlannedSubnet], nat_strategy: str, exact_within: str | None) -> None:
    """Check subnets whose blocks are known.

    Args:
        subnets: the whole layout, in its order.
        nat_strategy: where the NAT gateways are.
        exact_within: the VPC's block, where the subnets must fill it.

    Raises:
        AwsxError: the first rule that is broken.
    """
    blocks = [(subnet.resource_name, str(subnet.cidr_block)) for subnet in subnets]
    _check_overlaps(blocks)
    if exact_within is not None and blocks:
        _check_gaps(exact_within, blocks)
    check_nat_hosts(nat_strategy, [subnet.kind for subnet in subnets])


def _check_overlaps(blocks: Sequence[tuple[str, str]]) -> None:
    parsed = [Block.parse(cidr) for _, cidr in blocks]
    listed = [
        f"{name}: {cidr}"
        for (name, cidr), block in zip(blocks, parsed, strict=True)
        if sum(block.overlaps(other) for other in parsed) > 1  # each overlaps itself
    ]
    if not listed:
        return
    message = (
        "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, "
        "reduce the size of the subnets per AZ, or use less Availability Zones:\n\n"
    )
    raise AwsxError(message + "".join(f"{number}. {line}\n" for number, line in enumerate(listed, start=1)))


def _check_gaps(vpc_cidr: str, blocks: Sequence[tuple[str, str]]) -> None:
    vpc = Block.parse(vpc_cidr)
    first_name, first_cidr = blocks[0]
    gaps = []
    if Block.parse(first_cidr).first != vpc.first:
        gaps.append(f"{first_name} ({first_cidr}) does not start at the beginning of the VPC ({vpc_cidr})")
    gaps += [
        f"{before} ({before_cidr}) <=> {name} ({cidr})"
        for (before, before_cidr), (name, cidr) in pairwise(blocks)
        if Block.parse(cidr).first != Block.parse(before_cidr).next().first
    ]
    last_name, last = blocks[-1][0], Block.parse(blocks[-1][1])
    if last.last_host != vpc.last_host:
        gaps.append(
            f"{last_name} (ending {dotted(last.last_host)}) "
            f"ends before VPC ends (at {dotted(vpc.last_host)}}})"
        )
    if gaps:
        message = "There are gaps in the subnet ranges. Please fix the following gaps: " + ", ".join(gaps)
        raise AwsxError(message)

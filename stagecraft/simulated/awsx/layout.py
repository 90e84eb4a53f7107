"""The subnets of one VPC: which strategy plans them, and the layout that the component reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stagecraft.simulated.awsx.auto import DEFAULT_SPECS, merged_with_defaults, plan_auto, plan_explicit
from stagecraft.simulated.awsx.checks import check_layout
from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block
from stagecraft.simulated.awsx.legacy import plan_legacy
from stagecraft.simulated.awsx.nat import check_nat_hosts
from stagecraft.simulated.awsx.specs import check_auto_merge, check_specs
from stagecraft.simulated.awsx.subnets import UNUSED, Naming, PlannedSubnet, SubnetSpec

# What `subnetLayout` tells of a subnet, in the schema's words (ResolvedSubnetSpec).
ResolvedSpec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """All subnets of a VPC, unused ranges too, and what was asked of each zone."""

    subnets: tuple[PlannedSubnet, ...]
    resolved: tuple[ResolvedSpec, ...]


class SubnetPlan:
    """Plans the subnets of one VPC, at once or when an IPAM pool has told its block."""

    def __init__(
        self,
        naming: Naming,
        specs: Sequence[SubnetSpec] | None,
        *,
        strategy: str | None,
        zone_mask: int | None,
        nat_strategy: str,
    ) -> None:
        """Check what is asked, as far as it does not depend on the VPC's block.

        Raises:
            AwsxError: the specs contradict each other.
        """
        self._naming = naming
        self._strategy = strategy or "Legacy"
        self._zone_mask = zone_mask
        self._nat_strategy = nat_strategy
        if self._strategy == "AutoMerge" and specs is not None:
            check_auto_merge(specs)
        self._checked = check_specs(specs, len(naming.zones))
        # Asked for in the provider's warning that the default strategy will change.
        self.names_no_strategy = strategy is None and self._checked is not None and not self._checked.explicit

    @property
    def names_blocks(self) -> bool:
        """Tell whether the specs name all blocks, so that the VPC's own is not needed."""
        return self._checked is not None and self._checked.explicit and not self._uses_legacy

    def within(self, vpc_cidr: str, *, from_ipam: bool = False) -> Layout:
        """Plan and check the subnets of a VPC with this block.

        Raises:
            AwsxError: the subnets do not fit.
        """
        subnets = self._planned(vpc_cidr)
        exact = self._strategy == "Exact" and not from_ipam
        check_layout(subnets, self._nat_strategy, vpc_cidr if exact else None)
        return Layout(tuple(subnets), self._resolved(subnets))

    def drafts(self) -> tuple[PlannedSubnet, ...]:
        """Return the subnets of a VPC whose block only its IPAM pool knows, without their blocks.

        Raises:
            AwsxError: the strategy needs the block beforehand.
        """
        if self._uses_legacy:
            message = (
                'Dynamically allocated cidrBlock ranges are not supported with subnetStrategy="Legacy". '
                '"Try using subnetStrategy="Auto"'
            )
            raise AwsxError(message)
        specs: Sequence[SubnetSpec] = DEFAULT_SPECS if self._specs is None else self._specs
        if self._strategy == "AutoMerge":
            specs = merged_with_defaults(specs)
        zones = range(len(self._naming.zones))
        check_nat_hosts(self._nat_strategy, [spec.kind for spec in specs])
        return tuple(self._naming.planned(spec, zone, "") for zone in zones for spec in specs)

    @property
    def _specs(self) -> tuple[SubnetSpec, ...] | None:
        return self._checked.specs if self._checked else None

    @property
    def _uses_legacy(self) -> bool:
        # The provider takes the old way for EXACT, too, where there are no specs.
        without_specs = self._checked is None and self._strategy not in ("Auto", "AutoMerge")
        return self._strategy == "Legacy" or without_specs

    def _planned(self, vpc_cidr: str) -> list[PlannedSubnet]:
        if self._uses_legacy:
            return plan_legacy(vpc_cidr, self._naming, self._specs)
        if self.names_blocks:
            return plan_explicit(self._naming, self._specs or ())
        return plan_auto(
            vpc_cidr,
            self._naming,
            self._specs,
            merge=self._strategy == "AutoMerge",
            zone_mask=self._zone_mask,
        )

    def _resolved(self, subnets: Sequence[PlannedSubnet]) -> tuple[ResolvedSpec, ...]:
        if self._strategy in ("Legacy", "AutoMerge") or self._specs is None:
            zones = len(self._naming.zones)
            return tuple(_specs_of(subnets[: len(subnets) // zones if zones else 0]))
        return tuple(_resolved_spec(spec) for spec in self._specs)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subnet is created."""

    subnet: PlannedSubnet
    # The index of its Availability Zone.
    zone: int
    # Which of the VPC's IPv6 blocks is its own: the subnets are counted across the zones.
    number: int


def in_order(subnets: Sequence[PlannedSubnet], zones: Sequence[str]) -> list[Place]:
    """Return the subnets to create, zone by zone, public ones first: the NAT gateways stand in them."""
    rank = {"public": 0, "private": 1}
    places = []
    for index, zone in enumerate(zones):
        here = [subnet for subnet in subnets if subnet.zone == zone and subnet.type != UNUSED]
        here.sort(key=lambda subnet: rank.get(subnet.kind, 2))
        places += [Place(subnet, index, index + at * len(zones)) for at, subnet in enumerate(here)]
    return places


def _specs_of(subnets: Sequence[PlannedSubnet]) -> Iterator[ResolvedSpec]:
    """Write one zone's subnets as specs that AUTO would lay out alike, the gaps as unused ranges."""
    before: Block | None = None
    for subnet in subnets:
        block = Block.parse(str(subnet.cidr_block)).aligned
        if before is not None:
            for gap in gaps_between(before, block):
                yield _resolved_spec(SubnetSpec(type=UNUSED, cidr_mask=gap.mask))
        yield _resolved_spec(SubnetSpec(type=subnet.type, cidr_mask=block.mask))
        before = block


def gaps_between(one: Block, other: Block) -> list[Block]:
    """Return aligned blocks, growing and never shrinking, from one block to the other.

    As the provider's, the last may be too wide where the space would need a smaller one.
    """
    start, end = (one, other) if one.first < other.first else (other, one)
    gaps: list[Block] = []
    previous, gap = one, start.next()
    while gap.first < end.first:
        wider = Block(gap.first, gap.mask - 1)
        while previous.last_host not in wider and end.first not in wider:
            gap = wider.aligned
            wider = Block(gap.first, gap.mask - 1)
        gaps.append(gap)
        previous, gap = gap, gap.next()
    return gaps


def _resolved_spec(spec: SubnetSpec) -> ResolvedSpec:
    blocks = list(spec.cidr_blocks) if spec.cidr_blocks is not None else None
    told = {"name": spec.name, "cidrBlocks": blocks, "cidrMask": spec.cidr_mask, "size": spec.size}
    # The provider leaves out what is empty or zero, but for an empty list of blocks.
    return {key: value for key, value in told.items() if value or value == []} | {"type": spec.type}


def with_block(subnet: PlannedSubnet, cidr_block: Any) -> PlannedSubnet:
    """Return a draft with its block."""
    return replace(subnet, cidr_block=cidr_block)

"""Each strategy plans its own way, and the reported layout is what AUTO would need to plan the same."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block
from stagecraft.simulated.awsx.layout import SubnetPlan, gaps_between, in_order
from stagecraft.simulated.awsx.subnets import Naming, SubnetSpec

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
VPC = "10.0.0.0/16"


def spec(type_, **given):
    return SubnetSpec(type=type_, **given)


def plan(strategy, *specs, zones=1, nat="None", zone_mask=None):
    naming = Naming(vpc="net", zones=ZONES[:zones])
    return SubnetPlan(naming, list(specs) or None, strategy=strategy, zone_mask=zone_mask, nat_strategy=nat)


def blocks(layout):
    return [subnet.cidr_block for subnet in layout.subnets]


EXPLICIT = (spec("Public", cidr_blocks=("10.0.0.0/17",)), spec("Private", cidr_blocks=("10.0.128.0/17",)))


def test_legacy_ignores_explicit_blocks_and_the_zones_mask():
    told = plan("Legacy", *EXPLICIT, zone_mask=24).within(VPC)
    assert blocks(told) == ["10.0.0.0/19", "10.0.32.0/20"]
    assert told == plan(None, *EXPLICIT).within(VPC), "LEGACY is the default"


@pytest.mark.parametrize("strategy", ["Auto", "Exact"])
def test_the_newer_strategies_honour_explicit_blocks(strategy):
    told = plan(strategy, *EXPLICIT).within(VPC)
    assert blocks(told) == ["10.0.0.0/17", "10.0.128.0/17"]
    assert list(told.resolved) == [
        {"cidrBlocks": ["10.0.0.0/17"], "type": "Public"},
        {"cidrBlocks": ["10.0.128.0/17"], "type": "Private"},
    ]


def test_merging_refuses_explicit_blocks():
    with pytest.raises(AwsxError, match=r'^subnetStrategy="AutoMerge" does not support'):
        plan("AutoMerge", *EXPLICIT)


def test_exact_without_specs_plans_as_legacy_and_finds_the_gap_at_the_end():
    with pytest.raises(AwsxError, match=r"net-public-1 \(ending 10\.0\.191\.254\) ends before VPC ends"):
        plan("Exact").within(VPC)


def test_exact_refuses_a_gap_and_accepts_an_unused_range_in_it():
    sizes = spec("Public", cidr_mask=18), spec("Private", cidr_mask=17)
    with pytest.raises(AwsxError, match=r"^There are gaps in the subnet ranges"):
        plan("Exact", *sizes).within(VPC)
    told = plan("Exact", sizes[0], spec("Unused", cidr_mask=18), sizes[1]).within(VPC)
    assert blocks(told) == ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/17"]


def test_exact_does_not_judge_gaps_in_a_block_of_a_pool():
    told = plan("Exact", spec("Public", cidr_mask=18)).within(VPC, from_ipam=True)
    assert blocks(told) == ["10.0.0.0/18"]


def test_nat_gateways_without_a_public_subnet_are_refused():
    with pytest.raises(AwsxError, match=r"^If NAT Gateway strategy is 'OnePerAz' or 'Single'"):
        plan("Auto", spec("Private"), nat="OnePerAz").within(VPC)


def test_overlapping_subnets_are_refused():
    with pytest.raises(AwsxError, match=r"^The following subnets overlap"):
        plan("Legacy", spec("Public"), spec("Private"), spec("Isolated"), zones=2).within("10.30.0.0/20")


def test_only_specs_without_a_strategy_and_without_blocks_are_warned_of():
    assert plan(None, spec("Public")).names_no_strategy
    assert not plan(None).names_no_strategy
    assert not plan("Legacy", spec("Public")).names_no_strategy
    assert not plan(None, *EXPLICIT).names_no_strategy


def test_the_layout_of_legacy_is_written_as_specs_with_unused_ranges():
    told = plan("Legacy", spec("Public"), spec("Private", name="web", cidr_mask=20), spec("Isolated")).within(
        VPC
    )
    assert list(told.resolved) == [
        {"cidrMask": 20, "type": "Private"},
        {"cidrMask": 20, "type": "Public"},
        {"cidrMask": 24, "type": "Isolated"},
    ]
    gap = plan("Legacy", spec("Private", cidr_mask=22), spec("Public", cidr_mask=20)).within(VPC)
    assert [(one["type"], one["cidrMask"]) for one in gap.resolved] == [
        ("Private", 22),
        ("Unused", 22),
        ("Unused", 21),
        ("Public", 20),
    ]


def test_the_default_layout_of_legacy_is_told_wrongly_as_the_provider_tells_it():
    # It takes the first subnets for one zone's, but the default layout lists all private subnets first.
    told = plan(None, zones=3).within(VPC)
    assert list(told.resolved) == [
        {"cidrMask": 19, "type": "Private"},
        {"cidrMask": 19, "type": "Unused"},
        {"cidrMask": 19, "type": "Private"},
    ]


def test_the_layout_of_auto_is_its_specs_with_sizes_completed():
    specs = spec("Public", name="edge"), spec("Private", cidr_mask=22, tags={"a": "b"})
    assert list(plan("Auto", *specs).within(VPC).resolved) == [
        {"name": "edge", "type": "Public"},
        {"cidrMask": 22, "size": 1024, "type": "Private"},
    ]


@given(
    st.integers(16, 20),
    st.lists(
        st.tuples(st.sampled_from(["Private", "Public", "Isolated"]), st.integers(21, 27)),
        min_size=1,
        max_size=3,
        unique_by=lambda pair: pair[0],
    ),
)
def test_auto_plans_the_layout_that_legacy_reports_alike(vpc_mask, pairs):
    vpc = f"10.0.0.0/{vpc_mask}"
    legacy = plan("Legacy", *(spec(type_, cidr_mask=mask) for type_, mask in pairs)).within(vpc)
    assume(all(Block.parse(block).end in Block.parse(vpc) for block in blocks(legacy)))
    told = [
        spec(one["type"], cidr_mask=one["cidrMask"], name=f"s{place}")
        for place, one in enumerate(legacy.resolved)
    ]
    auto = plan("Auto", *told).within(vpc)
    made = [subnet.cidr_block for subnet in auto.subnets if subnet.type != "Unused"]
    assert [str(Block.parse(block).aligned) for block in blocks(legacy)] == made


@given(st.integers(0, 2**12 - 1), st.integers(18, 28), st.integers(0, 2**12 - 1), st.integers(18, 28))
def test_gaps_follow_each_other_from_one_block_to_the_next(one_place, one_mask, other_place, other_mask):
    one = Block(0x0A000000 + one_place * 16, one_mask).aligned
    other = Block(0x0A000000 + other_place * 16, other_mask).aligned
    assume(one.end < other.first)
    filled = [one, *gaps_between(one, other)]
    assert all(after.first == before.end + 1 and after == after.aligned for before, after in pairwise(filled))
    assert filled[-1].end + 1 >= other.first, "the last gap reaches the next block"
    assert all(gap.first < other.first for gap in filled), "and none is needed behind it"


def test_a_gap_can_be_too_wide_as_the_providers_are():
    told = gaps_between(Block.parse("10.0.0.0/20"), Block.parse("10.0.80.0/20"))
    assert [str(gap) for gap in told] == ["10.0.16.0/20", "10.0.32.0/19", "10.0.64.0/19"]


def test_a_zone_creates_its_public_subnets_first_and_nothing_for_unused_ranges():
    specs = (
        spec("Isolated"),
        spec("Unused"),
        spec("Private", name="b"),
        spec("Public"),
        spec("Private", name="a"),
    )
    layout = plan("Auto", *specs, zones=2).within(VPC)
    told = [
        (p.subnet.resource_name, p.zone, p.number)
        for p in in_order(layout.subnets, ["us-east-1a", "us-east-1b"])
    ]
    assert told == [
        ("net-public-1", 0, 0),
        ("net-b-1", 0, 2),
        ("net-a-1", 0, 4),
        ("net-isolated-1", 0, 6),
        ("net-public-2", 1, 1),
        ("net-b-2", 1, 3),
        ("net-a-2", 1, 5),
        ("net-isolated-2", 1, 7),
    ]


@pytest.mark.parametrize("strategy", [None, "Legacy", "Exact"])
def test_the_old_way_needs_the_block_beforehand(strategy):
    expected = (
        'Dynamically allocated cidrBlock ranges are not supported with subnetStrategy="Legacy". '
        '"Try using subnetStrategy="Auto"'
    )
    with pytest.raises(AwsxError) as refusal:
        plan(strategy).drafts()
    assert expected == str(refusal.value)


def test_drafts_are_the_planned_subnets_without_their_blocks():
    for strategy, specs in (("Auto", ()), ("Auto", (spec("Public"),)), ("AutoMerge", (spec("Isolated"),))):
        asked = plan(strategy, *specs, zones=2)
        planned = [(s.type, s.zone, s.resource_name) for s in asked.within(VPC).subnets]
        assert planned == [(s.type, s.zone, s.resource_name) for s in asked.drafts()]


def test_drafts_are_checked_for_a_host_of_the_nat_gateways():
    with pytest.raises(AwsxError, match=r"^If NAT Gateway strategy is"):
        plan("Auto", spec("Private"), nat="Single").drafts()


@given(st.sampled_from(["Legacy", "Auto", "AutoMerge"]), st.integers(1, 3))
def test_the_tag_strategy_moves_no_block_and_renames_no_resource(strategy, zones):
    told = [
        SubnetPlan(
            Naming(vpc="net", zones=ZONES[:zones], tag_strategy=tags),
            [spec("Public"), spec("Private")],
            strategy=strategy,
            zone_mask=None,
            nat_strategy="Single",
        ).within(VPC)
        for tags in ("Legacy", "AvailabilityZone")
    ]
    by_place, by_zone = ([(s.resource_name, s.cidr_block) for s in layout.subnets] for layout in told)
    assert by_place == by_zone
    assert told[0].resolved == told[1].resolved

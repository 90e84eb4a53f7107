"""AUTO and AUTO_MERGE give the blocks that the provider gives.

The tables are facts of its tests, or what it answered when it was run.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.simulated.awsx.auto import merged_with_defaults, plan_auto, plan_explicit
from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block
from stagecraft.simulated.awsx.legacy import plan_legacy
from stagecraft.simulated.awsx.subnets import Naming, SubnetSpec

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"]


def spec(type_, **given):
    return SubnetSpec(type=type_, **given)


def blocks(vpc_cidr, zones, *specs, merge=False, zone_mask=None):
    naming = Naming(vpc="net", zones=ZONES[:zones])
    planned = plan_auto(vpc_cidr, naming, list(specs) or None, merge=merge, zone_mask=zone_mask)
    return [(s.resource_name, s.cidr_block) for s in planned]


@pytest.mark.parametrize("mask", range(16, 25))
def test_without_specs_a_zone_has_a_private_half_and_a_public_quarter(mask):
    told = [Block.parse(cidr).mask for _, cidr in blocks(f"10.0.0.0/{mask}", 1)]
    assert [mask + 1, mask + 2] == told


def test_the_default_layout_uses_a_16_of_each_zone_at_most():
    expected = [
        ("net-private-1", "10.0.0.0/17"),
        ("net-public-1", "10.0.128.0/18"),
        ("net-private-2", "10.128.0.0/17"),
        ("net-public-2", "10.128.128.0/18"),
    ]
    assert expected == blocks("10.0.0.0/8", 2)


def test_the_default_layout_needs_a_26_of_each_zone():
    expected = (
        "Automatic subnet creation requires a VPC with at least /26 available per AZ, "
        "but only /27 is available.If you do need very small subnets, please specify them explicitly."
    )
    with pytest.raises(AwsxError) as refusal:
        blocks("10.0.0.0/26", 2)
    assert expected == str(refusal.value)


def test_a_zone_is_shared_evenly_in_the_order_of_the_specs():
    expected = [
        ("net-public-1", "10.0.0.0/20"),
        ("net-private-1", "10.0.16.0/20"),
        ("net-isolated-1", "10.0.32.0/20"),
        ("net-public-2", "10.0.64.0/20"),
        ("net-private-2", "10.0.80.0/20"),
        ("net-isolated-2", "10.0.96.0/20"),
        ("net-public-3", "10.0.128.0/20"),
        ("net-private-3", "10.0.144.0/20"),
        ("net-isolated-3", "10.0.160.0/20"),
    ]
    assert expected == blocks("10.0.0.0/16", 3, spec("Public"), spec("Private"), spec("Isolated"))


def test_a_larger_subnet_behind_a_smaller_one_is_aligned_and_leaves_a_gap():
    told = blocks("10.0.0.0/16", 2, spec("Public", cidr_mask=24), spec("Private", cidr_mask=20))
    assert told == [
        ("net-public-1", "10.0.0.0/24"),
        ("net-private-1", "10.0.16.0/20"),
        ("net-public-2", "10.0.128.0/24"),
        ("net-private-2", "10.0.144.0/20"),
    ]


def test_a_zones_mask_leaves_room_behind_the_zones():
    specs = [spec("Public"), spec("Private", cidr_mask=22)]
    expected = [
        ("net-public-1", "10.0.0.0/21"),
        ("net-private-1", "10.0.8.0/22"),
        ("net-public-2", "10.0.16.0/21"),
        ("net-private-2", "10.0.24.0/22"),
    ]
    assert expected == blocks("10.0.0.0/16", 2, *specs, zone_mask=20)


def test_alignment_can_move_a_subnet_out_of_the_vpc():
    # The provider does not see it; AWS does (InvalidSubnet.Range).
    specs = [spec("Public", cidr_mask=18), spec("Private", cidr_mask=17), spec("Isolated", cidr_mask=18)]
    assert blocks("10.0.0.0/16", 1, *specs)[-1] == ("net-isolated-1", "10.1.0.0/18")


def test_subnets_larger_than_their_zone_are_refused():
    expected = "Subnets are too large for VPC. VPC has 128 addresses, but subnets require 192 addresses."
    with pytest.raises(AwsxError) as refusal:
        blocks("10.0.0.0/24", 2, spec("Public", cidr_mask=25), spec("Private", cidr_mask=26))
    assert expected == str(refusal.value)


def test_an_empty_list_of_specs_is_refused_but_merges_to_the_default_layout():
    naming = Naming(vpc="net", zones=ZONES[:1])
    with pytest.raises(AwsxError, match=r"^No subnets specified$"):
        plan_auto("10.0.0.0/16", naming, [], merge=False, zone_mask=None)
    merged = plan_auto("10.0.0.0/16", naming, [], merge=True, zone_mask=None)
    assert plan_auto("10.0.0.0/16", naming, None, merge=False, zone_mask=None) == merged


def test_an_unnamed_spec_takes_the_place_of_the_default_of_its_type_and_its_size():
    expected = [
        ("net-private-1", "10.0.0.0/18"),
        ("net-public-1", "10.0.64.0/18"),
        ("net-private-2", "10.0.128.0/18"),
        ("net-public-2", "10.0.192.0/18"),
    ]
    assert expected == blocks("10.0.0.0/16", 2, spec("Public", tags={"a": "b"}), merge=True)


def test_named_specs_and_other_types_follow_the_default_layout():
    specs = [
        spec("Isolated", cidr_mask=24),
        spec("Public", name="edge", cidr_mask=24),
        spec("Private", cidr_mask=20),
    ]
    expected = [
        ("net-private-1", "10.0.0.0/20"),
        ("net-public-1", "10.0.32.0/19"),
        ("net-isolated-1", "10.0.64.0/24"),
        ("net-edge-1", "10.0.65.0/24"),
        ("net-private-2", "10.0.128.0/20"),
        ("net-public-2", "10.0.160.0/19"),
        ("net-isolated-2", "10.0.192.0/24"),
        ("net-edge-2", "10.0.193.0/24"),
    ]
    assert expected == blocks("10.0.0.0/16", 2, *specs, merge=True)
    assert [s.type for s in merged_with_defaults(specs)] == ["Private", "Public", "Isolated", "Public"]


def test_explicit_blocks_are_given_zone_by_zone():
    specs = [
        spec("Public", cidr_blocks=("10.0.0.0/18", "10.0.64.0/19")),
        spec("Private", cidr_blocks=("10.0.96.0/19", "10.0.128.0/20")),
    ]
    planned = plan_explicit(Naming(vpc="net", zones=ZONES[:2]), specs)
    assert [(s.resource_name, s.zone, s.cidr_block) for s in planned] == [
        ("net-public-1", "us-east-1a", "10.0.0.0/18"),
        ("net-private-1", "us-east-1a", "10.0.96.0/19"),
        ("net-public-2", "us-east-1b", "10.0.64.0/19"),
        ("net-private-2", "us-east-1b", "10.0.128.0/20"),
    ]


@given(st.integers(16, 24), st.integers(1, 4))
def test_the_default_layout_is_the_legacy_one_in_another_order(vpc_mask, zones):
    naming = Naming(vpc="net", zones=ZONES[:zones])
    legacy = plan_legacy(f"10.0.0.0/{vpc_mask}", naming, None)
    auto = plan_auto(f"10.0.0.0/{vpc_mask}", naming, None, merge=False, zone_mask=None)
    assert {(s.resource_name, s.cidr_block) for s in legacy} == {
        (s.resource_name, s.cidr_block) for s in auto
    }


@given(
    st.integers(16, 22),
    st.integers(1, 4),
    st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=1, max_size=4),
)
def test_subnets_from_large_to_small_stay_in_their_zone_disjoint_and_aligned(vpc_mask, zones, smaller):
    # `smaller`: how many bits each subnet's mask is longer than an even share.
    vpc = Block.parse(f"10.0.0.0/{vpc_mask}")
    zone_mask = vpc_mask + (zones - 1).bit_length()
    share = zone_mask + (len(smaller) - 1).bit_length()
    wanted = sorted(share + (bits or 0) for bits in smaller)
    specs = [spec("Private", name=f"s{place}", cidr_mask=mask) for place, mask in enumerate(wanted)]
    told = [Block.parse(cidr) for _, cidr in blocks(str(vpc), zones, *specs)]
    assert wanted * zones == [block.mask for block in told]
    for place, block in enumerate(told):
        zone = Block(vpc.first + place // len(specs) * 2 ** (32 - zone_mask), zone_mask)
        assert block == block.aligned
        assert block.first in zone
        assert block.end in zone
        assert not any(block.overlaps(other) for other in told[place + 1 :])

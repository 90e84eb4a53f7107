"""The LEGACY strategy gives the blocks that the provider gives.

The tables are facts of its tests, or what it answered when it was run.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block
from stagecraft.simulated.awsx.legacy import plan_legacy
from stagecraft.simulated.awsx.subnets import Naming, SubnetSpec

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"]


def blocks(vpc_cidr, zones, *specs):
    naming = Naming(vpc="net", zones=ZONES[:zones])
    asked = [SubnetSpec(type=type_, **given) for type_, given in specs] or None
    return [(s.resource_name, s.cidr_block) for s in plan_legacy(vpc_cidr, naming, asked)]


def masks(vpc_cidr, *types):
    return [Block.parse(cidr).mask for _, cidr in blocks(vpc_cidr, 1, *((type_, {}) for type_ in types))]


def test_without_specs_each_zone_has_a_private_half_and_a_public_quarter_all_private_ones_first():
    expected = [
        ("net-private-1", "10.0.0.0/19"),
        ("net-private-2", "10.0.64.0/19"),
        ("net-private-3", "10.0.128.0/19"),
        ("net-public-1", "10.0.32.0/20"),
        ("net-public-2", "10.0.96.0/20"),
        ("net-public-3", "10.0.160.0/20"),
    ]
    assert expected == blocks("10.0.0.0/16", 3)


def test_private_then_public_then_isolated_whatever_the_order_of_the_specs():
    expected = [
        ("net-web-1", "10.0.0.0/20"),
        ("net-app-1", "10.0.16.0/22"),
        ("net-public-1", "10.0.32.0/20"),
        ("net-isolated-1", "10.0.48.0/24"),
        ("net-web-2", "10.0.128.0/20"),
        ("net-app-2", "10.0.144.0/22"),
        ("net-public-2", "10.0.160.0/20"),
        ("net-isolated-2", "10.0.176.0/24"),
    ]
    private = [("Private", {"name": "web", "cidr_mask": 20}), ("Private", {"name": "app", "cidr_mask": 22})]
    assert expected == blocks("10.0.0.0/16", 2, ("Isolated", {}), ("Public", {}), *private)


@pytest.mark.parametrize(
    ("vpc_mask", "expected"),
    [
        (16, [19, 20, 24]),
        (18, [19, 20, 24]),
        (19, [20, 20, 24]),
        (20, [21, 21, 24]),
        (22, [23, 23, 24]),
        (23, [24, 24, 24]),
        (24, [25, 25, 25]),
    ],
)
def test_default_sizes_shrink_with_the_zone(vpc_mask, expected):
    assert expected == masks(f"10.0.0.0/{vpc_mask}", "Private", "Public", "Isolated")


@pytest.mark.parametrize("type_", ["Private", "Public", "Isolated"])
def test_a_lone_subnet_may_have_its_whole_zone(type_):
    assert blocks("10.0.0.0/26", 1, (type_, {})) == [(f"net-{type_.lower()}-1", "10.0.0.0/26")]


def test_unused_ranges_and_explicit_blocks_are_passed_over():
    given = ("Private", {"cidr_blocks": ("10.0.200.0/24",)})
    expected = [("net-private-1", "10.0.0.0/19")]
    assert expected == blocks("10.0.0.0/16", 1, given, ("Unused", {}))


def test_types_are_told_as_the_schema_writes_them():
    (planned,) = plan_legacy("10.0.0.0/16", Naming(vpc="net", zones=ZONES[:1]), [SubnetSpec(type="isolated")])
    assert planned.type == "Isolated"


def test_a_block_may_keep_host_bits():
    # Seen with the provider: the isolated block is counted from behind the small public one.
    specs = [("Private", {"cidr_mask": 27}), ("Public", {"cidr_mask": 27}), ("Isolated", {"cidr_mask": 17})]
    told = dict(blocks("10.0.0.0/16", 1, *specs))
    assert Block.parse(told["net-isolated-1"]).aligned == Block.parse("10.0.128.0/17")


def test_a_clash_with_the_block_given_just_before_moves_a_block_on():
    assert blocks("10.0.0.0/18", 1, ("Isolated", {"cidr_mask": 22}), ("Public", {"cidr_mask": 21})) == [
        ("net-public-1", "10.0.0.0/21"),
        ("net-isolated-1", "10.0.8.0/22"),
    ]


def test_a_clash_with_an_earlier_block_is_not_seen():
    names = ("a", 20), ("b", 24), ("c", 24)
    told = blocks("10.0.0.0/16", 1, *(("Private", {"name": n, "cidr_mask": m}) for n, m in names))
    assert told == [("net-a-1", "10.0.0.0/20"), ("net-b-1", "10.0.16.0/24"), ("net-c-1", "10.0.2.0/24")]


def test_a_subnet_larger_than_its_zone_is_moved_out_of_the_second_zone():
    expected = [("net-private-1", "10.0.0.0/14"), ("net-private-2", "10.4.0.0/14")]
    assert expected == blocks("10.0.0.0/16", 2, ("Private", {"cidr_mask": 14}))


def test_a_mask_beyond_32_is_refused():
    with pytest.raises(AwsxError, match=r"^Requested 9 new bits, but only 8 are available\.$"):
        blocks("10.0.0.0/24", 2, ("Private", {"cidr_mask": 24}), ("Public", {"cidr_mask": 33}))


@given(st.integers(16, 24), st.integers(1, 4))
def test_default_subnets_are_disjoint_aligned_and_inside_their_vpc(vpc_mask, zones):
    vpc = Block.parse(f"10.0.0.0/{vpc_mask}")
    told = [Block.parse(cidr) for _, cidr in blocks(str(vpc), zones)]
    assert all(block == block.aligned and block.first in vpc and block.end in vpc for block in told)
    assert not any(one.overlaps(other) for place, one in enumerate(told) for other in told[place + 1 :]), (
        "two subnets overlap"
    )


@given(
    st.integers(16, 21),
    st.integers(1, 4),
    st.lists(st.sampled_from(["Private", "Public", "Isolated"]), min_size=1, max_size=2, unique=True),
)
def test_one_or_two_types_fit_into_each_zone(vpc_mask, zones, types):
    vpc = Block.parse(f"10.0.0.0/{vpc_mask}")
    told = [Block.parse(cidr) for _, cidr in blocks(str(vpc), zones, *((type_, {}) for type_ in types))]
    assert all(block == block.aligned and block.first in vpc and block.end in vpc for block in told)
    assert not any(one.overlaps(other) for place, one in enumerate(told) for other in told[place + 1 :])


def test_a_third_type_behind_two_halves_of_a_zone_falls_into_the_next_zone_or_out_of_the_vpc():
    # The provider refuses the first as an overlap; the second only AWS refuses.
    specs = [(type_, {}) for type_ in ("Private", "Public", "Isolated")]
    told = dict(blocks("10.0.0.0/17", 4, *specs))
    assert (told["net-isolated-1"], told["net-private-2"]) == ("10.0.32.0/24", "10.0.32.0/20")
    assert told["net-isolated-4"] == "10.0.128.0/24"

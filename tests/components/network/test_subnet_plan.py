"""The CIDR plan: blocks fit, suffice, and never move."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.subnet_plan import ZonePlan, plan_zones, usable_addresses
from settings.network import LARGEST_VPC_PREFIX, SMALLEST_VPC_PREFIX

ZONES = [f"eu-west-1{letter}" for letter in "abcdef"]


def vpcs() -> st.SearchStrategy[IPv4Network]:
    """Every VPC block that settings accept within 10.0.0.0/8."""
    return st.integers(LARGEST_VPC_PREFIX, SMALLEST_VPC_PREFIX).flatmap(
        lambda prefix: st.integers(0, 2 ** (prefix - 8) - 1).map(
            lambda number: IPv4Network((10 * 2**24 + number * 2 ** (32 - prefix), prefix))
        )
    )


def zone_lists() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(ZONES), unique=True, min_size=1)


def blocks(plan: tuple[ZonePlan, ...]) -> list[IPv4Network]:
    return [block for zone in plan for block in (zone.public, zone.app, zone.data)]


def test_the_blocks_of_prod_are_these() -> None:
    plan = plan_zones(IPv4Network("10.30.0.0/16"), ZONES[:3])
    assert [(zone.letter, str(zone.public), str(zone.app), str(zone.data)) for zone in plan] == [
        ("a", "10.30.24.0/22", "10.30.0.0/20", "10.30.16.0/21"),
        ("b", "10.30.56.0/22", "10.30.32.0/20", "10.30.48.0/21"),
        ("c", "10.30.88.0/22", "10.30.64.0/20", "10.30.80.0/21"),
    ], "a block that is in use cannot move"


@given(vpcs(), zone_lists())
def test_blocks_lie_in_the_vpc_and_apart_from_each_other(vpc: IPv4Network, zones: list[str]) -> None:
    planned = blocks(plan_zones(vpc, zones))
    assert all(block.subnet_of(vpc) for block in planned)
    assert not [pair for pair in combinations(planned, 2) if pair[0].overlaps(pair[1])]


@given(vpcs(), zone_lists())
def test_a_private_block_is_a_24_at_least_and_twice_the_public_one(
    vpc: IPv4Network, zones: list[str]
) -> None:
    for zone in plan_zones(vpc, zones):
        for private in (zone.app, zone.data):
            assert private.prefixlen <= 24
            assert private.num_addresses >= 2 * zone.public.num_addresses


@given(vpcs(), zone_lists(), zone_lists())
def test_another_zone_moves_no_block(vpc: IPv4Network, zones: list[str], others: list[str]) -> None:
    before = {zone.zone: zone for zone in plan_zones(vpc, zones)}
    after = {
        zone.zone: zone
        for zone in plan_zones(vpc, [*others, *(zone for zone in zones if zone not in others)])
    }
    assert before == {name: zone for name, zone in after.items() if name in before}


@given(vpcs())
def test_a_quarter_of_the_vpc_and_an_eighth_of_each_zone_stay_free_for_what_comes(vpc: IPv4Network) -> None:
    planned = sum(block.num_addresses for block in blocks(plan_zones(vpc, ZONES)))
    assert vpc.num_addresses * 6 // 8 * 7 // 8 == planned


@given(vpcs())
def test_the_public_block_has_room_for_a_load_balancer(vpc: IPv4Network) -> None:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones
    for zone in plan_zones(vpc, ZONES):
        assert zone.public.prefixlen <= 27
        assert usable_addresses(zone.public) >= 8 + 1, "eight free addresses beside the NAT gateway"


def test_aws_keeps_five_addresses_of_each_subnet() -> None:
    assert usable_addresses(IPv4Network("10.0.0.0/24")) == 251


@given(st.integers(SMALLEST_VPC_PREFIX + 1, 26))
def test_a_vpc_that_settings_refuse_has_no_plan(prefix: int) -> None:
    with pytest.raises(ValueError, match=r"is too small: .* in eu-west-1a is smaller than a /24"):
        plan_zones(IPv4Network(("10.0.0.0", prefix)), ZONES[:1])


def test_a_local_zone_has_no_place() -> None:
    with pytest.raises(ValueError, match="'eu-west-1-lhr-1g' is no Availability Zone of a region"):
        plan_zones(IPv4Network("10.0.0.0/16"), ["eu-west-1-lhr-1g"])


def test_a_zone_keeps_its_number() -> None:
    [zone] = plan_zones(IPv4Network("10.0.0.0/16"), ["eu-west-1c"])
    assert zone.place == 2

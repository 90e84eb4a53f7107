"""A layout that AWS would refuse is refused in the provider's words."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.simulated.awsx.checks import check_layout
from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.subnets import PlannedSubnet

NO_NAT = "None"


def subnets(*cidrs, type_="Private"):
    return [
        PlannedSubnet(type=type_, zone="a", cidr_block=cidr, resource_name=f"sub{number}", name_tag="")
        for number, cidr in enumerate(cidrs, start=1)
    ]


def refusal_of(planned, nat=NO_NAT, within=None):
    with pytest.raises(AwsxError) as refusal:
        check_layout(planned, nat, within)
    return str(refusal.value)


def test_every_overlapping_subnet_is_listed():
    expected = (
        "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, "
        "reduce the size of the subnets per AZ, or use less Availability Zones:\n\n"
        "1. sub1: 10.0.0.0/20\n"
        "2. sub3: 10.0.2.0/24\n"
        "3. sub4: 10.0.2.128/25\n"
    )
    assert expected == refusal_of(subnets("10.0.0.0/20", "10.0.16.0/24", "10.0.2.0/24", "10.0.2.128/25"))


def test_two_equal_blocks_overlap():
    assert refusal_of(subnets("10.0.0.0/24", "10.0.0.0/24")).endswith(
        "1. sub1: 10.0.0.0/24\n2. sub2: 10.0.0.0/24\n"
    )


def test_subnets_that_fill_the_vpc_are_exact():
    check_layout(subnets("10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/17"), NO_NAT, "10.0.0.0/16")


@pytest.mark.parametrize(
    ("cidrs", "gaps"),
    [
        (["10.0.0.0/18", "10.0.128.0/17"], "sub1 (10.0.0.0/18) <=> sub2 (10.0.128.0/17)"),
        (["10.0.128.0/17"], "sub1 (10.0.128.0/17) does not start at the beginning of the VPC (10.0.0.0/16)"),
        (
            ["10.0.0.0/17", "10.0.128.0/18"],
            "sub2 (ending 10.0.191.254) ends before VPC ends (at 10.0.255.254})",
        ),
        (
            ["10.0.128.0/17", "10.0.0.0/17"],
            "sub1 (10.0.128.0/17) does not start at the beginning of the VPC (10.0.0.0/16), "
            "sub1 (10.0.128.0/17) <=> sub2 (10.0.0.0/17), "
            "sub2 (ending 10.0.127.254) ends before VPC ends (at 10.0.255.254})",
        ),
    ],
)
def test_gaps_are_refused_where_the_layout_must_be_exact(cidrs, gaps):
    expected = f"There are gaps in the subnet ranges. Please fix the following gaps: {gaps}"
    assert expected == refusal_of(subnets(*cidrs), within="10.0.0.0/16")


def test_gaps_are_told_before_a_missing_host_of_the_nat_gateways():
    assert refusal_of(subnets("10.0.0.0/17"), "Single", "10.0.0.0/16").startswith("There are gaps")
    assert refusal_of(subnets("10.0.0.0/16"), "Single", "10.0.0.0/16").startswith("If NAT Gateway strategy")


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(20, 26)), min_size=1, max_size=8))
def test_the_listed_subnets_are_those_that_share_an_address(blocks):
    cidrs = [str(ipaddress.ip_network(f"10.0.{third}.0/{mask}", strict=False)) for third, mask in blocks]
    networks = [ipaddress.ip_network(cidr) for cidr in cidrs]
    overlapping = [
        f"sub{place + 1}: {cidrs[place]}"
        for place, network in enumerate(networks)
        if any(network.overlaps(other) for at, other in enumerate(networks) if at != place)
    ]
    if not overlapping:
        check_layout(subnets(*cidrs), NO_NAT, None)
        return
    listed = refusal_of(subnets(*cidrs)).split("\n\n")[1].splitlines()
    assert [f"{number}. {line}" for number, line in enumerate(overlapping, start=1)] == listed

"""NAT gateways: how many, whose addresses, and what they need."""

import pytest

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.nat import check_allocation_ids, check_nat_hosts, gateway_for, wants_gateway


@pytest.mark.parametrize(
    ("strategy", "count"),
    [("None", 0), ("Single", 0), ("Single", 1), ("OnePerAz", 0), ("OnePerAz", 3), ("oneperaz", 3)],
)
def test_as_many_own_addresses_as_gateways_are_accepted(strategy, count):
    check_allocation_ids(strategy, ["eipalloc-1"] * count, 3)


@pytest.mark.parametrize(
    ("strategy", "count", "message"),
    [
        ("None", 1, "Elastic IP allocation IDs cannot be specified when NAT Gateway strategy is 'None'."),
        ("Single", 2, "Exactly one Elastic IP may be specified when NAT Gateway strategy is 'Single'."),
        (
            "OnePerAz",
            2,
            "The number of Elastic IPs, if specified, must match the number of availability zones for "
            "the VPC (3) when NAT Gateway strategy is 'OnePerAz'",
        ),
        ("Sometimes", 0, "Unknown NatGatewayStrategy 'Sometimes'"),
    ],
)
def test_any_other_number_of_addresses_is_refused(strategy, count, message):
    with pytest.raises(AwsxError) as refusal:
        check_allocation_ids(strategy, ["eipalloc-1"] * count, 3)
    assert message == str(refusal.value)


@pytest.mark.parametrize("kinds", [["public"], ["private"], ["isolated"], ["public", "unused"], []])
@pytest.mark.parametrize("strategy", ["Single", "OnePerAz"])
def test_a_gateway_needs_a_public_subnet_and_one_that_may_use_it(strategy, kinds):
    with pytest.raises(
        AwsxError, match=r"^If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must"
    ):
        check_nat_hosts(strategy, kinds)


@pytest.mark.parametrize(
    ("strategy", "kinds"),
    [
        ("Single", ["public", "isolated"]),
        ("OnePerAz", ["private", "public"]),
        ("None", ["isolated"]),
        ("None", []),
    ],
)
def test_no_gateway_needs_no_subnet(strategy, kinds):
    check_nat_hosts(strategy, kinds)


def test_one_gateway_a_zone_stands_in_the_first_public_subnet_of_each():
    wanted = [
        wants_gateway("OnePerAz", made, zone) for made, zone in ((0, 0), (1, 0), (1, 1), (2, 1), (2, 2))
    ]
    assert wanted == [True, False, True, False, True]
    assert [gateway_for("OnePerAz", zone) for zone in range(3)] == [0, 1, 2]


def test_a_single_gateway_serves_all_zones():
    assert [wants_gateway("Single", made, zone) for made, zone in ((0, 0), (1, 0), (1, 1))] == [
        True,
        False,
        False,
    ]
    assert [gateway_for("Single", zone) for zone in range(3)] == [0, 0, 0]


def test_without_gateways_a_private_subnet_has_no_way_out():
    assert not wants_gateway("None", 0, 0)
    assert gateway_for("None", 0) is None

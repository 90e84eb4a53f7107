"""Subnets are called after their VPC, their spec, and their zone's place or name."""

import pytest

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.subnets import (
    Naming,
    PlannedSubnet,
    SubnetSpec,
    check_zone_suffixes,
    zone_suffix,
)


@pytest.mark.parametrize(
    ("zone", "suffix"),
    [
        ("us-east-1a", "1a"),
        ("ap-southeast-2c", "2c"),
        ("us-gov-west-1a", "1a"),
        ("us-iso-east-1b", "1b"),
        ("us-west-2-lax-1a", "2-lax-1a"),
        ("somewhere", "somewhere"),
        ("US-east-1a", "US-east-1a"),
    ],
)
def test_a_zones_suffix_is_what_follows_the_words_of_its_region(zone, suffix):
    assert suffix == zone_suffix(zone)


def test_a_subnet_is_named_after_its_type_and_the_place_of_its_zone():
    naming = Naming(vpc="net", zones=["eu-west-1c", "eu-west-1a"])
    expected = PlannedSubnet(
        type="Public",
        zone="eu-west-1a",
        cidr_block="10.0.0.0/24",
        resource_name="net-public-2",
        name_tag="net-public-2",
    )
    assert expected == naming.planned(SubnetSpec(type="Public"), 1, "10.0.0.0/24")


def test_a_specs_name_stands_for_its_type_and_its_wishes_reach_the_subnet():
    spec = SubnetSpec(type="Private", name="app", assign_ipv6_address_on_creation=True, tags={"Tier": "app"})
    planned = Naming(vpc="net", zones=["eu-west-1a"]).planned(spec, 0, "10.0.0.0/24")
    assert (planned.resource_name, planned.name_tag) == ("net-app-1", "net-app-1")
    assert (planned.assign_ipv6_address_on_creation, planned.tags) == (True, {"Tier": "app"})


def test_the_tag_strategy_names_the_tag_after_the_zone_and_leaves_the_logical_name_alone():
    naming = Naming(vpc="net", zones=["eu-west-1c"], tag_strategy="AvailabilityZone")
    planned = naming.planned(SubnetSpec(type="Public"), 0, "10.0.0.0/24")
    assert (planned.resource_name, planned.name_tag) == ("net-public-1", "net-public-1c")


def test_zones_of_two_regions_whose_suffixes_collide_are_refused():
    with pytest.raises(AwsxError) as refusal:
        check_zone_suffixes(["us-east-1a", "us-east-1b", "eu-west-1a"])
    expected = (
        'subnetNameTagStrategy="AvailabilityZone" requires availability zones with distinct suffixes, '
        'but "us-east-1a" and "eu-west-1a" both reduce to "1a".'
    )
    assert expected == str(refusal.value)


def test_zones_of_one_region_have_suffixes_of_their_own():
    check_zone_suffixes(["us-west-2a", "us-west-2b", "us-west-2-lax-1a"])

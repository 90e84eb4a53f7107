"""The generated table of regions: zones, partitions and short names."""

import pytest

from stagecraft.simulated.aws import regions


def test_a_region_has_its_zones_by_name():
    assert dict(regions.zones("eu-west-1")) == {
        "eu-west-1a": "euw1-az1",
        "eu-west-1b": "euw1-az2",
        "eu-west-1c": "euw1-az3",
    }


def test_zones_that_new_accounts_do_not_get_are_left_out():
    assert sorted(regions.zones("ap-northeast-1")) == [
        "ap-northeast-1a",
        "ap-northeast-1c",
        "ap-northeast-1d",
    ]


def test_a_region_that_no_table_has_gets_three_zones():
    assert list(regions.zones("xx-new-1")) == ["xx-new-1a", "xx-new-1b", "xx-new-1c"]


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1", "ap-southeast-2", "me-central-1", "af-south-1"])
def test_every_zone_lies_in_its_region(region):
    zones = regions.zones(region)
    assert all(name.startswith(region) for name in zones)
    assert len(zones) == len(set(zones.values())), "a zone id stands for one zone"


@pytest.mark.parametrize(
    ("region", "short"), [("eu-west-1", "euw1"), ("us-gov-east-1", "usge1"), ("ap-northeast-2", "apne2")]
)
def test_short_names_are_those_of_zone_ids(region, short):
    assert short == regions.short_name(region)


def test_partitions_know_their_dns_suffix():
    partition = regions.partition("cn-north-1")
    assert (
        partition.name,
        partition.dns_suffix,
        partition.reverse_dns,
    ) == ("aws-cn", "amazonaws.com.cn", "cn.com.amazonaws")

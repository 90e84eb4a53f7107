"""Settings of the network tier, by themselves and with region and grade."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from settings.base import Mistake
from settings.network import (
    NetworkSettings,
    endpoints_keep_the_grade,
    network_keeps_the_grade,
    zones_are_in_the_region,
)


def network(**changes: object) -> NetworkSettings:
    values = {
        "cidr": IPv4Network("10.10.0.0/16"),
        "availability_zones": ("eu-west-1a", "eu-west-1b"),
        "nat": "per-az",
        "interface_endpoints": "per-az",
        "flow_log_retention_days": 30,
    }
    return NetworkSettings.model_validate({**values, **changes})


@given(st.integers(min_value=16, max_value=19), st.sampled_from(["10.0.0.0/8", "172.16.0.0/12"]), st.data())
def test_every_private_block_from_16_to_19_is_a_vpc(prefix: int, private: str, data: st.DataObject) -> None:
    block = IPv4Network(private)
    last = 2 ** (prefix - block.prefixlen) - 1
    number = data.draw(st.integers(min_value=0, max_value=last))
    cidr = IPv4Network((int(block.network_address) + number * 2 ** (32 - prefix), prefix))
    assert cidr == network(cidr=cidr).cidr


@given(st.integers(min_value=8, max_value=32).filter(lambda prefix: not 16 <= prefix <= 19))
def test_a_block_of_another_size_is_refused(prefix: int) -> None:
    with pytest.raises(ValidationError):
        network(cidr=IPv4Network(("10.0.0.0", prefix)))


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        network().nat = "single"  # type: ignore[misc]


def test_the_zones_of_the_region_are_accepted_in_any_order() -> None:
    zones = ("eu-west-1c", "eu-west-1a", "eu-west-1b")
    assert list(zones_are_in_the_region("eu-west-1", network(availability_zones=zones))) == []


def test_each_zone_that_the_region_lacks_is_told() -> None:
    mistakes = zones_are_in_the_region("eu-west-2", network(availability_zones=("eu-west-2a", "eu-west-1b")))
    assert [mistake.path for mistake in mistakes] == ["network.availabilityZones[1]"]


def test_zones_of_a_region_that_is_unknown_itself_are_not_judged() -> None:
    assert list(zones_are_in_the_region("eu-wst-1", network())) == []


def test_production_needs_a_nat_gateway_per_zone() -> None:
    assert [
        Mistake(
            path="network.nat",
            problem="'single' ends every zone's way out with the NAT gateway's zone",
            allowed="'per-az' where grade is production",
            way_out="write e.g. nat: per-az",
        )
    ] == list(network_keeps_the_grade("production", network(nat="single")))
    assert list(network_keeps_the_grade("production", network(nat="per-az"))) == []
    assert list(network_keeps_the_grade("non-production", network(nat="single"))) == []


def test_production_needs_interface_endpoints_in_each_zone() -> None:
    assert [
        Mistake(
            path="network.interfaceEndpoints",
            problem="'single' ends every zone's way to AWS's APIs with the first zone",
            allowed="'per-az' where grade is production",
            way_out="write e.g. interfaceEndpoints: per-az",
        )
    ] == list(endpoints_keep_the_grade("production", network(interface_endpoints="single")))
    assert list(endpoints_keep_the_grade("production", network())) == []
    assert list(endpoints_keep_the_grade("non-production", network(interface_endpoints="single"))) == []


def test_interface_endpoints_stand_in_one_zone_or_in_each() -> None:
    with pytest.raises(ValidationError, match="interface"):
        network(interface_endpoints="none")

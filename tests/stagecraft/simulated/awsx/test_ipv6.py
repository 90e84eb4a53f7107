"""A subnet's /64 is the VPC's /56 and the subnet's number."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv6 import subnet_block


@pytest.mark.parametrize(
    ("index", "block"),
    [(0, "2600:1f18:e43d:6500::/64"), (42, "2600:1f18:e43d:652a::/64"), (255, "2600:1f18:e43d:65ff::/64")],
)
def test_the_last_byte_of_the_fourth_group_numbers_the_subnets(index, block):
    assert block == subnet_block("2600:1f18:e43d:6500::/56", index)


@given(st.integers(1, 2**24 - 1), st.integers(0, 255))
def test_a_subnets_block_lies_in_the_vpcs(number, index):
    # Groups without leading zeros between them, as AWS writes a VPC's block.
    prefix = f"2600:1f18:{number >> 8 or 1:x}:{(number & 0xFF) << 8 or 0x100:x}::/56"
    subnet = ipaddress.ip_network(subnet_block(prefix, index))
    assert subnet.subnet_of(ipaddress.ip_network(prefix))
    assert subnet != ipaddress.ip_network(subnet_block(prefix, (index + 1) % 256))


@pytest.mark.parametrize(
    ("block", "index", "message"),
    [
        ("2600:1f18:e43d:6500::", 0, '"2600:1f18:e43d:6500::" is not a valid IPv6 CIDR block'),
        ("10.0.0.0/56", 0, '"10.0.0.0" is not a valid IPv6 address'),
        ("2600:1f18:e43d:6500::/60", 0, "VPC must be a /56 block (got /60)"),
        ("2600:1f18:e43d:6500::/56", 256, "index must be an integer from 0-255"),
        ("2600:1f18::/56", 0, "Vpc ipv6 cidr block was not in an expected form: 2600:1f18::/56"),
        (
            None,
            0,
            "Subnets with assignIpv6AddressOnCreation=true require the VPC to have an IPv6 CIDR block. "
            "Set assignGeneratedIpv6CidrBlock=true or provide ipv6CidrBlock.",
        ),
    ],
)
def test_a_block_that_cannot_be_divided_is_refused_in_the_providers_words(block, index, message):
    with pytest.raises(AwsxError) as refusal:
        subnet_block(block, index)
    assert message == str(refusal.value)

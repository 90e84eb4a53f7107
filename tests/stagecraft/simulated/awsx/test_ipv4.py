"""Blocks are counted as the provider counts them."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.ipv4 import Block, bits_for, block, dotted

BLOCKS = st.builds(Block, st.integers(0, 2**32 - 1), st.integers(1, 32))


def as_network(given_block: Block) -> ipaddress.IPv4Network:
    return ipaddress.ip_network((given_block.address, given_block.mask), strict=False)


def test_a_block_is_read_and_written_with_its_host_bits():
    parsed = Block.parse("10.0.128.32/17")
    assert Block(0x0A008020, 17) == parsed
    assert str(parsed) == "10.0.128.32/17"
    assert str(parsed.aligned) == "10.0.128.0/17"


def test_a_text_without_a_mask_is_one_address():
    assert Block.parse("10.0.0.7") == Block(0x0A000007, 32)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bogus/24", "Invalid net address: bogus"),
        ("10.0.0/24", "Invalid net address: 10.0.0"),
        ("10.0.0.256/24", "Invalid net address: 10.0.0.256"),
        ("", "Invalid net address: "),
        ("10.0.0.0/40", "Invalid mask for ip4: 40"),
        ("10.0.0.0/x", "Invalid mask for ip4: x"),
    ],
)
def test_a_text_that_is_no_block_is_refused_in_the_providers_words(text, message):
    with pytest.raises(AwsxError) as refusal:
        Block.parse(text)
    assert message == str(refusal.value)


def test_ipv4_has_no_mask_longer_than_32():
    with pytest.raises(AwsxError, match=r"^Invalid mask for ip4: 33$"):
        block(0x0A000000, 33)


@given(BLOCKS)
def test_a_blocks_ends_are_those_of_its_network(some):
    network = as_network(some)
    assert (int(network[0]), int(network[-1])) == (some.first, some.end)
    assert network.num_addresses == some.size


@given(BLOCKS, BLOCKS)
def test_blocks_overlap_where_their_networks_do(one, other):
    assert as_network(one).overlaps(as_network(other)) == one.overlaps(other)
    assert one.overlaps(other) == other.overlaps(one)


@given(BLOCKS)
def test_the_next_block_begins_where_a_block_ends(some):
    following = some.next()
    assert (some.end + 1, some.mask) == (following.first, following.mask)
    assert not some.overlaps(following)


@pytest.mark.parametrize(
    ("text", "last"),
    [("10.0.0.0/30", "10.0.0.2"), ("10.0.0.0/31", "10.0.0.1"), ("10.0.0.0/32", "10.0.0.0")],
)
def test_the_last_host_is_before_the_broadcast_address_where_there_is_one(text, last):
    assert last == dotted(Block.parse(text).last_host)


@pytest.mark.parametrize(("count", "bits"), [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3)])
def test_bits_number_things(count, bits):
    assert bits == bits_for(count)

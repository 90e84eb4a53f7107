"""Unions of CIDR blocks, and what counts as the world."""

import ipaddress

import pytest
from guardrails.cidr import is_world, public_part, span, union, within, without
from hypothesis import given
from hypothesis import strategies as st

networks = st.builds(
    lambda address, prefix: ipaddress.ip_network((address, prefix), strict=False),
    st.integers(0, 2**32 - 1),
    st.integers(0, 32),
)
small = st.builds(
    lambda address, prefix: ipaddress.ip_network((address, prefix), strict=False),
    st.integers(2**24, 2**24 + 63),
    st.integers(26, 32),
)


@pytest.mark.parametrize(
    ("blocks", "world"),
    [
        (["0.0.0.0/0"], True),
        (["::/0"], True),
        (["2000::/3"], True),
        (["0.0.0.0/1", "128.0.0.0/1"], True),
        (["0.0.0.0/2"], True),
        ([f"{first}.0.0.0/8" for first in (11, 12)], True),
        (["8.0.0.0/8"], False),
        (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"], False),
        (["203.0.113.7/32", "198.51.100.0/24"], False),
        (["2a05:d018::/36"], False),
        (["fc00::/7", "fe80::/10"], False),
        ([], False),
    ],
)
def test_the_world_is_more_public_addresses_than_any_company_has(blocks: list[str], world: bool) -> None:
    assert world is is_world(map(span, blocks))


def test_text_that_is_no_block_is_refused() -> None:
    with pytest.raises(ValueError, match="everyone"):
        span("everyone")


@given(st.lists(small, max_size=8))
def test_a_union_covers_exactly_the_addresses_of_its_blocks(blocks: list[ipaddress.IPv4Network]) -> None:
    merged = union(span(str(block)) for block in blocks)
    covered = [address for one in merged for address in range(one.first, one.last + 1)]
    expected = sorted({int(address) for block in blocks for address in block})
    assert expected == covered, "no address is lost, added or counted twice"


@given(small, small)
def test_inside_and_outside_of_a_frame_make_the_whole(
    whole: ipaddress.IPv4Network, frame: ipaddress.IPv4Network
) -> None:
    parts = [*within([span(str(whole))], span(str(frame))), *without([span(str(whole))], span(str(frame)))]
    assert [span(str(whole))] == union(parts)


@given(st.lists(networks, min_size=1, max_size=5))
def test_cutting_a_block_in_two_changes_no_verdict(blocks: list[ipaddress.IPv4Network]) -> None:
    halves = [half for block in blocks for half in (block.subnets() if block.prefixlen < 32 else [block])]
    expected = is_world(span(str(block)) for block in blocks)
    assert expected is is_world(span(str(half)) for half in halves)


@given(networks)
def test_private_blocks_have_no_public_part(block: ipaddress.IPv4Network) -> None:
    parts = public_part([span(str(block))])
    inside = any(
        block.subnet_of(ipaddress.ip_network(private))
        for private in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
    )
    assert not (inside and parts)
    assert sum(one.last - one.first + 1 for one in parts) <= block.num_addresses

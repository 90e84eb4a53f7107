"""Blocks that no two environments may share."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.promotion import Promotion, check_disjoint

RULES = Promotion(disjoint=("shop:network.cidr", "shop:vpn.cidrs"))


def files(**blocks):
    return {stack: {"shop:network": {"cidr": block}} for stack, block in blocks.items()}


def test_blocks_apart_are_right():
    assert check_disjoint(files(dev="10.10.0.0/16", staging="10.20.0.0/16", prod="10.30.0.0/16"), RULES) == []


def test_an_overlap_is_told_with_both_files_and_a_free_block():
    lines = check_disjoint(files(dev="10.10.0.0/16", staging="10.11.0.0/16", prod="10.10.128.0/17"), RULES)
    assert lines == [
        "Pulumi.prod.yaml: shop:network.cidr: '10.10.128.0/17' overlaps '10.10.0.0/16' (shop:network.cidr in "
        "Pulumi.dev.yaml); allowed: a block that no other stack uses; write e.g. cidr: 10.12.0.0/17"
    ]


def test_keys_are_compared_with_each_other_and_lists_are_read():
    stacks = {
        "dev": {"shop:network": {"cidr": "10.10.0.0/16"}},
        "prod": {"shop:vpn": {"cidrs": ["172.16.0.0/16", "10.10.5.0/24"]}},
    }
    lines = check_disjoint(stacks, RULES)
    assert len(lines) == 1
    assert lines[0].startswith("Pulumi.prod.yaml: shop:vpn.cidrs: '10.10.5.0/24' overlaps '10.10.0.0/16'")


def test_one_stack_may_use_a_block_twice():
    config = {"shop:network": {"cidr": "10.0.0.0/16"}, "shop:vpn": {"cidrs": ["10.0.0.0/16"]}}
    assert check_disjoint({"dev": config}, RULES) == []


@pytest.mark.parametrize("value", ["nonsense", None, 7, ["x"], {"secure": "abc"}])
def test_what_is_no_block_is_left_to_the_settings(value):
    assert check_disjoint(files(dev="10.0.0.0/16", prod=value), RULES) == []


def test_blocks_of_both_ip_versions_live_beside_each_other():
    assert check_disjoint(files(dev="10.0.0.0/16", prod="fd00::/48"), RULES) == []


def test_a_project_without_rules_has_nothing_to_keep_apart():
    assert check_disjoint(files(dev="10.0.0.0/16", prod="10.0.0.0/16"), Promotion.everything()) == []


@given(st.lists(st.integers(0, 255), min_size=2, max_size=6))
def test_the_block_that_is_proposed_is_free(numbers):
    blocks = {f"s{index}": f"10.{number}.0.0/16" for index, number in enumerate(numbers)}
    lines = check_disjoint(files(**blocks), RULES)
    assert bool(lines) == (len(set(numbers)) < len(numbers))
    for line in lines:
        if "write e.g." in line:
            free = ip_network(line.rpartition(" ")[2])
            assert not any(free.overlaps(ip_network(block)) for block in blocks.values())

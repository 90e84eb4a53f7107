"""The name of the DAX cluster: one that DAX takes, for any stack, and another for another cluster."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.tables.cluster_name import MOST_CHARACTERS, cluster_name

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,19}", fullmatch=True)
STACKS = st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True)
NODE_TYPES = st.sampled_from(["dax.t3.small", "dax.t3.medium", "dax.r5.large", "dax.r7i.24xlarge"])


@given(name=NAMES, stack=STACKS, node_type=NODE_TYPES)
def test_every_name_is_one_that_dax_takes(name: str, stack: str, node_type: str) -> None:
    found = cluster_name(name, "shop", stack, node_type)
    assert len(found) <= MOST_CHARACTERS
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", found), "letters, digits and single hyphens"


@given(stacks=st.lists(STACKS, unique=True, min_size=2, max_size=2), node_type=NODE_TYPES)
def test_two_stacks_of_an_account_have_two_names(stacks: list[str], node_type: str) -> None:
    first, second = (cluster_name("shop", "shop", stack, node_type) for stack in stacks)
    assert first != second


@given(stack=STACKS, types=st.lists(NODE_TYPES, unique=True, min_size=2, max_size=2))
def test_another_node_type_is_another_name(stack: str, types: list[str]) -> None:
    first, second = (cluster_name("shop", "shop", stack, node_type) for node_type in types)
    assert first != second, "the new cluster stands beside the old one while it takes over"


def test_the_name_can_be_read() -> None:
    assert re.fullmatch("shop-prod-[0-9a-f]{6}", cluster_name("shop", "shop", "prod", "dax.r5.large"))


def test_a_name_that_begins_with_a_digit_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with a letter"):
        cluster_name("7shop", "shop", "dev", "dax.t3.small")

"""Drawn values repeat for one origin and differ between origins and purposes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from stagecraft.simulated.aws.seeds import ALPHABETS, HEX, Seed, of_urn


def test_two_stacks_of_one_program_draw_the_same_values():
    dev = of_urn("urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::net")
    prod = of_urn("urn:pulumi:prod::shop::aws:ec2/vpc:Vpc::net")
    assert dev.text("id", HEX, 16) == prod.text("id", HEX, 16), "the stack's name is no part of the seed"


def test_two_resources_draw_different_values():
    one = of_urn("urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::one")
    two = of_urn("urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::two")
    assert one.text("id", HEX, 16) != two.text("id", HEX, 16)


def test_two_purposes_of_one_resource_draw_different_values():
    seed = Seed("net")
    assert seed.text("id", HEX, 16) != seed.text("route table", HEX, 16)


def test_a_uuid_is_of_version_four():
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert re.fullmatch(pattern, Seed("net").uuid("key"))


@given(st.text(), st.sampled_from(sorted(ALPHABETS)), st.integers(1, 64))
def test_a_text_has_the_length_and_the_characters_asked_for(origin, kind, length):
    text = Seed(origin).text("id", ALPHABETS[kind], length)
    assert length == len(text)
    assert set(text) <= set(ALPHABETS[kind])

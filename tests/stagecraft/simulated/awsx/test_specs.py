"""Specs that contradict each other are refused in the provider's words, all contradictions at once."""

import pytest

from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.specs import SIZES, check_auto_merge, check_specs
from stagecraft.simulated.awsx.subnets import SubnetSpec

HEAD = "Invalid subnet specifications:\n - "
UNIQUE = (
    'Multiple subnet specs of type "{}" require unique names. You can have at most one unnamed subnet '
    'per type. All other subnets of the same type must have unique "name" properties to avoid '
    "duplicate resource names."
)


def spec(type_="Private", **given):
    return SubnetSpec(type=type_, **given)


def refusal_of(specs, zones=2):
    with pytest.raises(AwsxError) as refusal:
        check_specs(specs, zones)
    return str(refusal.value)


def test_no_specs_are_no_specs():
    assert check_specs(None, 3) is None


def test_a_mask_and_a_size_are_filled_in_from_each_other():
    checked = check_specs([spec(size=256), spec("Public", cidr_mask=20), spec("Isolated")], 2)
    assert [(s.cidr_mask, s.size) for s in checked.specs] == [(24, 256), (20, 4096), (None, None)]
    assert not checked.explicit


def test_a_mask_without_a_listed_size_is_left_for_the_layout_to_judge():
    checked = check_specs([spec(cidr_mask=31)], 1)
    assert (checked.specs[0].cidr_mask, checked.specs[0].size) == (31, None)


def test_specs_that_name_their_blocks_stay_as_they_are():
    given = spec(cidr_blocks=("10.0.0.0/24", "10.0.1.0/24"), cidr_mask=24, size=256)
    checked = check_specs([given], 2)
    assert (given,) == checked.specs
    assert checked.explicit


def test_two_unnamed_specs_of_one_type_are_refused():
    assert refusal_of([spec(), spec("private")]) == HEAD + UNIQUE.format("private")


def test_two_specs_of_one_type_and_name_are_refused():
    assert refusal_of([spec(name="a"), spec(name="a"), spec("Public")]) == HEAD + UNIQUE.format("private")


def test_one_unnamed_spec_beside_named_ones_is_accepted():
    assert check_specs([spec(), spec(name="a"), spec(name="b"), spec("Public", name="a")], 1) is not None


def test_sizes_that_are_no_power_of_two_are_refused_together():
    valid = ", ".join(str(size) for size in SIZES)
    expected = f"{HEAD}The following subnet sizes are invalid: 100, 0. Valid sizes are: {valid}."
    assert expected == refusal_of([spec(size=100), spec("Public", size=0)])
    assert (SIZES[0], SIZES[-1], len(SIZES)) == (4294967296, 4, 31)


def test_a_size_that_is_not_the_masks_is_refused():
    expected = f"{HEAD}Subnet size 512 does not match the expected size for a /24 subnet (256)."
    assert expected == refusal_of([spec(cidr_mask=24, size=512)])


def test_blocks_of_one_spec_ask_for_blocks_of_all():
    named = spec(cidr_blocks=("10.0.0.0/24", "10.0.1.0/24"))
    expected = f"{HEAD}If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks."
    assert expected == refusal_of([named, spec("Public")])


def test_there_is_one_block_a_zone():
    expected = (
        f"{HEAD}The number of CIDR blocks in subnetSpecs[1] must match the number of availability zones (2)."
    )
    named = spec(cidr_blocks=("10.0.0.0/24", "10.0.1.0/24"))
    for blocks in (("10.0.2.0/24",), ("10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24")):
        assert expected == refusal_of([named, spec("Public", cidr_blocks=blocks)])


@pytest.mark.parametrize(("what", "given"), [("cidrMask", {"cidr_mask": 25}), ("size", {"size": 128})])
def test_a_mask_or_size_beside_blocks_must_be_theirs(what, given):
    expected = f"{HEAD}The {what} in subnetSpecs[0] must match all cidrBlocks or be left undefined."
    assert expected == refusal_of([spec(cidr_blocks=("10.0.0.0/24", "10.0.1.0/24"), **given)])


def test_all_contradictions_are_told_at_once():
    expected = (
        f"{HEAD}{UNIQUE.format('private')}\n"
        " - The number of CIDR blocks in subnetSpecs[0] must match the number of availability zones (2).\n"
        " - If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks."
    )
    assert expected == refusal_of([spec(cidr_blocks=()), spec()])


def test_specs_that_name_their_blocks_cannot_be_merged_into_the_default_layout():
    with pytest.raises(AwsxError) as refusal:
        check_auto_merge([spec(), spec("Public", cidr_blocks=("10.0.0.0/24",))])
    expected = (
        'subnetStrategy="AutoMerge" does not support subnetSpecs with explicit cidrBlocks. '
        'Use subnetStrategy="Auto" or "Exact" to fully specify the subnet layout.'
    )
    assert expected == str(refusal.value)

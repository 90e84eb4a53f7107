"""Inputs that decide which resources there are must be plain; the others may be Outputs."""

import pulumi
import pytest

from stagecraft import wire
from stagecraft.simulated.awsx.errors import AwsxError
from stagecraft.simulated.awsx.inputs import Inputs, is_plain


class Later(pulumi.Output):
    """An Output without an event loop: only that it is one counts here."""

    def __init__(self) -> None:
        """Be known never."""


MESSAGE = (
    "'{}' must be a plain value, not an Output: with it awsx decides which resources there are, before any of "
    "them exists. Pass a value that the program knows, for example from its config."
)


@pytest.mark.parametrize(
    "later", [Later(), pulumi.output.UNKNOWN, wire.UNKNOWN], ids=["output", "unknown", "wire"]
)
def test_what_is_known_later_is_refused_with_its_name(later):
    assert not is_plain(later)
    for path, read in (
        ("cidrBlock", lambda: Inputs({"cidrBlock": later}).plain("cidrBlock")),
        ("count", lambda: Inputs({"count": later}).whole("count")),
        ("names", lambda: Inputs({"names": later}).strings("names")),
        ("names[1]", lambda: Inputs({"names": ["a", later]}).strings("names")),
        ("ids", lambda: Inputs({"ids": later}).wires("ids")),
        ("nat", lambda: Inputs({"nat": later}).inner("nat")),
        ("nat.strategy", lambda: Inputs({"nat": {"strategy": later}}).inner("nat").plain("strategy")),
        ("specs[0]", lambda: Inputs({"specs": [later]}).each("specs")),
        ("specs[0].type", lambda: Inputs({"specs": [{"type": later}]}).each("specs")[0].plain("type")),
    ):
        with pytest.raises(AwsxError) as refusal:
            read()
        assert MESSAGE.format(path) == str(refusal.value)


def test_a_wire_and_the_items_of_a_list_of_wires_may_be_known_later():
    later = Later()
    assert Inputs({"tags": later}).wire("tags") is later
    assert Inputs({"ids": [later, "a"]}).wires("ids") == [later, "a"]


def test_numbers_of_the_wire_are_whole():
    number = Inputs({"count": 3.0}).whole("count")
    assert (3, int) == (number, type(number))


def test_what_is_not_given_is_none():
    inputs = Inputs({})
    assert inputs.plain("a") is None
    assert inputs.wire("a") is None
    assert inputs.whole("a") is None
    assert inputs.strings("a") is None
    assert inputs.wires("a") is None
    assert inputs.each("a") is None
    assert inputs.inner("a").plain("b") is None

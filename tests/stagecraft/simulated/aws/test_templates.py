"""Templates say what is known of a resource, and are unknown where it is not."""

import re

import pytest

from stagecraft import wire
from stagecraft.simulated.aws import ProviderConfig, schema
from stagecraft.simulated.aws.seeds import Seed
from stagecraft.simulated.aws.templates import Resource, is_certain, only_word


def make(**outputs):
    return Resource(
        schema=schema.of_resource("aws:ec2/vpc:Vpc"),
        logical_name="net",
        name="net-1a2b3c4",
        inputs={},
        provider=ProviderConfig(region="eu-west-1"),
        region="eu-west-1",
        seed=Seed("net"),
        others={},
        outputs=outputs,
        id="vpc-1",
    )


def test_words_are_filled_in():
    arn = make().render("arn:{partition}:ec2:{region}:{account}:vpc/{id}", "arn")
    assert arn == "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1"


@pytest.mark.parametrize(
    ("template", "pattern"),
    [
        ("vpc-0{hex:16}", r"vpc-0[0-9a-f]{16}"),
        ("E{ALNUM:13}", r"E[A-Z0-9]{13}"),
        ("{digits:10}", r"\d{10}"),
        ("{name}.{dns}", r"net-1a2b3c4\.amazonaws\.com"),
    ],
)
def test_characters_are_drawn(template, pattern):
    assert re.fullmatch(pattern, make().render(template, "id"))


def test_two_drawn_parts_of_one_template_differ():
    one, two = make().render("{hex:8}-{hex:8}", "id").split("-")
    assert one != two


def test_a_property_is_filled_in_out_of_its_secret():
    assert make(bucket=wire.secret("logs")).render("{bucket}.s3", "name") == "logs.s3"


@pytest.mark.parametrize("value", [wire.UNKNOWN, wire.secret(wire.UNKNOWN), None, True, ["a"]])
def test_a_template_with_a_property_that_is_no_known_text_is_unknown(value):
    assert make(bucket=value).render("{bucket}.s3", "name") == wire.UNKNOWN


def test_lists_and_objects_are_rendered_inside():
    assert make().render([{"id": "{id}", "port": 443}], "x") == [{"id": "vpc-1", "port": 443}]


@pytest.mark.parametrize(
    ("template", "certain"),
    [
        ("arn:{partition}:{id}", True),
        ("vpc-{hex:8}", False),
        ("{uuid}", False),
        ("available", False),
        (True, False),
    ],
)
def test_a_template_is_certain_when_it_says_only_what_is_known(template, certain):
    assert is_certain(template) is certain


def test_a_template_of_one_word_is_that_word():
    assert (only_word("{bucket}"), only_word("{bucket}/{key}"), only_word(5)) == ("bucket", "", "")


def test_an_output_that_the_sdk_does_not_have_is_not_set():
    resource = make()
    resource.set("nowhere", 1)
    assert "nowhere" not in resource.outputs

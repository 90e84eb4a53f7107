"""An instance type's name tells its processor and its family."""

import pytest

from settings import aws_facts
from settings.processor import architecture, family


@pytest.mark.parametrize(
    "instance_type",
    [
        "a1.large",
        "t4g.small",
        "m7gd.large",
        "c6gn.xlarge",
        "im4gn.large",
        "is4gen.large",
        "g5g.xlarge",
        "x2gd.medium",
    ],
)
def test_graviton_is_arm64(instance_type: str) -> None:
    assert architecture(instance_type) == "arm64"


@pytest.mark.parametrize(
    "instance_type",
    [
        "t3.micro",
        "m7i.large",
        "c7i-flex.large",
        "g4dn.xlarge",
        "g6e.xlarge",
        "gr6.4xlarge",
        "p5.48xlarge",
        "m5a.large",
    ],
)
def test_a_graphics_processor_does_not_make_it_arm64(instance_type: str) -> None:
    assert architecture(instance_type) == "x86_64"


def test_every_arm64_type_of_a_region_belongs_to_a_family_of_graviton() -> None:
    families = {
        family(name) for name in aws_facts.instance_types("eu-west-1") if architecture(name) == "arm64"
    }
    assert {"a1", "c6g", "c7gn", "m6g", "m8g", "r7g", "t4g"} <= families
    assert not families & {"c5", "g4ad", "g4dn", "g5", "g6", "m5", "mac2", "t3"}


@pytest.mark.parametrize(("name", "of"), [("m7g.large", "m7g"), ("c7i-flex.large", "c7i-flex")])
def test_the_family_stands_in_front_of_the_dot(name: str, of: str) -> None:
    assert of == family(name)

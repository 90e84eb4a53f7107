"""Which processor an EC2 instance type has: told by its name alone."""

import re
from typing import Literal

Architecture = Literal["arm64", "x86_64"]

# Graviton has a `g` among the letters behind the generation's number (t4g, m7gd, c6gn, im4gn), and was `a1`
# at first. In front of the number the letter means a graphics processor (g4dn, gr6).
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html (instance type naming conventions)
_GRAVITON = re.compile(r"(a1|[a-z]+[0-9]+[a-z]*g[a-z]*)\.")


def architecture(instance_type: str) -> Architecture:
    """Return the architecture of an instance type's processor."""
    return "arm64" if _GRAVITON.match(instance_type) else "x86_64"


def family(instance_type: str) -> str:
    """Return the family of an instance type: `m7g` of `m7g.large`."""
    return instance_type.partition(".")[0]

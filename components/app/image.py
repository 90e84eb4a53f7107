"""Which Amazon Linux image an instance type starts: pure, without resources."""

import re
from typing import Literal

Architecture = Literal["arm64", "x86_64"]

# Graviton has a `g` among the letters behind the generation's number (t4g, m7gd, c6gn, im4gn), and was `a1`
# at first. In front of the number the letter means a graphics processor (g4dn, gr6).
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html (instance type naming conventions)
_GRAVITON = re.compile(r"(a1|[a-z]+[0-9]+[a-z]*g[a-z]*)\.")

# The root device of Amazon Linux 2023: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
ROOT_DEVICE = "/dev/xvda"


def architecture(instance_type: str) -> Architecture:
    """Return the architecture of an instance type's processor."""
    return "arm64" if _GRAVITON.match(instance_type) else "x86_64"


def image_parameter(instance_type: str) -> str:
    """Return the public parameter that names the latest Amazon Linux 2023 for an instance type.

    https://docs.aws.amazon.com/linux/al2023/ug/ec2.html#launch-via-aws-cli
    """
    return f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture(instance_type)}"

"""What an instance does at its first boot: pure, without resources."""

import base64
import shlex
from collections.abc import Mapping
from pathlib import Path

_SCRIPT = Path(__file__).with_name("boot.sh")

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
LARGEST_BYTES = 16 * 1024


def render_user_data(variables: Mapping[str, str]) -> str:
    """Return `boot.sh` with these shell variables set in front of it, in base64.

    Raises:
        ValueError: if EC2 would refuse it for its size.
    """
    assignments = [f"{name}={shlex.quote(value)}" for name, value in variables.items()]
    text = "\n".join(["#!/bin/bash", *assignments, _SCRIPT.read_text("utf-8")]).encode()
    if len(text) > LARGEST_BYTES:
        raise ValueError(f"user data of {len(text)} bytes; EC2 takes {LARGEST_BYTES}")
    return base64.b64encode(text).decode()


def bucket_of(bucket_arn: str) -> str:
    """Return the name of the bucket that an ARN means."""
    return bucket_arn.rpartition(":")[2]

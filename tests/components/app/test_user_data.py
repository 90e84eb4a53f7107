"""The script of an instance's first boot, as EC2 is given it. `test_boot` runs it."""

import base64
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.app.user_data import LARGEST_BYTES, bucket_of, render_user_data

VARIABLES = {
    "ARTIFACT": "s3://artifacts/app/1.0.0.tar.gz",
    "ARTIFACT_SHA256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "PORT": "8443",
    "HEALTH_PATH": "/healthz",
    "GROUP": "shop-dev-app",
    "LAUNCH_HOOK": "launch",
    "TERMINATE_HOOK": "terminate",
    "DRAIN_SECONDS": "60",
    "WAIT_SECONDS": "1500",
    "PARAMETER_PATH": "/shop/dev/app",
    "PARAMETERS": "DATABASE_ENDPOINT CACHE_ENDPOINT",
    "ENVIRONMENT": "DOCUMENTS_BUCKET=documents\nCACHE_USER=app",
    "LOG_GROUP": "/shop/dev/app",
    "METRICS": "shop/dev",
}


def script(variables: dict[str, str]) -> str:
    return base64.b64decode(render_user_data(variables)).decode()


def test_the_variables_stand_in_front_of_the_script() -> None:
    text = script(VARIABLES)
    lines = text.splitlines()
    assert lines[:4] == [
        "#!/bin/bash",
        "ARTIFACT=s3://artifacts/app/1.0.0.tar.gz",
        "ARTIFACT_SHA256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "PORT=8443",
    ]
    assert "ENVIRONMENT='DOCUMENTS_BUCKET=documents\nCACHE_USER=app'" in text
    assert "set -euo pipefail" in lines, "a step that fails must not be passed over"


def test_every_variable_is_read_and_told_of() -> None:
    head, _, body = script(VARIABLES).partition("set -euo pipefail")
    told = head.partition("# Set in front")[2]
    for name in VARIABLES:
        assert re.search(rf"\b{name}\b", body), f"{name} is given and not read"
        assert name in told, f"{name} is not described"


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_can_read_the_script() -> None:
    checked = subprocess.run(
        ["bash", "-n"], input=script(VARIABLES), text=True, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("value", ["plain", "two words", "$(reboot)", "it's", "`id`", "a\nb"])
def test_a_value_is_never_run(value: str) -> None:
    line = script({"VALUE": value}).partition("# The first boot")[0]
    shown = subprocess.run(
        ["bash", "-c", line + 'printf %s "$VALUE"'], text=True, capture_output=True, check=True
    )
    assert value == shown.stdout


def test_more_than_ec2_takes_is_refused() -> None:
    with pytest.raises(ValueError, match=f"EC2 takes {LARGEST_BYTES}"):
        render_user_data({"VALUE": "a" * LARGEST_BYTES})


@given(st.from_regex(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", fullmatch=True))
def test_a_bucket_is_named_by_the_end_of_its_arn(name: str) -> None:
    assert name == bucket_of(f"arn:aws:s3:::{name}")

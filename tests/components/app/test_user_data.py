"""The script of an instance's first boot."""

import base64
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.app.user_data import LARGEST_BYTES, bucket_of, render_user_data

VARIABLES = {
    "ARTIFACT": "s3://artifacts/app/1.0.0.tar.gz",
    "PORT": "8443",
    "DATABASE_ENDPOINT": "shop.example.eu-west-1.rds.amazonaws.com:5432",
    "DATABASE_SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1b2c3",
    "LOG_GROUP": "shop-app-1a2b3c4",
}


def script(variables: dict[str, str]) -> str:
    return base64.b64decode(render_user_data(variables)).decode()


def test_the_variables_stand_in_front_of_the_script() -> None:
    lines = script(VARIABLES).splitlines()
    assert lines[:6] == [
        "#!/bin/bash",
        "ARTIFACT=s3://artifacts/app/1.0.0.tar.gz",
        "PORT=8443",
        "DATABASE_ENDPOINT=shop.example.eu-west-1.rds.amazonaws.com:5432",
        "DATABASE_SECRET_ARN=arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1b2c3",
        "LOG_GROUP=shop-app-1a2b3c4",
    ]
    assert "set -euo pipefail" in lines, "a step that fails must not be passed over"


def test_every_variable_that_the_script_reads_is_given() -> None:
    text = script(VARIABLES)
    for name in VARIABLES:
        assert f"${name}" in text.partition("pipefail")[2], f"{name} is given and not read"


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

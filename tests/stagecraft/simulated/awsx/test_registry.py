"""The registry names what is expanded, and costs nothing until it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

from stagecraft.simulated.awsx import EXPANSIONS

ROOT = Path(__file__).parents[4]


def test_the_components_of_ec2_are_expanded():
    assert sorted(EXPANSIONS) == ["awsx:ec2:DefaultVpc", "awsx:ec2:Vpc"]


def test_the_sdk_has_these_components():
    import pulumi
    from pulumi_awsx import ec2

    tokens = {
        getattr(value, "pulumi_type", None)
        for value in vars(ec2).values()
        if isinstance(value, type) and issubclass(value, pulumi.ComponentResource)
    }
    assert tokens == set(EXPANSIONS)


def test_no_entry_can_be_lost():
    with pytest.raises(TypeError):
        EXPANSIONS["awsx:ec2:Vpc"] = None


def test_it_is_imported_without_pulumi_aws_and_without_the_preview():
    program = (
        "import sys; import stagecraft.simulated.awsx; "
        "others = ('pulumi_aws', 'pulumi_awsx', 'pydantic', 'stagecraft.offline'); "
        "print([name for name in others if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

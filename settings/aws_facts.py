"""What AWS offers in which region, as of the date in the data file.

`scripts/generate_aws_data.py` writes the file; a region, class or version that AWS has brought out since is
refused until it is written again.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "aws_facts.json"


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return facts


def source() -> str:
    """Say where the facts come from, and of which day they are."""
    return str(_facts()["source"])


@cache
def regions() -> tuple[str, ...]:
    """Return every region that the data knows."""
    return tuple(_facts()["regions"])


@cache
def availability_zones(region: str) -> tuple[str, ...]:
    """Return the names of the region's Availability Zones.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return tuple(_facts()["regions"][region]["availabilityZones"].split())


@cache
def database_classes(region: str) -> tuple[str, ...]:
    """Return the instance classes that RDS for PostgreSQL has in the region.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return _offer(_facts()["regions"][region]["databaseClasses"], _facts()["databaseFamilies"])


@cache
def instance_types(region: str) -> tuple[str, ...]:
    """Return the EC2 instance types of the region.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return _offer(_facts()["regions"][region]["instanceTypes"], _facts()["instanceFamilies"])


@cache
def postgres_versions() -> tuple[str, ...]:
    """Return the PostgreSQL versions that RDS creates, oldest first; a major version alone is one of them.

    Versions that live on in RDS Extended Support only, which costs extra, are left out.
    """
    return tuple(_facts()["postgresVersions"].split())


def _offer(written: str, families: dict[str, str]) -> tuple[str, ...]:
    """Spell a region's offer out: the file names a whole family (`m7g`) or one size of it (`m7g.large`)."""
    names: list[str] = []
    for name in written.split():
        names += [f"{name}.{size}" for size in families[name].split()] if name in families else [name]
    return tuple(names)

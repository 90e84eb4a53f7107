"""What AWS offers in which region, as of the date in the data file.

`scripts/generate_aws_data.py` writes the file; a region, class or version that AWS has brought out since is
refused until it is written again.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

Service = Literal[
    "AWS Backup",
    "AWS CloudTrail",
    "AWS Config",
    "AWS Systems Manager",
    "AWS WAF",
    "Amazon Athena",
    "Amazon DynamoDB",
    "Amazon ElastiCache",
    "Amazon GuardDuty",
    "Amazon Inspector",
    "Amazon RDS",
    "Amazon RDS Proxy",
    "DynamoDB Accelerator (DAX)",
    "IAM Access Analyzer",
]

_FILE = Path(__file__).parent / "data" / "aws_facts.json"


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return facts


def source() -> str:
    """Say where the facts come from, and of which day they are."""
    return str(_facts()["source"])


def services_source() -> str:
    """Say where it is from what services a region lacks, and of which day that is."""
    return str(_facts()["servicesSource"])


@cache
def regions() -> tuple[str, ...]:
    """Return every region that the data knows."""
    return tuple(_facts()["regions"])


def partition(region: str) -> str:
    """Return the partition of the region: `aws`, or one that shares nothing with it.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return str(_facts()["regions"][region]["partition"])


@cache
def availability_zones(region: str) -> tuple[str, ...]:
    """Return the names of the region's Availability Zones.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return tuple(_facts()["regions"][region]["availabilityZones"].split())


def database_classes(region: str) -> tuple[str, ...]:
    """Return the instance classes that RDS for PostgreSQL has in the region.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return _offer("databaseClasses", region)


def instance_types(region: str) -> tuple[str, ...]:
    """Return the EC2 instance types of the region.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return _offer("instanceTypes", region)


def cache_node_types(region: str) -> tuple[str, ...]:
    """Return the node types that ElastiCache has in the region, for any of its engines.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return _offer("cacheNodeTypes", region)


def dax_node_types(region: str) -> tuple[str, ...]:
    """Return the node types that the price list of DAX names for the region, whether it has DAX or not.

    Raises:
        KeyError: if the region is none of `regions()`.
    """
    return _offer("daxNodeTypes", region)


def lacking(service: Service, region: str) -> str:
    """Say why a service does not count as offered in the region; nothing where it does."""
    return str(_facts()["servicesLacking"][service].get(region, ""))


def regions_offering(*services: Service) -> tuple[str, ...]:
    """Return the regions that offer all of these services."""
    return tuple(region for region in regions() if not any(lacking(service, region) for service in services))


@cache
def postgres_versions() -> tuple[str, ...]:
    """Return the PostgreSQL versions that RDS creates, oldest first; a major version alone is one of them.

    Versions that live on in RDS Extended Support only, which costs extra, are left out.
    """
    return tuple(_facts()["postgresVersions"].split())


@cache
def valkey_versions() -> tuple[str, ...]:
    """Return the versions of Valkey that ElastiCache creates, oldest first."""
    return tuple(_facts()["valkeyVersions"].split())


@cache
def _offer(kind: str, region: str) -> tuple[str, ...]:
    """Spell a region's offer out: the file names a whole family (`m7g`) or one size of it (`m7g.large`)."""
    families = _facts()["families"][kind]
    names: list[str] = []
    for name in _facts()["regions"][region][kind].split():
        names += [f"{name}.{size}" for size in families[name].split()] if name in families else [name]
    return tuple(names)

"""AWS's partitions, regions and Availability Zones, from the generated table `regions.json`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_name("regions.json")


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition of AWS: its name in ARNs and the DNS suffix of its endpoints."""

    name: str
    dns_suffix: str
    regions: Mapping[str, Mapping[str, Any]]

    @property
    def reverse_dns(self) -> str:
        """The DNS suffix from right to left, as service names of VPC endpoints begin (`com.amazonaws`)."""
        return ".".join(reversed(self.dns_suffix.split(".")))


@cache
def partition(region: str) -> Partition:
    """Return the partition of a region; of one that the table does not know, by the form of its name."""
    tables = json.loads(_TABLE.read_text())["partitions"]
    for name, facts in tables.items():
        if region in facts["regions"] or re.match(facts["pattern"], region):
            return Partition(name, facts["dnsSuffix"], facts["regions"])
    return Partition("aws", tables["aws"]["dnsSuffix"], tables["aws"]["regions"])


def description(region: str) -> str:
    """Return a region's name for people, such as `Europe (Ireland)`."""
    return str(_facts(region).get("description", region))


def short_name(region: str) -> str:
    """Return the form of a region's name in zone ids and cache endpoints: `euw1` for `eu-west-1`."""
    short = _facts(region).get("short")
    return str(short) if short else region.replace("-", "")


def zones(region: str) -> Mapping[str, str]:
    """Return the ids of a region's Availability Zones by zone name.

    Which id a name stands for differs between accounts; here the assignment is fixed.
    https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
    """
    known: Mapping[str, str] = _facts(region).get("zones") or {}
    short = short_name(region)
    return known or {
        f"{region}{letter}": f"{short}-az{number}" for number, letter in enumerate("abc", start=1)
    }


def _facts(region: str) -> Mapping[str, Any]:
    return partition(region).regions.get(region, {})

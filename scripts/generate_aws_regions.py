"""Write the table of AWS partitions, regions and Availability Zones that the simulated AWS answers from.

Sources, both development dependencies: botocore's `partitions.json` (partitions, DNS suffixes, region
descriptions) and cfn-lint's list of Availability Zones. Run after updating either:

    .venv/bin/python scripts/generate_aws_regions.py
"""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from cfnlint.helpers import AVAILABILITY_ZONES  # type: ignore[import-untyped]

TARGET = Path(__file__).parents[1] / "stagecraft/simulated/aws/regions.json"

# Zones that exist but that AWS gives to no new account any more.
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
CLOSED_ZONES = {"ap-northeast-1b", "ca-central-1c"}
# Zone ids of a region run from az1 upwards in the order of the zones' names, except here.
ZONE_NUMBERS = {
    "ap-northeast-1": (4, 1, 2),
    "ca-central-1": (1, 2, 4),
    "us-west-1": (3, 1),
}
# The short form of a region's compass part in a zone id: eu-west-1 is euw1.
COMPASS = {
    "central": "c",
    "east": "e",
    "north": "n",
    "northeast": "ne",
    "northwest": "nw",
    "south": "s",
    "southeast": "se",
    "southwest": "sw",
    "west": "w",
}


def short_name(region: str) -> str:
    """Return the form of a region's name that zone ids and cache endpoints carry: `euw1` for `eu-west-1`."""
    *area, compass, number = region.split("-")
    initials = area[0] + "".join(part[0] for part in area[1:])
    return f"{initials}{COMPASS[compass]}{number}"


def zones(region: str) -> dict[str, str]:
    """Return the zone ids of a region by zone name."""
    names = [name for name in sorted(AVAILABILITY_ZONES.get(region, ())) if name not in CLOSED_ZONES]
    numbers = ZONE_NUMBERS.get(region, range(1, len(names) + 1))
    return {name: f"{short_name(region)}-az{number}" for name, number in zip(names, numbers, strict=True)}


def table() -> dict[str, object]:
    """Return the whole table, with the versions of its sources."""
    data = json.loads(files("botocore").joinpath("data/partitions.json").read_text())
    partitions = {}
    for partition in data["partitions"]:
        regions = {
            name: {
                "description": facts.get("description", ""),
                "zones": zones(name),
                "short": short_name(name),
            }
            for name, facts in sorted(partition["regions"].items())
            if not name.endswith("-global")
        }
        partitions[partition["id"]] = {
            "pattern": partition["regionRegex"],
            "dnsSuffix": partition["outputs"]["dnsSuffix"],
            "regions": regions,
        }
    sources = {name: version(name) for name in ("botocore", "cfn-lint")}
    return {"sources": sources, "partitions": partitions}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(table(), indent=1) + "\n")

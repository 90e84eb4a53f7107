"""Writes settings/data/aws_facts.json: what AWS offers where, as far as settings have to know it.

The facts come from the data that cfn-lint carries (AWS's own price lists and resource schemas), which is a
development dependency: the program reads the small file instead, because importing cfn-lint costs a second.

    python scripts/generate_aws_data.py            writes the file
    python scripts/generate_aws_data.py --print    prints it
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from cfnlint.helpers import AVAILABILITY_ZONES  # type: ignore[import-untyped]

TARGET = Path(__file__).parents[1] / "settings" / "data" / "aws_facts.json"
SIZES = ["nano", "micro", "small", "medium", "large", "xlarge"]
# A version that ends in `-rds.<date>` is an RDS Extended Support release, which bills per vCPU and hour.
STANDARD_VERSION = re.compile(r"[0-9]+(\.[0-9]+)?")


def facts() -> dict[str, Any]:
    """Return everything that the file holds."""
    databases = {
        region: _postgres_classes(rule)
        for region, rule in _extension("rds_dbinstance", "dbinstanceclass_enum")
    }
    instances = {
        region: set(rule["enum"])
        for region, rule in _extension("ec2_instance", "instancetype_enum")
        if region in databases
    }
    regions = sorted(databases.keys() & instances.keys() & AVAILABILITY_ZONES.keys())
    database_families = _families(name for region in regions for name in databases[region])
    instance_families = _families(name for region in regions for name in instances[region])
    return {
        "source": f"cfn-lint {metadata.version('cfn-lint')}, its AWS schemas of {_schema_date()}",
        "postgresVersions": " ".join(_postgres_versions()),
        "databaseFamilies": _written(database_families),
        "instanceFamilies": _written(instance_families),
        "regions": {
            region: {
                "availabilityZones": " ".join(sorted(AVAILABILITY_ZONES[region])),
                "databaseClasses": _offer(databases[region], database_families),
                "instanceTypes": _offer(instances[region], instance_families),
            }
            for region in regions
        },
    }


def text() -> str:
    """Return the file's text."""
    return json.dumps(facts(), indent=1) + "\n"


def _read(*path: str) -> Any:
    return json.loads(resources.files("cfnlint").joinpath("data", "schemas", *path).read_text("utf-8"))


def _extension(resource: str, name: str) -> list[tuple[str, Any]]:
    """Return cfn-lint's rules that differ by region; other keys of the file are descriptions."""
    rules = _read("extensions", f"aws_{resource}", f"{name}.json")
    return [(region, rule) for region, rule in rules.items() if region in AVAILABILITY_ZONES]


def _schema_date() -> str:
    return str(_read("version.json")["schema_date"]).partition("T")[0]


def _postgres_classes(rule: dict[str, Any]) -> set[str]:
    classes: set[str] = set()
    for case in rule["allOf"]:
        if case["if"]["properties"]["Engine"] == {"const": "postgres"}:
            classes |= set(case["then"]["properties"]["DBInstanceClass"]["enum"])
    return classes


def _postgres_versions() -> list[str]:
    """Return the versions that RDS still creates, without those that live on in Extended Support only."""
    known, retired = (
        {
            version
            for case in _read("extensions", "aws_rds_dbinstance", f"{name}.json")["allOf"]
            if case["if"]["properties"]["Engine"] == {"const": "postgres"}
            for version in _enum(case, branch)
        }
        for name, branch in (("engine_version", "then"), ("engine_version_deprecated", "if"))
    )
    usable = {version for version in known - retired if STANDARD_VERSION.fullmatch(version)}
    extended = {version.partition("-")[0].partition(".")[0] for version in known if "-rds." in version}
    minors = {version for version in usable if version.partition(".")[0] not in extended}
    # RDS takes a major version alone as well, and then chooses the minor one.
    return sorted(minors | {version.partition(".")[0] for version in minors}, key=_number)


def _enum(case: dict[str, Any], branch: str) -> list[str]:
    return list(case[branch]["properties"]["EngineVersion"]["enum"])


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _families(names: Iterable[str]) -> dict[str, set[str]]:
    """Group `db.m7g.large` and `m7g.large` by what stands before the last dot."""
    families: dict[str, set[str]] = defaultdict(set)
    for name in names:
        family, _, size = name.rpartition(".")
        families[family].add(size)
    return families


def _written(families: dict[str, set[str]]) -> dict[str, str]:
    return {family: " ".join(sorted(families[family], key=_size_order)) for family in sorted(families)}


def _offer(names: set[str], families: dict[str, set[str]]) -> str:
    """Write a region's offer: `m7g` for a whole family, `m7g.large` for one size of it."""
    offer: list[str] = []
    for family, sizes in sorted(_families(names).items()):
        whole = sizes == families[family]
        offer += [family] if whole else [f"{family}.{size}" for size in sorted(sizes, key=_size_order)]
    return " ".join(offer)


def _size_order(size: str) -> tuple[int, int, str]:
    if size in SIZES:
        return SIZES.index(size), 0, size
    factor = re.match(r"([0-9]+)xlarge", size)
    return len(SIZES), int(factor[1]) if factor else 1000, size


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(text())
    else:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(text(), "utf-8")

"""Writes settings/data/aws_facts.json: what AWS offers where, as far as settings have to know it.

The facts come from the data that cfn-lint carries (AWS's own price lists and resource types) and from
botocore's list of endpoints. Both are development dependencies: the program reads the small file instead,
because importing cfn-lint costs a second.

A service counts as offered in a region where both lists have it. They disagree on DAX, and each has been
wrong: botocore and AWS's general reference name endpoints in nearly every region, and the price lists have
nodes there, but AWS has no resource type `AWS::DAX::Cluster` in 20 of them. A wrong "yes" fails an `up`
after a quarter of an hour, a wrong "no" is told at once, with the setting that leaves the service out.

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

from botocore.session import get_session  # type: ignore[import-untyped]
from cfnlint.helpers import AVAILABILITY_ZONES  # type: ignore[import-untyped]

TARGET = Path(__file__).parents[1] / "settings" / "data" / "aws_facts.json"
SIZES = ["nano", "micro", "small", "medium", "large", "xlarge"]
# A version that ends in `-rds.<date>` is an RDS Extended Support release, which bills per vCPU and hour.
STANDARD_VERSION = re.compile(r"[0-9]+(\.[0-9]+)?")
# The services that the shop and its account need in a region, with a resource type and the endpoint of each.
SERVICES = {
    "AWS Backup": ("AWS::Backup::BackupPlan", "backup"),
    "AWS CloudTrail": ("AWS::CloudTrail::Trail", "cloudtrail"),
    "AWS Config": ("AWS::Config::ConfigurationRecorder", "config"),
    "AWS Systems Manager": ("AWS::SSM::MaintenanceWindow", "ssm"),
    "AWS WAF": ("AWS::WAFv2::WebACL", "wafv2"),
    "Amazon Athena": ("AWS::Athena::WorkGroup", "athena"),
    "Amazon DynamoDB": ("AWS::DynamoDB::Table", "dynamodb"),
    "Amazon ElastiCache": ("AWS::ElastiCache::ReplicationGroup", "elasticache"),
    "Amazon GuardDuty": ("AWS::GuardDuty::Detector", "guardduty"),
    "Amazon Inspector": ("AWS::InspectorV2::Filter", "inspector2"),
    "Amazon RDS Proxy": ("AWS::RDS::DBProxy", "rds"),
    "Amazon RDS": ("AWS::RDS::DBInstance", "rds"),
    "DynamoDB Accelerator (DAX)": ("AWS::DAX::Cluster", "dax"),
    "IAM Access Analyzer": ("AWS::AccessAnalyzer::Analyzer", "accessanalyzer"),
}


def facts() -> dict[str, Any]:
    """Return everything that the file holds."""
    offers = {
        "databaseClasses": {
            region: _postgres_classes(rule)
            for region, rule in _extension("rds_dbinstance", "dbinstanceclass_enum")
        },
        "instanceTypes": _node_types("ec2_instance", "instancetype_enum"),
        "cacheNodeTypes": _node_types("elasticache_cachecluster", "cachenodetype_enum"),
        "daxNodeTypes": _node_types("dax_cluster", "nodetype_enum"),
    }
    types = _resource_types()
    regions = sorted(AVAILABILITY_ZONES.keys() & types.keys() & set.intersection(*map(set, offers.values())))
    families = {
        kind: _families(name for region in regions for name in offer[region])
        for kind, offer in offers.items()
    }
    source = f"cfn-lint {metadata.version('cfn-lint')}, its AWS schemas of {_schema_date()}"
    return {
        "source": source,
        "servicesSource": f"{source}, and botocore {metadata.version('botocore')}",
        "postgresVersions": " ".join(_postgres_versions()),
        "valkeyVersions": " ".join(_valkey_versions()),
        "families": {kind: _written(families[kind]) for kind in offers},
        "servicesLacking": _services_lacking(regions, types),
        "regions": {
            region: {
                "partition": get_session().get_partition_for_region(region),
                "availabilityZones": " ".join(sorted(AVAILABILITY_ZONES[region])),
                **{kind: _offer(offer[region], families[kind]) for kind, offer in offers.items()},
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


def _node_types(resource: str, name: str) -> dict[str, set[str]]:
    return {region: set(rule["enum"]) for region, rule in _extension(resource, name)}


def _resource_types() -> dict[str, set[str]]:
    """Return the resource types that AWS has in each region that cfn-lint knows resource types of."""
    files = resources.files("cfnlint").joinpath("data", "schemas", "providers").iterdir()
    return {
        name.removesuffix(".json"): set(_read("providers", name))
        for name in (file.name for file in files)
        if name.endswith(".json") and name != "sam.json"
    }


def _services_lacking(regions: list[str], types: dict[str, set[str]]) -> dict[str, dict[str, str]]:
    """Return the regions that lack a service, by service, and what says so."""
    lacking: dict[str, dict[str, str]] = {}
    for service, (resource_type, endpoint) in SERVICES.items():
        endpoints = _endpoint_regions(endpoint)
        reasons = {}
        for region in regions:
            missing = [
                *([] if resource_type in types[region] else [f"no resource type {resource_type}"]),
                *([] if region in endpoints else [f"no endpoint {endpoint}"]),
            ]
            reasons[region] = " and ".join(missing)
        lacking[service] = {region: reason for region, reason in reasons.items() if reason}
    return lacking


def _endpoint_regions(endpoint: str) -> set[str]:
    session = get_session()
    return {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions(endpoint, partition_name=partition)
    }


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


def _valkey_versions() -> list[str]:
    [versions] = [
        case["then"]["properties"]["EngineVersion"]["enum"]
        for case in _read("extensions", "aws_elasticache_cachecluster", "engine_version.json")["allOf"]
        if case["if"]["properties"]["Engine"] == {"const": "valkey"}
    ]
    return sorted(versions, key=_number)


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

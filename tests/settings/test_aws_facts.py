"""The dated facts about AWS are those of cfn-lint's and botocore's data, and are read without them."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from settings import aws_facts

ROOT = Path(__file__).parents[2]


def test_the_committed_facts_are_what_the_script_writes() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "generate_aws_data.py"))
    assert script["text"]() == ROOT.joinpath("settings/data/aws_facts.json").read_text("utf-8"), (
        "write them again: .venv/bin/python scripts/generate_aws_data.py"
    )


def test_ireland_has_three_zones() -> None:
    assert aws_facts.availability_zones("eu-west-1") == ("eu-west-1a", "eu-west-1b", "eu-west-1c")


def test_china_and_govcloud_are_partitions_of_their_own() -> None:
    other = {region: aws_facts.partition(region) for region in aws_facts.regions()}
    assert {
        "cn-north-1": "aws-cn",
        "us-gov-west-1": "aws-us-gov",
        "eu-west-1": "aws",
    }.items() <= other.items()


def test_no_zone_has_a_letter_beyond_f() -> None:
    letters = {zone[-1] for region in aws_facts.regions() for zone in aws_facts.availability_zones(region)}
    assert letters == set("abcdef"), "the CIDR plan has a place for each letter"


def test_every_region_has_zones_classes_and_types() -> None:
    assert len(aws_facts.regions()) > 30
    for region in aws_facts.regions():
        assert len(aws_facts.availability_zones(region)) >= 2, region
        assert "db.t3.medium" in aws_facts.database_classes(region), region
        assert "t3.small" in aws_facts.instance_types(region), region
        assert "cache.r7g.large" in aws_facts.cache_node_types(region), region
        assert any(name.startswith("dax.") for name in aws_facts.dax_node_types(region)), region


def test_a_family_is_spelled_out_by_size() -> None:
    classes = aws_facts.database_classes("eu-west-1")
    assert [name for name in classes if name.startswith("db.t4g.")] == [
        "db.t4g.micro",
        "db.t4g.small",
        "db.t4g.medium",
        "db.t4g.large",
        "db.t4g.xlarge",
        "db.t4g.2xlarge",
    ]
    assert len(classes) == len(set(classes)), "each class once"


def test_a_class_that_no_region_has_is_in_none() -> None:
    assert not any("db.t9.huge" in aws_facts.database_classes(region) for region in aws_facts.regions())


def test_postgres_versions_are_ordered_as_versions_and_major_ones_stand_alone_too() -> None:
    versions = aws_facts.postgres_versions()
    assert versions.index("16.9") < versions.index("16.10") < versions.index("17")
    assert "17" in versions
    assert not [version for version in versions if "-rds" in version], "Extended Support costs extra"


def test_valkey_versions_are_ordered_as_versions() -> None:
    assert ("7.2", "8.0", "8.1", "8.2", "9.0", "9.1") == aws_facts.valkey_versions()


@pytest.mark.parametrize(
    "facts",
    [
        aws_facts.partition,
        aws_facts.availability_zones,
        aws_facts.database_classes,
        aws_facts.instance_types,
        aws_facts.cache_node_types,
        aws_facts.dax_node_types,
    ],
)
def test_an_unknown_region_is_a_key_error(facts: Callable[[str], object]) -> None:
    with pytest.raises(KeyError):
        facts("eu-west-9")


def test_ireland_offers_every_service_of_the_shop_and_its_account() -> None:
    services = get_args(aws_facts.Service)
    assert dict.fromkeys(services, "") == {
        service: aws_facts.lacking(service, "eu-west-1") for service in services
    }
    assert "eu-west-1" in aws_facts.regions_offering(*services)


def test_what_says_that_a_region_lacks_a_service_is_named() -> None:
    assert aws_facts.lacking("Amazon RDS Proxy", "ap-east-2") == "no resource type AWS::RDS::DBProxy"
    assert aws_facts.lacking("Amazon Inspector", "ap-southeast-6") == (
        "no resource type AWS::InspectorV2::Filter and no endpoint inspector2"
    )
    assert aws_facts.lacking("DynamoDB Accelerator (DAX)", "ap-northeast-2") == (
        "no resource type AWS::DAX::Cluster"
    ), "Seoul, which the price list and botocore have"


def test_dax_is_where_both_lists_have_it() -> None:
    assert aws_facts.regions_offering("DynamoDB Accelerator (DAX)") == (
        "ap-northeast-1",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "cn-northwest-1",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    )


def test_the_services_of_the_file_are_those_that_can_be_asked_for() -> None:
    facts = json.loads(ROOT.joinpath("settings/data/aws_facts.json").read_text("utf-8"))
    assert set(get_args(aws_facts.Service)) == facts["servicesLacking"].keys()


def test_the_facts_are_small_enough_to_be_read_at_each_start() -> None:
    assert ROOT.joinpath("settings/data/aws_facts.json").stat().st_size < 200_000


def test_the_facts_say_their_date() -> None:
    assert aws_facts.source() == "cfn-lint 1.58.0, its AWS schemas of 2026-10-20"
    assert aws_facts.services_source() == f"{aws_facts.source()}, and botocore 1.44.5"


def test_settings_need_no_development_dependency() -> None:
    code = "import sys, settings; print({'cfnlint', 'botocore', 'pulumi_aws'} & {*sys.modules})"
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert printed.stdout == "set()\n"

"""A region must offer what the shop is made of; what says so is AWS's own data."""

from typing import Any

import pytest

from settings import aws_facts
from settings.base import Mistake
from settings.offer import (
    COPIES,
    SHOP,
    is_judged,
    nearest_region,
    recovery_region_offers_the_copies,
    region_offers_the_shop,
)

COMMERCIAL = [region for region in aws_facts.regions() if is_judged(region)]


def test_a_region_that_lacks_a_service_is_told_with_one_that_has_it() -> None:
    assert [
        Mistake(
            path="aws:region",
            problem="'ap-east-2' lacks Amazon RDS Proxy (no resource type AWS::RDS::DBProxy)",
            allowed=f"a region that offers {', '.join(SHOP)} ({aws_facts.services_source()})",
            way_out="write e.g. aws:region: ap-east-1",
        )
    ] == list(region_offers_the_shop("ap-east-2"))


@pytest.mark.parametrize("region", COMMERCIAL)
def test_every_other_region_offers_the_shop(region: str) -> None:
    assert (region == "ap-east-2") == bool(list(region_offers_the_shop(region)))


def test_the_region_of_the_copies_needs_less() -> None:
    assert [] == list(recovery_region_offers_the_copies("ap-east-2"))


def test_a_region_of_copies_that_lacks_a_service_is_told_by_its_own_key(monkeypatch: Any) -> None:
    lacking = aws_facts.lacking

    def without_backup(service: aws_facts.Service, region: str) -> str:
        gone = service == "AWS Backup" and region == "eu-south-2"
        return "no endpoint backup" if gone else lacking(service, region)

    monkeypatch.setattr(aws_facts, "lacking", without_backup)
    [mistake] = recovery_region_offers_the_copies("eu-south-2")
    assert mistake.path == "recoveryRegion"
    assert mistake.problem == "'eu-south-2' lacks AWS Backup (no endpoint backup)"
    assert mistake.way_out == "write e.g. shop:recoveryRegion: eu-south-1"


@pytest.mark.parametrize("region", ["eu-west-99", "cn-north-1", "us-gov-east-1"])
def test_a_region_that_is_a_mistake_of_its_own_is_not_judged(region: str) -> None:
    assert [] == [*region_offers_the_shop(region), *recovery_region_offers_the_copies(region)]


@pytest.mark.parametrize("service", ["DynamoDB Accelerator (DAX)", "Amazon Inspector"])
def test_the_way_out_leads_to_a_region_that_offers_it(service: aws_facts.Service) -> None:
    for region in COMMERCIAL:
        nearest = nearest_region(region, service)
        assert not aws_facts.lacking(service, nearest), region
        assert is_judged(nearest), "not into another partition"


def test_the_copies_need_nothing_that_the_shop_does_not() -> None:
    assert set(COPIES) <= set(SHOP)


def test_a_stack_file_with_such_a_region_is_refused_by_file_and_key(lines: Any) -> None:
    changes = {
        "aws:region": "ap-northeast-2",
        "shop:network.availabilityZones": ["ap-northeast-2a", "ap-northeast-2b"],
    }
    [line] = [line for line in lines(changes) if "DAX" in line]
    assert line.startswith("Pulumi.dev.yaml: shop:tables.dax.nodes: 1 in ap-northeast-2, which lacks")
    assert line.endswith(
        "write nodes: 0, which leaves DAX out, or an aws:region that has it, e.g. ap-northeast-1"
    )

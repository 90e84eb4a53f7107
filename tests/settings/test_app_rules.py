"""What ties the application to the region, to Spot capacity and to the grade."""

import pytest

from settings.app import AppSettings
from settings.app_rules import app_keeps_the_grade, instance_types_are_offered, spot_has_a_choice

VALID = {
    "artifact_key": "app/1.0.0.tar.gz",
    "artifact_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "instance_families": ("t4g", "m7g", "t3", "c7i-flex", "mac1", "t4g2"),
    "instance_types": ("t4g.small", "m7g.large"),
    "root_volume_gib": 20,
    "min_instances": 2,
    "max_instances": 4,
    "on_demand_base": 2,
    "on_demand_percent": 100,
    "target_cpu_percent": 50,
    "target_network_mbps": 100,
    "predictive_scaling": "forecast-only",
    "schedules": (),
    "log_retention_days": 30,
}


def app(**changes: object) -> AppSettings:
    return AppSettings.model_validate({**VALID, **changes}, by_name=True)


def test_a_type_that_the_region_lacks_is_told_with_the_nearest_one() -> None:
    [mistake] = instance_types_are_offered("eu-west-1", app(instance_types=("m7g.large", "t4g.smal")))
    assert mistake.path == "app.instanceTypes[1]"
    assert mistake.problem == "EC2 has no 't4g.smal' for Amazon Linux in eu-west-1"
    assert mistake.way_out == "write e.g. t4g.small"


def test_a_mac_does_not_start_amazon_linux() -> None:
    [mistake] = instance_types_are_offered("eu-west-1", app(instance_types=("mac1.metal",)))
    assert mistake.problem == "EC2 has no 'mac1.metal' for Amazon Linux in eu-west-1"


@pytest.mark.parametrize("instance_type", ["t4g.small", "m7g.large", "t3.micro", "c7i-flex.large"])
def test_a_type_that_the_region_has_is_no_mistake(instance_type: str) -> None:
    assert list(instance_types_are_offered("eu-west-1", app(instance_types=(instance_type,)))) == []


def test_types_are_not_judged_in_a_region_that_does_not_exist() -> None:
    assert list(instance_types_are_offered("eu-west-99", app())) == [], "the region is a mistake of its own"


def test_spot_instances_hang_on_no_single_type() -> None:
    [mistake] = spot_has_a_choice(app(instance_types=("t4g.small",), on_demand_percent=50))
    assert mistake.path == "app.instanceTypes"
    assert mistake.problem == "'t4g.small' alone leaves no other Spot pool where its own runs dry"
    assert list(spot_has_a_choice(app(on_demand_percent=50))) == []
    assert list(spot_has_a_choice(app(instance_types=("t4g.small",)))) == [], "nothing is Spot"


def test_production_lacks_nothing_of_its_grade() -> None:
    assert list(app_keeps_the_grade("production", app())) == []


NIGHT = {"name": "night", "cron": "0 22 * * *", "min_instances": 1, "max_instances": 4}
WEAK = {
    "min_instances": 1,
    "schedules": (NIGHT,),
    "on_demand_base": 1,
    "on_demand_percent": 50,
    "deletion_protection": False,
}


def test_production_is_told_everything_that_it_lacks() -> None:
    told = list(app_keeps_the_grade("production", app(**WEAK)))
    assert [mistake.path for mistake in told] == [
        "app.minInstances",
        "app.schedules[0].minInstances",
        "app.onDemandBase",
        "app.deletionProtection",
    ]
    assert told[1].way_out == "write e.g. minInstances: 2"
    assert told[2].problem == "1 lets an end of Spot capacity end the application"


def test_production_may_use_spot_above_a_base() -> None:
    assert list(app_keeps_the_grade("production", app(on_demand_percent=0, on_demand_base=2))) == []


def test_production_without_spot_needs_no_base() -> None:
    assert list(app_keeps_the_grade("production", app(on_demand_percent=100, on_demand_base=0))) == []


def test_another_grade_may_lack_it() -> None:
    assert list(app_keeps_the_grade("non-production", app(**WEAK))) == []

"""Settings of the application tier: limits of EC2 and scaling, and the rules with region and grade."""

from typing import Any

import pytest
from pydantic import ValidationError

from settings.app import AppSettings, app_keeps_the_grade, instance_type_is_offered
from settings.base import Mistake, SeveralMistakesError

VALID: dict[str, Any] = {
    "artifactKey": "app/1.0.0.tar.gz",
    "instanceType": "t4g.small",
    "rootVolumeGib": 20,
    "minInstances": 2,
    "maxInstances": 4,
    "targetCpuPercent": 50,
    "logRetentionDays": 30,
}


def app(**changes: Any) -> AppSettings:
    return AppSettings.model_validate({**VALID, **changes})


def test_what_is_not_stated_defaults_to_safe() -> None:
    settings = app()
    assert settings.deletion_protection is True, "deleting the load balancer must be asked for"
    assert settings.port == 8443
    assert settings.health_check_path == "/healthz"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("artifactKey", "1.0.0.tar.gz"),
        ("artifactKey", "app/1.0.0.zip"),
        ("artifactKey", "app/$(reboot).tar.gz"),
        ("port", 443),
        ("port", 65_536),
        ("healthCheckPath", "healthz"),
        ("healthCheckPath", "/" + "a" * 1024),
        ("instanceType", "t4g"),
        ("rootVolumeGib", 7),
        ("minInstances", 0),
        ("minInstances", True),
        ("targetCpuPercent", 9),
        ("targetCpuPercent", 91),
        ("logRetentionDays", 31),
    ],
)
def test_what_aws_refuses_is_refused_before(key: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        app(**{key: value})
    assert [(key,)] == [error["loc"] for error in caught.value.errors()]


def test_the_group_may_have_a_fixed_size() -> None:
    assert app(minInstances=3, maxInstances=3).max_instances == 3


def test_the_most_instances_are_no_fewer_than_the_least() -> None:
    with pytest.raises(ValidationError) as caught:
        app(minInstances=3, maxInstances=2)
    [error] = caught.value.errors()
    assert error["loc"] == ("maxInstances",)
    cause = error["ctx"]["error"]
    assert isinstance(cause, SeveralMistakesError)
    assert cause.mistakes == (
        Mistake(
            path="",
            problem="2 is less than minInstances, 3",
            allowed="3 or more",
            way_out="write e.g. maxInstances: 3",
        ),
    )


def test_a_type_that_the_region_lacks_is_told_with_the_nearest_one() -> None:
    [mistake] = instance_type_is_offered("eu-west-1", app(instanceType="t4g.smal"))
    assert mistake.path == "app.instanceType"
    assert mistake.problem == "EC2 has no 't4g.smal' for Amazon Linux in eu-west-1"
    assert mistake.way_out == "write e.g. instanceType: t4g.small"


def test_a_mac_does_not_start_amazon_linux() -> None:
    [mistake] = instance_type_is_offered("eu-west-1", app(instanceType="mac1.metal"))
    assert mistake.problem == "EC2 has no 'mac1.metal' for Amazon Linux in eu-west-1"


@pytest.mark.parametrize("instance_type", ["t4g.small", "m7g.large", "t3.micro", "c7i-flex.large"])
def test_a_type_that_the_region_has_is_no_mistake(instance_type: str) -> None:
    assert list(instance_type_is_offered("eu-west-1", app(instanceType=instance_type))) == []


def test_the_type_is_not_judged_in_a_region_that_does_not_exist() -> None:
    assert list(instance_type_is_offered("eu-west-99", app())) == [], "the region is a mistake of its own"


def test_production_lacks_nothing_of_its_grade() -> None:
    assert list(app_keeps_the_grade("production", app())) == []


def test_production_is_told_everything_that_it_lacks() -> None:
    weak = app(minInstances=1, deletionProtection=False)
    assert [mistake.path for mistake in app_keeps_the_grade("production", weak)] == [
        "app.minInstances",
        "app.deletionProtection",
    ]


def test_another_grade_may_lack_it() -> None:
    assert list(app_keeps_the_grade("non-production", app(minInstances=1, deletionProtection=False))) == []

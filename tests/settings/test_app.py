"""Settings of the application tier: limits of EC2, of scaling and of Spot Instances."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from settings import aws_facts
from settings.app import LONGEST_SPOT_DRAIN_SECONDS, AppSettings
from settings.base import Mistake, SeveralMistakesError
from settings.processor import architecture, family

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
VALID: dict[str, Any] = {
    "artifactKey": "app/1.0.0.tar.gz",
    "artifactSha256": SHA256,
    "instanceFamilies": ["t4g"],
    "instanceTypes": ["t4g.small", "t4g.medium"],
    "rootVolumeGib": 20,
    "minInstances": 2,
    "maxInstances": 4,
    "onDemandBase": 2,
    "onDemandPercent": 100,
    "targetCpuPercent": 50,
    "targetNetworkMbps": 100,
    "predictiveScaling": "forecast-only",
    "schedules": [],
    "logRetentionDays": 30,
}
MORNING = {"name": "morning", "cron": "0 7 * * MON-FRI", "minInstances": 2, "maxInstances": 4}


def app(**changes: Any) -> AppSettings:
    # As JSON, like the loader: there a list may be a tuple.
    return AppSettings.model_validate_json(json.dumps({**VALID, **changes}), by_alias=True, by_name=False)


def mistakes(**changes: Any) -> list[tuple[tuple[int | str, ...], Mistake]]:
    """Return what the settings' own rules say, with the place of each."""
    with pytest.raises(ValidationError) as caught:
        app(**changes)
    said = []
    for error in caught.value.errors():
        cause = error["ctx"]["error"]
        assert isinstance(cause, SeveralMistakesError)
        said += [(error["loc"], mistake) for mistake in cause.mistakes]
    return said


def test_what_is_not_stated_defaults_to_safe() -> None:
    settings = app()
    assert settings.deletion_protection is True, "deleting the load balancer must be asked for"
    assert settings.port == 8443
    assert settings.health_check_path == "/healthz"
    assert settings.tenancy == "default"
    assert (settings.image.id, settings.image.parameter) == (None, None), "the latest Amazon Linux"
    assert settings.drain_seconds == 60
    assert settings.rollout.model_dump() == {"error_percent": 5, "unhealthy_minutes": 5, "bake_minutes": 10}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("artifactKey", "1.0.0.tar.gz"),
        ("artifactKey", "app/1.0.0.zip"),
        ("artifactKey", "app/$(reboot).tar.gz"),
        ("artifactSha256", "latest"),
        ("artifactSha256", SHA256.upper()),
        ("artifactSha256", SHA256[:-1]),
        ("port", 443),
        ("port", 65_536),
        ("healthCheckPath", "healthz"),
        ("healthCheckPath", "/" + "a" * 128),
        ("instanceFamilies", []),
        ("instanceTypes", []),
        ("tenancy", "host"),
        ("rootVolumeGib", 7),
        ("minInstances", 0),
        ("minInstances", True),
        ("onDemandBase", -1),
        ("onDemandPercent", 101),
        ("targetCpuPercent", 9),
        ("targetCpuPercent", 91),
        ("targetNetworkMbps", 0),
        ("targetNetworkMbps", 100_001),
        ("predictiveScaling", "ForecastAndScale"),
        ("schedules", None),
        ("drainSeconds", 3601),
        ("logRetentionDays", 31),
    ],
)
def test_what_aws_refuses_is_refused_before(key: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        app(**{key: value})
    assert [(key,)] == [error["loc"] for error in caught.value.errors()]


def test_a_type_is_no_type_without_its_size() -> None:
    with pytest.raises(ValidationError) as caught:
        app(instanceTypes=["t4g.small", "t4g"])
    assert [("instanceTypes", 1)] == [error["loc"] for error in caught.value.errors()]


def test_the_group_may_have_a_fixed_size() -> None:
    assert app(minInstances=3, maxInstances=3).max_instances == 3


def test_the_most_instances_are_no_fewer_than_the_least() -> None:
    assert mistakes(minInstances=3, maxInstances=2) == [
        (
            ("maxInstances",),
            Mistake(
                path="",
                problem="2 is less than minInstances, 3",
                allowed="3 or more",
                way_out="write e.g. maxInstances: 3",
            ),
        )
    ]


def test_a_type_of_a_family_that_the_environment_may_not_use_is_refused() -> None:
    assert mistakes(instanceTypes=["t4g.small", "m7g.large"]) == [
        (
            ("instanceTypes",),
            Mistake(
                path="[1]",
                problem="'m7g.large' is of none of the environment's instanceFamilies",
                allowed="a type of t4g",
                way_out="name another type, or add m7g to instanceFamilies",
            ),
        )
    ]


def test_types_of_two_processors_are_refused_for_they_start_from_one_image() -> None:
    assert mistakes(instanceFamilies=["t4g", "t3"], instanceTypes=["t4g.small", "t3.small"]) == [
        (
            ("instanceTypes",),
            Mistake(
                path="[1]",
                problem="'t3.small' is x86_64, and 't4g.small' is arm64",
                allowed="types of one processor architecture: they start from one image",
                way_out="name a type with an arm64 processor, or take it out",
            ),
        )
    ]


def test_a_type_is_named_once() -> None:
    [(place, mistake)] = mistakes(instanceTypes=["t4g.small", "t4g.small"])
    assert (("instanceTypes",), "[1]", "'t4g.small' is named twice") == (place, mistake.path, mistake.problem)


@given(st.lists(st.sampled_from(aws_facts.instance_types("eu-west-1")), min_size=1, max_size=6, unique=True))
def test_types_pass_exactly_when_they_share_a_processor(types: list[str]) -> None:
    families = sorted({family(name) for name in types})
    alike = len({architecture(name) for name in types}) == 1
    try:
        app(instanceTypes=types, instanceFamilies=families)
    except ValidationError:
        assert not alike
    else:
        assert alike


def test_a_schedule_is_named_once() -> None:
    [(place, mistake)] = mistakes(schedules=[MORNING, MORNING])
    assert (("schedules",), "[1].name", "'morning' is named twice") == (place, mistake.path, mistake.problem)


def test_draining_ends_within_the_notice_of_a_spot_instance() -> None:
    assert app(onDemandPercent=0, drainSeconds=LONGEST_SPOT_DRAIN_SECONDS).drain_seconds == 90
    assert app(onDemandPercent=100, drainSeconds=3600).drain_seconds == 3600, "nobody hurries it"
    [(place, mistake)] = mistakes(onDemandPercent=99, drainSeconds=91)
    assert place == ("drainSeconds",)
    assert mistake.problem == "91 outlasts the two minutes' notice of a Spot Instance"
    assert mistake.way_out == "write e.g. drainSeconds: 90, or onDemandPercent: 100"

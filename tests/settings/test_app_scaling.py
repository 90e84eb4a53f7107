"""Schedules of the group's size, and what takes a new version back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from settings.app_scaling import RolloutSettings, ScheduleSettings
from settings.base import Mistake, SeveralMistakesError

MORNING: dict[str, Any] = {
    "name": "morning",
    "cron": "0 7 * * MON-FRI",
    "timeZone": "Europe/Dublin",
    "minInstances": 2,
    "maxInstances": 4,
}


def mistake(**changes: Any) -> tuple[tuple[int | str, ...], Mistake]:
    with pytest.raises(ValidationError) as caught:
        ScheduleSettings.model_validate({**MORNING, **changes})
    [error] = caught.value.errors()
    cause = error["ctx"]["error"]
    assert isinstance(cause, SeveralMistakesError)
    [only] = cause.mistakes
    return error["loc"], only


def test_a_schedule_leaves_the_number_to_scaling_unless_it_says_one() -> None:
    schedule = ScheduleSettings.model_validate(MORNING)
    assert schedule.desired_instances is None
    assert schedule.time_zone == "Europe/Dublin"


def test_a_schedule_is_meant_in_utc_unless_it_says_otherwise() -> None:
    without = {key: value for key, value in MORNING.items() if key != "timeZone"}
    assert ScheduleSettings.model_validate(without).time_zone == "Etc/UTC"


def test_a_cron_expression_that_does_not_parse_is_refused() -> None:
    assert mistake(cron="0 25 * * *") == (
        ("cron",),
        Mistake(
            path="",
            problem="'0 25 * * *' does not parse: its hour '25' is not 0 to 23",
            allowed="five fields of Unix cron (minute, hour, day of the month, month, day of the week)",
            way_out='write e.g. cron: "0 7 * * MON-FRI"',
        ),
    )


def test_a_time_zone_that_does_not_exist_is_told_with_the_nearest_one() -> None:
    assert mistake(timeZone="Europe/Dubln") == (
        ("timeZone",),
        Mistake(
            path="",
            problem="'Europe/Dubln' is no time zone",
            allowed="a name of the IANA time zone database",
            way_out="write e.g. timeZone: Europe/Dublin",
        ),
    )


def test_the_most_are_no_fewer_than_the_least() -> None:
    place, told = mistake(minInstances=5, maxInstances=4)
    assert (("maxInstances",), "4 is less than minInstances, 5") == (place, told.problem)


@pytest.mark.parametrize(("desired", "meant"), [(1, 2), (5, 4)])
def test_the_desired_number_lies_between_them(desired: int, meant: int) -> None:
    place, told = mistake(desiredInstances=desired)
    assert place == ("desiredInstances",)
    assert told.problem == f"{desired} is not between minInstances, 2, and maxInstances, 4"
    assert told.way_out == f"write e.g. desiredInstances: {meant}"


@given(least=st.integers(0, 20), most=st.integers(0, 20), desired=st.integers(0, 20))
def test_a_schedule_passes_exactly_when_its_numbers_are_in_order(least: int, most: int, desired: int) -> None:
    sizes = {"minInstances": least, "maxInstances": most, "desiredInstances": desired}
    try:
        ScheduleSettings.model_validate({**MORNING, **sizes})
    except ValidationError:
        assert not least <= desired <= most
    else:
        assert least <= desired <= most


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "Morning"),
        ("name", "m" * 32),
        ("minInstances", -1),
        ("maxInstances", 1001),
        ("cron", "0 7 * * MON;reboot"),
        ("timeZone", "Europe Dublin"),
    ],
)
def test_what_aws_refuses_is_refused_before(key: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        ScheduleSettings.model_validate({**MORNING, key: value})
    assert (key,) in [error["loc"] for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("errorPercent", 0),
        ("errorPercent", 101),
        ("unhealthyMinutes", 0),
        ("unhealthyMinutes", 1441),
        ("bakeMinutes", -1),
        ("bakeMinutes", 2881),
    ],
)
def test_a_threshold_out_of_range_is_refused(key: str, value: int) -> None:
    with pytest.raises(ValidationError) as caught:
        RolloutSettings.model_validate({key: value})
    assert [(key,)] == [error["loc"] for error in caught.value.errors()]

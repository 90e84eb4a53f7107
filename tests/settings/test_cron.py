"""Unix cron expressions and time zones, as scheduled actions take them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.cron import is_time_zone, nearest_time_zone, parse_cron

EVERY_DAY = frozenset(range(7))


def test_each_field_says_which_values_it_allows() -> None:
    cron = parse_cron("0,30 7-9 */10 JAN-MAR MON-FRI")
    assert frozenset({0, 30}) == cron.minutes
    assert frozenset({7, 8, 9}) == cron.hours
    assert frozenset({1, 11, 21, 31}) == cron.days
    assert frozenset({1, 2, 3}) == cron.months
    assert frozenset({1, 2, 3, 4, 5}) == cron.weekdays


def test_a_value_with_a_step_is_where_the_range_begins() -> None:
    assert frozenset({20, 35, 50}) == parse_cron("20/15 * * * *").minutes


def test_sunday_is_0_and_7() -> None:
    assert parse_cron("0 0 * * 0") == parse_cron("0 0 * * 7") == parse_cron("0 0 * * sun")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 7 * *", "it is not five fields with one space between them"),
        ("0 7 * * MON-FRI *", "it is not five fields with one space between them"),
        ("0  7 * * *", "it is not five fields with one space between them"),
        ("cron(0 7 * * ? *)", "it is not five fields with one space between them"),
        ("60 7 * * *", "its minute '60' is not 0 to 59"),
        ("0 24 * * *", "its hour '24' is not 0 to 23"),
        ("0 7 0 * *", "its day of the month '0' is not 1 to 31"),
        ("0 7 * 13 *", "its month '13' is not 1 to 12"),
        ("0 7 * * 8", "its day of the week '8' is not 0 to 7"),
        ("0 7 * * MOON", "its day of the week 'MOON' is not 0 to 7"),
        ("0 7 ? * MON", "its day of the month '?' is not 1 to 31"),
        ("0 7 * * FRI-MON", "its day of the week 'FRI-MON' runs backwards"),
        ("0 */0 * * *", "its step '0' of the hour is not a whole number above 0"),
        ("0 7, * * *", "its hour '' is not 0 to 23"),
        ("² 7 * * *", "its minute '²' is not 0 to 59"),
    ],
)
def test_what_does_not_parse_is_told_by_its_field(expression: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_cron(expression)
    assert said == str(refused.value)


def test_a_day_that_never_comes_is_refused() -> None:
    with pytest.raises(ValueError, match="it means no day: its longest month has 30"):
        parse_cron("0 7 31 APR,JUN *")
    with pytest.raises(ValueError, match="it means no day: its longest month has 29"):
        parse_cron("0 7 30 2 *")
    assert frozenset({29}) == parse_cron("0 7 29 2 *").days, "it comes in leap years"
    assert frozenset({1}) == parse_cron("0 7 31 2 MON").weekdays, "either of two restricted days is enough"


@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    day=st.integers(1, 28),
    month=st.integers(1, 12),
    weekday=st.integers(0, 6),
)
def test_plain_numbers_mean_themselves(minute: int, hour: int, day: int, month: int, weekday: int) -> None:
    cron = parse_cron(f"{minute} {hour} {day} {month} {weekday}")
    assert ({minute}, {hour}, {day}) == (cron.minutes, cron.hours, cron.days)
    assert ({month}, {weekday}) == (cron.months, cron.weekdays)


@given(low=st.integers(0, 59), length=st.integers(0, 59), step=st.integers(1, 59))
def test_a_range_with_a_step_is_what_python_makes_of_it(low: int, length: int, step: int) -> None:
    high = min(59, low + length)
    assert frozenset(range(low, high + 1, step)) == parse_cron(f"{low}-{high}/{step} * * * *").minutes


@given(st.text(alphabet="0123456789*,-/ AFMJONSTURE?L#W", max_size=20))
def test_any_text_is_refused_or_means_some_moment(text: str) -> None:
    with suppress(ValueError):
        cron = parse_cron(text)
        assert all((cron.minutes, cron.hours, cron.days, cron.months, cron.weekdays))
        assert cron.weekdays <= EVERY_DAY


@pytest.mark.parametrize("name", ["Etc/UTC", "Europe/Dublin", "America/Argentina/Buenos_Aires", "Etc/GMT+9"])
def test_a_name_of_the_database_is_a_time_zone(name: str) -> None:
    assert is_time_zone(name)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "../etc/passwd", "", "Europe"])
def test_another_name_is_none(name: str) -> None:
    assert not is_time_zone(name)


def test_the_nearest_time_zone_is_told() -> None:
    assert nearest_time_zone("Europe/Dubln") == "Europe/Dublin"


def test_a_machine_without_the_database_lets_every_name_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("settings.cron.zoneinfo.available_timezones", set)
    assert is_time_zone("Europe/Atlantis"), "AWS judges it then"

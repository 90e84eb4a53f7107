"""The settings of the buckets refuse ages that S3 Lifecycle would refuse."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from settings.base import Mistake
from settings.storage import AccessLogSettings, StorageSettings, storage_keeps_the_grade

AGES = {"infrequentAccessAfterDays": 30, "glacierAfterDays": 60, "expireAfterDays": 365}


def read_ages(**changes: object) -> AccessLogSettings:
    return AccessLogSettings.model_validate_json(json.dumps({**AGES, **changes}))


def read(**changes: object) -> StorageSettings:
    whole = {"accessLogs": AGES, "noncurrentVersionDays": 30, "deletionProtection": False}
    return StorageSettings.model_validate_json(json.dumps({**whole, **changes}))


def mistakes(**changes: object) -> list[Mistake]:
    with pytest.raises(ValidationError) as refused:
        read_ages(**changes)
    return [mistake for error in refused.value.errors() for mistake in error["ctx"]["error"].mistakes]


def test_a_log_stays_thirty_days_in_each_class() -> None:
    assert read_ages().glacier_after_days == 60
    assert [
        Mistake(
            path="glacierAfterDays",
            problem="59 is less than 30 days after the move to STANDARD_IA",
            allowed="60 or more (infrequentAccessAfterDays and 30)",
            way_out="write e.g. glacierAfterDays: 60",
        )
    ] == mistakes(glacierAfterDays=59)


def test_a_log_is_not_deleted_before_it_is_moved() -> None:
    assert [
        Mistake(
            path="expireAfterDays",
            problem="60 deletes a log before it moves to GLACIER",
            allowed="more than glacierAfterDays, 60",
            way_out="write e.g. expireAfterDays: 365",
        )
    ] == mistakes(expireAfterDays=60)


def test_two_wrong_ages_are_told_at_once() -> None:
    told = mistakes(glacierAfterDays=40, expireAfterDays=35)
    assert [mistake.path for mistake in told] == ["glacierAfterDays", "expireAfterDays"]


def test_a_log_is_a_month_old_before_it_is_rarely_read() -> None:
    with pytest.raises(ValidationError) as refused:
        read_ages(infrequentAccessAfterDays=29)
    assert [error["type"] for error in refused.value.errors()] == ["greater_than_equal"]


@given(st.integers(-10, 4000), st.integers(-10, 4000), st.integers(-10, 4000))
def test_ages_that_are_accepted_are_ages_that_s3_accepts(infrequent: int, glacier: int, expire: int) -> None:
    ages = {
        "infrequentAccessAfterDays": infrequent,
        "glacierAfterDays": glacier,
        "expireAfterDays": expire,
    }
    s3_accepts = infrequent >= 30 and glacier >= infrequent + 30 and expire > glacier
    try:
        read_ages(**ages)
    except ValidationError:
        assert not s3_accepts, f"S3 takes {ages}, and the settings refuse it"
    else:
        assert s3_accepts, f"S3 refuses {ages}, and the settings take it"


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("noncurrentVersionDays", 0, "greater_than_equal"),
        ("noncurrentVersionDays", 30.5, "int_type"),
        ("encryption", False, "extra_forbidden"),
        ("publicAccess", True, "extra_forbidden"),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(**{key: value})
    assert [((key,), kind)] == [(error["loc"], error["type"]) for error in refused.value.errors()]


def test_buckets_are_protected_where_the_stack_file_does_not_say() -> None:
    text = json.dumps({"accessLogs": AGES, "noncurrentVersionDays": 30})
    assert StorageSettings.model_validate_json(text).deletion_protection is True


def test_production_buckets_are_protected() -> None:
    assert [
        Mistake(
            path="storage.deletionProtection",
            problem="false lets one command delete the buckets with all that they hold",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
    ] == list(storage_keeps_the_grade("production", read()))
    assert list(storage_keeps_the_grade("non-production", read())) == [], "other grades may be torn down"
    assert list(storage_keeps_the_grade("production", read(deletionProtection=True))) == []

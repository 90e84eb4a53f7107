"""The settings of the keys refuse what AWS KMS would refuse."""

import json

import pytest
from pydantic import ValidationError

from settings.base import Mistake
from settings.keys import KeysSettings, keys_keep_the_grade

WHOLE = {"deletionWindowDays": 30, "rotationPeriodDays": 365, "deletionProtection": False}


def read(**changes: object) -> KeysSettings:
    return KeysSettings.model_validate_json(json.dumps({**WHOLE, **changes}), by_alias=True, by_name=False)


def test_keys_are_protected_where_the_stack_file_does_not_say() -> None:
    text = json.dumps({"deletionWindowDays": 7, "rotationPeriodDays": 90})
    assert KeysSettings.model_validate_json(text).deletion_protection is True


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("deletionWindowDays", 6, "greater_than_equal"),
        ("deletionWindowDays", 31, "less_than_equal"),
        ("deletionWindowDays", "30", "int_type"),
        ("rotationPeriodDays", 89, "greater_than_equal"),
        ("rotationPeriodDays", 2561, "less_than_equal"),
        ("deletionProtection", 1, "bool_type"),
        ("encryption", False, "extra_forbidden"),
    ],
)
def test_a_value_beyond_the_limits_of_kms_is_refused(key: str, value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(**{key: value})
    assert [((key,), kind)] == [(error["loc"], error["type"]) for error in refused.value.errors()]


@pytest.mark.parametrize("key", ["deletionWindowDays", "rotationPeriodDays"])
def test_a_missing_value_is_refused(key: str) -> None:
    text = json.dumps({name: value for name, value in WHOLE.items() if name != key})
    with pytest.raises(ValidationError) as refused:
        KeysSettings.model_validate_json(text)
    assert [((key,), "missing")] == [(error["loc"], error["type"]) for error in refused.value.errors()]


def test_production_keys_are_protected() -> None:
    assert [
        Mistake(
            path="keys.deletionProtection",
            problem="false lets one command delete the keys, and with them all that they encrypt",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
    ] == list(keys_keep_the_grade("production", read()))
    assert list(keys_keep_the_grade("non-production", read())) == [], "other grades may be torn down"
    assert list(keys_keep_the_grade("production", read(deletionProtection=True))) == []

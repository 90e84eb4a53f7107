"""The whole stack config: the three environments beside each other, and the rules of no single tier."""

import json
from typing import Any

import pytest

from settings import Settings
from settings.base import Mistake
from settings.root import (
    AwsSettings,
    prod_is_of_production_grade,
    recovery_region_is_another,
    region_exists,
)


def paths(config: Any, prefix: str = "") -> set[str]:
    """Return the path of every key below a config value."""
    if not isinstance(config, dict):
        return {prefix}
    return {path for key, value in config.items() for path in paths(value, f"{prefix}.{key}")}


def test_the_same_keys_stand_in_all_three_stack_files(stack_file: Any) -> None:
    keys = {stack: paths(stack_file(stack)) for stack in ("dev", "staging", "prod")}
    assert keys["dev"] == keys["staging"] == keys["prod"], "what one environment chooses, each must"


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_no_default_provider_can_make_a_resource(stack: str, stack_file: Any) -> None:
    assert stack_file(stack)["config"]["pulumi:disable-default-providers"] == ["aws"]


def test_every_field_says_what_it_is() -> None:
    schema = Settings.model_json_schema()
    models = {"Settings": schema, **schema["$defs"]}
    silent = [
        f"{model}.{key}"
        for model, content in models.items()
        for key, field in content.get("properties", {}).items()
        if not field.get("description")
    ]
    assert silent == [], "a description is shown by editors, messages and the generated reference"


def test_every_text_field_of_no_fixed_choice_shows_an_example() -> None:
    schema = Settings.model_json_schema()
    models = {"Settings": schema, **schema["$defs"]}
    unshown = [
        f"{model}.{key}"
        for model, content in models.items()
        for key, field in content.get("properties", {}).items()
        if field.get("type") == "string"
        and not field.keys() & {"enum", "const", "examples", "default", "format"}
    ]
    assert unshown == [], "a message ends with what to write"


def test_no_setting_turns_encryption_off() -> None:
    assert "encrypt" not in json.dumps(list(paths(Settings.model_json_schema()["properties"]))).lower()


def test_prod_is_of_production_grade() -> None:
    assert [
        Mistake(
            path="grade",
            problem="'non-production' in prod",
            allowed="'production' where environment is prod",
            way_out="write e.g. shop:grade: production",
        )
    ] == list(prod_is_of_production_grade("prod", "non-production"))
    assert list(prod_is_of_production_grade("prod", "production")) == []
    assert list(prod_is_of_production_grade("staging", "production")) == [], "staging may promise as much"


def test_a_region_of_the_data_exists() -> None:
    assert list(region_exists("eu-west-1")) == []
    assert [mistake.path for mistake in region_exists("eu-west-9")] == ["aws:region"]


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_a_region_of_another_partition_is_refused(region: str) -> None:
    [mistake] = region_exists(region)
    assert f"'{region}' has no CloudFront of us-east-1" == mistake.problem
    assert region not in mistake.allowed


def test_copies_lie_in_another_region() -> None:
    assert list(recovery_region_is_another("eu-west-1", "eu-central-1")) == []
    [mistake] = recovery_region_is_another("eu-west-1", "eu-west-1")
    assert "recoveryRegion" == mistake.path
    assert (
        "'eu-west-1' is the stack's own region, which a disaster takes with all its copies" == mistake.problem
    )
    assert "eu-west-1" not in mistake.allowed.split(", ")
    assert "write e.g. shop:recoveryRegion: eu-west-3" == mistake.way_out


@pytest.mark.parametrize(
    ("region", "problem"),
    [
        ("eu-central-9", "'eu-central-9' is no region known to "),
        ("cn-north-1", "'cn-north-1' is in another partition, where nothing is copied to"),
    ],
)
def test_copies_lie_in_a_region_that_they_can_be_copied_to(region: str, problem: str) -> None:
    [mistake] = recovery_region_is_another("eu-west-1", region)
    assert mistake.problem.startswith(problem)
    assert region not in mistake.allowed.split(", ")


def test_the_role_must_be_of_an_allowed_account() -> None:
    role = "arn:aws:iam::111122223333:role/deploy"
    assert role == AwsSettings(account_ids=("111122223333",), assume_role_arn=role).assume_role_arn
    assert role == AwsSettings(assume_role_arn=role).assume_role_arn, "no account is pinned"
    with pytest.raises(ValueError, match="is a role of another account than accountIds"):
        AwsSettings(account_ids=("999922223333",), assume_role_arn=role)

"""A provider's inputs decide region, account and tags; JSON text inside them is read."""

import json

import pytest

from stagecraft import wire
from stagecraft.simulated.aws import ProviderConfig
from stagecraft.simulated.aws.provider import account_complaint

ROLE = json.dumps([{"roleArn": "arn:aws:iam::222222222222:role/deploy"}])
NOT_ALLOWED = "AWS account ID not allowed: 222222222222"


@pytest.fixture(autouse=True)
def no_region_in_the_environment(monkeypatch):
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)


def test_an_explicit_provider_is_read_from_its_inputs():
    inputs = {"region": "eu-west-1", "defaultTags": json.dumps({"tags": {"owner": "web"}})}
    provider = ProviderConfig.from_inputs(inputs, {})
    assert (provider.region, provider.default_tags) == ("eu-west-1", {"owner": "web"})


def test_the_default_provider_is_read_from_the_stack_configuration():
    config = {"aws:region": "eu-north-1", "aws:defaultTags": '{"tags": {"owner": "web"}}'}
    provider = ProviderConfig.from_inputs({}, config)
    assert (provider.region, provider.default_tags) == ("eu-north-1", {"owner": "web"})


def test_inputs_win_over_the_stack_configuration():
    assert (
        ProviderConfig.from_inputs({"region": "eu-west-1"}, {"aws:region": "eu-north-1"}).region
        == "eu-west-1"
    )


def test_the_environment_names_the_region_where_nothing_else_does(monkeypatch):
    monkeypatch.setenv("AWS_REGION", "ap-northeast-2")
    assert ProviderConfig.from_inputs({}, {}).region == "ap-northeast-2"


def test_the_account_is_that_of_the_last_assumed_role():
    roles = [
        {"roleArn": f"arn:aws:iam::{account}:role/deploy"} for account in ("111111111111", "222222222222")
    ]
    provider = ProviderConfig.from_inputs({"assumeRoles": json.dumps(roles)}, {})
    assert provider.account_id == "222222222222"


def test_a_single_allowed_account_is_the_account():
    provider = ProviderConfig.from_inputs({"allowedAccountIds": '["333333333333"]'}, {})
    assert provider.account_id == "333333333333"


def test_of_several_allowed_accounts_none_is_chosen():
    inputs = {"allowedAccountIds": '["333333333333", "444444444444"]'}
    assert ProviderConfig.from_inputs(inputs, {}).account_id == "123456789012"


def test_unknown_and_secret_inputs_are_read_as_far_as_they_are_known():
    inputs = {"region": wire.UNKNOWN, "defaultTags": wire.secret('{"tags": {"owner": "web"}}')}
    provider = ProviderConfig.from_inputs(inputs, {})
    assert (provider.region, provider.default_tags) == ("us-east-1", {"owner": "web"})


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("xx-new-1", "aws")],
)
def test_the_partition_follows_from_the_region(region, partition):
    assert partition == ProviderConfig(region=region).partition


@pytest.mark.parametrize(
    ("inputs", "complaint"),
    [
        ({}, ""),
        ({"allowedAccountIds": '["111111111111"]'}, ""),
        ({"assumeRoles": ROLE, "allowedAccountIds": '["222222222222"]'}, ""),
        ({"assumeRoles": ROLE, "allowedAccountIds": '["111111111111"]'}, NOT_ALLOWED),
        ({"assumeRoles": ROLE, "forbiddenAccountIds": '["222222222222"]'}, NOT_ALLOWED),
    ],
)
def test_a_role_in_an_account_that_its_own_settings_rule_out_is_complained_of(
    inputs: dict[str, str], complaint: str
) -> None:
    assert complaint == account_complaint(inputs)

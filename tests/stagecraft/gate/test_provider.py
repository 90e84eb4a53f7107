"""The provider's inputs are read from its text as Python itself would see them."""

import importlib
import inspect
import re
from importlib.metadata import version

import pytest

from stagecraft.gate import provider
from stagecraft.gate.provider import Input, provider_inputs, provider_version


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


@pytest.mark.parametrize(
    ("token", "module", "name"),
    [
        ("aws:rds/proxy:Proxy", "rds", "ProxyArgs"),
        ("aws:ecs/service:Service", "ecs", "ServiceArgs"),
        ("aws:lambda/function:Function", "lambda_", "FunctionArgs"),
        ("aws:sqs/queue:Queue", "sqs", "QueueArgs"),
        ("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", "ec2", "ManagedPrefixListEntryInitArgs"),
    ],
)
def test_a_type_has_the_inputs_that_its_class_takes(token: str, module: str, name: str) -> None:
    found = getattr(importlib.import_module(f"pulumi_aws.{module}"), name, None)
    if found is None:  # a name that the package does not hand out
        file = snake(name.removesuffix("InitArgs"))
        found = getattr(importlib.import_module(f"pulumi_aws.{module}.{file}"), name)
    taken = set(inspect.signature(found.__init__).parameters) - {"__self__", "self"}
    assert taken == {snake(one.path.split(".")[0]) for one in provider_inputs()[token]}


def test_nested_inputs_stand_under_the_block_that_holds_them() -> None:
    paths = [one.path for one in provider_inputs()["aws:dynamodb/table:Table"]]
    assert {"serverSideEncryption.enabled", "replicas.kmsKeyArn"} <= set(paths)
    assert "serverSideEncryption" not in paths, "a block is no value"
    assert sorted(set(paths)) == sorted(paths)


def test_an_input_tells_its_kind_and_what_it_is() -> None:
    found = {one.path: one for one in provider_inputs()["aws:rds/instance:Instance"]}
    assert found["publiclyAccessible"] == Input(
        "publiclyAccessible",
        "switch",
        "Bool to control if instance is publicly accessible. Default is `false`.",
    )
    assert ("text", "number") == (found["kmsKeyId"].kind, found["allocatedStorage"].kind)


def test_a_policy_is_one_value_however_it_may_be_given() -> None:
    paths = {one.path: one.kind for one in provider_inputs()["aws:iam/role:Role"]}
    assert paths["assumeRolePolicy"] == "text"


def test_a_type_inside_itself_ends() -> None:
    depths = [one.path.count("andStatement") for one in provider_inputs()["aws:wafv2/webAcl:WebAcl"]]
    assert max(depths) <= 1


def test_it_reads_the_whole_provider() -> None:
    assert len(provider_inputs()) > 1700
    assert version("pulumi-aws") == provider_version()


def test_without_a_provider_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match="pulumi_aws is not installed"):
        provider_inputs.__wrapped__()

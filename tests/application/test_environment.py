"""The variables: what the application reads, and what the recorded graph of the shop gives it."""

import base64
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from application.environment import OPTIONAL, VARIABLES, Environment, host_and_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from stagecraft.preview.service import preview

    (view,) = preview(ROOT, ["prod"], out=tmp_path_factory.mktemp("out")).views
    return view.graph


@pytest.fixture(scope="session")
def script(graph: Any) -> str:
    """The text that an instance of production runs at its first boot."""
    (template,) = graph.of_type("aws:ec2/launchTemplate:LaunchTemplate")
    return base64.b64decode(template.inputs["userData"]).decode()


def assigned(script: str, name: str) -> str:
    """Return the value of a shell variable that stands in front of the script."""
    (value,) = re.findall(rf"^{name}=((?:'[^']*'|\S)+)$", script, re.MULTILINE)
    return shlex.split(value)[0]


def given(script: str) -> set[str]:
    """Return the names of all variables that the script writes into the application's environment."""
    (own,) = re.findall(r"cat >/etc/app/environment <<EOF\n(.*?)\$ENVIRONMENT\nEOF", script, re.DOTALL)
    lines = [*own.splitlines(), *assigned(script, "ENVIRONMENT").splitlines()]
    return {line.partition("=")[0] for line in lines} | set(assigned(script, "PARAMETERS").split())


def test_the_application_reads_exactly_what_an_instance_is_given(script: str) -> None:
    assert given(script) == VARIABLES


def test_only_dax_can_be_left_out() -> None:
    assert OPTIONAL == {"DAX_ENDPOINT"}


def test_the_values_of_an_instance_are_taken_as_they_are(script: str) -> None:
    lines = dict(line.split("=", 1) for line in assigned(script, "ENVIRONMENT").splitlines())
    environment = Environment.of({**dict.fromkeys(VARIABLES, "x:1"), **lines})
    assert environment.cache_user == "shop-prod-app"
    assert environment.uploads_queue_url.startswith("https://sqs.eu-west-1.amazonaws.com/")
    assert ":key/" in environment.customers_key_arn


def test_the_key_of_customer_data_is_the_one_that_demands_a_customer(graph: Any, script: str) -> None:
    lines = dict(line.split("=", 1) for line in assigned(script, "ENVIRONMENT").splitlines())
    (key,) = [key for key in graph.of_type("aws:kms/key:Key") if key.name == "shop-customers"]
    assert lines["CUSTOMERS_KEY_ARN"] == key.outputs["arn"]
    assert "kms:EncryptionContext:customer_id" in key.inputs["policy"]


def test_the_role_of_an_instance_may_do_every_call_of_the_application(graph: Any) -> None:
    (policy,) = [one for one in graph.of_type("aws:iam/rolePolicy:RolePolicy") if one.name == "shop-app"]
    allowed: set[str] = set()
    for statement in json.loads(policy.inputs["policy"])["Statement"]:
        actions = statement["Action"]
        allowed |= {actions} if isinstance(actions, str) else set(actions)
    source = "".join(path.read_text("utf-8") for path in (ROOT / "application").glob("*.py"))
    calls = re.findall(r"self\._(kms|secrets|sqs|s3|dynamodb)\.([a-z_]+)\(", source)
    assert len(set(calls)) == 12, "every call is found"
    assert {action_of(*call) for call in calls} <= allowed


def action_of(client: str, method: str) -> str:
    """Return the IAM action that a call of botocore needs."""
    # A transaction needs what its parts need, and each part is a Put.
    method = {"transact_write_items": "put_item"}.get(method, method)
    service = {"secrets": "secretsmanager"}.get(client, client)
    return f"{service}:{''.join(word.capitalize() for word in method.split('_'))}"


def test_everything_that_is_missing_is_named_at_once() -> None:
    variables = dict.fromkeys(VARIABLES - {"PORT", "CACHE_USER"}, "x") | {"CACHE_NAME": ""}
    with pytest.raises(LookupError, match=r"lacks CACHE_NAME, CACHE_USER, PORT$"):
        Environment.of(variables)


def test_an_environment_without_dax_is_whole() -> None:
    assert Environment.of(dict.fromkeys(VARIABLES - OPTIONAL, "x")).dax_endpoint == ""


@pytest.mark.parametrize(
    ("endpoint", "parts"), [("db.example:5432", ("db.example", 5432)), ("::1:6379", ("::1", 6379))]
)
def test_an_endpoint_is_a_host_and_a_port(endpoint: str, parts: tuple[str, int]) -> None:
    assert host_and_port(endpoint) == parts

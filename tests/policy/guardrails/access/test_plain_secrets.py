"""What is a secret without doubt is found; what only says where one is kept is not."""

import base64
import json
from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.plain_secrets import secret_in_text, secret_in_value
from guardrails.values import UNKNOWN, Secret
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.compliant import UNKNOWN_WIRE, make

RANDOM = "q7Zp2LxV9mKd4RtW8sYb"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"[secret]"'}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("key=AKIAQ4J5X6Y7Z2W3V4U5", "an access key of AWS"),
        ("ASIAQ4J5X6Y7Z2W3V4U5", "an access key of AWS"),
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "a private key"),
        ("-----BEGIN " + "PRIVATE KEY-----", "a private key"),
        ("ghp_" + "a1B2" * 9, "a token of GitHub"),
        ("glpat-" + "a1B2c" * 4, "a token of GitLab"),
        ("xoxb-" + "1234567890-abc", "a token of Slack"),
        ("sk_live_" + "a1B2" * 6, "a key of Stripe"),
        ("AIza" + "a1B2c" * 7, "a key of Google"),
        ("postgres://app:s3cr3t@db:5432/shop", "a password in a URL"),
        ("amqps://user:pass%21word@broker", "a password in a URL"),
        ("AKIAIOSFODNN7EXAMPLE", None),
        ("postgres://app:${PASSWORD}@db/shop", None),
        ("postgres://app:{{password}}@db/shop", None),
        ("postgres://app@db:5432/shop", None),
        ("https://example.com/a:b@c", None),
        ("https://example.com:8443/path", None),
        ("-----BEGIN CERTIFICATE-----", None),
        ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3", None),
        ("redis://:${TOKEN}@cache", None),
    ],
)
def test_a_secret_in_a_text_has_the_form_of_its_issuer(text: str, kind: str | None) -> None:
    assert kind == secret_in_text(text)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("DB_PASSWORD", "hunter22", "a password"),
        ("dbPassword", "hunter22", "a password"),
        ("/shop/prod/db/password", "hunter22", "a password"),
        ("PGPASSWORD", "hunter22", None),
        ("API_KEY", RANDOM, "a key"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYa1b2c3d4e5", "a key"),
        ("SESSION_SECRET", RANDOM, "a key"),
        ("authToken", RANDOM, "a key"),
        ("DB_SECRET", "prod/shop/db", None),
        ("DB_SECRET", "shop-master-secret", None),
        ("DB_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:1:secret:x", None),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:1:secret:x", None),
        ("DB_PASSWORD", "/shop/prod/db/password", None),
        ("DB_PASSWORD", "{{resolve:secretsmanager:db}}", None),
        ("DB_PASSWORD", "${DB_PASSWORD}", None),
        ("DB_PASSWORD", "", None),
        ("DB_PASSWORD", "****", None),
        ("DB_PASSWORD_LENGTH", "32", None),
        ("PASSWORD_POLICY", "strong", None),
        ("TOKEN_URL", "https://example.com/token", None),
        ("TOKEN", "https://example.com/token", None),
        ("API_KEY", "disabled", None),
        ("MAX_TOKENS", "4096", None),
        ("SORT_KEY", RANDOM, None),
        ("KMS_KEY", "1234abcd-12ab-34cd-56ef-1234567890ab", None),
        ("BUCKET", "orders", None),
        ("ANYTHING", Secret("whatever"), "a secret of the program"),
        ("LATER", Secret(UNKNOWN), "a secret of the program"),
        ("ARN", Secret("arn:aws:secretsmanager:eu-west-1:1:secret:x"), None),
        ("DB_PASSWORD", UNKNOWN, None),
        ("DB_PASSWORD", 12345678, None),
    ],
    ids=str,
)
def test_a_value_is_a_secret_by_its_name_only_where_it_names_nothing_else(
    name: str, value: Any, kind: str | None
) -> None:
    assert kind == secret_in_value(name, value)


@given(st.text(max_size=40), st.text(max_size=200))
def test_no_text_makes_the_search_fail(name: str, value: str) -> None:
    secret_in_value(name, value)


def said(rule: str, short: str, **inputs: Any) -> list[str]:
    found = rule_by_id(rule).findings(make(short, inputs=inputs))
    return [one.message.partition(": ")[2].partition(". ")[0] for one in found]


def test_a_secret_of_the_program_in_an_environment_is_found_and_not_printed() -> None:
    variables = {"STAGE": "prod", "ANY": SECRET, "LATER": UNKNOWN_WIRE, "DB_PASSWORD": UNKNOWN_WIRE}
    assert said(
        "lambda-function-no-plain-secrets", "lambda/function", environment={"variables": variables}
    ) == [
        "ANY is a secret of the program in plain text",
        "cannot be decided before `up`: DB_PASSWORD is not known yet",
    ]
    (found,) = rule_by_id("lambda-function-no-plain-secrets").findings(
        make("lambda/function", inputs={"environment": {"variables": {"DB_PASSWORD": "hunter22"}}})
    )
    assert "hunter22" not in found.message


@pytest.mark.parametrize(
    ("short", "path", "rule"),
    [
        ("ecs/taskDefinition", "containerDefinitions", "ecs-task-definition-no-plain-secrets"),
        ("batch/jobDefinition", "containerProperties", "batch-job-definition-no-plain-secrets"),
        ("batch/jobDefinition", "nodeProperties", "batch-job-definition-no-plain-secrets"),
    ],
)
def test_containers_are_looked_into_at_any_depth(short: str, path: str, rule: str) -> None:
    environment = [{"name": "A", "value": "x"}, {"name": "DB_PASSWORD", "value": "hunter22"}]
    nested = {"nodeRangeProperties": [{"container": {"environment": environment}}]}
    expected = ["DB_PASSWORD is a password in plain text"]
    assert said(rule, short, **{path: json.dumps(nested)}) == expected
    assert said(rule, short, **{path: nested}) == expected
    secrets = {"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:x"}]}
    assert said(rule, short, **{path: json.dumps([secrets])}) == []
    assert said(rule, short, **{path: "{"}) == [f"its {path} is no JSON"]


@pytest.mark.parametrize(
    ("variable", "found"),
    [
        ({"name": "DB_PASSWORD", "value": "hunter22"}, True),
        ({"name": "AWS_ACCESS_KEY_ID", "value": "x"}, True),
        ({"name": "DB_PASSWORD", "value": "shop:password", "type": "SECRETS_MANAGER"}, False),
        ({"name": "DB_PASSWORD", "value": "/shop/db", "type": "PARAMETER_STORE"}, False),
        ({"name": "STAGE", "value": "prod"}, False),
    ],
    ids=str,
)
def test_a_build_reads_its_secrets_from_a_store(variable: dict[str, str], found: bool) -> None:
    environment = {"environmentVariables": [variable]}
    assert found is bool(
        said("codebuild-project-no-plain-secrets", "codebuild/project", environment=environment)
    )


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"name": "/shop/db/password", "type": "String", "value": SECRET},
         ["type is 'String', and its value is a password"]),
        ({"name": "/shop/db/endpoint", "type": "String", "value": SECRET}, []),
        ({"name": "/shop/db/endpoint", "type": "String", "insecureValue": "postgres://app:s3cr3t@db"},
         ["type is 'String', and its value is a password in a URL"]),
        ({"name": "/shop/keys", "type": "StringList", "value": "AKIAQ4J5X6Y7Z2W3V4U5"},
         ["type is 'StringList', and its value is an access key of AWS"]),
        ({"name": "/shop/db/password", "type": "SecureString", "value": "hunter22"}, []),
        ({"name": UNKNOWN_WIRE, "type": "String", "insecureValue": "8443"}, []),
        ({"name": "/shop/db/password", "type": "String", "insecureValue": UNKNOWN_WIRE},
         ["cannot be decided before `up`: value is not known yet"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_parameter_that_is_a_secret_is_encrypted(inputs: dict[str, Any], expected: list[str]) -> None:
    assert expected == said("ssm-parameter-no-plain-secrets", "ssm/parameter", **inputs)


def test_user_data_is_read_as_it_is_and_decoded() -> None:
    script = "#!/bin/sh\nexport AWS_ACCESS_KEY_ID=AKIAQ4J5X6Y7Z2W3V4U5\n"
    coded = base64.b64encode(script.encode()).decode()
    rule = "ec2-user-data-no-plain-secrets"
    assert said(rule, "ec2/launchTemplate", userData=coded) == ["an access key of AWS stands in its userData"]
    assert said(rule, "ec2/instance", userDataBase64=coded) == [
        "an access key of AWS stands in its userDataBase64"
    ]
    assert said(rule, "ec2/instance", userData="#!/bin/sh\necho hello\n") == []


_UNSHOWN = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": UNKNOWN_WIRE}


@pytest.mark.parametrize("sealed", [SECRET, _UNSHOWN, "[secret]"], ids=["state", "engine", "preview"])
@pytest.mark.parametrize(
    ("rule", "short", "path"),
    [
        ("ec2-user-data-no-plain-secrets", "ec2/instance", "userData"),
        ("ec2-user-data-no-plain-secrets", "ec2/launchTemplate", "userDataBase64"),
        ("ecs-task-definition-no-plain-secrets", "ecs/taskDefinition", "containerDefinitions"),
        ("batch-job-definition-no-plain-secrets", "batch/jobDefinition", "containerProperties"),
        ("lambda-function-no-plain-secrets", "lambda/function", "environment.variables"),
    ],
)
def test_what_a_secret_of_the_program_went_into_holds_it(
    rule: str, short: str, path: str, sealed: Any
) -> None:
    outer, _, inner = path.partition(".")
    expected = [f"a secret of the program stands in its {path}"]
    assert expected == said(rule, short, **{outer: {inner: sealed} if inner else sealed})
    assert expected == said(rule, short, **{outer: sealed}), "secret as a whole"

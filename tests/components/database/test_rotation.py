"""The rotation's function, its role and its schedule, run by the offline preview."""

import datetime as dt
import json
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pulumi
import pytest
from cfnlint.data import AdditionalSpecs  # type: ignore[import-untyped]

from components.database.rotation import MEMORY_MIB, RUNTIME, TIMEOUT_SECONDS, RotationArgs, create_rotation
from components.database.rotation_function import LOOKS, SECONDS_BETWEEN_LOOKS

SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-master-1234567-AbCdEf"
SECRETS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/22222222-2222-4222-8222-222222222222"
LOGS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/33333333-3333-4333-8333-333333333333"
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-prod-boundary"
INSTANCE = "arn:aws:rds:eu-west-1:111122223333:db:shop-prod-primary"
THIS_DAY = dt.date(2026, 11, 21)


@pytest.fixture
def graph(record: Any) -> Any:
    def program() -> None:
        create_rotation(
            "shop",
            RotationArgs(
                function_name="shop-prod-rotation",
                log_group_name="/aws/lambda/shop-prod-rotation",
                secret_arn=SECRET,
                secrets_key_arn=SECRETS_KEY,
                instance_arn=INSTANCE,
                logs_key_arn=LOGS_KEY,
                boundary_arn=BOUNDARY,
                account_id="111122223333",
                days=30,
                log_retention_days=365,
            ),
            pulumi.ComponentResource("stagecraft:database:Database", "shop"),
            depends_on=[],
        )

    return record(program, stack="prod")


def one(graph: Any, token: str) -> Any:
    [found] = graph.of_type(token)
    return found


def test_the_function_is_asked_for_exactly_this(graph: Any) -> None:
    function = one(graph, "aws:lambda/function:Function")
    wires = {"role", "code", "region", "tagsAll"}
    assert {key: value for key, value in function.inputs.items() if key not in wires} == {
        "name": "shop-prod-rotation",
        "description": "Gives the master user of the database a new password, for Secrets Manager.",
        "runtime": "python3.14",
        "architectures": ["arm64"],
        "handler": "rotation_function.handler",
        "memorySize": 256,
        "timeout": 300,
        "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/shop-prod-rotation"},
    }
    assert {one(graph, "aws:iam/rolePolicy:RolePolicy").urn} <= set(function.dependencies)


def test_the_function_has_time_for_what_it_waits_for() -> None:
    assert TIMEOUT_SECONDS >= LOOKS * SECONDS_BETWEEN_LOOKS + 60
    model = botocore.session.get_session().get_service_model("lambda")
    limits = {name: model.shape_for(name).metadata for name in ("Timeout", "MemorySize")}
    assert limits["Timeout"]["min"] <= TIMEOUT_SECONDS <= 900, "fifteen minutes"
    assert limits["MemorySize"]["min"] <= MEMORY_MIB <= limits["MemorySize"]["max"]


def test_lambda_has_the_runtime_and_supports_it_for_another_year() -> None:
    model = botocore.session.get_session().get_service_model("lambda")
    assert RUNTIME in model.shape_for("Runtime").enum
    from cfnlint.helpers import load_resource  # type: ignore[import-untyped]

    ends = load_resource(AdditionalSpecs, "LmbdRuntimeLifecycle.json")[RUNTIME]["deprecated"]
    assert dt.date.fromisoformat(ends) > THIS_DAY + dt.timedelta(days=365)


def test_the_role_may_renew_the_one_secret_and_tell_the_one_database(graph: Any) -> None:
    role = one(graph, "aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"][0]["Principal"] == {
        "Service": "lambda.amazonaws.com"
    }
    policy = json.loads(one(graph, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    log_group = one(graph, "aws:cloudwatch/logGroup:LogGroup").outputs["arn"]
    assert {
        statement["Sid"]: (statement["Action"], statement["Resource"]) for statement in policy["Statement"]
    } == {
        "RenewMasterPassword": (
            [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            SECRET,
        ),
        "GeneratePassword": ("secretsmanager:GetRandomPassword", "*"),
        "UseSecretsKey": (["kms:Decrypt", "kms:GenerateDataKey"], SECRETS_KEY),
        "TellTheDatabase": (["rds:DescribeDBInstances", "rds:ModifyDBInstance"], INSTANCE),
        "WriteLog": (["logs:CreateLogStream", "logs:PutLogEvents"], f"{log_group}:*"),
    }
    [key] = [statement for statement in policy["Statement"] if statement["Sid"] == "UseSecretsKey"]
    assert key["Condition"] == {
        "StringLike": {"kms:ViaService": "secretsmanager.*.amazonaws.com"},
        "StringEquals": {"kms:EncryptionContext:SecretARN": SECRET},
    }


def test_only_secrets_manager_of_this_account_may_call_it(graph: Any) -> None:
    permission = one(graph, "aws:lambda/permission:Permission")
    assert permission.inputs["action"] == "lambda:InvokeFunction"
    assert permission.inputs["function"] == "shop-prod-rotation"
    assert permission.inputs["principal"] == "secretsmanager.amazonaws.com"
    assert permission.inputs["sourceAccount"] == "111122223333"


def test_the_schedule_waits_for_the_permission_and_begins_with_a_test(graph: Any) -> None:
    rotation = one(graph, "aws:secretsmanager/secretRotation:SecretRotation")
    assert rotation.inputs["secretId"] == SECRET
    assert rotation.inputs["rotationLambdaArn"] == one(graph, "aws:lambda/function:Function").outputs["arn"]
    assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 30}
    assert rotation.inputs["rotateImmediately"] is False
    assert one(graph, "aws:lambda/permission:Permission").urn in rotation.dependencies


def test_the_log_is_encrypted_and_kept_as_long_as_stated(graph: Any) -> None:
    log_group = one(graph, "aws:cloudwatch/logGroup:LogGroup")
    assert log_group.inputs["name"] == "/aws/lambda/shop-prod-rotation"
    assert (log_group.inputs["kmsKeyId"], log_group.inputs["retentionInDays"]) == (LOGS_KEY, 365)

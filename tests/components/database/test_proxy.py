"""The proxy before the primary, run by the offline preview, and its values against botocore's model of RDS."""

import json
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pulumi
import pytest

from components.database.proxy import ProxyArgs, create_proxy

PROXY = "aws:rds/proxy:Proxy"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-master-1234567-AbCdEf"
SECRETS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/22222222-2222-4222-8222-222222222222"
LOGS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/33333333-3333-4333-8333-333333333333"
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-prod-boundary"


@pytest.fixture
def graph(record: Any) -> Any:
    def program() -> None:
        create_proxy(
            "shop",
            ProxyArgs(
                proxy_name="shop-prod-proxy",
                log_group_name="/aws/rds/proxy/shop-prod-proxy",
                subnet_ids=["subnet-0a", "subnet-0b"],
                group_id="sg-0e",
                secret_arn=SECRET,
                secrets_key_arn=SECRETS_KEY,
                logs_key_arn=LOGS_KEY,
                boundary_arn=BOUNDARY,
                instance_identifier="shop-prod-primary",
                idle_timeout_seconds=1800,
                log_retention_days=365,
            ),
            pulumi.ComponentResource("stagecraft:database:Database", "shop"),
            depends_on=[],
        )

    return record(program, stack="prod")


def one(graph: Any, token: str) -> Any:
    [found] = graph.of_type(token)
    return found


def test_the_proxy_is_asked_for_exactly_this(graph: Any) -> None:
    proxy = one(graph, PROXY)
    wires = {"roleArn", "region", "tagsAll"}
    assert {key: value for key, value in proxy.inputs.items() if key not in wires} == {
        "name": "shop-prod-proxy",
        "engineFamily": "POSTGRESQL",
        "vpcSubnetIds": ["subnet-0a", "subnet-0b"],
        "vpcSecurityGroupIds": ["sg-0e"],
        "requireTls": True,
        "idleClientTimeout": 1800,
        "debugLogging": False,
        "auths": [
            {
                "authScheme": "SECRETS",
                "secretArn": SECRET,
                "clientPasswordAuthType": "POSTGRES_SCRAM_SHA_256",
                "iamAuth": "DISABLED",
            }
        ],
    }
    assert proxy.property_dependencies["roleArn"] == (one(graph, "aws:iam/role:Role").urn,)
    awaited = {
        one(graph, "aws:iam/rolePolicy:RolePolicy").urn,
        one(graph, "aws:cloudwatch/logGroup:LogGroup").urn,
    }
    assert awaited <= set(proxy.dependencies), (
        "else it starts without its secret, or makes a log group itself"
    )


def test_rds_knows_these_words(graph: Any) -> None:
    model = botocore.session.get_session().get_service_model("rds")
    [auth] = one(graph, PROXY).inputs["auths"]
    assert auth["authScheme"] in model.shape_for("AuthScheme").enum
    assert auth["clientPasswordAuthType"] in model.shape_for("ClientPasswordAuthType").enum
    assert auth["iamAuth"] in model.shape_for("IAMAuthMode").enum
    assert one(graph, PROXY).inputs["engineFamily"] in model.shape_for("EngineFamily").enum


def test_the_pool_leaves_connections_to_others(graph: Any) -> None:
    group = one(graph, "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup")
    assert group.inputs["dbProxyName"] == "shop-prod-proxy"
    assert group.inputs["connectionPoolConfig"] == {
        "maxConnectionsPercent": 90,
        "maxIdleConnectionsPercent": 45,
        "connectionBorrowTimeout": 30,
    }


def test_the_primary_is_the_target(graph: Any) -> None:
    target = one(graph, "aws:rds/proxyTarget:ProxyTarget")
    group = one(graph, "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup")
    assert target.inputs["dbInstanceIdentifier"] == "shop-prod-primary"
    assert target.inputs["dbProxyName"] == "shop-prod-proxy"
    assert target.property_dependencies["targetGroupName"] == (group.urn,)


def test_the_role_may_read_the_one_secret(graph: Any) -> None:
    role = one(graph, "aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"][0]["Principal"] == {
        "Service": "rds.amazonaws.com"
    }
    assert json.loads(one(graph, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"] == [
        {
            "Sid": "ReadMasterPassword",
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": SECRET,
        },
        {
            "Sid": "UseSecretsKey",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": SECRETS_KEY,
            "Condition": {
                "StringLike": {"kms:ViaService": "secretsmanager.*.amazonaws.com"},
                "StringEquals": {"kms:EncryptionContext:SecretARN": SECRET},
            },
        },
    ]


def test_the_log_is_encrypted_and_kept_as_long_as_stated(graph: Any) -> None:
    log_group = one(graph, "aws:cloudwatch/logGroup:LogGroup")
    assert log_group.inputs["name"] == "/aws/rds/proxy/shop-prod-proxy"
    assert (log_group.inputs["kmsKeyId"], log_group.inputs["retentionInDays"]) == (LOGS_KEY, 365)

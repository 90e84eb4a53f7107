"""The database tier, run by the offline preview.

It proves which resources are registered, with which inputs and wires. That RDS accepts the inputs, and that
the stored password and the database's own are equal after an `up`, only an account can prove.
"""

import json
from collections import Counter
from typing import Any

import pulumi
import pytest

from components.database import Database, DatabaseArgs
from settings.database import DatabaseSettings

INSTANCE = "aws:rds/instance:Instance"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
DATABASE_KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111"
SECRETS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/22222222-2222-4222-8222-222222222222"
# What the provider adds by itself.
FILLED_IN = {"region", "tagsAll"}
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-prod-boundary"
LOGS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/33333333-3333-4333-8333-333333333333"

VALID: dict[str, Any] = {
    "majorVersion": 17,
    "instanceClass": "db.r7g.large",
    "allocatedStorageGib": 200,
    "maxAllocatedStorageGib": 1000,
    "multiAz": True,
    "replicas": 2,
    "backupRetentionDays": 35,
    "backupWindow": "02:00-03:00",
    "maintenanceWindow": "sun:04:00-sun:05:00",
    "applyImmediately": False,
    "monitoringIntervalSeconds": 15,
    "insights": "advanced",
    "logRetentionDays": 365,
    "passwordRotationDays": 30,
    "secretRecoveryDays": 30,
}


@pytest.fixture
def build(record):
    """Return a function that records a database tier with some settings changed."""

    def run(**changes):
        def program():
            Database(
                "shop",
                DatabaseArgs(
                    settings=DatabaseSettings.model_validate({**VALID, **changes}),
                    data_subnet_ids=[
                        pulumi.Output.from_input("subnet-0a"),
                        pulumi.Output.from_input("subnet-0b"),
                    ],
                    database_group_id="sg-0d",
                    proxy_group_id="sg-0e",
                    database_key_arn=DATABASE_KEY,
                    secrets_key_arn=SECRETS_KEY,
                    logs_key_arn=LOGS_KEY,
                    boundary_arn=BOUNDARY,
                    account_id="111122223333",
                    region="eu-west-1",
                ),
            )

        return record(program, stack="prod")

    return run


def one(graph, token, name):
    [found] = [resource for resource in graph.of_type(token) if resource.name == name]
    return found


def wired(graph, resource, key):
    """Return the logical names that a property depends on."""
    return {graph.get(urn).name for urn in resource.property_dependencies.get(key, ())}


def counted(graph):
    return Counter(resource.type.rpartition(":")[2] for resource in graph.resources if resource.parent)


@pytest.mark.parametrize("replicas", [0, 1, 15])
def test_each_replica_adds_an_instance_and_its_log_groups(build, replicas):
    graph = build(replicas=replicas)
    assert {
        "Database": 1,
        "Instance": 1 + replicas,
        "LogGroup": 4 + 2 * replicas,
        "SubnetGroup": 1,
        "ParameterGroup": 1,
        "Secret": 1,
        "SecretVersion": 1,
        "SecretRotation": 1,
        "Role": 3,
        "RolePolicy": 2,
        "RolePolicyAttachment": 1,
        "Proxy": 1,
        "ProxyDefaultTargetGroup": 1,
        "ProxyTarget": 1,
        "Function": 1,
        "Permission": 1,
    } == counted(graph)


def test_everything_is_a_child_of_the_tier(build):
    graph = build()
    [tier] = graph.of_type("stagecraft:database:Database")
    assert {tier.urn} == {
        resource.parent
        for resource in graph.resources
        if resource.custom and not resource.type.startswith("pulumi:")
    }


def test_the_primary_is_asked_for_exactly_this(build):
    graph = build()
    primary = one(graph, INSTANCE, "shop-primary")
    computed = {
        "dbSubnetGroupName",
        "parameterGroupName",
        "monitoringRoleArn",
        "passwordWo",
        "passwordWoVersion",
        "finalSnapshotIdentifier",
    }
    assert {key: value for key, value in primary.inputs.items() if key not in computed | FILLED_IN} == {
        "identifier": "shop-prod-primary",
        "engine": "postgres",
        "engineVersion": "17",
        "allowMajorVersionUpgrade": False,
        "autoMinorVersionUpgrade": True,
        "instanceClass": "db.r7g.large",
        "dbName": "shop",
        "username": "shop_master",
        "port": 5432,
        "storageType": "gp3",
        "allocatedStorage": 200,
        "maxAllocatedStorage": 1000,
        "storageEncrypted": True,
        "kmsKeyId": DATABASE_KEY,
        "multiAz": True,
        "publiclyAccessible": False,
        "vpcSecurityGroupIds": ["sg-0d"],
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "iamDatabaseAuthenticationEnabled": True,
        "backupRetentionPeriod": 35,
        "backupWindow": "02:00-03:00",
        "maintenanceWindow": "sun:04:00-sun:05:00",
        "applyImmediately": False,
        "copyTagsToSnapshot": True,
        "deleteAutomatedBackups": False,
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "monitoringInterval": 15,
        "databaseInsightsMode": "advanced",
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": DATABASE_KEY,
        "performanceInsightsRetentionPeriod": 465,
    }
    assert computed <= set(primary.inputs), "no wire may be lost"


def test_a_replica_says_nothing_that_is_the_primarys(build):
    graph = build()
    replica = one(graph, INSTANCE, "shop-r2")
    computed = {"parameterGroupName", "monitoringRoleArn"}
    assert {key: value for key, value in replica.inputs.items() if key not in computed | FILLED_IN} == {
        "identifier": "shop-prod-r2",
        "replicateSourceDb": "shop-prod-primary",
        "autoMinorVersionUpgrade": True,
        "instanceClass": "db.r7g.large",
        "storageType": "gp3",
        "maxAllocatedStorage": 1000,
        "storageEncrypted": True,
        "publiclyAccessible": False,
        "vpcSecurityGroupIds": ["sg-0d"],
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "iamDatabaseAuthenticationEnabled": True,
        "maintenanceWindow": "sun:04:00-sun:05:00",
        "applyImmediately": False,
        "copyTagsToSnapshot": True,
        "deletionProtection": False,
        "skipFinalSnapshot": True,
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "monitoringInterval": 15,
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": DATABASE_KEY,
        "performanceInsightsRetentionPeriod": 7,
    }


def test_the_instances_are_wired(build):
    graph = build()
    primary = one(graph, INSTANCE, "shop-primary")
    assert wired(graph, primary, "dbSubnetGroupName") == {"shop-data"}
    assert wired(graph, primary, "finalSnapshotIdentifier") == {"shop-data"}
    assert wired(graph, primary, "parameterGroupName") == {"shop-postgres"}
    assert wired(graph, primary, "monitoringRoleArn") == {"shop-monitoring"}
    for name in ("shop-r1", "shop-r2"):
        replica = one(graph, INSTANCE, name)
        assert wired(graph, replica, "replicateSourceDb") == {"shop-primary"}
        assert wired(graph, replica, "parameterGroupName") == {"shop-postgres"}


@pytest.mark.parametrize("role", ["primary", "r1"])
def test_an_instance_waits_for_its_log_groups_and_for_monitoring(build, role):
    graph = build(replicas=1)
    instance = one(graph, INSTANCE, f"shop-{role}")
    awaited = {(graph.get(urn).type.rpartition(":")[2], graph.get(urn).name) for urn in instance.dependencies}
    assert {
        ("LogGroup", f"shop-{role}-postgresql"),
        ("LogGroup", f"shop-{role}-upgrade"),
        ("RolePolicyAttachment", "shop-monitoring"),
    } <= awaited


def test_the_log_groups_have_the_names_that_aws_writes_to(build):
    graph = build(replicas=1)
    assert {
        "/aws/rds/instance/shop-prod-primary/postgresql",
        "/aws/rds/instance/shop-prod-primary/upgrade",
        "/aws/rds/instance/shop-prod-r1/postgresql",
        "/aws/rds/instance/shop-prod-r1/upgrade",
        "/aws/rds/proxy/shop-prod-proxy",
        "/aws/lambda/shop-prod-rotation",
    } == {group.inputs["name"] for group in graph.of_type(LOG_GROUP)}
    assert {(LOGS_KEY, 365)} == {
        (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) for group in graph.of_type(LOG_GROUP)
    }


def test_the_final_snapshot_is_called_after_the_random_name_of_the_subnet_group(build):
    graph = build()
    [group] = graph.of_type("aws:rds/subnetGroup:SubnetGroup")
    primary = one(graph, INSTANCE, "shop-primary")
    assert primary.inputs["finalSnapshotIdentifier"] == f"{group.outputs['name']}-final"


def test_the_subnet_group_holds_the_data_subnets(build):
    [group] = build().of_type("aws:rds/subnetGroup:SubnetGroup")
    assert group.inputs["subnetIds"] == ["subnet-0a", "subnet-0b"]


def test_connections_without_tls_are_refused(build):
    [group] = build(majorVersion=16).of_type("aws:rds/parameterGroup:ParameterGroup")
    assert group.inputs["family"] == "postgres16"
    assert {parameter["name"]: parameter["value"] for parameter in group.inputs["parameters"]} == {
        "rds.force_ssl": "1",
        "log_disconnections": "1",
        "log_lock_waits": "1",
        "log_min_duration_statement": "1000",
    }


def test_a_parameter_that_has_its_default_is_applied_as_rds_says_it_is(build):
    [group] = build().of_type("aws:rds/parameterGroup:ParameterGroup")
    assert {parameter["name"]: parameter["applyMethod"] for parameter in group.inputs["parameters"]} == {
        "rds.force_ssl": "pending-reboot",
        "log_disconnections": "immediate",
        "log_lock_waits": "immediate",
        "log_min_duration_statement": "immediate",
    }, "RDS answers pending-reboot for a default, whatever it was asked: each up would ask again"


def test_monitoring_is_trusted_to_rds_alone(build):
    graph = build()
    role = one(graph, "aws:iam/role:Role", "shop-monitoring")
    assert json.loads(role.inputs["assumeRolePolicy"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "monitoring.rds.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    [attachment] = graph.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attachment.inputs["policyArn"] == (
        "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
    )
    assert wired(graph, attachment, "role") == {"shop-monitoring"}


def test_no_role_gets_out_of_the_boundary(build):
    assert {BOUNDARY} == {role.inputs["permissionsBoundary"] for role in build().of_type("aws:iam/role:Role")}


def test_the_password_is_kept_under_the_secrets_key(build):
    graph = build(secretRecoveryDays=7)
    [secret] = graph.of_type("aws:secretsmanager/secret:Secret")
    assert secret.inputs["kmsKeyId"] == SECRETS_KEY
    assert secret.inputs["recoveryWindowInDays"] == 7
    assert "name" in secret.inputs, "a name with a random end, which a deleted secret does not block"
    [version] = graph.of_type("aws:secretsmanager/secretVersion:SecretVersion")
    assert wired(graph, version, "secretId") == {"shop-master"}
    assert "secretString" not in version.inputs, "only the write-only argument stays out of the outputs"


def test_the_password_is_a_secret_wherever_it_stands(build):
    from guardrails.values import Secret

    graph = build()
    [version] = graph.of_type("aws:secretsmanager/secretVersion:SecretVersion")
    primary = one(graph, INSTANCE, "shop-primary")
    assert isinstance(version.inputs["secretStringWo"], Secret)
    assert isinstance(primary.inputs["passwordWo"], Secret)
    assert "password" not in primary.inputs
    assert "manageMasterUserPassword" not in primary.inputs, "RDS refuses it where there are read replicas"


def test_rds_is_given_what_the_stored_version_holds(build):
    graph = build()
    [version] = graph.of_type("aws:secretsmanager/secretVersion:SecretVersion")
    primary = one(graph, INSTANCE, "shop-primary")
    assert version.urn in primary.property_dependencies["passwordWo"]
    assert primary.property_dependencies["passwordWoVersion"] == (version.urn,)


def test_the_tier_is_wired_through_to_proxy_and_rotation(build):
    graph = build()
    proxy = one(graph, "aws:rds/proxy:Proxy", "shop-proxy")
    assert proxy.inputs["vpcSubnetIds"] == ["subnet-0a", "subnet-0b"]
    assert proxy.inputs["vpcSecurityGroupIds"] == ["sg-0e"]
    [target] = graph.of_type("aws:rds/proxyTarget:ProxyTarget")
    assert wired(graph, target, "dbInstanceIdentifier") == {"shop-primary"}
    rotation = one(graph, "aws:secretsmanager/secretRotation:SecretRotation", "shop-master")
    assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 30}
    awaited = {(graph.get(urn).type.rpartition(":")[2], graph.get(urn).name) for urn in rotation.dependencies}
    assert {("Instance", "shop-primary"), ("SecretVersion", "shop-master")} <= awaited


def test_a_new_password_version_makes_a_new_secret_version(build):
    [version] = build(passwordVersion=3).of_type("aws:secretsmanager/secretVersion:SecretVersion")
    assert version.inputs["secretStringWoVersion"] == 3


@pytest.mark.parametrize("protected", [True, False])
def test_what_cannot_be_made_again_is_protected_as_the_settings_say(build, protected):
    graph = build(deletionProtection=protected)
    primary = one(graph, INSTANCE, "shop-primary")
    assert primary.inputs["deletionProtection"] is protected
    expected = {(INSTANCE, "shop-primary"), ("aws:secretsmanager/secret:Secret", "shop-master")}
    assert {(resource.type, resource.name) for resource in graph.resources if resource.protect} == (
        expected if protected else set()
    )


def test_standard_insights_keep_the_included_days(build):
    primary = one(build(insights="standard"), INSTANCE, "shop-primary")
    assert primary.inputs["databaseInsightsMode"] == "standard"
    assert primary.inputs["performanceInsightsRetentionPeriod"] == 7


def test_the_proxy_listens_on_its_own_port_whatever_port_the_database_has(build):
    graph = build(port=6543)
    [tier] = graph.of_type("stagecraft:database:Database")
    proxy = one(graph, "aws:rds/proxy:Proxy", "shop-proxy")
    assert tier.outputs["proxy_endpoint"] == f"{proxy.outputs['endpoint']}:5432"
    replica = one(graph, INSTANCE, "shop-r1").outputs["address"]
    assert tier.outputs["replica_endpoints"][0] == f"{replica}:6543"


def test_other_tiers_are_told_where_the_database_is(build):
    graph = build()
    [tier] = graph.of_type("stagecraft:database:Database")
    primary = one(graph, INSTANCE, "shop-primary")
    [secret] = graph.of_type("aws:secretsmanager/secret:Secret")
    proxy = one(graph, "aws:rds/proxy:Proxy", "shop-proxy")
    assert tier.outputs == {
        "endpoint": primary.outputs["endpoint"],
        "proxy_endpoint": f"{proxy.outputs['endpoint']}:5432",
        "port": primary.outputs["port"],
        "secret_arn": secret.outputs["arn"],
        "replica_endpoints": [
            f"{one(graph, INSTANCE, name).outputs['address']}:5432" for name in ("shop-r1", "shop-r2")
        ],
        "arn": primary.outputs["arn"],
        "identifiers": ["shop-prod-primary", "shop-prod-r1", "shop-prod-r2"],
        "planned_identifiers": ["shop-prod-primary", "shop-prod-r1", "shop-prod-r2"],
        "log_group_name": "/aws/rds/instance/shop-prod-primary/postgresql",
        "proxy_name": "shop-prod-proxy",
        "rotation_function_name": "shop-prod-rotation",
    }

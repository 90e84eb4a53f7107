"""The cache tier, run by the offline preview.

It proves which resources are registered, with which inputs and wires. That ElastiCache accepts the inputs, and
that a client is let in by its role alone, only an account can prove.
"""

import json
from collections import Counter
from typing import Any

import botocore.session
import pulumi
import pytest

from components.cache import Cache, CacheArgs
from settings.cache import CacheSettings

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE_KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111"
LOGS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/33333333-3333-4333-8333-333333333333"
# What the provider adds by itself.
FILLED_IN = {"region", "tagsAll"}

VALID: dict[str, Any] = {
    "engineVersion": "8.2",
    "nodeType": "cache.m7g.large",
    "replicas": 2,
    "snapshotRetentionDays": 7,
    "snapshotWindow": "02:00-03:00",
    "maintenanceWindow": "sun:04:00-sun:05:00",
    "applyImmediately": False,
    "logRetentionDays": 365,
}


@pytest.fixture
def build(record):
    """Return a function that records a cache tier with some settings changed."""

    def run(**changes):
        def program():
            Cache(
                "shop",
                CacheArgs(
                    settings=CacheSettings.model_validate({**VALID, **changes}),
                    data_subnet_ids=[
                        pulumi.Output.from_input("subnet-0a"),
                        pulumi.Output.from_input("subnet-0b"),
                    ],
                    cache_group_id="sg-0c",
                    cache_key_arn=CACHE_KEY,
                    logs_key_arn=LOGS_KEY,
                    account_id="111122223333",
                    region="eu-west-1",
                ),
            )

        return record(program, stack="prod")

    return run


def one(graph, token):
    [found] = graph.of_type(token)
    return found


def wired(graph, resource, key):
    """Return the logical names that a property depends on."""
    return {graph.get(urn).name for urn in resource.property_dependencies.get(key, ())}


@pytest.mark.parametrize("replicas", [0, 2])
def test_the_tier_is_made_of_the_same_resources_whatever_its_size(build, replicas):
    graph = build(replicas=replicas)
    assert {
        "Cache": 1,
        "ReplicationGroup": 1,
        "SubnetGroup": 1,
        "ParameterGroup": 1,
        "User": 1,
        "UserGroup": 1,
        "LogGroup": 2,
        "LogResourcePolicy": 1,
    } == Counter(resource.type.rpartition(":")[2] for resource in graph.resources if resource.parent)
    tier = one(graph, "stagecraft:cache:Cache")
    assert {tier.urn} == {
        resource.parent
        for resource in graph.resources
        if resource.custom and not resource.type.startswith("pulumi:")
    }


def test_the_replication_group_is_asked_for_exactly_this(build):
    group = one(build(), GROUP)
    computed = {"subnetGroupName", "parameterGroupName", "userGroupIds", "finalSnapshotIdentifier"}
    assert {key: value for key, value in group.inputs.items() if key not in computed | FILLED_IN} == {
        "replicationGroupId": "shop-prod",
        "description": "Cache of shop prod",
        "engine": "valkey",
        "engineVersion": "8.2",
        "autoMinorVersionUpgrade": True,
        "nodeType": "cache.m7g.large",
        "numCacheClusters": 3,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "port": 6379,
        "securityGroupIds": ["sg-0c"],
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "atRestEncryptionEnabled": True,
        "kmsKeyId": CACHE_KEY,
        "snapshotRetentionLimit": 7,
        "snapshotWindow": "02:00-03:00",
        "maintenanceWindow": "sun:04:00-sun:05:00",
        "applyImmediately": False,
        "logDeliveryConfigurations": [
            {
                "logType": log_type,
                "logFormat": "json",
                "destinationType": "cloudwatch-logs",
                "destination": f"/aws/vendedlogs/elasticache/shop-prod/{log_type}",
            }
            for log_type in ("slow-log", "engine-log")
        ],
    }
    assert computed <= set(group.inputs), "no wire may be lost"


def test_the_replication_group_is_wired(build):
    graph = build()
    group = one(graph, GROUP)
    assert wired(graph, group, "subnetGroupName") == {"shop-cache"}
    assert wired(graph, group, "finalSnapshotIdentifier") == {"shop-cache"}
    assert wired(graph, group, "parameterGroupName") == {"shop-valkey"}
    assert wired(graph, group, "userGroupIds") == {"shop-cache"}
    assert wired(graph, group, "logDeliveryConfigurations") == {"shop-slow-log", "shop-engine-log"}
    policy = one(graph, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    assert policy.urn in group.dependencies, "else ElastiCache writes a policy of its own"


def test_a_cache_without_replicas_has_nothing_to_fail_over_to(build):
    group = one(build(replicas=0), GROUP)
    assert group.inputs["numCacheClusters"] == 1
    assert group.inputs["automaticFailoverEnabled"] is False, "ElastiCache refuses it with one node"
    assert group.inputs["multiAzEnabled"] is False, "ElastiCache refuses it with one node"


def test_nobody_has_a_password(build):
    graph = build()
    user = one(graph, "aws:elasticache/user:User")
    assert {key: value for key, value in user.inputs.items() if key not in FILLED_IN} == {
        "userId": "shop-prod-app",
        "userName": "shop-prod-app",
        "engine": "valkey",
        "accessString": "on ~* -@all +@read +@write +@connection +@transaction -@dangerous",
        "authenticationMode": {"type": "iam"},
    }
    group = one(graph, "aws:elasticache/userGroup:UserGroup")
    assert group.inputs["engine"] == "valkey", "one of Redis would need a user called default"
    assert group.inputs["userIds"] == ["shop-prod-app"]
    assert "authToken" not in one(graph, GROUP).inputs


def test_elasticache_knows_these_words(build):
    graph = build()
    model = botocore.session.get_session().get_service_model("elasticache")

    def words(shape):
        return set(model.shape_for(shape).enum)

    group = one(graph, GROUP)
    assert group.inputs["transitEncryptionMode"] in words("TransitEncryptionMode")
    for delivery in group.inputs["logDeliveryConfigurations"]:
        assert delivery["logType"] in words("LogType")
        assert delivery["logFormat"] in words("LogFormat")
        assert delivery["destinationType"] in words("DestinationType")
    user = one(graph, "aws:elasticache/user:User")
    assert user.inputs["authenticationMode"]["type"] in words("InputAuthenticationType")


def test_the_subnet_group_holds_the_data_subnets(build):
    assert one(build(), "aws:elasticache/subnetGroup:SubnetGroup").inputs["subnetIds"] == [
        "subnet-0a",
        "subnet-0b",
    ]


@pytest.mark.parametrize(("version", "family"), [("7.2", "valkey7"), ("8.2", "valkey8")])
def test_the_parameter_group_is_of_the_major_versions_family(build, version, family):
    group = one(build(engineVersion=version), "aws:elasticache/parameterGroup:ParameterGroup")
    assert group.inputs["family"] == family
    assert group.inputs["parameters"] == [{"name": "maxmemory-policy", "value": "allkeys-lru"}]
    model = botocore.session.get_session().get_service_model("elasticache")
    documented = model.shape_for("CreateCacheParameterGroupMessage").members["CacheParameterGroupFamily"]
    assert f"<code>{family}</code>" in documented.documentation


def test_logs_are_encrypted_kept_as_long_as_stated_and_delivered_for_this_account_only(build):
    graph = build()
    groups = graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    assert {(LOGS_KEY, 365)} == {
        (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) for group in groups
    }
    policy = one(graph, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    assert policy.inputs["policyName"] == "shop-prod-cache-logs"
    logs = "arn:aws:logs:eu-west-1:111122223333"
    assert json.loads(policy.inputs["policyDocument"])["Statement"] == [
        {
            "Sid": "CacheLogsAreDelivered",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [
                f"{logs}:log-group:/aws/vendedlogs/elasticache/shop-prod/slow-log:*",
                f"{logs}:log-group:/aws/vendedlogs/elasticache/shop-prod/engine-log:*",
            ],
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": f"{logs}:*"},
            },
        }
    ]


@pytest.mark.parametrize("protected", [True, False])
def test_the_cache_is_protected_as_the_settings_say(build, protected):
    graph = build(deletionProtection=protected)
    assert {resource.type for resource in graph.resources if resource.protect} == (
        {GROUP} if protected else set()
    )


def test_the_final_snapshot_is_called_after_the_random_name_of_the_subnet_group(build):
    graph = build()
    subnets = one(graph, "aws:elasticache/subnetGroup:SubnetGroup")
    assert one(graph, GROUP).inputs["finalSnapshotIdentifier"] == f"{subnets.outputs['name']}-final"


def test_other_tiers_are_told_where_the_cache_is_and_what_lets_them_in(build):
    graph = build(replicas=1)
    group = one(graph, GROUP)
    assert one(graph, "stagecraft:cache:Cache").outputs == {
        "endpoint": group.outputs["primaryEndpointAddress"],
        "reader_endpoint": group.outputs["readerEndpointAddress"],
        "port": 6379,
        "user_name": "shop-prod-app",
        "replication_group_id": "shop-prod",
        "node_ids": ["shop-prod-001", "shop-prod-002"],
        "connect_arns": [
            "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:shop-prod",
            "arn:aws:elasticache:eu-west-1:111122223333:user:shop-prod-app",
        ],
    }

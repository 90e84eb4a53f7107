"""The tables tier, run by the offline preview.

It proves which resources are registered, with which inputs and wires. That DynamoDB, autoscaling and DAX accept
the inputs, only an account can prove.
"""

import gzip
import json
from collections import Counter
from importlib import resources
from typing import Any

import pulumi
import pytest

from components.tables import Tables, TablesArgs
from settings.tables import TablesSettings

TABLE = "aws:dynamodb/table:Table"
INSIGHTS = "aws:dynamodb/contributorInsights:ContributorInsights"
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
CLUSTER = "aws:dax/cluster:Cluster"
TABLES_KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111"
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-prod-boundary"
# The account of the simulated AWS.
ACCOUNT = "123456789012"
TABLE_ARN = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/"
# What the provider adds by itself.
FILLED_IN = {"region", "tagsAll"}

ON_DEMAND = {"mode": "on-demand", "maxReadUnits": 4000, "maxWriteUnits": 1000}
PROVISIONED = {
    "mode": "provisioned",
    "read": {"min": 5, "max": 100},
    "write": {"min": 2, "max": 50},
    "targetPercent": 70,
}
DAX = {
    "nodes": 3,
    "nodeType": "dax.r5.large",
    "itemTtlSeconds": 300,
    "queryTtlSeconds": 60,
    "maintenanceWindow": "sun:05:00-sun:06:00",
}
VALID: dict[str, Any] = {
    "carts": {"capacity": ON_DEMAND},
    "orders": {"capacity": PROVISIONED},
    "pointInTimeRecoveryDays": 35,
    "contributorInsights": "none",
    "dax": DAX,
}


def program(changes: dict[str, Any]) -> None:
    """Register the tier with some settings changed."""
    Tables(
        "shop",
        TablesArgs(
            settings=TablesSettings.model_validate({**VALID, **changes}),
            data_subnet_ids=["subnet-0a", "subnet-0b"],
            dax_group_id="sg-0d",
            tables_key_arn=TABLES_KEY,
            boundary_arn=BOUNDARY,
            account_id=pulumi.Output.from_input(ACCOUNT),
            region="eu-west-1",
        ),
    )


@pytest.fixture
def build(record):
    """Return a function that records a tables tier with some settings changed."""
    return lambda **changes: record(lambda: program(changes), stack="prod")


def one(graph, token, name):
    [found] = [resource for resource in graph.of_type(token) if resource.name == name]
    return found


def asked(resource):
    return {key: value for key, value in resource.inputs.items() if key not in FILLED_IN}


def wired(graph, resource, key):
    """Return the logical names that a property depends on."""
    return {graph.get(urn).name for urn in resource.property_dependencies.get(key, ())}


def counted(graph):
    return Counter(resource.type.rpartition(":")[2] for resource in graph.resources if resource.parent)


def document(resource, key):
    return json.loads(resource.inputs[key])


DAX_PARTS = Counter(
    {"Cluster": 1, "SubnetGroup": 1, "ParameterGroup": 1, "Role": 1, "RolePolicy": 1},
)


def test_the_tier_is_two_tables_their_scaling_and_a_cluster(build):
    assert counted(build()) == DAX_PARTS + Counter({"Tables": 1, "Table": 2, "Target": 4, "Policy": 4})


def test_without_nodes_there_is_nothing_of_dax(build):
    graph = build(dax={**DAX, "nodes": 0})
    assert counted(graph) == Counter({"Tables": 1, "Table": 2, "Target": 4, "Policy": 4})
    [tier] = graph.of_type("stagecraft:tables:Tables")
    assert {"dax_endpoint", "dax_arn", "dax_cluster_name"}.isdisjoint(tier.outputs)


def test_everything_is_a_child_of_the_tier(build):
    graph = build(contributorInsights="throttled-keys")
    [tier] = graph.of_type("stagecraft:tables:Tables")
    assert {tier.urn} == {
        resource.parent
        for resource in graph.resources
        if resource.custom and not resource.type.startswith("pulumi:")
    }


def test_the_carts_are_asked_for_exactly_this(build):
    assert asked(one(build(), TABLE, "shop-carts")) == {
        "name": one(build(), TABLE, "shop-carts").outputs["name"],
        "billingMode": "PAY_PER_REQUEST",
        "onDemandThroughput": {"maxReadRequestUnits": 4000, "maxWriteRequestUnits": 1000},
        "attributes": [{"name": "customer_id", "type": "S"}, {"name": "product_id", "type": "S"}],
        "hashKey": "customer_id",
        "rangeKey": "product_id",
        "ttl": {"enabled": True, "attributeName": "expires_at"},
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": TABLES_KEY},
        "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35},
        "deletionProtectionEnabled": True,
    }


def test_the_orders_are_asked_for_exactly_this(build):
    assert asked(one(build(), TABLE, "shop-orders")) == {
        "name": one(build(), TABLE, "shop-orders").outputs["name"],
        "billingMode": "PROVISIONED",
        "readCapacity": 5,
        "writeCapacity": 2,
        "attributes": [
            {"name": "customer_id", "type": "S"},
            {"name": "line_id", "type": "S"},
            {"name": "order_id", "type": "S"},
            {"name": "placed_at", "type": "S"},
        ],
        "hashKey": "order_id",
        "rangeKey": "line_id",
        "globalSecondaryIndexes": [
            {
                "name": "by-customer",
                "keySchemas": [
                    {"attributeName": "customer_id", "keyType": "HASH"},
                    {"attributeName": "placed_at", "keyType": "RANGE"},
                ],
                "projectionType": "ALL",
                "readCapacity": 5,
                "writeCapacity": 2,
            }
        ],
        "streamEnabled": True,
        "streamViewType": "NEW_AND_OLD_IMAGES",
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": TABLES_KEY},
        "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35},
        "deletionProtectionEnabled": True,
    }


def test_any_table_may_be_paid_for_in_either_way(build):
    graph = build(carts={"capacity": PROVISIONED}, orders={"capacity": ON_DEMAND})
    carts, orders = one(graph, TABLE, "shop-carts"), one(graph, TABLE, "shop-orders")
    assert (carts.inputs["billingMode"], carts.inputs["readCapacity"]) == ("PROVISIONED", 5)
    assert "onDemandThroughput" not in carts.inputs
    assert orders.inputs["billingMode"] == "PAY_PER_REQUEST"
    limits = {"maxReadRequestUnits": 4000, "maxWriteRequestUnits": 1000}
    [index] = orders.inputs["globalSecondaryIndexes"]
    assert (orders.inputs["onDemandThroughput"], index["onDemandThroughput"]) == (limits, limits)
    assert {"readCapacity", "writeCapacity"}.isdisjoint({*orders.inputs, *index})
    assert {target.name for target in graph.of_type(TARGET)} == {"shop-carts-read", "shop-carts-write"}


def ignored(recording):
    """Return the ignored properties by the logical name of their table."""
    tables = [one for one in recording.deployment.all() if one.type == TABLE]
    return {table.name: table.options.get("ignoreChanges", []) for table in tables}


def test_an_up_leaves_alone_what_autoscaling_has_moved(record_raw):
    assert ignored(record_raw(lambda: program({}), stack="prod")) == {
        "shop-carts": [],
        "shop-orders": [
            "readCapacity",
            "writeCapacity",
            "globalSecondaryIndexes[*].readCapacity",
            "globalSecondaryIndexes[*].writeCapacity",
        ],
    }


def test_a_table_without_index_ignores_no_property_of_one(record_raw):
    changes = {"carts": {"capacity": PROVISIONED}, "orders": {"capacity": ON_DEMAND}}
    assert ignored(record_raw(lambda: program(changes), stack="prod")) == {
        "shop-carts": ["readCapacity", "writeCapacity"],
        "shop-orders": [],
    }


def test_each_capacity_is_a_target_between_its_limits(build):
    graph = build()
    table = one(graph, TABLE, "shop-orders").outputs["name"]
    assert {
        "shop-orders-read": (f"table/{table}", "dynamodb:table:ReadCapacityUnits", 5, 100),
        "shop-orders-write": (f"table/{table}", "dynamodb:table:WriteCapacityUnits", 2, 50),
        "shop-orders-by-customer-read": (
            f"table/{table}/index/by-customer",
            "dynamodb:index:ReadCapacityUnits",
            5,
            100,
        ),
        "shop-orders-by-customer-write": (
            f"table/{table}/index/by-customer",
            "dynamodb:index:WriteCapacityUnits",
            2,
            50,
        ),
    } == {
        target.name: tuple(
            target.inputs[key] for key in ("resourceId", "scalableDimension", "minCapacity", "maxCapacity")
        )
        for target in graph.of_type(TARGET)
    }
    for target in graph.of_type(TARGET):
        assert target.inputs["serviceNamespace"] == "dynamodb"
        assert wired(graph, target, "resourceId") == {"shop-orders"}


def test_each_target_is_tracked_by_its_own_metric(build):
    graph = build()
    for policy in graph.of_type(POLICY):
        use = "Write" if policy.name.endswith("-write") else "Read"
        target = one(graph, TARGET, policy.name)
        assert asked(policy) == {
            "name": policy.outputs["name"],
            "policyType": "TargetTrackingScaling",
            "serviceNamespace": "dynamodb",
            "resourceId": target.inputs["resourceId"],
            "scalableDimension": target.inputs["scalableDimension"],
            "targetTrackingScalingPolicyConfiguration": {
                "targetValue": 70,
                "scaleInCooldown": 60,
                "scaleOutCooldown": 60,
                "predefinedMetricSpecification": {
                    "predefinedMetricType": f"DynamoDB{use}CapacityUtilization"
                },
            },
        }
        assert target.urn in policy.property_dependencies["resourceId"], "AWS wants the target first"


@pytest.mark.parametrize("protected", [True, False])
def test_only_tables_are_protected_as_the_settings_say(build, protected):
    graph = build(deletionProtection=protected)
    assert {protected} == {table.inputs["deletionProtectionEnabled"] for table in graph.of_type(TABLE)}
    assert {resource.name for resource in graph.resources if resource.protect} == (
        {"shop-carts", "shop-orders"} if protected else set()
    ), "DAX holds nothing that the tables do not hold"


@pytest.mark.parametrize(
    ("setting", "mode"),
    [
        ("throttled-keys", "THROTTLED_KEYS"),
        ("accessed-and-throttled-keys", "ACCESSED_AND_THROTTLED_KEYS"),
    ],
)
def test_keys_of_tables_and_indexes_are_ranked_where_the_settings_say(build, setting, mode):
    graph = build(contributorInsights=setting)
    assert [
        ("shop-carts", {"shop-carts"}, None, mode),
        ("shop-orders", {"shop-orders"}, None, mode),
        ("shop-orders-by-customer", {"shop-orders"}, "by-customer", mode),
    ] == sorted(
        (
            insights.name,
            wired(graph, insights, "tableName"),
            insights.inputs.get("indexName"),
            insights.inputs["mode"],
        )
        for insights in graph.of_type(INSIGHTS)
    )


def test_the_cluster_is_asked_for_exactly_this(build):
    graph = build()
    cluster = one(graph, CLUSTER, "shop-dax")
    names = {
        "clusterName": cluster.outputs["clusterName"],
        "iamRoleArn": one(graph, "aws:iam/role:Role", "shop-dax").outputs["arn"],
        "subnetGroupName": one(graph, "aws:dax/subnetGroup:SubnetGroup", "shop-dax").outputs["name"],
        "parameterGroupName": one(graph, "aws:dax/parameterGroup:ParameterGroup", "shop-dax").outputs["name"],
    }
    assert asked(cluster) == {
        **names,
        "description": "Cache in front of the DynamoDB tables.",
        "nodeType": "dax.r5.large",
        "replicationFactor": 3,
        "securityGroupIds": ["sg-0d"],
        "serverSideEncryption": {"enabled": True},
        "clusterEndpointEncryptionType": "TLS",
        "maintenanceWindow": "sun:05:00-sun:06:00",
    }
    assert len(names["clusterName"]) <= 20, "the longest name that DAX takes"
    for key in ("iamRoleArn", "subnetGroupName", "parameterGroupName"):
        assert wired(graph, cluster, key) == {"shop-dax"}


def test_the_cluster_waits_for_the_permissions_of_its_role(build):
    graph = build()
    cluster = one(graph, CLUSTER, "shop-dax")
    assert one(graph, "aws:iam/rolePolicy:RolePolicy", "shop-dax").urn in cluster.dependencies


def test_the_cluster_lies_in_the_data_subnets(build):
    [group] = build().of_type("aws:dax/subnetGroup:SubnetGroup")
    assert group.inputs["subnetIds"] == ["subnet-0a", "subnet-0b"]


def test_items_and_queries_have_a_time_to_live_each(build):
    [group] = build().of_type("aws:dax/parameterGroup:ParameterGroup")
    assert group.inputs["parameters"] == [
        {"name": "query-ttl-millis", "value": "60000"},
        {"name": "record-ttl-millis", "value": "300000"},
    ]


def test_the_role_is_trusted_to_dax_alone_within_the_boundary(build):
    [role] = build().of_type("aws:iam/role:Role")
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert document(role, "assumeRolePolicy")["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "dax.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]


def test_dax_reads_and_writes_these_tables_and_nothing_else(build):
    graph = build()
    carts, orders = (
        TABLE_ARN + one(graph, TABLE, name).outputs["name"] for name in ("shop-carts", "shop-orders")
    )
    [policy] = graph.of_type("aws:iam/rolePolicy:RolePolicy")
    assert wired(graph, policy, "role") == {"shop-dax"}
    tables, indexes, key = document(policy, "policy")["Statement"]
    assert tables["Resource"] == [carts, orders]
    assert {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"} < set(tables["Action"])
    assert not [action for action in tables["Action"] if "*" in action or action == "dynamodb:Scan"]
    assert (indexes["Action"], indexes["Resource"]) == ("dynamodb:Query", [f"{orders}/index/by-customer"])
    assert (key["Resource"], key["Condition"]) == (
        TABLES_KEY,
        {"StringEquals": {"kms:ViaService": "dynamodb.eu-west-1.amazonaws.com"}},
    )
    assert "kms:CreateGrant" not in key["Action"], "the tables' grants are the deployer's to make"


def test_other_tiers_are_told_names_arns_and_the_endpoint(build):
    graph = build()
    [tier] = graph.of_type("stagecraft:tables:Tables")
    carts, orders = (one(graph, TABLE, name) for name in ("shop-carts", "shop-orders"))
    cluster = one(graph, CLUSTER, "shop-dax")
    assert tier.outputs == {
        "table_names": {"carts": carts.outputs["name"], "orders": orders.outputs["name"]},
        "table_arns": {"carts": carts.outputs["arn"], "orders": orders.outputs["arn"]},
        "index_names": {"carts": [], "orders": ["by-customer"]},
        "orders_stream_arn": orders.outputs["streamArn"],
        "dax_endpoint": f"daxs://{cluster.outputs['clusterAddress']}",
        "dax_arn": cluster.outputs["arn"],
        "dax_cluster_name": cluster.outputs["clusterName"],
    }


def shapes(service, version):
    packed = resources.files("botocore").joinpath("data", service, version, "service-2.json.gz").read_bytes()
    return json.loads(gzip.decompress(packed))["shapes"]


def test_the_values_are_those_of_the_services_own_models(build):
    graph = build(contributorInsights="throttled-keys")
    dynamodb, dax = shapes("dynamodb", "2012-08-10"), shapes("dax", "2017-04-19")
    tables = list(graph.of_type(TABLE))
    assert {table.inputs["billingMode"] for table in tables} == set(dynamodb["BillingMode"]["enum"])
    orders = one(graph, TABLE, "shop-orders")
    assert orders.inputs["streamViewType"] in dynamodb["StreamViewType"]["enum"]
    [index] = orders.inputs["globalSecondaryIndexes"]
    assert index["projectionType"] in dynamodb["ProjectionType"]["enum"]
    assert {key["keyType"] for key in index["keySchemas"]} == set(dynamodb["KeyType"]["enum"])
    assert {insights.inputs["mode"] for insights in graph.of_type(INSIGHTS)} <= set(
        dynamodb["ContributorInsightsMode"]["enum"]
    )
    [cluster] = graph.of_type(CLUSTER)
    assert cluster.inputs["clusterEndpointEncryptionType"] in dax["ClusterEndpointEncryptionType"]["enum"]

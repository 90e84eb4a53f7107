"""Clusters by their instances, tables by what scales them, and copies that take things from their source."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

TWO = "db-cluster-two-instances"
SCALES = "dynamodb-table-scales"
CLUSTERS = [
    ("rds/cluster", "rds/clusterInstance"),
    ("docdb/cluster", "docdb/clusterInstance"),
    ("neptune/cluster", "neptune/clusterInstance"),
]


@pytest.mark.parametrize(("short", "instance"), CLUSTERS)
class TestInstancesOfClusters:
    def cluster(self, short: str, known: bool, **inputs: Any) -> Resource:
        return make(short, inputs=inputs, id="orders" if known else "")

    def test_two_keep_the_rule(self, short: str, instance: str, known: bool) -> None:
        cluster = self.cluster(short, known)
        two = [part(instance, cluster, "clusterIdentifier", known, name=name) for name in ("a", "b")]
        assert said(TWO, cluster, *two) == []

    def test_one_breaks_it(self, short: str, instance: str, known: bool) -> None:
        cluster = self.cluster(short, known)
        one = part(instance, cluster, "clusterIdentifier", known)
        assert told(TWO, "it has 1 instance in this stack") == said(TWO, cluster, one)
        assert told(TWO, "it has no instances in this stack") == said(TWO, cluster)

    def test_one_that_may_be_of_another_cluster_is_undecided(self, short: str, instance: str) -> None:
        cluster = self.cluster(short, known=False)
        sure = part(instance, cluster, "clusterIdentifier", known=False, name="sure")
        expected = told(TWO, "which instances it has is not known yet", undecided=True)
        assert expected == said(TWO, cluster, sure, *unclear(instance, cluster, "clusterIdentifier"))


@pytest.mark.parametrize(
    "inputs", [{"dbClusterInstanceClass": "db.m6gd.large"}, {"engineMode": "serverless"}]
)
def test_a_cluster_that_brings_its_instances_needs_none(inputs: dict[str, Any]) -> None:
    assert said(TWO, make("rds/cluster", inputs=inputs)) == []


@pytest.mark.parametrize(
    ("rule", "short", "inputs"),
    [
        ("database-backups", "elasticache/replicationGroup", {"globalReplicationGroupId": "g"}),
        ("database-two-zones", "elasticache/replicationGroup", {"globalReplicationGroupId": "g"}),
        ("database-backups", "elasticache/cluster", {"engine": "memcached"}),
        ("database-backups", "elasticache/cluster", {"replicationGroupId": "g"}),
        ("database-backups", "elasticache/serverlessCache", {"engine": "memcached"}),
        ("database-two-zones", "mq/broker", {"deploymentMode": "cluster_multi_az"}),
        ("database-backups", "rds/cluster", {"backupRetentionPeriod": "14"}),
    ],
)
def test_another_resource_or_engine_decides(rule: str, short: str, inputs: dict[str, Any]) -> None:
    assert said(rule, make(short, inputs=inputs)) == []


class TestTables:
    BROKEN = "billingMode is 'PROVISIONED', and nothing scales its capacity"

    def table(self, known: bool, **inputs: Any) -> Resource:
        return make("dynamodb/table", inputs=inputs, id="orders" if known else "")

    @pytest.mark.parametrize("inputs", [{}, {"billingMode": "PROVISIONED"}])
    def test_capacity_that_nothing_scales_breaks_the_rule(self, inputs: dict[str, Any], known: bool) -> None:
        assert told(SCALES, self.BROKEN) == said(SCALES, self.table(known, **inputs))

    def test_a_target_of_auto_scaling_keeps_it(self, known: bool) -> None:
        table = self.table(known)
        named = "table/orders" if known else UNKNOWN_WIRE
        target = make("appautoscaling/target", "t", {"resourceId": named}, wires={"resourceId": [table]})
        assert said(SCALES, table, target) == []

    def test_a_target_of_another_table_does_not(self, known: bool) -> None:
        other = make("appautoscaling/target", "t", {"resourceId": "table/carts"})
        assert told(SCALES, self.BROKEN) == said(SCALES, self.table(known), other)

    def test_a_table_on_demand_scales_itself(self, known: bool) -> None:
        assert said(SCALES, self.table(known, billingMode="PAY_PER_REQUEST")) == []

    def test_an_unknown_mode_is_undecided(self, known: bool) -> None:
        table = self.table(known, billingMode=UNKNOWN_WIRE)
        assert told(SCALES, "billingMode is not known yet", undecided=True) == said(SCALES, table)

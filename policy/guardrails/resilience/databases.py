"""Databases and caches: backups, a standby in another zone, patches, and no deletion by mistake."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import (
    ResourceCheck,
    by_type,
    must_be_at_least,
    must_be_one_of,
    must_be_true,
    show,
    unknown,
)
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, aws
from guardrails.values import UNKNOWN, at, plain

_CACHE: Final = aws("elasticache/replicationGroup")
_SEARCH: Final = (aws("opensearch/domain"), aws("elasticsearch/domain"))
_CLUSTERS: Final = {
    DB_CLUSTER: aws("rds/clusterInstance"),
    aws("docdb/cluster"): aws("docdb/clusterInstance"),
    aws("neptune/cluster"): aws("neptune/clusterInstance"),
}


def _unless_secondary(check: ResourceCheck) -> ResourceCheck:
    """Return a check that leaves out a copy of a global datastore, which takes this from its primary."""

    def judge(cache: Resource) -> Iterator[Problem]:
        if plain(at(cache.inputs, "globalReplicationGroupId")) in (None, ""):
            yield from check(cache)

    return judge


def _cluster_snapshots(cluster: Resource) -> Iterator[Problem]:
    """Judge a cluster of its own with Redis or Valkey: Memcached has no snapshots."""
    if plain(at(cluster.inputs, "replicationGroupId")) in (None, "") and _keeps_data(cluster):
        yield from must_be_at_least("snapshotRetentionLimit", 1, default=0, unit=" day")(cluster)


def _serverless_snapshots(cache: Resource) -> Iterator[Problem]:
    if _keeps_data(cache):
        yield from must_be_at_least("snapshotRetentionLimit", 1, default=0)(cache)


def _keeps_data(cache: Resource) -> bool:
    return bool(plain(at(cache.inputs, "engine")) != "memcached")


def _fails_over(cache: Resource) -> Iterator[Problem]:
    for path in ("automaticFailoverEnabled", "multiAzEnabled"):
        yield from must_be_true(path)(cache)


def _standby(broker: Resource) -> Iterator[Problem]:
    """Judge a broker; the type's names are read in any case."""
    mode = plain(at(broker.inputs, "deploymentMode"))
    if mode is UNKNOWN:
        yield unknown("deploymentMode")
    elif mode is None or str(mode).upper() == "SINGLE_INSTANCE":
        yield Problem(
            f"deploymentMode is {show(mode)}" + (", which is 'SINGLE_INSTANCE'" if mode is None else "")
        )


def _two_instances(graph: Graph, cluster: Resource) -> Iterator[Problem]:
    """Judge a cluster by its instances; one of several zones, or without servers, brings its own."""
    if plain(at(cluster.inputs, "engineMode")) == "serverless":
        return
    if plain(at(cluster.inputs, "dbClusterInstanceClass")) not in (None, ""):
        return
    found = graph.referrers(cluster, (_CLUSTERS[cluster.type],), "clusterIdentifier", (cluster.type,))
    if len(found.sure) + len(found.maybe) < 2:
        yield Problem(f"it has {len(found.sure) or 'no'} instance{'' if found.sure else 's'} in this stack")
    elif len(found.sure) < 2:
        yield unknown("which instances it has")


def _table_scales(graph: Graph, table: Resource) -> Iterator[Problem]:
    """Judge a table with provisioned capacity: something has to raise and lower it."""
    mode = plain(at(table.inputs, "billingMode"))
    if mode is UNKNOWN:
        yield unknown("billingMode")
    elif mode != "PAY_PER_REQUEST" and not _has_target(graph, table):
        yield Problem("billingMode is 'PROVISIONED', and nothing scales its capacity")


def _has_target(graph: Graph, table: Resource) -> bool:
    named, urns = graph.derive(_scaled)
    return table.urn in urns or any(f"table/{name}" in named for name in _names(table))


def _scaled(graph: Graph) -> tuple[frozenset[str], frozenset[str]]:
    """Return what Application Auto Scaling scales: by name, and where that is not known yet by its wires."""
    named: set[str] = set()
    urns: set[str] = set()
    for target in graph.of_type(aws("appautoscaling/target")):
        name = plain(target.asked("resourceId"))
        if isinstance(name, str):
            named.add(name)
        else:
            urns.update(one.urn for one in graph.wired(target, "resourceId", aws("dynamodb/table")))
    return frozenset(named), frozenset(urns)


def _names(table: Resource) -> Iterator[Any]:
    for value in (table.value("name"), table.id):
        if isinstance(value := plain(value), str) and value:
            yield value


_BACKUPS: Final[dict[str, ResourceCheck]] = {
    **{
        token: must_be_at_least("backupRetentionPeriod", 7, default=1, unit=" days")
        for token in (DB_CLUSTER, aws("docdb/cluster"), aws("neptune/cluster"))
    },
    aws("redshift/cluster"): must_be_at_least("automatedSnapshotRetentionPeriod", 7, default=1, unit=" days"),
    _CACHE: _unless_secondary(must_be_at_least("snapshotRetentionLimit", 1, default=0, unit=" day")),
    aws("elasticache/cluster"): _cluster_snapshots,
    aws("elasticache/serverlessCache"): _serverless_snapshots,
    aws("memorydb/cluster"): must_be_at_least("snapshotRetentionLimit", 1, default=0, unit=" day"),
}
_ZONES: Final[dict[str, ResourceCheck]] = {
    _CACHE: _unless_secondary(_fails_over),
    aws("memorydb/cluster"): must_be_at_least("numReplicasPerShard", 1, default=1),
    aws("dax/cluster"): must_be_at_least("replicationFactor", 2, default=1),
    aws("redshift/cluster"): must_be_true("multiAz"),
    aws("mq/broker"): _standby,
    aws("dms/replicationInstance"): must_be_true("multiAz"),
    aws("timestreaminfluxdb/dbInstance"): must_be_one_of(
        "deploymentType", ("WITH_MULTIAZ_STANDBY",), default="SINGLE_AZ"
    ),
    **dict.fromkeys(_SEARCH, must_be_true("clusterConfig.zoneAwarenessEnabled")),
}
_UPGRADES: Final[dict[str, ResourceCheck]] = {
    **dict.fromkeys(
        (
            DB_INSTANCE,
            aws("rds/clusterInstance"),
            aws("neptune/clusterInstance"),
            _CACHE,
            aws("elasticache/cluster"),
            aws("memorydb/cluster"),
            aws("dms/replicationInstance"),
        ),
        must_be_true("autoMinorVersionUpgrade", default=True),
    ),
    aws("mq/broker"): must_be_true("autoMinorVersionUpgrade"),
    aws("redshift/cluster"): must_be_true("allowVersionUpgrade", default=True),
}
_PROTECTED: Final[dict[str, ResourceCheck]] = {
    aws("dynamodb/table"): must_be_true("deletionProtectionEnabled"),
    aws("dynamodb/tableReplica"): must_be_true("deletionProtectionEnabled"),
    aws("rds/globalCluster"): must_be_true("deletionProtection"),
    aws("docdb/globalCluster"): must_be_true("deletionProtection"),
    aws("neptune/globalCluster"): must_be_true("deletionProtection"),
    aws("neptunegraph/graph"): must_be_true("deletionProtection", default=True),
    aws("cognito/userPool"): must_be_one_of("deletionProtection", ("ACTIVE",), default="INACTIVE"),
}

RULES: Final = (
    ResourceRule(
        id="database-backups",
        applies_to=tuple(_BACKUPS),
        statement="Clusters are backed up for a week, and caches for a day.",
        risk="A wrong statement destroys the data for ever.",
        remediation="Pass backup_retention_period=7 (Redshift: automated_snapshot_retention_period; caches: "
        "snapshot_retention_limit=1) or more",
        severity="medium",
        topics=("resilience",),
        url=security_hub("DocumentDB.2"),
        controls=(
            "FSBP DocumentDB.2",
            "FSBP ElastiCache.1",
            "FSBP Neptune.5",
            "FSBP Redshift.3",
            "Checkov CKV_AWS_134",
            "Checkov CKV_AWS_343",
            "Checkov CKV_AWS_361",
            "cdk-nag AwsSolutions-DOC4",
            "cdk-nag AwsSolutions-N4",
            "cdk-nag AwsSolutions-RS10",
        ),
        check=by_type(_BACKUPS),
    ),
    ResourceRule(
        id="database-two-zones",
        applies_to=tuple(_ZONES),
        statement="Caches, brokers and search survive the loss of an Availability Zone.",
        risk="The data store is away for as long as the zone, or its one server, is.",
        remediation="Pass the property that adds a standby or replica in another Availability Zone",
        severity="medium",
        topics=("resilience",),
        url=security_hub("ElastiCache.3"),
        controls=(
            "FSBP ElastiCache.3",
            "FSBP Opensearch.6",
            "FSBP Redshift.18",
            "Checkov CKV2_AWS_50",
            "Checkov CKV_AWS_318",
            "cdk-nag AwsSolutions-AEC4",
            "cdk-nag AwsSolutions-OS7",
        ),
        check=by_type(_ZONES),
    ),
    GraphRule(
        id="db-cluster-two-instances",
        applies_to=tuple(_CLUSTERS),
        statement="DB clusters have instances in two Availability Zones.",
        risk="The database is away until a new instance stands, which takes ten minutes or more.",
        remediation="Add a second cluster instance, or pass db_cluster_instance_class to rds.Cluster",
        severity="medium",
        topics=("resilience",),
        url=security_hub("RDS.15"),
        controls=("FSBP RDS.15", "Security Hub Neptune.9", "CIS-5.0 2.2.4"),
        check=_two_instances,
    ),
    ResourceRule(
        id="database-minor-upgrades",
        applies_to=tuple(_UPGRADES),
        statement="Databases, caches and brokers take minor versions by themselves.",
        risk="Known holes stay open until somebody thinks of it.",
        remediation="Pass auto_minor_version_upgrade=True (Redshift: allow_version_upgrade=True)",
        severity="medium",
        topics=("resilience",),
        url=security_hub("RDS.13"),
        controls=(
            "FSBP RDS.13",
            "FSBP RDS.35",
            "FSBP DMS.6",
            "FSBP ElastiCache.2",
            "FSBP MQ.3",
            "FSBP Redshift.6",
            "CIS-5.0 2.2.2",
            "Checkov CKV_AWS_141",
            "Checkov CKV_AWS_207",
            "Checkov CKV_AWS_226",
            "AWSGuard redshift-cluster-maintenance-settings",
            "cdk-nag AwsSolutions-N2",
            "cdk-nag AwsSolutions-RS4",
        ),
        check=by_type(_UPGRADES),
    ),
    ResourceRule(
        id="data-deletion-protection",
        applies_to=tuple(_PROTECTED),
        statement="Tables, global databases and user pools are protected from deletion.",
        risk="One command deletes the data.",
        remediation="Pass deletion_protection_enabled=True (global clusters: deletion_protection=True)",
        severity="medium",
        topics=("resilience",),
        url=security_hub("DynamoDB.6"),
        controls=("FSBP DynamoDB.6", "FSBP Neptune.4", "FSBP DocumentDB.5"),
        check=by_type(_PROTECTED),
    ),
    GraphRule(
        id="dynamodb-table-scales",
        applies_to=(aws("dynamodb/table"),),
        statement="DynamoDB tables scale with what is asked of them.",
        risk="Requests above the provisioned capacity are refused.",
        remediation="Pass billing_mode='PAY_PER_REQUEST', or add appautoscaling.Target and Policy",
        severity="medium",
        topics=("resilience",),
        url=security_hub("DynamoDB.1"),
        controls=("FSBP DynamoDB.1", "Checkov CKV2_AWS_16"),
        check=_table_scales,
    ),
)

"""Databases and caches: ports, endpoints and what depends on an engine or on a cluster."""

from collections.abc import Callable
from typing import Final

from stagecraft import wire
from stagecraft.simulated.aws.templates import Resource

# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (Port)
_PORTS: Final = {
    "aurora": 3306,
    "custom-oracle": 1521,
    "custom-sqlserver": 1433,
    "db2": 50000,
    "mariadb": 3306,
    "mysql": 3306,
    "oracle": 1521,
    "postgres": 5432,
    "sqlserver": 1433,
}
_MANAGED_SECRET: Final = [
    {
        "secretArn": "arn:{partition}:secretsmanager:{region}:{account}:secret:rds!{kind}-{uuid}-{Alnum:6}",
        "secretStatus": "creating",
    }
]
_COPIED: Final = (
    "replicateSourceDb",
    "replicationSourceIdentifier",
    "restoreToPointInTime",
    "s3Import",
    "snapshotIdentifier",
)
_COPIED_SETTINGS: Final = ("multiAz", "publiclyAccessible", "storageEncrypted")


def _port(engine: str) -> int | None:
    if engine == "aurora-postgresql":
        return 5432
    return next((port for prefix, port in _PORTS.items() if engine.startswith(prefix)), None)


def _instance(resource: Resource) -> None:
    port = _port(resource.text("engine"))
    if port:
        resource.set("port", port)
    if resource.text("engineVersion").count("."):
        resource.set("engineVersionActual", resource.text("engineVersion"))
    if not _copied(resource):
        for name in _COPIED_SETTINGS:
            resource.set(name, value=False)
    resource.set("replicas", [])
    _managed_secret(resource, "db")


def _copied(resource: Resource) -> bool:
    """Tell whether a database is made from another; what it takes from there is unknown, not a default."""
    if not any(name in resource.inputs for name in _COPIED):
        return False
    for name in _COPIED_SETTINGS:
        if name in resource.outputs and name not in resource.inputs:
            resource.outputs[name] = wire.UNKNOWN
    return True


def _cluster(resource: Resource) -> None:
    _copied(resource)
    port = _port(resource.text("engine"))
    if port:
        resource.set("port", port)
    if resource.text("engineVersion").count(".") > 1:
        resource.set("engineVersionActual", resource.text("engineVersion"))
    _managed_secret(resource, "cluster")


def _managed_secret(resource: Resource, kind: str) -> None:
    if resource.known("manageMasterUserPassword") is True:
        resource.words["kind"] = kind
        secrets = resource.render(_MANAGED_SECRET, "masterUserSecrets")
        key = wire.unwrap(resource.inputs.get("masterUserSecretKmsKeyId", wire.UNKNOWN))
        resource.set("masterUserSecrets", [{**secret, "kmsKeyId": key} for secret in secrets])
    elif "manageMasterUserPassword" not in resource.inputs:
        resource.set("masterUserSecrets", [])


def _cluster_instance(resource: Resource) -> None:
    service = resource.schema.token.split("/")[0]
    cluster = resource.other(f"{service}/cluster:Cluster", resource.inputs.get("clusterIdentifier"))
    for name in ("port", "storageEncrypted", "kmsKeyId", "kmsKeyArn", "engineVersion", "dbSubnetGroupName"):
        value = cluster.get(name, wire.UNKNOWN)
        if value != wire.UNKNOWN:
            resource.set(name, value)


def _table(resource: Resource) -> None:
    if resource.known("streamEnabled") is True:
        # The label is the moment of creation, which nobody knows before.
        resource.set("streamLabel", "2024-01-01T00:00:00.000")
        resource.fill(
            "streamArn", "arn:{partition}:dynamodb:{region}:{account}:table/{name}/stream/{streamLabel}"
        )
    elif "streamEnabled" not in resource.inputs:
        resource.set("streamArn", "")
        resource.set("streamLabel", "")


def _replication_group(resource: Resource) -> None:
    """Name the endpoints: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html."""
    group, rest = "{replicationGroupId}", "{alnum6}.{short}.cache.{dns}"
    resource.words["alnum6"] = resource.render("{alnum:6}", "endpoint")
    encrypted = resource.known("transitEncryptionEnabled") is True
    sharded = resource.known("clusterMode") == "enabled" or int(resource.known("numNodeGroups") or 1) > 1
    resource.set("port", 6379)
    if sharded:
        prefix = "clustercfg." if encrypted else ""
        resource.fill("configurationEndpointAddress", f"{prefix}{group}.{rest}")
        resource.set("primaryEndpointAddress", "")
        resource.set("readerEndpointAddress", "")
        return
    resource.set("configurationEndpointAddress", "")
    if encrypted:
        resource.fill("primaryEndpointAddress", f"master.{group}.{rest}")
        resource.fill("readerEndpointAddress", f"replica.{group}.{rest}")
    else:
        resource.fill("primaryEndpointAddress", f"{group}.{{alnum6}}.ng.0001.{{short}}.cache.{{dns}}")
        resource.fill("readerEndpointAddress", f"{group}-ro.{rest}")


def _cache_cluster(resource: Resource) -> None:
    memcached = resource.text("engine") == "memcached"
    port = 11211 if memcached else 6379
    if memcached or resource.text("engine"):
        resource.set("port", port)
    resource.words["alnum6"] = resource.render("{alnum:6}", "endpoint")
    if memcached:
        resource.fill("clusterAddress", "{clusterId}.{alnum6}.cfg.{short}.cache.{dns}")
        resource.fill("configurationEndpoint", "{clusterAddress}:{port}")
    count = resource.known("numCacheNodes")
    if not isinstance(count, int | float):
        return
    resource.set(
        "cacheNodes",
        [
            {
                "id": f"{number:04}",
                "address": resource.render(
                    f"{{clusterId}}.{{alnum6}}.{number:04}.{{short}}.cache.{{dns}}", "nodes"
                ),
                "port": port,
                "availabilityZone": wire.UNKNOWN,
                "outpostArn": "",
            }
            for number in range(1, int(count) + 1)
        ],
    )


def _search_domain(resource: Resource) -> None:
    prefix = "vpc" if "vpcOptions" in resource.inputs else "search"
    resource.fill("endpoint", prefix + "-{domainName}-{alnum:26}.{region}.es.{dns}")
    resource.fill("dashboardEndpoint", "{endpoint}/_dashboards")
    resource.fill("kibanaEndpoint", "{endpoint}/_plugin/kibana/")


RULES: Final[dict[str, Callable[[Resource], None]]] = {
    "aws:docdb/cluster:Cluster": _cluster,
    "aws:docdb/clusterInstance:ClusterInstance": _cluster_instance,
    "aws:dynamodb/table:Table": _table,
    "aws:elasticache/cluster:Cluster": _cache_cluster,
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    "aws:elasticsearch/domain:Domain": _search_domain,
    "aws:neptune/cluster:Cluster": _cluster,
    "aws:neptune/clusterInstance:ClusterInstance": _cluster_instance,
    "aws:opensearch/domain:Domain": _search_domain,
    "aws:rds/cluster:Cluster": _cluster,
    "aws:rds/clusterInstance:ClusterInstance": _cluster_instance,
    "aws:rds/instance:Instance": _instance,
}

"""RDS and Aurora: storage, Performance Insights and connections are encrypted."""

import re
from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import customer_key, must_be_true, switch, truth, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, aws
from guardrails.values import UNKNOWN, Unknowable, at, items, plain

_GLOBAL: Final = aws("rds/globalCluster")
_PARAMETER_GROUPS: Final = {
    DB_INSTANCE: ("parameterGroupName", aws("rds/parameterGroup")),
    DB_CLUSTER: ("dbClusterParameterGroupName", aws("rds/clusterParameterGroup")),
}
_RISK: Final = "Whoever gets hold of the storage, a snapshot or a backup reads the data."
_OWN_KEY: Final = "Access to the data cannot be cut off by the key, because AWS owns the key policy."


def _inherits(resource: Resource) -> bool:
    """Tell whether encryption comes from a source in the same Region, which is judged itself.

    A source in another Region is named by its ARN, and its encryption is not inherited:
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
    """
    source = plain(at(resource.inputs, "replicateSourceDb"))
    if source is None or source == "" or truth(at(resource.inputs, "storageEncrypted")) is False:
        return False
    return not (isinstance(source, str) and source.startswith("arn:"))


def _instance_storage(resource: Resource) -> Iterator[Problem]:
    has_key = not list(customer_key(resource.inputs, "kmsKeyId"))
    is_replica = plain(at(resource.inputs, "replicateSourceDb")) not in (None, "")
    if not _inherits(resource) and not (is_replica and has_key):
        yield from switch(resource.inputs, "storageEncrypted", wanted=True, default=False)


def _instance_key(resource: Resource) -> Iterator[Problem]:
    if not _inherits(resource) and not _is_plain(_instance_storage(resource)):
        yield from customer_key(resource.inputs, "kmsKeyId")


def _cluster_storage(resource: Resource) -> Iterator[Problem]:
    serverless = at(resource.inputs, "engineMode") == "serverless"
    yield from switch(resource.inputs, "storageEncrypted", wanted=True, default=serverless)


def _global_storage(resource: Resource) -> Iterator[Problem]:
    if at(resource.inputs, "sourceDbClusterIdentifier") is None:  # else as encrypted as its source
        yield from switch(resource.inputs, "storageEncrypted", wanted=True, default=False)


def _cluster_key(resource: Resource) -> Iterator[Problem]:
    if not _is_plain(_cluster_storage(resource)):
        yield from customer_key(resource.inputs, "kmsKeyId")


def _is_plain(problems: Iterator[Problem]) -> bool:
    """Tell whether storage is surely not encrypted: then it has no key, and the rule on storage says so."""
    return any(not problem.undecided for problem in problems)


def _insights_key(resource: Resource) -> Iterator[Problem]:
    enabled = truth(at(resource.inputs, "performanceInsightsEnabled"), default=False)
    if enabled is UNKNOWN or enabled:
        yield from customer_key(resource.inputs, "performanceInsightsKmsKeyId")


def _forces_tls(graph: Graph, database: Resource) -> Iterator[Problem]:
    """Judge the parameter that makes the engine refuse connections without TLS."""
    path, token = _PARAMETER_GROUPS[database.type]
    found = graph.refers(database, path, token)
    for group in found.resources:
        yield from _group_forces_tls(group)
    own = [name for name in found.foreign if not name.startswith("default.")]
    if found.lost or own:
        name = own[0] if own else "that"
        yield Problem(f"{path} names a group outside of this stack ({name})", undecided=True)
    elif not found.resources and database.asked("replicateSourceDb") is None:
        # A replica takes the group of its source; anything else gets the default group of its engine.
        engine = plain(database.asked("engine"))
        if engine is UNKNOWN:
            yield unknown("engine")
        elif not _forces_by_default(str(engine), _version(plain(database.asked("engineVersion")))):
            yield Problem(f"{path} is not set, and {_parameter(str(engine))} of the default group is 0")


def _group_forces_tls(group: Resource) -> Iterator[Problem]:
    family = plain(group.asked("family"))
    if family is UNKNOWN:
        yield unknown(f"family of its parameter group {group.name}")
        return
    name = _parameter(str(family))
    for parameter in items(group.inputs, "parameters"):
        if parameter is UNKNOWN or at(parameter, "name") is UNKNOWN:
            yield unknown(f"parameters of its parameter group {group.name}")
            return
        if at(parameter, "name") == name:
            value = _switched_on(plain(at(parameter, "value")))
            if value is UNKNOWN:
                yield unknown(f"{name} of its parameter group {group.name}")
            elif not value:
                yield Problem(f"{name} of its parameter group {group.name} is not 1")
            return
    if not _forces_by_default(str(family), _version(family)):
        yield Problem(f"{name} is not set in its parameter group {group.name}")


def _switched_on(value: Any) -> bool | Unknowable | None:
    return truth("true" if value == "ON" else value, default=False)


def _parameter(engine: str) -> str | None:
    """Return the parameter that forces TLS; Oracle and Db2 force it by options, which no rule judges."""
    if "postgres" in engine or engine.startswith(("sqlserver", "custom-sqlserver")):
        return "rds.force_ssl"
    if "mysql" in engine or engine.startswith("mariadb"):
        return "require_secure_transport"
    return None


def _forces_by_default(engine: str, version: tuple[int, ...]) -> bool:
    """Tell whether an engine, or the family of a parameter group, forces TLS where the parameter is absent.

    RDS for PostgreSQL 15 and later, Aurora PostgreSQL 17 and later, MariaDB 11.8 and later:
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mariadb-ssl-connections.require-ssl.html
    """
    if _parameter(engine) is None:
        return True  # forced by other means, see _parameter
    if engine.startswith("mariadb"):
        return version >= (11, 8)
    if "postgres" not in engine:
        return False
    return version >= ((17,) if engine.startswith("aurora") else (15,))


def _version(text: Any) -> tuple[int, ...]:
    """Return the version in a family (`mariadb11.8`) or an engine version (`16.4`); empty where there is none."""
    found = re.search(r"\d+(\.\d+)*", text) if isinstance(text, str) else None
    return tuple(map(int, found[0].split("."))) if found else ()


RULES: Final = (
    ResourceRule(
        id="rds-instance-storage-encrypted",
        applies_to=(DB_INSTANCE,),
        statement="RDS storage is encrypted.",
        risk=_RISK,
        remediation="Pass storage_encrypted=True and kms_key_id to rds.Instance",
        severity="high",
        topics=("encryption",),
        url=security_hub("RDS.3"),
        controls=(
            "FSBP RDS.3",
            "CIS-5.0 2.2.1",
            "Checkov CKV_AWS_16",
            "cdk-nag AwsSolutions-RDS2",
            "AWSGuard rds-storage-encrypted",
            "CP rds-instance-disallow-unencrypted-storage",
        ),
        guards_data=True,
        check=_instance_storage,
    ),
    ResourceRule(
        id="rds-instance-customer-key",
        applies_to=(DB_INSTANCE,),
        statement="RDS storage is encrypted with a customer managed KMS key.",
        risk=_OWN_KEY,
        remediation="Pass kms_key_id=<key ARN> to rds.Instance",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
        guards_data=True,
        check=_instance_key,
    ),
    ResourceRule(
        id="rds-cluster-storage-encrypted",
        applies_to=(DB_CLUSTER,),
        statement="The storage of DB clusters is encrypted.",
        risk=_RISK,
        remediation="Pass storage_encrypted=True and kms_key_id to rds.Cluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("RDS.27"),
        controls=("FSBP RDS.27", "Checkov CKV_AWS_96", "cdk-nag AwsSolutions-RDS2"),
        guards_data=True,
        check=_cluster_storage,
    ),
    ResourceRule(
        id="rds-cluster-customer-key",
        applies_to=(DB_CLUSTER,),
        statement="The storage of DB clusters is encrypted with a customer managed KMS key.",
        risk=_OWN_KEY,
        remediation="Pass kms_key_id=<key ARN> to rds.Cluster",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
        controls=("Checkov CKV_AWS_327",),
        guards_data=True,
        check=_cluster_key,
    ),
    ResourceRule(
        id="rds-global-cluster-storage-encrypted",
        applies_to=(_GLOBAL,),
        statement="The storage of Aurora global databases is encrypted.",
        risk=_RISK,
        remediation="Pass storage_encrypted=True to rds.GlobalCluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("RDS.27"),
        controls=("FSBP RDS.27", "Checkov CKV_AWS_140"),
        guards_data=True,
        check=_global_storage,
    ),
    ResourceRule(
        id="rds-performance-insights-customer-key",
        applies_to=(DB_INSTANCE, aws("rds/clusterInstance"), DB_CLUSTER),
        statement="Performance Insights data is encrypted with a customer managed KMS key.",
        risk="Statements of the database, with data in them, are kept under a key that AWS owns.",
        remediation="Pass performance_insights_kms_key_id=<key ARN>",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html",
        controls=("Checkov CKV_AWS_354",),
        guards_data=True,
        check=_insights_key,
    ),
    GraphRule(
        id="rds-database-tls-forced",
        applies_to=(DB_INSTANCE, DB_CLUSTER),
        statement="Databases refuse connections without TLS.",
        risk="Passwords and data cross the network in plain text.",
        remediation="Set the parameter to 1 in a parameter group and pass that group to the database",
        severity="high",
        topics=("encryption",),
        url=security_hub("RDS.38"),
        controls=(
            "Security Hub RDS.38",
            "Security Hub RDS.39",
            "FSBP RDS.41",
            "FSBP RDS.44",
            "Checkov CKV2_AWS_69",
        ),
        guards_data=True,
        check=_forces_tls,
    ),
    ResourceRule(
        id="rds-proxy-tls-required",
        applies_to=(aws("rds/proxy"),),
        statement="RDS proxies refuse connections without TLS.",
        risk="Passwords and data cross the network in plain text.",
        remediation="Pass require_tls=True to rds.Proxy",
        severity="high",
        topics=("encryption",),
        url=security_hub("RDS.43"),
        controls=("FSBP RDS.43",),
        guards_data=True,
        check=must_be_true("requireTls"),
    ),
)

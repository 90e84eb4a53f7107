"""RDS: copies of snapshots and backups are as encrypted as the database."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import customer_key
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, aws

# Which property names the source, the type of that, and the database that it was taken of.
_SOURCES: Final = {
    aws("rds/snapshotCopy"): (
        "sourceDbSnapshotIdentifier",
        aws("rds/snapshot"),
        "dbInstanceIdentifier",
        DB_INSTANCE,
    ),
    aws("rds/clusterSnapshotCopy"): (
        "sourceDbClusterSnapshotIdentifier",
        aws("rds/clusterSnapshot"),
        "dbClusterIdentifier",
        DB_CLUSTER,
    ),
}


def _copy(graph: Graph, copy: Resource) -> Iterator[Problem]:
    """Judge a copy; one of a database of this stack, which is judged itself, is as encrypted as that."""
    path, snapshot, of, database = _SOURCES[copy.type]
    source = graph.refers(copy, path, snapshot).one
    if source is not None and graph.refers(source, of, database).one is not None:
        return
    if list(customer_key(copy.inputs, "kmsKeyId")):
        yield Problem("kmsKeyId names no key of ours, so the copy is encrypted only if its source is")


RULES: Final = (
    GraphRule(
        id="rds-snapshot-copy-encrypted",
        applies_to=tuple(_SOURCES),
        statement="Copies of RDS snapshots are encrypted.",
        risk="Whoever gets hold of the snapshot restores the database.",
        remediation="Pass kms_key_id=<key ARN> to rds.SnapshotCopy or rds.ClusterSnapshotCopy",
        severity="high",
        topics=("encryption",),
        url=security_hub("RDS.4"),
        controls=("FSBP RDS.4", "Checkov CKV_AWS_146", "Checkov CKV_AWS_266"),
        guards_data=True,
        check=_copy,
    ),
)

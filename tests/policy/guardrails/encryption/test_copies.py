"""Copies of snapshots: as encrypted as their source, or by a key that they name."""

import pytest

from tests.policy.compliant import KEY, UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told

RULE = "rds-snapshot-copy-encrypted"
KINDS = [
    (
        "rds/snapshotCopy",
        "sourceDbSnapshotIdentifier",
        "rds/snapshot",
        "dbInstanceIdentifier",
        "rds/instance",
    ),
    (
        "rds/clusterSnapshotCopy",
        "sourceDbClusterSnapshotIdentifier",
        "rds/clusterSnapshot",
        "dbClusterIdentifier",
        "rds/cluster",
    ),
]
BROKEN = "kmsKeyId names no key of ours, so the copy is encrypted only if its source is"


@pytest.mark.parametrize("short", ["rds/snapshotCopy", "rds/clusterSnapshotCopy"])
@pytest.mark.parametrize("key", [KEY, UNKNOWN_WIRE])
def test_a_key_keeps_the_rule(short: str, key: str) -> None:
    assert said(RULE, make(short, inputs={"kmsKeyId": key})) == []


@pytest.mark.parametrize("short", ["rds/snapshotCopy", "rds/clusterSnapshotCopy"])
@pytest.mark.parametrize("inputs", [{}, {"kmsKeyId": "alias/aws/rds"}])
def test_a_copy_of_anything_needs_a_key(short: str, inputs: dict[str, str]) -> None:
    assert told(RULE, BROKEN) == said(RULE, make(short, inputs=inputs))


@pytest.mark.parametrize(("short", "path", "snapshot", "of", "database"), KINDS)
def test_a_copy_of_a_database_of_the_stack_is_as_encrypted_as_that(
    short: str, path: str, snapshot: str, of: str, database: str, known: bool
) -> None:
    store = make(database, "store", id="orders" if known else "")
    taken = part(snapshot, store, of, known, name="taken")
    source = make(
        snapshot, "taken", dict(taken.inputs) if known else {of: UNKNOWN_WIRE}, id="snap", wires={of: [store]}
    )
    copy = part(short, source, path, known, name="it")
    assert said(RULE, store, source, copy) == []


def test_another_type_is_not_judged() -> None:
    assert said(RULE, make("ec2/keyPair", inputs={})) == []

"""AWS Backup: which resources a selection takes, and which vaults are locked."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

RULE = "backup-plan-selects-data"
LOCKED = "backup-vault-locked"
EFS = "efs-file-system-backups"
ARN = "arn:aws:rds:eu-west-1:123456789012:db:orders"
NONE = "no backup plan selects it"
TYPES = ["rds/instance", "rds/cluster", "docdb/cluster", "neptune/cluster", "dynamodb/table",
         "fsx/lustreFileSystem", "fsx/ontapFileSystem", "fsx/openZfsFileSystem", "fsx/windowsFileSystem"]  # fmt: skip


def store(known: bool, short: str = "rds/instance", **inputs: Any) -> Resource:
    return make(short, inputs=inputs, outputs={"arn": ARN if known else UNKNOWN_WIRE})


def selection(**inputs: Any) -> Resource:
    wires = inputs.pop("wires", {})
    return make("backup/selection", "selection", inputs, wires=wires)


def tagged(key: str, value: str) -> dict[str, Any]:
    return {"selectionTags": [{"type": "STRINGEQUALS", "key": key, "value": value}]}


@pytest.mark.parametrize("short", TYPES)
def test_what_holds_data_is_selected(short: str, known: bool) -> None:
    one = store(known, short)
    assert told(RULE, NONE) == said(RULE, one)
    assert said(RULE, one, selection(resources=["*"])) == []


def test_a_selection_names_it(known: bool) -> None:
    one = store(known)
    named = selection(resources=[ARN if known else UNKNOWN_WIRE], wires={"resources": [one]})
    assert said(RULE, one, named) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("arn:aws:rds:*:*:db:*", []),
        ("arn:aws:rds:*:*:cluster:*", told(RULE, NONE)),
        ("arn:aws:dynamodb:*:*:table/*", told(RULE, NONE)),
    ],
)
def test_a_selection_names_a_pattern(pattern: str, expected: list[str]) -> None:
    assert expected == said(RULE, store(known=True), selection(resources=[pattern]))


def test_a_pattern_is_undecided_where_the_arn_is_not_known_yet() -> None:
    found = said(RULE, store(known=False), selection(resources=["arn:aws:rds:*:*:db:*"]))
    assert told(RULE, "whether a backup plan selects it is not known yet", undecided=True) == found


@pytest.mark.parametrize("path", ["tagsAll", "tags"])
def test_a_selection_names_a_tag(path: str, known: bool) -> None:
    one = store(known, **{path: {"backup": "daily"}})
    assert said(RULE, one, selection(**tagged("backup", "daily"))) == []
    assert told(RULE, NONE) == said(RULE, one, selection(**tagged("backup", "never")))


def test_a_condition_must_hold_too(known: bool) -> None:
    one = store(known, tags={"backup": "daily", "environment": "prod"})

    def chosen(environment: str) -> Resource:
        condition = {"key": "aws:ResourceTag/environment", "value": environment}
        return selection(resources=["*"], conditions={"stringEquals": [condition]})

    assert said(RULE, one, chosen("prod")) == []
    assert told(RULE, NONE) == said(RULE, one, chosen("dev"))


def test_what_a_selection_leaves_out_is_not_selected() -> None:
    found = said(RULE, store(known=True), selection(resources=["*"], notResources=[ARN]))
    assert told(RULE, NONE) == found


@pytest.mark.parametrize(
    "inputs",
    [
        {"resources": [UNKNOWN_WIRE]},
        {"resources": ["*"], "notResources": [UNKNOWN_WIRE]},
        tagged("backup", UNKNOWN_WIRE),
    ],
)
def test_an_unknown_selection_is_undecided(inputs: dict[str, Any]) -> None:
    one = store(known=True, tags={"backup": "daily"})
    expected = told(RULE, "whether a backup plan selects it is not known yet", undecided=True)
    assert expected == said(RULE, one, selection(**inputs))


def test_unknown_tags_are_undecided() -> None:
    one = store(known=True, tags=UNKNOWN_WIRE)
    expected = told(RULE, "whether a backup plan selects it is not known yet", undecided=True)
    assert expected == said(RULE, one, selection(**tagged("backup", "daily")))


def test_a_replica_is_made_again_from_its_source() -> None:
    assert said(RULE, store(known=True, replicateSourceDb="orders")) == []


def test_a_vault_is_locked(known: bool) -> None:
    vault = make("backup/vault", id="vault" if known else "")
    lock = part("backup/vaultLockConfiguration", vault, "backupVaultName", known)
    assert said(LOCKED, vault, lock) == []
    assert told(LOCKED, "nothing locks it") == said(LOCKED, vault)


def test_a_lock_that_may_be_of_another_vault_is_undecided() -> None:
    vault = make("backup/vault")
    found = said(LOCKED, vault, *unclear("backup/vaultLockConfiguration", vault, "backupVaultName"))
    assert told(LOCKED, "whether it is locked is not known yet", undecided=True) == found


class TestFileSystems:
    def files(self, known: bool) -> Resource:
        return make("efs/fileSystem", inputs={}, id="fs-1" if known else "")

    def policy(self, files: Resource, known: bool, status: str) -> Resource:
        inputs = {"backupPolicy": {"status": status}}
        return part("efs/backupPolicy", files, "fileSystemId", known, inputs)

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("ENABLED", []),
            ("DISABLED", told(EFS, "the status of its backup policy is 'DISABLED'")),
            (UNKNOWN_WIRE, told(EFS, "which backups it has is not known yet", undecided=True)),
        ],
    )
    def test_its_policy_decides(self, known: bool, status: str, expected: list[str]) -> None:
        files = self.files(known)
        assert expected == said(EFS, files, self.policy(files, known, status))

    def test_a_plan_counts_too(self, known: bool) -> None:
        files = self.files(known)
        what = "it has no backup policy, and no backup plan selects it"
        assert said(EFS, files, selection(resources=["*"])) == []
        assert told(EFS, what) == said(EFS, files)

    def test_a_policy_that_may_be_of_another_is_undecided(self) -> None:
        files = self.files(known=False)
        found = said(EFS, files, *unclear("efs/backupPolicy", files, "fileSystemId"))
        assert told(EFS, "which backups it has is not known yet", undecided=True) == found

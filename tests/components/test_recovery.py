"""The recovery tier: the plan, its two locked vaults, and what it covers.

Not shown here: that a backup can be restored; docs/recovery.md has the drill.
"""

import json
from typing import Any

import pytest

from components.recovery import Recovery, RecoveryArgs
from components.recovery.recovery import schedule
from settings.recovery import BackupSettings, RecoverySettings

KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-1111-1111-111111111111"
COPY_KEY = "arn:aws:kms:eu-central-1:111122223333:key/22222222-2222-2222-2222-222222222222"
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-dev-boundary"
PROTECTED = [
    "arn:aws:rds:eu-west-1:111122223333:db:shop-primary",
    "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
]
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


def settings(**changes: Any) -> RecoverySettings:
    objective = {"rpo_minutes": 60, "rto_minutes": 60}
    store = {"zone": objective, "corruption": objective, "region": objective}
    return RecoverySettings.model_validate(
        {
            "backups": {
                "every_hours": 12,
                "first_hour": 3,
                "retention_days": 35,
                "copy_retention_days": 14,
            },
            "vault_lock": {
                "mode": "governance",
                "min_retention_days": 7,
                "max_retention_days": 90,
                "cooling_off_days": 30,
                **changes.pop("vault_lock", {}),
            },
            "objectives": {"database": store, "tables": store, "documents": store},
            **changes,
        }
    )


def recovery(**changes: Any) -> Recovery:
    return Recovery(
        "shop",
        RecoveryArgs(
            settings=settings(**changes),
            recovery_region="eu-central-1",
            backup_key_arn=KEY,
            backup_replica_key_arn=COPY_KEY,
            boundary_arn=BOUNDARY,
            protected_arns=PROTECTED,
        ),
    )


def by_name(graph: Any, token: str) -> dict[str, Any]:
    return {one.name: one for one in graph.of_type(token)}


def test_the_tier_is_two_vaults_two_locks_a_plan_a_selection_and_a_role(record):
    graph = record(recovery)
    (component,) = graph.of_type("stagecraft:recovery:Recovery")
    assert sorted(child.type for child in graph.children(component.urn)) == sorted(
        [VAULT, VAULT, LOCK, LOCK, PLAN, SELECTION, ROLE, ATTACHMENT, ATTACHMENT]
    )


def test_the_copies_lie_in_the_recovery_region_under_its_own_key(record):
    vaults = by_name(record(recovery), VAULT)
    assert vaults["shop-backups"].inputs["kmsKeyArn"] == KEY
    assert vaults["shop-backups"].inputs.get("region") in (None, "eu-west-1")
    assert vaults["shop-copies"].inputs["kmsKeyArn"] == COPY_KEY
    assert vaults["shop-copies"].inputs["region"] == "eu-central-1"


def test_both_vaults_are_locked_where_they_stand(record):
    graph = record(recovery)
    for lock in graph.of_type(LOCK):
        vault = graph.refers(lock, "backupVaultName", VAULT).one
        assert lock.name == vault.name
        assert lock.inputs.get("region") == vault.inputs.get("region")
        assert (lock.inputs["minRetentionDays"], lock.inputs["maxRetentionDays"]) == (7, 90)


@pytest.mark.parametrize(("mode", "days"), [("governance", None), ("compliance", 30)])
def test_only_a_lock_of_compliance_mode_sets_for_good(record, mode, days):
    graph = record(lambda: recovery(vault_lock={"mode": mode}))
    assert {lock.inputs.get("changeableForDays") for lock in graph.of_type(LOCK)} == {days}


def test_a_recovery_point_is_made_in_one_vault_and_copied_to_the_other(record):
    graph = record(recovery)
    (plan,) = graph.of_type(PLAN)
    vaults = by_name(graph, VAULT)
    (rule,) = plan.inputs["rules"]
    assert rule == {
        "ruleName": "every-12-hours",
        "targetVaultName": vaults["shop-backups"].outputs["name"],
        "schedule": "cron(0 3/12 ? * * *)",
        "startWindow": 60,
        "completionWindow": 180,
        "lifecycle": {"deleteAfter": 35},
        "copyActions": [
            {"destinationVaultArn": vaults["shop-copies"].outputs["arn"], "lifecycle": {"deleteAfter": 14}}
        ],
    }


def test_the_plan_covers_what_it_is_given_and_nothing_else(record):
    graph = record(recovery)
    (selection,) = graph.of_type(SELECTION)
    assert selection.inputs["resources"] == PROTECTED
    assert graph.refers(selection, "planId", PLAN).one.name == "shop-backups"


def test_aws_backup_alone_takes_the_role_within_the_boundary(record):
    graph = record(recovery)
    (role,) = graph.of_type(ROLE)
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert {one.inputs["policyArn"] for one in graph.of_type(ATTACHMENT)} == {
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    }


def test_a_selection_waits_for_the_permissions_of_its_role(record):
    graph = record(recovery)
    (selection,) = graph.of_type(SELECTION)
    waits_for = {graph.get(urn).type for urn in selection.property_dependencies["iamRoleArn"]}
    assert waits_for == {ROLE, ATTACHMENT}


@pytest.mark.parametrize("protection", [True, False])
def test_a_setting_protects_the_vaults(record, protection):
    graph = record(lambda: recovery(deletion_protection=protection))
    for vault in graph.of_type(VAULT):
        assert vault.protect is protection
        assert vault.inputs["forceDestroy"] is not protection


@pytest.mark.parametrize(
    ("every", "first", "expression"),
    [
        (24, 3, "cron(0 3 ? * * *)"),
        (6, 0, "cron(0 0/6 ? * * *)"),
        (1, 0, "cron(0 0/1 ? * * *)"),
    ],
)
def test_the_schedule_is_a_cron_expression_of_aws_backup(every, first, expression):
    backups = BackupSettings(every_hours=every, first_hour=first, retention_days=7, copy_retention_days=7)
    assert expression == schedule(backups)

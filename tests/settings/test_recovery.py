"""The settings of recovery refuse what AWS Backup would."""

from typing import Any

import pytest
from pydantic import ValidationError

from settings.recovery import BackupSettings, RecoverySettings, VaultLockSettings, recovery_keeps_the_grade

OBJECTIVE = {"rpo_minutes": 60, "rto_minutes": 60}
STORE = {"zone": OBJECTIVE, "corruption": OBJECTIVE, "region": OBJECTIVE}


def backups(**changes: Any) -> dict[str, Any]:
    return {"every_hours": 24, "first_hour": 3, "retention_days": 35, "copy_retention_days": 14, **changes}


def lock(**changes: Any) -> dict[str, Any]:
    return {
        "mode": "governance",
        "min_retention_days": 7,
        "max_retention_days": 365,
        "cooling_off_days": 3,
        **changes,
    }


def recovery(**changes: Any) -> RecoverySettings:
    values = {
        "backups": backups(),
        "vault_lock": lock(),
        "objectives": {"database": STORE, "tables": STORE, "documents": STORE},
        **changes,
    }
    return RecoverySettings.model_validate(values)


def test_sound_settings_are_taken_and_protect_the_vaults() -> None:
    assert recovery().deletion_protection is True, "protected where the stack file does not say"


@pytest.mark.parametrize("hours", [0, 5, 7, 25, 48])
def test_an_interval_that_is_no_part_of_a_day_is_refused(hours: int) -> None:
    with pytest.raises(ValidationError, match="every_hours"):
        BackupSettings.model_validate(backups(every_hours=hours))


def test_a_first_hour_that_leaves_out_earlier_backups_is_refused() -> None:
    with pytest.raises(ValidationError, match="firstHour: 6 leaves out the day's earlier backups"):
        BackupSettings.model_validate(backups(every_hours=6, first_hour=6))


@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_a_retention_that_aws_backup_does_not_have_is_refused(days: int) -> None:
    with pytest.raises(ValidationError, match="retention_days"):
        BackupSettings.model_validate(backups(retention_days=days))


def test_a_lock_that_admits_no_retention_is_refused() -> None:
    with pytest.raises(ValidationError, match="maxRetentionDays: 6 is less than minRetentionDays"):
        VaultLockSettings.model_validate(lock(max_retention_days=6))


def test_less_than_three_days_to_cool_off_are_refused() -> None:
    with pytest.raises(ValidationError, match="cooling_off_days"):
        VaultLockSettings.model_validate(lock(cooling_off_days=2))


@pytest.mark.parametrize("key", ["retention_days", "copy_retention_days"])
@pytest.mark.parametrize("days", [6, 366])
def test_backups_that_the_locked_vault_refuses_are_refused(key: str, days: int) -> None:
    with pytest.raises(ValidationError, match=f"{days} days is what the locked vault refuses"):
        recovery(backups=backups(**{key: days}))


def test_production_vaults_are_protected() -> None:
    unprotected = recovery(deletion_protection=False)
    (mistake,) = recovery_keeps_the_grade("production", unprotected)
    assert mistake.path == "recovery.deletionProtection"
    assert list(recovery_keeps_the_grade("non-production", unprotected)) == []


def test_a_vault_that_is_locked_for_good_is_protected_too() -> None:
    with pytest.raises(ValidationError, match=r"vaultLock\.mode: 'compliance' without deletionProtection"):
        recovery(vault_lock=lock(mode="compliance"), deletion_protection=False)
    assert recovery(vault_lock=lock(mode="compliance")).vault_lock.mode == "compliance"

"""The recovery tier: backups that nobody deletes before their time, here and in another region."""

from components.recovery.recovery import Recovery, RecoveryArgs

__all__ = ["Recovery", "RecoveryArgs"]

"""Backups of the database and the tables."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import backup, iam

from components.after import after
from components.trust import service_trust
from settings.recovery import BackupSettings, RecoverySettings
from settings.recovery_objectives import COMPLETION_WINDOW_MINUTES, START_WINDOW_MINUTES


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryArgs:
    """What the recovery tier is given: its settings, and wires from other tiers."""

    settings: RecoverySettings
    recovery_region: str
    """Where the copies lie."""
    backup_key_arn: pulumi.Input[str]
    backup_replica_key_arn: pulumi.Input[str]
    """A key in the recovery region."""
    boundary_arn: pulumi.Input[str]
    protected_arns: Sequence[pulumi.Input[str]]
    """What is backed up: the primary database and the tables. A replica holds nothing of its own."""


class Recovery(pulumi.ComponentResource):
    """Backups that nobody deletes before their time, with a copy that outlives the region.

        database, tables --plan--> vault, locked --copy--> vault in the recovery region, locked

    They come beside what each store keeps itself (point-in-time recovery, versions): those are lost with
    the store, and these are not. The documents bucket has its replica in the recovery region instead.

    The plan makes no continuous backups: AWS Backup would then set the database's own backup window and
    retention, and each preview would set them back.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
    """

    vault_name: pulumi.Output[str]
    copy_vault_name: pulumi.Output[str]
    plan_id: pulumi.Output[str]

    def __init__(self, name: str, args: RecoveryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:recovery:Recovery", name, args.settings.model_dump(mode="json"), opts)
        child = pulumi.ResourceOptions(parent=self)
        vault = self._create_vault(f"{name}-backups", args, args.backup_key_arn)
        copies = self._create_vault(
            f"{name}-copies", args, args.backup_replica_key_arn, region=args.recovery_region
        )
        plan = backup.Plan(
            f"{name}-backups",
            rules=[
                backup.PlanRuleArgs(
                    rule_name=f"every-{args.settings.backups.every_hours}-hours",
                    target_vault_name=vault.name,
                    schedule=schedule(args.settings.backups),
                    start_window=START_WINDOW_MINUTES,
                    completion_window=COMPLETION_WINDOW_MINUTES,
                    lifecycle=backup.PlanRuleLifecycleArgs(delete_after=args.settings.backups.retention_days),
                    copy_actions=[
                        backup.PlanRuleCopyActionArgs(
                            destination_vault_arn=copies.arn,
                            lifecycle=backup.PlanRuleCopyActionLifecycleArgs(
                                delete_after=args.settings.backups.copy_retention_days
                            ),
                        )
                    ],
                )
            ],
            opts=child,
        )
        backup.Selection(
            f"{name}-backups",
            plan_id=plan.id,
            iam_role_arn=self._create_role(name, args),
            resources=list(args.protected_arns),
            opts=child,
        )
        self.vault_name = vault.name
        self.copy_vault_name = copies.name
        self.plan_id = plan.id
        self.register_outputs(
            {
                "vault_name": self.vault_name,
                "copy_vault_name": self.copy_vault_name,
                "plan_id": self.plan_id,
            }
        )

    def _create_vault(
        self, name: str, args: RecoveryArgs, key_arn: pulumi.Input[str], region: str | None = None
    ) -> backup.Vault:
        lock = args.settings.vault_lock
        vault = backup.Vault(
            name,
            kms_key_arn=key_arn,
            force_destroy=not args.settings.deletion_protection,
            region=region,
            opts=pulumi.ResourceOptions(parent=self, protect=args.settings.deletion_protection),
        )
        backup.VaultLockConfiguration(
            name,
            backup_vault_name=vault.name,
            # Without it the lock is one of governance mode.
            changeable_for_days=lock.cooling_off_days if lock.mode == "compliance" else None,
            min_retention_days=lock.min_retention_days,
            max_retention_days=lock.max_retention_days,
            region=region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return vault

    def _create_role(self, name: str, args: RecoveryArgs) -> pulumi.Output[str]:
        """Return the ARN of the role that AWS Backup takes, once it has what it needs for a backup."""
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-backup",
            description="AWS Backup makes, copies and restores recovery points",
            # Without a condition on the caller's account, as in AWS's own default role: AWS Backup documents none for
            # it, and a role is handed to a service only within its account.
            assume_role_policy=json.dumps(service_trust("backup.amazonaws.com")),
            permissions_boundary=args.boundary_arn,
            opts=child,
        )
        # https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
        managed = {
            "backups": iam.ManagedPolicy.AWS_BACKUP_SERVICE_ROLE_POLICY_FOR_BACKUP,
            "restores": iam.ManagedPolicy.AWS_BACKUP_SERVICE_ROLE_POLICY_FOR_RESTORES,
        }
        attached = [
            iam.RolePolicyAttachment(f"{name}-{role_of}", role=role.name, policy_arn=policy, opts=child)
            for role_of, policy in managed.items()
        ]
        return after(role.arn, *(attachment.id for attachment in attached))


def schedule(backups: BackupSettings) -> str:
    """Return AWS Backup's cron expression for a backup every so many hours."""
    hours = (
        f"{backups.first_hour}"
        if backups.every_hours == 24
        else f"{backups.first_hour}/{backups.every_hours}"
    )
    return f"cron(0 {hours} ? * * *)"

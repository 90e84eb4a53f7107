"""Which patches are installed, when, and how it is known what is missing."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import ssm

from settings.systems_manager import PatchWindowSettings, SystemsManagerSettings

# Patch Manager finds the baseline of an instance by this tag; without a space, so that instance metadata can show it.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-patch-groups.html
PATCH_GROUP_TAG = "PatchGroup"
OPERATING_SYSTEM = "AMAZON_LINUX_2023"
PRODUCT = "AmazonLinux2023"


@dataclass(frozen=True, kw_only=True, slots=True)
class Patching:
    """What others need to know of it."""

    baseline_id: pulumi.Output[str]
    window_id: pulumi.Output[str]


def create_patching(
    name: str,
    settings: SystemsManagerSettings,
    patch_group: str,
    log_group_name: pulumi.Input[str],
    child: pulumi.ResourceOptions,
) -> Patching:
    """Create the baseline of a patch group, its window, and the daily look at what is missing."""
    baseline = ssm.PatchBaseline(
        f"{name}-al2023",
        description=f"What is installed on the instances of {patch_group}",
        operating_system=OPERATING_SYSTEM,
        approval_rules=[
            _rule("Security", ["Critical"], 0, "CRITICAL"),
            _rule("Security", ["Important", "Medium", "Low"], settings.approve_after_days, "HIGH"),
            _rule("Bugfix", ["*"], settings.approve_after_days, "LOW"),
        ],
        opts=child,
    )
    ssm.PatchGroup(f"{name}-al2023", baseline_id=baseline.id, patch_group=patch_group, opts=child)
    window = _create_window(name, settings.patch_window, patch_group, log_group_name, child)
    for role, document, parameters, rate in (
        # What AWS's own association gathers, and no file lists: those would be the application's.
        ("inventory", "AWS-GatherSoftwareInventory", {}, _hours(settings.inventory_every_hours)),
        ("patch-scan", "AWS-RunPatchBaseline", {"Operation": "Scan"}, "rate(1 day)"),
    ):
        ssm.Association(
            f"{name}-{role}",
            name=document,
            schedule_expression=rate,
            parameters=parameters or None,
            targets=[ssm.AssociationTargetArgs(key=f"tag:{PATCH_GROUP_TAG}", values=[patch_group])],
            compliance_severity="MEDIUM",
            opts=child,
        )
    return Patching(baseline_id=baseline.id, window_id=window.id)


def _create_window(
    name: str,
    settings: PatchWindowSettings,
    patch_group: str,
    log_group_name: pulumi.Input[str],
    child: pulumi.ResourceOptions,
) -> ssm.MaintenanceWindow:
    window = ssm.MaintenanceWindow(
        f"{name}-patches",
        description=f"Patches of {patch_group}",
        schedule=window_schedule(settings),
        schedule_timezone="Etc/UTC",
        duration=settings.duration_hours,
        cutoff=settings.cutoff_hours,
        opts=child,
    )
    target = ssm.MaintenanceWindowTarget(
        f"{name}-patches",
        window_id=window.id,
        resource_type="INSTANCE",
        targets=[ssm.MaintenanceWindowTargetTargetArgs(key=f"tag:{PATCH_GROUP_TAG}", values=[patch_group])],
        opts=child,
    )
    # Without a role of ours: Systems Manager uses its service-linked one.
    ssm.MaintenanceWindowTask(
        f"{name}-patches",
        window_id=window.id,
        task_type="RUN_COMMAND",
        task_arn="AWS-RunPatchBaseline",
        # A third at once, and none after the first that fails: the rest of the instances go on serving.
        max_concurrency="33%",
        max_errors="0",
        cutoff_behavior="CANCEL_TASK",
        targets=[ssm.MaintenanceWindowTaskTargetArgs(key="WindowTargetIds", values=[target.id])],
        task_invocation_parameters=ssm.MaintenanceWindowTaskTaskInvocationParametersArgs(
            run_command_parameters=ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersArgs(
                comment="Install approved patches, and restart where they ask for it",
                timeout_seconds=600,
                parameters=[
                    _parameter("Operation", "Install"),
                    _parameter("RebootOption", "RebootIfNeeded"),
                ],
                cloudwatch_config=ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersCloudwatchConfigArgs(
                    cloudwatch_log_group_name=log_group_name, cloudwatch_output_enabled=True
                ),
            )
        ),
        opts=child,
    )
    return window


def window_schedule(settings: PatchWindowSettings) -> str:
    """Return the cron expression of Systems Manager for a window, which opens in UTC."""
    hour, minute = settings.start.split(":")
    return f"cron({int(minute)} {int(hour)} ? * {settings.day} *)"


def _hours(hours: int) -> str:
    return "rate(1 hour)" if hours == 1 else f"rate({hours} hours)"


def _rule(
    classification: str, severities: list[str], after_days: int, compliance: str
) -> ssm.PatchBaselineApprovalRuleArgs:
    filters = {"PRODUCT": [PRODUCT], "CLASSIFICATION": [classification], "SEVERITY": severities}
    return ssm.PatchBaselineApprovalRuleArgs(
        approve_after_days=after_days,
        compliance_level=compliance,
        patch_filters=[
            ssm.PatchBaselineApprovalRulePatchFilterArgs(key=key, values=values)
            for key, values in filters.items()
        ],
    )


def _parameter(
    name: str, value: str
) -> ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersParameterArgs:
    return ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersParameterArgs(
        name=name, values=[value]
    )

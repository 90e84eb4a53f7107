"""The Auto Scaling group, and what it waits for when an instance comes and goes."""

from typing import Final

import pulumi
from pulumi_aws import autoscaling, ec2

from components.app.args import ApplicationArgs
from components.app.fleet_plan import mixed_instances_policy
from components.app.names import LAUNCH_HOOK, TERMINATE_HOOK, Names

# The boot script gives up by itself, before its hook does.
WAIT_SECONDS: Final = 1500
LAUNCH_SECONDS: Final = 1800
# The application stops, the agent sends its last lines, and some time to spare.
STOP_SECONDS: Final = 120
# From the hook's end an instance is behind the load balancer, where three checks must pass.
HEALTH_CHECK_GRACE_SECONDS: Final = 120
# Its CPU has calmed down within this time.
WARMUP_SECONDS: Final = 180

_GROUP_METRICS: Final = (
    autoscaling.Metric.GROUP_DESIRED_CAPACITY,
    autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES,
    autoscaling.Metric.GROUP_PENDING_INSTANCES,
    autoscaling.Metric.GROUP_TERMINATING_INSTANCES,
    autoscaling.Metric.GROUP_TOTAL_INSTANCES,
)


def create_group(
    name: str,
    args: ApplicationArgs,
    names: Names,
    template: ec2.LaunchTemplate,
    target_group_arn: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> autoscaling.Group:
    """Create the group and its lifecycle hooks; what its instances are made of is handed over once.

    Later versions come in by instance refreshes alone, which change the group when they have succeeded: that is
    what there is to go back to. The provider would save a new version on the group first.
    https://github.com/hashicorp/terraform-provider-aws/issues/34189
    """
    settings = args.settings
    group = autoscaling.Group(
        f"{name}-app",
        # The boot script, the instance's role and the event rules name it: see `names`.
        name=names.group,
        vpc_zone_identifiers=args.outbound_subnet_ids,
        min_size=settings.min_instances,
        max_size=settings.max_instances,
        mixed_instances_policy=mixed_instances_policy(
            settings, template.id, template.latest_version.apply(version_text)
        ),
        # A Spot Instance that is likely to be interrupted is replaced before its notice comes.
        capacity_rebalance=True,
        target_group_arns=[target_group_arn],
        health_check_type="ELB",
        health_check_grace_period=HEALTH_CHECK_GRACE_SECONDS,
        default_instance_warmup=WARMUP_SECONDS,
        # A new instance is in service before an old one goes, whatever the reason.
        # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-maintenance-policy.html
        instance_maintenance_policy=autoscaling.GroupInstanceMaintenancePolicyArgs(
            min_healthy_percentage=100, max_healthy_percentage=110
        ),
        # The instances wait for the first artifact, which goes into a bucket that the same `up` makes.
        wait_for_capacity_timeout="0",
        enabled_metrics=list(_GROUP_METRICS),
        # A group takes no default tags. Its instances have theirs from the launch template.
        tags=[
            autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=False)
            for key, value in {**args.tags, "Name": f"{name}-app"}.items()
        ],
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(ignore_changes=["mixedInstancesPolicy"])
        ),
    )
    _create_hooks(name, settings.drain_seconds, group.name, pulumi.ResourceOptions(parent=opts.parent))
    return group


def _create_hooks(
    name: str, drain_seconds: int, group_name: pulumi.Input[str], child: pulumi.ResourceOptions
) -> None:
    """Let an instance serve only when it says so, and end only when it is done; `boot.sh` answers both.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
    """
    autoscaling.LifecycleHook(
        f"{name}-app-launch",
        name=LAUNCH_HOOK,
        autoscaling_group_name=group_name,
        lifecycle_transition="autoscaling:EC2_INSTANCE_LAUNCHING",
        heartbeat_timeout=LAUNCH_SECONDS,
        # An instance that says nothing never came up.
        default_result="ABANDON",
        opts=child,
    )
    autoscaling.LifecycleHook(
        f"{name}-app-terminate",
        name=TERMINATE_HOOK,
        autoscaling_group_name=group_name,
        lifecycle_transition="autoscaling:EC2_INSTANCE_TERMINATING",
        heartbeat_timeout=drain_seconds + STOP_SECONDS,
        default_result="CONTINUE",
        opts=child,
    )


def version_text(number: float) -> str:
    """Write a launch template's version; on Pulumi's wire every number is a float."""
    return str(int(number))

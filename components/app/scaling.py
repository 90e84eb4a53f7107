"""How the group's size follows the load, the clock and the forecast."""

import pulumi
from pulumi_aws import autoscaling

from components.app.scaling_plan import predictive_mode, targets
from settings.app import AppSettings

# An instance boots and warms up in about this time, so that it serves when the forecast load arrives.
LEAD_SECONDS = 300
# Leaves the size as it is: https://www.pulumi.com/registry/packages/aws/api-docs/autoscaling/schedule/
UNCHANGED = -1


def create_scaling(
    name: str, settings: AppSettings, group_name: pulumi.Input[str], child: pulumi.ResourceOptions
) -> None:
    """Create target tracking on CPU and network together, the forecast, and each schedule."""
    for role, (metric, target) in targets(settings).items():
        autoscaling.Policy(
            f"{name}-app-{role}",
            autoscaling_group_name=group_name,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration=autoscaling.PolicyTargetTrackingConfigurationArgs(
                target_value=target,
                predefined_metric_specification=(
                    autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs(
                        predefined_metric_type=metric
                    )
                ),
            ),
            opts=child,
        )
    _create_forecast(name, settings, group_name, child)
    for schedule in settings.schedules:
        autoscaling.Schedule(
            f"{name}-app-{schedule.name}",
            scheduled_action_name=schedule.name,
            autoscaling_group_name=group_name,
            recurrence=schedule.cron,
            time_zone=schedule.time_zone,
            min_size=schedule.min_instances,
            max_size=schedule.max_instances,
            desired_capacity=(
                UNCHANGED if schedule.desired_instances is None else schedule.desired_instances
            ),
            opts=child,
        )


def _create_forecast(
    name: str, settings: AppSettings, group_name: pulumi.Input[str], child: pulumi.ResourceOptions
) -> None:
    """Create the forecast from the last 14 days; it needs 24 hours of them before it says anything.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html
    """
    pair = autoscaling.PolicyPredictiveScalingConfigurationMetricSpecificationPredefinedMetricPairSpecificationArgs(
        predefined_metric_type="ASGCPUUtilization"
    )
    autoscaling.Policy(
        f"{name}-app-forecast",
        autoscaling_group_name=group_name,
        policy_type="PredictiveScaling",
        predictive_scaling_configuration=autoscaling.PolicyPredictiveScalingConfigurationArgs(
            mode=predictive_mode(settings),
            metric_specification=autoscaling.PolicyPredictiveScalingConfigurationMetricSpecificationArgs(
                target_value=float(settings.target_cpu_percent),
                predefined_metric_pair_specification=pair,
            ),
            # maxInstances is a limit of cost; a forecast does not raise it.
            max_capacity_breach_behavior="HonorMaxCapacity",
            scheduling_buffer_time=str(LEAD_SECONDS),
        ),
        opts=child,
    )

"""How a new version reaches the running group, and what takes it back."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import autoscaling, cloudwatch, ec2, iam, ssm

from components.app.args import ApplicationArgs
from components.app.deployment_plan import deployment_document
from components.app.group import version_text
from components.app.load_balancer import LoadBalancer
from components.app.names import Names
from components.app.permissions import deployment_policy
from components.trust import automation_trust

ONE_MINUTE = 60
ERROR_MINUTES = 3
# Fewer requests a minute say nothing about a share of them.
LEAST_REQUESTS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployed:
    """What a deployment is about."""

    group: autoscaling.Group
    template: ec2.LaunchTemplate
    instance_role: iam.Role
    alarms: list[cloudwatch.MetricAlarm]
    """What tells a bad version."""


def create_deployment(
    name: str, args: ApplicationArgs, names: Names, deployed: Deployed, parent: pulumi.Resource
) -> ssm.Document:
    """Create a runbook that runs once for each version of the launch template.

    The provider's own instance refresh cannot go back: it saves the new version on the group before the refresh
    starts, which is then what Auto Scaling would roll back to.
    https://github.com/hashicorp/terraform-provider-aws/issues/34189
    """
    child = pulumi.ResourceOptions(parent=parent)
    role = iam.Role(
        f"{name}-app-deploy",
        description="Starts and cancels instance refreshes of the application's group.",
        assume_role_policy=pulumi.Output.json_dumps(
            pulumi.Output.from_input(args.account_id).apply(automation_trust)
        ),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    policy = iam.RolePolicy(
        f"{name}-app-deploy",
        role=role.name,
        policy=deployment_policy(args, names, deployed.template.arn, deployed.instance_role.arn),
        opts=child,
    )
    document = ssm.Document(
        f"{name}-app-deploy",
        document_type="Automation",
        document_format="JSON",
        content=pulumi.Output.json_dumps(_document(args, deployed, role)),
        opts=child,
    )
    ssm.Association(
        f"{name}-app-deploy",
        name=document.name,
        # Without a schedule it runs once: when it is made. A new version of the document makes it anew.
        document_version=document.latest_version,
        # Made anew, because an update is refused where there are no targets.
        # https://github.com/hashicorp/terraform-provider-aws/issues/41251
        opts=pulumi.ResourceOptions(
            parent=parent,
            depends_on=[policy, deployed.group],
            replace_on_changes=["*"],
            delete_before_replace=True,
        ),
    )
    return document


def _document(args: ApplicationArgs, deployed: Deployed, role: iam.Role) -> pulumi.Output[dict[str, object]]:
    return pulumi.Output.all(
        group_name=deployed.group.name,
        role_arn=role.arn,
        template_id=deployed.template.id,
        version=deployed.template.latest_version.apply(version_text),
        alarm_names=[alarm.name for alarm in deployed.alarms],
    ).apply(lambda known: deployment_document(args.settings, **known))


def create_alarms(
    name: str, args: ApplicationArgs, balancer: LoadBalancer, child: pulumi.ResourceOptions
) -> list[cloudwatch.MetricAlarm]:
    """Create what tells a bad version: errors for the visitors, or instances that stay ill."""
    rollout = args.settings.rollout
    topic = [args.alerts_topic_arn]
    errors = cloudwatch.MetricAlarm(
        f"{name}-app-errors",
        alarm_description="The application or the load balancer in front of it answers too often with 5xx.",
        comparison_operator="GreaterThanThreshold",
        threshold=float(rollout.error_percent),
        evaluation_periods=ERROR_MINUTES,
        metric_queries=_error_share(balancer),
        # No requests are no errors.
        treat_missing_data="notBreaching",
        alarm_actions=topic,
        ok_actions=topic,
        opts=child,
    )
    unhealthy = cloudwatch.MetricAlarm(
        f"{name}-app-unhealthy",
        alarm_description="An instance behind the load balancer does not pass its health check.",
        comparison_operator="GreaterThanThreshold",
        threshold=0.0,
        evaluation_periods=rollout.unhealthy_minutes,
        namespace="AWS/ApplicationELB",
        metric_name="UnHealthyHostCount",
        statistic="Maximum",
        period=ONE_MINUTE,
        dimensions={
            "LoadBalancer": balancer.arn_suffix,
            "TargetGroup": balancer.target_group_arn_suffix,
        },
        treat_missing_data="notBreaching",
        alarm_actions=topic,
        ok_actions=topic,
        opts=child,
    )
    return [errors, unhealthy]


def _error_share(balancer: LoadBalancer) -> list[cloudwatch.MetricAlarmMetricQueryArgs]:
    """Return the share of requests, in percent, that the targets or the load balancer itself answered by 5xx.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    """
    metrics = {
        "requests": "RequestCount",
        "target": "HTTPCode_Target_5XX_Count",
        # What a target breaks off reaches the visitor as a 502 of the load balancer.
        "balancer": "HTTPCode_ELB_5XX_Count",
    }
    share = "100 * (FILL(target, 0) + FILL(balancer, 0)) / requests"
    return [
        cloudwatch.MetricAlarmMetricQueryArgs(
            id="share",
            label="Requests answered by 5xx (%)",
            expression=f"IF(requests >= {LEAST_REQUESTS}, {share}, 0)",
            return_data=True,
        ),
        *(
            cloudwatch.MetricAlarmMetricQueryArgs(
                id=role,
                metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                    namespace="AWS/ApplicationELB",
                    metric_name=metric,
                    period=ONE_MINUTE,
                    stat="Sum",
                    dimensions={"LoadBalancer": balancer.arn_suffix},
                ),
            )
            for role, metric in metrics.items()
        ),
    ]

"""The application tier: from the load balancer's public name to the instances that answer."""

import pulumi
from pulumi_aws import route53

from components.app.args import ApplicationArgs
from components.app.deployment import Deployed, create_alarms, create_deployment
from components.app.group import create_group
from components.app.launch import create_launch
from components.app.load_balancer import app_domain_name, create_load_balancer
from components.app.names import Names
from components.app.scaling import create_scaling


class Application(pulumi.ComponentResource):
    """Instances that no one can log in to, behind a load balancer that speaks TLS on both sides.

        app.<domain> ──► web ACL ──► load balancer ──► target group ──► Auto Scaling group (app subnets)
              HTTP is redirected       /api/* only         HTTPS          ├─ launch template: image, role, boot script
                                                                          ├─ CPU, network, forecast, schedules
        a new version ──► runbook ──► instance refresh ◄── alarms         └─ hooks: in when healthy, out when drained

    The image is looked up at the time of the `up`. So a preview says by its id when the instances are about to be
    replaced for a newer one, and all instances of a version start from the same one.

    A deployment begins with the `up` and goes on after it, as an instance refresh. It goes back by itself where
    an alarm rings or an instance does not come up; then the group still says what it said before, so that
    scaling goes on with the old version.

    The desired capacity is left to scaling: an `up` keeps what it finds.
    """

    load_balancer_arn: pulumi.Output[str]
    load_balancer_arn_suffix: pulumi.Output[str]
    """What metrics call the load balancer."""
    load_balancer_dns_name: pulumi.Output[str]
    target_group_arn_suffix: pulumi.Output[str]
    app_domain_name: pulumi.Output[str]
    group_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]
    role_name: pulumi.Output[str]
    """The role of the instances."""
    alarm_arns: dict[str, pulumi.Output[str]]
    """What rolls a deployment back, by role: `errors`, `unhealthy`."""
    deployment_document_name: pulumi.Output[str]
    """The runbook that starts an instance refresh."""

    def __init__(self, name: str, args: ApplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:app:Application", name, args.settings.model_dump(mode="json"), opts)
        child = pulumi.ResourceOptions(parent=self)
        names = Names(pulumi.get_project(), pulumi.get_stack())
        balancer = create_load_balancer(name, args, child)
        launch = create_launch(name, args, names, self)
        # An instance that starts before its permissions do fails in its first second.
        after = pulumi.ResourceOptions(parent=self, depends_on=launch.first)
        group = create_group(name, args, names, launch.template, balancer.target_group_arn, after)
        create_scaling(name, args.settings, group.name, child)
        errors, unhealthy = create_alarms(name, args, balancer, child)
        deployed = Deployed(
            group=group,
            template=launch.template,
            instance_role=launch.role,
            alarms=[errors, unhealthy],
        )
        document = create_deployment(name, args, names, deployed, self)
        record = route53.Record(
            f"{name}-app",
            name=app_domain_name(args),
            type="A",
            zone_id=args.zone_id,
            aliases=[
                route53.RecordAliasArgs(
                    name=balancer.dns_name, zone_id=balancer.zone_id, evaluate_target_health=True
                )
            ],
            opts=child,
        )
        self.load_balancer_arn = balancer.arn
        self.load_balancer_arn_suffix = balancer.arn_suffix
        self.load_balancer_dns_name = balancer.dns_name
        self.target_group_arn_suffix = balancer.target_group_arn_suffix
        self.app_domain_name = record.name
        self.group_name = group.name
        self.log_group_name = launch.log_group_name
        self.role_name = launch.role.name
        self.alarm_arns = {"errors": errors.arn, "unhealthy": unhealthy.arn}
        self.deployment_document_name = document.name
        self.register_outputs(
            {
                "load_balancer_arn": self.load_balancer_arn,
                "load_balancer_arn_suffix": self.load_balancer_arn_suffix,
                "load_balancer_dns_name": self.load_balancer_dns_name,
                "target_group_arn_suffix": self.target_group_arn_suffix,
                "app_domain_name": self.app_domain_name,
                "group_name": self.group_name,
                "log_group_name": self.log_group_name,
                "role_name": self.role_name,
                "alarm_arns": self.alarm_arns,
                "deployment_document_name": self.deployment_document_name,
            }
        )

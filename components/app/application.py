"""The application tier: from the load balancer's public name to the instances that answer."""

import pulumi
from pulumi_aws import route53

from components.app.args import ApplicationArgs
from components.app.instances import create_instances
from components.app.load_balancer import create_load_balancer


class Application(pulumi.ComponentResource):
    """Instances that no one can log in to, behind a load balancer that speaks TLS on both sides.

        app.<domain> ──► load balancer (public subnets) ──► target group ──► Auto Scaling group (app subnets)
              HTTP is redirected to HTTPS                       HTTPS          └─ launch template, role, log

    The image is the latest Amazon Linux at the time of the `up`. So a preview says by its id when the
    instances are about to be replaced for a newer one, and all instances of a group start from the same one;
    with `resolve:ssm:` in the launch template they would not.

    A replacement begins with the `up` and goes on after it. Where the first new instance stays ill, it fails,
    and the old instances go on serving; an `up` with the earlier artifact key takes the new version back.

    The desired capacity is left to scaling: an `up` keeps what it finds.
    """

    load_balancer_arn: pulumi.Output[str]
    load_balancer_dns_name: pulumi.Output[str]
    app_domain_name: pulumi.Output[str]
    group_name: pulumi.Output[str]

    def __init__(self, name: str, args: ApplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:app:Application", name, args.settings.model_dump(mode="json"), opts)
        child = pulumi.ResourceOptions(parent=self)
        balancer = create_load_balancer(name, args, child)
        group = create_instances(name, args, balancer.target_group_arn, self)
        record = route53.Record(
            f"{name}-app",
            name=pulumi.Output.format("app.{0}", args.domain_name),
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
        self.load_balancer_dns_name = balancer.dns_name
        self.app_domain_name = record.name
        self.group_name = group.name
        self.register_outputs(
            {
                "load_balancer_arn": self.load_balancer_arn,
                "load_balancer_dns_name": self.load_balancer_dns_name,
                "app_domain_name": self.app_domain_name,
                "group_name": self.group_name,
            }
        )

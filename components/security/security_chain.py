"""The security groups of all tiers, and every step between them, in one place."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from settings.security import SecuritySettings

HTTP = 80
HTTPS = 443
WORLD = "0.0.0.0/0"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html#managed-prefix-list
CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityChainArgs:
    """What the chain is given: who may enter it, and the ports of its steps."""

    settings: SecuritySettings
    vpc_id: pulumi.Input[str]
    app_port: int
    database_port: int


class SecurityChain(pulumi.ComponentResource):
    """A group a tier, each of which takes connections only from the tier right before it.

        entry ──443──► ELB ──app port──► APP ──database port──► RDS
                                          └──443──► internet

    Each step is two rules, one on either side, and a rule names the other side's group: an instance that
    joins or leaves a tier changes no rule. A database starts no connections.
    """

    elb_group_id: pulumi.Output[str]
    app_group_id: pulumi.Output[str]
    database_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: SecurityChainArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(
            "stagecraft:security:SecurityChain", name, args.settings.model_dump(mode="json"), opts
        )
        self._child = pulumi.ResourceOptions(parent=self)
        elb = self._create_group(f"{name}-elb", "Load balancer", args.vpc_id)
        app = self._create_group(f"{name}-app", "Application", args.vpc_id)
        rds = self._create_group(f"{name}-rds", "Database", args.vpc_id)
        self._create_entry(name, args.settings, elb)
        requests = "Requests from the load balancer to the application"
        self._create_step(f"{name}-elb-to-app", elb, app, args.app_port, requests)
        queries = "Queries from the application to the database"
        self._create_step(f"{name}-app-to-rds", app, rds, args.database_port, queries)
        # Systems Manager, Secrets Manager, CloudWatch and packages are reached through the NAT gateways,
        # under addresses that AWS does not promise; S3 and DynamoDB through the gateway endpoints.
        vpc.SecurityGroupEgressRule(
            f"{name}-app-to-internet",
            security_group_id=app.id,
            description="HTTPS from the application to AWS APIs and package repositories",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            cidr_ipv4=WORLD,
            opts=self._child,
        )
        self.elb_group_id = elb.id
        self.app_group_id = app.id
        self.database_group_id = rds.id
        self.register_outputs(
            {
                "elb_group_id": self.elb_group_id,
                "app_group_id": self.app_group_id,
                "database_group_id": self.database_group_id,
            }
        )

    def _create_group(self, name: str, tier: str, vpc_id: pulumi.Input[str]) -> ec2.SecurityGroup:
        # The provider takes away the rule by which AWS lets a new group connect to anywhere.
        return ec2.SecurityGroup(
            name,
            description=f"{tier} of {pulumi.get_project()} {pulumi.get_stack()}",
            vpc_id=vpc_id,
            tags={"Name": name},
            opts=self._child,
        )

    def _create_entry(self, name: str, settings: SecuritySettings, elb: ec2.SecurityGroup) -> None:
        if settings.ingress == "cloudfront":
            # The prefix list counts as 55 of the 60 rules that a group may have, so that there is no room
            # for a second one with it: CloudFront asks by HTTPS only.
            prefix_list = ec2.get_managed_prefix_list_output(
                name=CLOUDFRONT_PREFIX_LIST, opts=pulumi.InvokeOutputOptions(parent=self)
            )
            vpc.SecurityGroupIngressRule(
                f"{name}-elb-https-from-cloudfront",
                security_group_id=elb.id,
                description="HTTPS from CloudFront to the load balancer",
                ip_protocol="tcp",
                from_port=HTTPS,
                to_port=HTTPS,
                prefix_list_id=prefix_list.id,
                opts=self._child,
            )
            return
        entries = {
            "https": (HTTPS, "HTTPS from the internet to the load balancer"),
            "http": (HTTP, "HTTP from the internet to the load balancer, which redirects it to HTTPS"),
        }
        for protocol, (port, description) in entries.items():
            vpc.SecurityGroupIngressRule(
                f"{name}-elb-{protocol}-from-internet",
                security_group_id=elb.id,
                description=description,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4=WORLD,
                opts=self._child,
            )

    def _create_step(
        self, name: str, source: ec2.SecurityGroup, target: ec2.SecurityGroup, port: int, description: str
    ) -> None:
        """Let the source's tier connect to the target's, on one port."""
        vpc.SecurityGroupEgressRule(
            name,
            security_group_id=source.id,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            referenced_security_group_id=target.id,
            opts=self._child,
        )
        vpc.SecurityGroupIngressRule(
            name,
            security_group_id=target.id,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            referenced_security_group_id=source.id,
            opts=self._child,
        )

"""The security groups of all tiers, and every step between them, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from components.security.chain_plan import HTTPS, TIERS, Step, plan_steps
from settings.security import SecuritySettings

HTTP = 80
WORLD = "0.0.0.0/0"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html#managed-prefix-list
CLOUDFRONT_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityChainArgs:
    """What the chain is given: who may enter it, and the ports of its steps."""

    settings: SecuritySettings
    vpc_id: pulumi.Input[str]
    app_port: int
    proxy_port: int
    database_port: int
    cache_port: int
    dax_port: int


class SecurityChain(pulumi.ComponentResource):
    """A group a tier, each of which takes connections only from the tier right before it.

        entry ──443──► ELB ──app port──► APP ──► PROXY ──► RDS
                                          ├──► RDS (replicas), CACHE, DAX
                                          └──443──► endpoints

    Each step is two rules, one on either side, and a rule names the other side's group: an instance that
    joins or leaves a tier changes no rule. `chain_plan.py` says which steps there are.
    """

    elb_group_id: pulumi.Output[str]
    app_group_id: pulumi.Output[str]
    database_group_id: pulumi.Output[str]
    proxy_group_id: pulumi.Output[str]
    cache_group_id: pulumi.Output[str]
    dax_group_id: pulumi.Output[str]
    endpoint_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: SecurityChainArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(
            "stagecraft:security:SecurityChain", name, args.settings.model_dump(mode="json"), opts
        )
        self._child = pulumi.ResourceOptions(parent=self)
        groups = {
            tier: self._create_group(f"{name}-{tier}", title, args.vpc_id) for tier, title in TIERS.items()
        }
        self._create_entry(name, args.settings, groups["elb"])
        steps = plan_steps(
            app_port=args.app_port,
            proxy_port=args.proxy_port,
            database_port=args.database_port,
            cache_port=args.cache_port,
            dax_port=args.dax_port,
        )
        for step in steps:
            self._create_step(f"{name}-{step.source}-to-{step.target}", step, groups)
        self._create_way_out(name, groups["app"])
        self.elb_group_id = groups["elb"].id
        self.app_group_id = groups["app"].id
        self.database_group_id = groups["rds"].id
        self.proxy_group_id = groups["proxy"].id
        self.cache_group_id = groups["cache"].id
        self.dax_group_id = groups["dax"].id
        self.endpoint_group_id = groups["endpoint"].id
        self.register_outputs(
            {
                "elb_group_id": self.elb_group_id,
                "app_group_id": self.app_group_id,
                "database_group_id": self.database_group_id,
                "proxy_group_id": self.proxy_group_id,
                "cache_group_id": self.cache_group_id,
                "dax_group_id": self.dax_group_id,
                "endpoint_group_id": self.endpoint_group_id,
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
        if settings.ingress != "internet":
            # A VPC origin's requests carry the prefix list's addresses too, and CloudFront's own group of its
            # network interfaces can be named only once the VPC origin stands, which needs the load balancer.
            # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
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

    def _create_way_out(self, name: str, app: ec2.SecurityGroup) -> None:
        # S3 and DynamoDB, behind their gateway endpoints, and everything that is not AWS's, behind the NAT
        # gateways, have addresses that nobody promises.
        vpc.SecurityGroupEgressRule(
            f"{name}-app-to-internet",
            security_group_id=app.id,
            description="HTTPS from the application to S3, DynamoDB and the internet",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            cidr_ipv4=WORLD,
            opts=self._child,
        )

    def _create_step(self, name: str, step: Step, groups: Mapping[str, ec2.SecurityGroup]) -> None:
        """Let the source's tier connect to the target's, on one port."""
        source, target = groups[step.source], groups[step.target]
        vpc.SecurityGroupEgressRule(
            name,
            security_group_id=source.id,
            description=step.description,
            ip_protocol="tcp",
            from_port=step.port,
            to_port=step.port,
            referenced_security_group_id=target.id,
            opts=self._child,
        )
        vpc.SecurityGroupIngressRule(
            name,
            security_group_id=target.id,
            description=step.description,
            ip_protocol="tcp",
            from_port=step.port,
            to_port=step.port,
            referenced_security_group_id=source.id,
            opts=self._child,
        )

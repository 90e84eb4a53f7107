"""The load balancer: TLS towards the public and towards the instances."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import lb, wafv2

from components.app.args import ApplicationArgs

# TLS 1.3, and of 1.2 what keeps forward secrecy; with post-quantum key exchange. What AWS recommends:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

# What the application answers; everything else on this domain is CloudFront's, or a scanner's.
API_PATHS = "/api/*"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadBalancer:
    """What the rest of the tier needs of it."""

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """The hosted zone of the load balancer's own name, for alias records."""
    target_group_arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    """What metrics call it."""
    target_group_arn_suffix: pulumi.Output[str]


def create_load_balancer(name: str, args: ApplicationArgs, child: pulumi.ResourceOptions) -> LoadBalancer:
    """Create the load balancer, its listeners and the target group behind them."""
    balancer = _create_load_balancer(name, args, child)
    target_group = _create_target_group(name, args, child)
    _create_listeners(name, args, balancer, target_group, child)
    wafv2.WebAclAssociation(
        f"{name}-alb", resource_arn=balancer.arn, web_acl_arn=args.regional_acl_arn, opts=child
    )
    return LoadBalancer(
        arn=balancer.arn,
        dns_name=balancer.dns_name,
        zone_id=balancer.zone_id,
        target_group_arn=target_group.arn,
        arn_suffix=balancer.arn_suffix,
        target_group_arn_suffix=target_group.arn_suffix,
    )


def _create_load_balancer(name: str, args: ApplicationArgs, child: pulumi.ResourceOptions) -> lb.LoadBalancer:
    # Behind a VPC origin CloudFront comes in through its own network interfaces in the application's subnets.
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
    private = args.ingress == "vpc-origin"
    return lb.LoadBalancer(
        f"{name}-alb",
        load_balancer_type="application",
        internal=private,
        subnets=args.app_subnet_ids if private else args.public_subnet_ids,
        security_groups=[args.elb_group_id],
        drop_invalid_header_fields=True,
        desync_mitigation_mode="defensive",
        enable_deletion_protection=args.settings.deletion_protection,
        access_logs=lb.LoadBalancerAccessLogsArgs(
            bucket=args.access_log_bucket_name, prefix="alb", enabled=True
        ),
        connection_logs=lb.LoadBalancerConnectionLogsArgs(
            bucket=args.access_log_bucket_name, prefix="alb-connections", enabled=True
        ),
        health_check_logs=lb.LoadBalancerHealthCheckLogsArgs(
            bucket=args.access_log_bucket_name, prefix="alb-health-checks", enabled=True
        ),
        opts=child,
    )


def _create_target_group(name: str, args: ApplicationArgs, child: pulumi.ResourceOptions) -> lb.TargetGroup:
    settings = args.settings
    return lb.TargetGroup(
        f"{name}-app",
        vpc_id=args.vpc_id,
        target_type="instance",
        port=settings.port,
        # HTTPS to the instance as well. The load balancer verifies no certificate there, so each instance
        # makes one of its own; AWS authenticates traffic within a VPC packet by packet.
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
        protocol="HTTPS",
        load_balancing_algorithm_type="least_outstanding_requests",
        deregistration_delay=settings.drain_seconds,
        health_check=lb.TargetGroupHealthCheckArgs(
            protocol="HTTPS",
            path=settings.health_check_path,
            matcher="200",
            interval=15,
            timeout=5,
            healthy_threshold=3,
            unhealthy_threshold=3,
        ),
        opts=child,
    )


def _create_listeners(
    name: str,
    args: ApplicationArgs,
    balancer: lb.LoadBalancer,
    target_group: lb.TargetGroup,
    child: pulumi.ResourceOptions,
) -> None:
    lb.Listener(
        f"{name}-http",
        load_balancer_arn=balancer.arn,
        port=80,
        protocol="HTTP",
        default_actions=[
            lb.ListenerDefaultActionArgs(
                type="redirect",
                redirect=lb.ListenerDefaultActionRedirectArgs(
                    protocol="HTTPS", port="443", status_code="HTTP_301"
                ),
            )
        ],
        opts=child,
    )
    https = lb.Listener(
        f"{name}-https",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        ssl_policy=TLS_POLICY,
        certificate_arn=args.certificate_arn,
        # Whoever comes by the load balancer's own name or address gets no further.
        default_actions=[
            lb.ListenerDefaultActionArgs(
                type="fixed-response",
                fixed_response=lb.ListenerDefaultActionFixedResponseArgs(
                    content_type="text/plain", status_code="404", message_body="Not found"
                ),
            )
        ],
        opts=child,
    )
    lb.ListenerRule(
        f"{name}-api",
        listener_arn=https.arn,
        priority=100,
        conditions=[
            lb.ListenerRuleConditionArgs(
                host_header=lb.ListenerRuleConditionHostHeaderArgs(values=[app_domain_name(args)])
            ),
            lb.ListenerRuleConditionArgs(
                path_pattern=lb.ListenerRuleConditionPathPatternArgs(
                    # Health checks from outside ask for the path as well.
                    values=[API_PATHS, args.settings.health_check_path]
                )
            ),
        ],
        actions=[lb.ListenerRuleActionArgs(type="forward", target_group_arn=target_group.arn)],
        opts=child,
    )


def app_domain_name(args: ApplicationArgs) -> pulumi.Output[str]:
    """Return the name by which CloudFront and health checks reach the application."""
    return pulumi.Output.format("app.{0}", args.domain_name)

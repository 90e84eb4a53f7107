"""The load balancer: TLS towards the public and towards the instances."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import lb

from components.app.args import ApplicationArgs

# TLS 1.3, and of 1.2 what keeps forward secrecy; with post-quantum key exchange. What AWS recommends:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

# Long enough for a request under way; a deployment waits this long for each instance.
DEREGISTRATION_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadBalancer:
    """What the rest of the tier needs of it."""

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """The hosted zone of the load balancer's own name, for alias records."""
    target_group_arn: pulumi.Output[str]


def create_load_balancer(name: str, args: ApplicationArgs, child: pulumi.ResourceOptions) -> LoadBalancer:
    """Create the load balancer, its listeners and the target group behind them."""
    balancer = _create_load_balancer(name, args, child)
    target_group = _create_target_group(name, args, child)
    _create_listeners(name, args, balancer, target_group, child)
    return LoadBalancer(
        arn=balancer.arn,
        dns_name=balancer.dns_name,
        zone_id=balancer.zone_id,
        target_group_arn=target_group.arn,
    )


def _create_load_balancer(name: str, args: ApplicationArgs, child: pulumi.ResourceOptions) -> lb.LoadBalancer:
    return lb.LoadBalancer(
        f"{name}-alb",
        load_balancer_type="application",
        internal=False,
        subnets=args.public_subnet_ids,
        security_groups=[args.elb_group_id],
        drop_invalid_header_fields=True,
        desync_mitigation_mode="defensive",
        enable_deletion_protection=args.settings.deletion_protection,
        access_logs=lb.LoadBalancerAccessLogsArgs(
            bucket=args.access_log_bucket_name, prefix="alb", enabled=True
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
        deregistration_delay=DEREGISTRATION_SECONDS,
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
    lb.Listener(
        f"{name}-https",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        ssl_policy=TLS_POLICY,
        certificate_arn=args.certificate_arn,
        default_actions=[lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target_group.arn)],
        opts=child,
    )

"""RDS Proxy: one pool of connections to the primary for all instances of the application."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, iam, rds

from components.database.permissions import proxy_policy
from components.trust import service_trust

# Of what the database accepts; the rest is left to the read replicas' own connections, to the people who look
# after it, and to RDS. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-connections.html
MOST_CONNECTIONS_PERCENT: Final = 90
MOST_IDLE_CONNECTIONS_PERCENT: Final = 45
BORROW_TIMEOUT_SECONDS: Final = 30
# How the application proves that it knows the password, without sending it.
CLIENT_AUTHENTICATION: Final = "POSTGRES_SCRAM_SHA_256"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProxyArgs:
    """What the proxy needs to know."""

    proxy_name: str
    log_group_name: str
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    group_id: pulumi.Input[str]
    secret_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    instance_identifier: pulumi.Input[str]
    idle_timeout_seconds: int
    log_retention_days: int


def create_proxy(
    name: str, args: ProxyArgs, parent: pulumi.Resource, depends_on: list[pulumi.Resource]
) -> rds.Proxy:
    """Create the proxy before the primary; read replicas are reached by their own endpoints.

    Args:
        name: the logical name of the tier.
        args: what the proxy needs to know.
        parent: the component.
        depends_on: what must stand before it is asked to connect: the stored password.
    """
    child = pulumi.ResourceOptions(parent=parent)
    log_group = cloudwatch.LogGroup(
        f"{name}-proxy",
        name=args.log_group_name,
        kms_key_id=args.logs_key_arn,
        retention_in_days=args.log_retention_days,
        opts=child,
    )
    role = iam.Role(
        f"{name}-proxy",
        description="Lets RDS Proxy read the master password of the database.",
        assume_role_policy=json.dumps(service_trust("rds.amazonaws.com")),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    policy = iam.RolePolicy(
        f"{name}-proxy",
        role=role.name,
        policy=proxy_policy(secret_arn=args.secret_arn, key_arn=args.secrets_key_arn),
        opts=child,
    )
    proxy = rds.Proxy(
        f"{name}-proxy",
        name=args.proxy_name,
        engine_family="POSTGRESQL",
        role_arn=role.arn,
        vpc_subnet_ids=args.subnet_ids,
        vpc_security_group_ids=[args.group_id],
        require_tls=True,
        idle_client_timeout=args.idle_timeout_seconds,
        # It would write the text of statements, and whatever stands in them, into the log.
        debug_logging=False,
        auths=[
            rds.ProxyAuthArgs(
                auth_scheme="SECRETS",
                secret_arn=args.secret_arn,
                client_password_auth_type=CLIENT_AUTHENTICATION,
                # The application reads the password from Secrets Manager, as the proxy does.
                iam_auth="DISABLED",
            )
        ],
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[policy, log_group, *depends_on]),
    )
    targets = rds.ProxyDefaultTargetGroup(
        f"{name}-proxy",
        db_proxy_name=proxy.name,
        connection_pool_config=rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
            max_connections_percent=MOST_CONNECTIONS_PERCENT,
            max_idle_connections_percent=MOST_IDLE_CONNECTIONS_PERCENT,
            connection_borrow_timeout=BORROW_TIMEOUT_SECONDS,
        ),
        opts=child,
    )
    rds.ProxyTarget(
        f"{name}-proxy",
        db_proxy_name=proxy.name,
        target_group_name=targets.name,
        db_instance_identifier=args.instance_identifier,
        opts=child,
    )
    return proxy

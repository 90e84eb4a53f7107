"""Valkey on ElastiCache in the data subnets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi
from pulumi_aws import elasticache

from components.cache.cache_logs import create_cache_logs
from components.cache.cache_plan import CachePlan, plan_cache
from settings.cache import CacheSettings
from settings.security import CACHE_PORT

# Reads and writes of any key, within transactions too; nothing that looks at all keys at once, empties the
# cache, or administers it. https://valkey.io/topics/acl/
ACCESS: Final = "on ~* -@all +@read +@write +@connection +@transaction -@dangerous"


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheArgs:
    """What the cache tier is given: its settings, and wires from other tiers."""

    settings: CacheSettings
    data_subnet_ids: list[pulumi.Output[str]]
    """The data subnets, one an Availability Zone."""
    cache_group_id: pulumi.Input[str]
    """The security group that lets the application in, and nothing else."""
    cache_key_arn: pulumi.Input[str]
    """The KMS key of what a node writes to disk, and of the snapshots."""
    logs_key_arn: pulumi.Input[str]
    """The KMS key of the log groups."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


class Cache(pulumi.ComponentResource):
    """A private Valkey that only a role with IAM's permission may ask, by TLS.

        user (IAM) ──► user group ──► replication group: primary, replicas in other zones
                                          │
        subnet group, parameter group, log groups

    There is no password: a client signs a request with its role's credentials, and that is its password for
    fifteen minutes. A user group of Valkey needs no user `default`, so that there is none to guess.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html

    The ids are physical names, because the API demands them; what others build of them (ARNs, the dimensions
    of metrics) is therefore known in a preview.
    """

    endpoint: pulumi.Output[str]
    """Host name of the primary; it stays when another node takes over."""
    reader_endpoint: pulumi.Output[str]
    """Host name of the replicas; of the primary where there is none."""
    port: pulumi.Output[int]
    user_name: pulumi.Output[str]
    replication_group_id: pulumi.Output[str]
    node_ids: list[pulumi.Output[str]]
    """The nodes' cluster ids, the dimension `CacheClusterId` of their metrics."""
    connect_arns: list[pulumi.Output[str]]
    """What a role needs `elasticache:Connect` on: the replication group and the user."""

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:cache:Cache", name, args.settings.model_dump(mode="json"), opts)
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._place = pulumi.Output.all(args.region, args.account_id)
        plan = plan_cache(name, pulumi.get_stack(), replicas=args.settings.replicas)
        self._user_group = self._create_user(plan)
        self._subnet_group = elasticache.SubnetGroup(
            f"{name}-cache",
            description="The data subnets: no route leads from them to the internet.",
            subnet_ids=args.data_subnet_ids,
            opts=self._child,
        )
        self._parameter_group = elasticache.ParameterGroup(
            f"{name}-valkey",
            description="What a full cache forgets first.",
            family=f"valkey{args.settings.engine_version.partition('.')[0]}",
            parameters=[
                elasticache.ParameterGroupParameterArgs(name="maxmemory-policy", value=args.settings.eviction)
            ],
            opts=self._child,
        )
        group = self._create_replication_group(plan)
        self.endpoint = group.primary_endpoint_address
        self.reader_endpoint = group.reader_endpoint_address
        self.port = pulumi.Output.from_input(CACHE_PORT)
        self.user_name = pulumi.Output.from_input(plan.user_id)
        self.replication_group_id = pulumi.Output.from_input(plan.replication_group_id)
        self.node_ids = [pulumi.Output.from_input(node_id) for node_id in plan.node_ids]
        self.connect_arns = [
            self._place.apply(partial(_arn, f"replicationgroup:{plan.replication_group_id}")),
            self._place.apply(partial(_arn, f"user:{plan.user_id}")),
        ]
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "reader_endpoint": self.reader_endpoint,
                "port": self.port,
                "user_name": self.user_name,
                "replication_group_id": self.replication_group_id,
                "node_ids": self.node_ids,
                "connect_arns": self.connect_arns,
            }
        )

    def _create_user(self, plan: CachePlan) -> elasticache.UserGroup:
        user = elasticache.User(
            f"{self._base}-app",
            user_id=plan.user_id,
            user_name=plan.user_id,
            engine="valkey",
            access_string=ACCESS,
            authentication_mode=elasticache.UserAuthenticationModeArgs(type="iam"),
            opts=self._child,
        )
        return elasticache.UserGroup(
            f"{self._base}-cache",
            user_group_id=plan.replication_group_id,
            engine="valkey",
            user_ids=[user.user_id],
            opts=self._child,
        )

    def _create_replication_group(self, plan: CachePlan) -> elasticache.ReplicationGroup:
        settings = self._args.settings
        deliveries, delivery_permission = create_cache_logs(
            self._base,
            plan,
            key_arn=self._args.logs_key_arn,
            retention_days=settings.log_retention_days,
            place=self._place,
            parent=self,
        )
        return elasticache.ReplicationGroup(
            f"{self._base}-cache",
            replication_group_id=plan.replication_group_id,
            description=f"Cache of {pulumi.get_project()} {pulumi.get_stack()}",
            engine="valkey",
            engine_version=settings.engine_version,
            auto_minor_version_upgrade=True,
            node_type=settings.node_type,
            num_cache_clusters=len(plan.node_ids),
            # A node that is alone has nothing to fail over to, and ElastiCache refuses both.
            automatic_failover_enabled=settings.replicas > 0,
            multi_az_enabled=settings.replicas > 0,
            port=CACHE_PORT,
            subnet_group_name=self._subnet_group.name,
            security_group_ids=[self._args.cache_group_id],
            parameter_group_name=self._parameter_group.name,
            user_group_ids=[self._user_group.user_group_id],
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=self._args.cache_key_arn,
            snapshot_retention_limit=settings.snapshot_retention_days,
            snapshot_window=settings.snapshot_window,
            # A snapshot's name is taken until it is deleted, so it borrows the random end of the subnet group's.
            final_snapshot_identifier=pulumi.Output.format("{0}-final", self._subnet_group.name),
            maintenance_window=settings.maintenance_window,
            apply_immediately=settings.apply_immediately,
            log_delivery_configurations=deliveries,
            opts=pulumi.ResourceOptions(
                parent=self, protect=settings.deletion_protection, depends_on=[delivery_permission]
            ),
        )


def _arn(resource: str, place: Sequence[str]) -> str:
    region, account_id = place
    return f"arn:aws:elasticache:{region}:{account_id}:{resource}"

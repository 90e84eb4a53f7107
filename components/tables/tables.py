"""The DynamoDB tables of the shop."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import appautoscaling, dynamodb

from components.tables.accelerator import Accelerator, create_accelerator
from components.tables.table_plan import CARTS, ORDERS, PlannedKey, PlannedTable, plan_scaling
from settings.tables import OnDemandCapacity, ProvisionedCapacity, TablesSettings

INSIGHTS_MODES = {
    "throttled-keys": "THROTTLED_KEYS",
    "accessed-and-throttled-keys": "ACCESSED_AND_THROTTLED_KEYS",
}
# As in AWS's own example:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.CLI.html
COOLDOWN_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class TablesArgs:
    """What the tables tier is given: its settings, and wires from other tiers."""

    settings: TablesSettings
    data_subnet_ids: Sequence[pulumi.Input[str]]
    """The data subnets, one an Availability Zone."""
    dax_group_id: pulumi.Input[str]
    """The security group that lets the application in to DAX, and nothing else."""
    tables_key_arn: pulumi.Input[str]
    """The KMS key of the tables, their indexes, streams and backups."""
    boundary_arn: pulumi.Input[str]
    """The permission boundary of DAX's role."""
    account_id: pulumi.Input[str]
    region: str


class Tables(pulumi.ComponentResource):
    """Tables that can go back to any second of the last days, and a cache that speaks their language.

        application ─► DAX ─► carts (expire), orders ─► index by customer, stream of changes
                        └─ role: these tables, and nothing else

    Without DAX (`dax.nodes: 0`) the application reads the tables directly; nothing else changes.
    """

    table_names: dict[str, pulumi.Output[str]]
    """By role: `carts`, `orders`."""
    table_arns: dict[str, pulumi.Output[str]]
    """By role. An index is `<ARN>/index/<name>`."""
    index_names: dict[str, list[str]]
    """The global secondary indexes of each table, by its role."""
    orders_stream_arn: pulumi.Output[str]
    dax_endpoint: pulumi.Output[str] | None
    """The URL that DAX's client takes; None without DAX, as the next two."""
    dax_arn: pulumi.Output[str] | None
    dax_cluster_name: pulumi.Output[str] | None

    def __init__(self, name: str, args: TablesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:tables:Tables", name, args.settings.model_dump(mode="json"), opts)
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        carts = self._create_table(CARTS, args.settings.carts.capacity)
        orders = self._create_table(ORDERS, args.settings.orders.capacity)
        self.table_names = {"carts": carts.name, "orders": orders.name}
        self.table_arns = {role: self._arn(table_name) for role, table_name in self.table_names.items()}
        self.index_names = {table.role: [index for index, _ in table.indexes] for table in (CARTS, ORDERS)}
        self.orders_stream_arn = orders.stream_arn
        accelerator = self._create_accelerator() if args.settings.dax.nodes else None
        self.dax_endpoint = accelerator.endpoint if accelerator else None
        self.dax_arn = accelerator.arn if accelerator else None
        self.dax_cluster_name = accelerator.cluster_name if accelerator else None
        self.register_outputs(
            {
                "table_names": self.table_names,
                "table_arns": self.table_arns,
                "index_names": self.index_names,
                "orders_stream_arn": self.orders_stream_arn,
                "dax_endpoint": self.dax_endpoint,
                "dax_arn": self.dax_arn,
                "dax_cluster_name": self.dax_cluster_name,
            }
        )

    def _arn(self, table_name: pulumi.Output[str]) -> pulumi.Output[str]:
        """Return a table's ARN by its name, which a preview knows as it does not know the ARN."""
        return pulumi.Output.format(
            "arn:aws:dynamodb:{0}:{1}:table/{2}", self._args.region, self._args.account_id, table_name
        )

    def _create_accelerator(self) -> Accelerator:
        return create_accelerator(
            self._base,
            self._args.settings.dax,
            subnet_ids=self._args.data_subnet_ids,
            group_id=self._args.dax_group_id,
            tables_key_arn=self._args.tables_key_arn,
            boundary_arn=self._args.boundary_arn,
            table_arns=list(self.table_arns.values()),
            index_arns=[
                pulumi.Output.concat(self.table_arns[table.role], "/index/", index)
                for table in (CARTS, ORDERS)
                for index, _ in table.indexes
            ],
            place=(self._args.region, self._args.account_id),
            parent=self,
        )

    def _create_table(
        self, planned: PlannedTable, capacity: OnDemandCapacity | ProvisionedCapacity
    ) -> dynamodb.Table:
        settings = self._args.settings
        args = dynamodb.TableArgs(
            attributes=[
                dynamodb.TableAttributeArgs(name=attribute, type="S") for attribute in planned.attributes
            ],
            hash_key=planned.key.partition,
            range_key=planned.key.sort,
            server_side_encryption=dynamodb.TableServerSideEncryptionArgs(
                enabled=True, kms_key_arn=self._args.tables_key_arn
            ),
            point_in_time_recovery=dynamodb.TablePointInTimeRecoveryArgs(
                enabled=True, recovery_period_in_days=settings.point_in_time_recovery_days
            ),
            deletion_protection_enabled=settings.deletion_protection,
        )
        if planned.expires_by:
            args.ttl = dynamodb.TableTtlArgs(enabled=True, attribute_name=planned.expires_by)
        if planned.streamed:
            args.stream_enabled = True
            args.stream_view_type = "NEW_AND_OLD_IMAGES"
        _set_capacity(args, planned, capacity)
        table = dynamodb.Table(
            f"{self._base}-{planned.role}",
            args,
            pulumi.ResourceOptions(
                parent=self,
                protect=settings.deletion_protection,
                ignore_changes=_moved_by_autoscaling(planned, capacity),
            ),
        )
        if isinstance(capacity, ProvisionedCapacity):
            self._scale(planned, table, capacity)
        if settings.contributor_insights != "none":
            self._rank_keys(planned, table, INSIGHTS_MODES[settings.contributor_insights])
        return table

    def _scale(self, planned: PlannedTable, table: dynamodb.Table, capacity: ProvisionedCapacity) -> None:
        for scaling in plan_scaling(planned, capacity):
            target = appautoscaling.Target(
                f"{self._base}-{scaling.role}",
                service_namespace="dynamodb",
                resource_id=pulumi.Output.format("table/{0}{1}", table.name, scaling.resource),
                scalable_dimension=scaling.dimension,
                min_capacity=scaling.min,
                max_capacity=scaling.max,
                opts=self._child,
            )
            appautoscaling.Policy(
                f"{self._base}-{scaling.role}",
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                resource_id=target.resource_id,
                scalable_dimension=target.scalable_dimension,
                target_tracking_scaling_policy_configuration=(
                    appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
                        target_value=capacity.target_percent,
                        scale_in_cooldown=COOLDOWN_SECONDS,
                        scale_out_cooldown=COOLDOWN_SECONDS,
                        predefined_metric_specification=(
                            appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                                predefined_metric_type=scaling.metric
                            )
                        ),
                    )
                ),
                opts=self._child,
            )

    def _rank_keys(self, planned: PlannedTable, table: dynamodb.Table, mode: str) -> None:
        for index in (None, *(index for index, _ in planned.indexes)):
            dynamodb.ContributorInsights(
                f"{self._base}-{planned.role}-{index}" if index else f"{self._base}-{planned.role}",
                table_name=table.name,
                index_name=index,
                mode=mode,
                opts=self._child,
            )


def _moved_by_autoscaling(
    planned: PlannedTable, capacity: OnDemandCapacity | ProvisionedCapacity
) -> list[str] | None:
    """Return the properties that an `up` must not put back to where they began.

    The engine pairs indexes by their place and refuses the wildcard where their number changes: the one `up`
    that adds an index to a table must do without the paths of indexes.
    https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/
    """
    if isinstance(capacity, OnDemandCapacity):
        return None
    places = ["", "globalSecondaryIndexes[*]."] if planned.indexes else [""]
    names = ("readCapacity", "writeCapacity")
    return [place + name for place in places for name in names]


def _set_capacity(
    args: dynamodb.TableArgs, planned: PlannedTable, capacity: OnDemandCapacity | ProvisionedCapacity
) -> None:
    """Give the table and its indexes the capacity to begin with; an index has one of its own."""
    if isinstance(capacity, OnDemandCapacity):
        args.billing_mode = "PAY_PER_REQUEST"
        args.on_demand_throughput = dynamodb.TableOnDemandThroughputArgs(
            max_read_request_units=capacity.max_read_units, max_write_request_units=capacity.max_write_units
        )
    else:
        args.billing_mode = "PROVISIONED"
        args.read_capacity = capacity.read.min
        args.write_capacity = capacity.write.min
    if planned.indexes:
        args.global_secondary_indexes = [_index(name, key, capacity) for name, key in planned.indexes]


def _index(
    name: str, key: PlannedKey, capacity: OnDemandCapacity | ProvisionedCapacity
) -> dynamodb.TableGlobalSecondaryIndexArgs:
    args = dynamodb.TableGlobalSecondaryIndexArgs(
        name=name,
        key_schemas=[
            dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(attribute_name=key.partition, key_type="HASH"),
            dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(attribute_name=key.sort, key_type="RANGE"),
        ],
        projection_type="ALL",
    )
    if isinstance(capacity, OnDemandCapacity):
        args.on_demand_throughput = dynamodb.TableGlobalSecondaryIndexOnDemandThroughputArgs(
            max_read_request_units=capacity.max_read_units, max_write_request_units=capacity.max_write_units
        )
    else:
        args.read_capacity = capacity.read.min
        args.write_capacity = capacity.write.min
    return args

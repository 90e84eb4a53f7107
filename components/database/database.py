"""PostgreSQL on RDS in the data subnets."""

import json

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, rds

from components.database.args import DatabaseArgs
from components.database.instance_plan import LOG_TYPES, InstancePlan, PlannedInstance, plan_instances
from components.database.master_password import MasterPassword, create_master_password
from components.database.proxy import ProxyArgs, create_proxy
from components.database.rotation import RotationArgs, create_rotation
from components.trust import service_trust
from settings.security import PROXY_PORT

# Days of Performance Insights data that belong to each mode of Database Insights:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Database-Insights.html
INSIGHTS_RETENTION_DAYS = {"standard": 7, "advanced": 465}

# What clients can verify the server by, valid to 2061:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
CA_CERTIFICATE = "rds-ca-rsa2048-g1"

# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html and
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.Query_Logging.html
# No `log_statement`: it would write the password of a CREATE ROLE into the log.
PARAMETERS = {
    # RDS's own default since PostgreSQL 15. Of a parameter that has its default, RDS knows no other way to
    # apply it than at a reboot: with "immediate", every `up` would find and repeat the same change.
    # https://github.com/hashicorp/terraform-provider-aws/issues/39252
    "rds.force_ssl": ("1", "pending-reboot"),
    "log_disconnections": ("1", "immediate"),
    "log_lock_waits": ("1", "immediate"),
    "log_min_duration_statement": ("1000", "immediate"),
}

_MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


class Database(pulumi.ComponentResource):
    """A private PostgreSQL that survives the loss of a zone, and whose password no one has seen.

        application ──► proxy ──► primary ──► read replicas r1, r2, … ◄── application
                          │          │
        master password (Secrets Manager) ◄── rotation
        subnet group, parameter group, log groups, monitoring role

    The identifiers are physical names, because RDS derives the names of its log groups from them, and the
    groups must exist, encrypted, before RDS writes the first line. The price: a DB instance that a change
    replaces is deleted first, with a final snapshot; Pulumi refuses that where it is protected.
    """

    endpoint: pulumi.Output[str]
    """Host and port of the primary itself."""
    proxy_endpoint: pulumi.Output[str]
    """Host and port of the proxy: where to write to."""
    port: pulumi.Output[int]
    secret_arn: pulumi.Output[str]
    """The master user's secret: engine, dbInstanceIdentifier, dbname, port, username and password."""
    replica_endpoints: list[pulumi.Output[str]]
    """Host and port of each read replica."""
    arn: pulumi.Output[str]
    """The primary, as backups name it."""
    identifiers: list[pulumi.Output[str]]
    """The DB instances, the primary first: the dimension `DBInstanceIdentifier` of their metrics."""
    planned_identifiers: list[str]
    """The same as plain text, for what need not wait for the instances."""
    log_group_name: pulumi.Output[str]
    """PostgreSQL's own log of the primary."""
    proxy_name: pulumi.Output[str]
    rotation_function_name: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:database:Database", name, args.settings.model_dump(mode="json"), opts)
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        plan = plan_instances(name, pulumi.get_stack(), replicas=args.settings.replicas)
        self._subnet_group = rds.SubnetGroup(
            f"{name}-data",
            description="The data subnets: no route leads from them to the internet.",
            subnet_ids=args.data_subnet_ids,
            opts=self._child,
        )
        self._parameter_group = self._create_parameter_group()
        self._monitoring_role = iam.Role(
            f"{name}-monitoring",
            description="Lets RDS send Enhanced Monitoring metrics to CloudWatch Logs.",
            assume_role_policy=json.dumps(service_trust("monitoring.rds.amazonaws.com")),
            permissions_boundary=args.boundary_arn,
            opts=self._child,
        )
        self._monitoring = iam.RolePolicyAttachment(
            f"{name}-monitoring",
            role=self._monitoring_role.name,
            policy_arn=_MONITORING_POLICY,
            opts=self._child,
        )
        master = create_master_password(
            name,
            args.settings,
            identifier=plan.primary.identifier,
            key_arn=args.secrets_key_arn,
            parent=self,
        )
        primary = self._create_primary(plan.primary, master)
        replicas = [self._create_replica(planned, primary) for planned in plan.replicas]
        proxy = self._create_proxy(plan, master, primary)
        rotation = self._create_rotation(plan, master, primary)
        self.endpoint = primary.endpoint
        self.proxy_endpoint = pulumi.Output.format("{0}:{1}", proxy.endpoint, PROXY_PORT)
        self.port = primary.port
        self.secret_arn = master.secret_arn
        # A replica listens where its primary does, which a preview knows of the primary alone.
        self.replica_endpoints = [
            pulumi.Output.format("{0}:{1}", replica.address, args.settings.port) for replica in replicas
        ]
        self.arn = primary.arn
        self.identifiers = [instance.identifier for instance in (primary, *replicas)]
        self.planned_identifiers = [planned.identifier for planned in (plan.primary, *plan.replicas)]
        self.proxy_name = proxy.name
        self.rotation_function_name = rotation.name
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "proxy_endpoint": self.proxy_endpoint,
                "port": self.port,
                "secret_arn": self.secret_arn,
                "replica_endpoints": self.replica_endpoints,
                "arn": self.arn,
                "identifiers": self.identifiers,
                "planned_identifiers": self.planned_identifiers,
                "log_group_name": self.log_group_name,
                "proxy_name": self.proxy_name,
                "rotation_function_name": self.rotation_function_name,
            }
        )

    def _create_parameter_group(self) -> rds.ParameterGroup:
        return rds.ParameterGroup(
            f"{self._base}-postgres",
            description="TLS only, and a log of slow statements and of lock waits.",
            family=f"postgres{self._args.settings.major_version}",
            parameters=[
                rds.ParameterGroupParameterArgs(name=name, value=value, apply_method=method)
                for name, (value, method) in PARAMETERS.items()
            ],
            opts=self._child,
        )

    def _create_primary(self, planned: PlannedInstance, master: MasterPassword) -> rds.Instance:
        settings = self._args.settings
        args = self._instance_args(planned)
        args.engine = "postgres"
        # The major version alone: after RDS's own minor upgrade, an `up` would ask for the old minor version.
        args.engine_version = str(settings.major_version)
        args.allow_major_version_upgrade = settings.allow_major_version_upgrade
        args.db_name = settings.database_name
        args.username = settings.master_username
        args.password_wo = master.password
        args.password_wo_version = master.version
        args.port = settings.port
        args.db_subnet_group_name = self._subnet_group.name
        args.kms_key_id = self._args.database_key_arn
        args.multi_az = settings.multi_az
        args.allocated_storage = settings.allocated_storage_gib
        args.backup_retention_period = settings.backup_retention_days
        args.backup_window = settings.backup_window
        # Automated backups outlive the instance until their retention ends.
        args.delete_automated_backups = False
        args.database_insights_mode = settings.insights
        args.performance_insights_retention_period = INSIGHTS_RETENTION_DAYS[settings.insights]
        args.deletion_protection = settings.deletion_protection
        args.skip_final_snapshot = False
        # A snapshot's name is taken for ever, so it borrows the random end of the subnet group's name:
        # a database that is destroyed, made anew and destroyed again leaves two snapshots.
        args.final_snapshot_identifier = pulumi.Output.format("{0}-final", self._subnet_group.name)
        log_groups = self._create_log_groups(planned)
        self.log_group_name = log_groups[0].name
        return rds.Instance(
            f"{self._base}-{planned.role}",
            args,
            pulumi.ResourceOptions(
                parent=self,
                protect=settings.deletion_protection,
                depends_on=[self._monitoring, *log_groups],
            ),
        )

    def _create_replica(self, planned: PlannedInstance, primary: rds.Instance) -> rds.Instance:
        """Create a read replica: a copy that can be made again, so it is neither protected nor snapshotted.

        Engine, user, password, port, subnet group and KMS key are the primary's; AWS refuses them to be said
        again. That the storage is encrypted is said again, or the next `up` would replace the replica.
        """
        args = self._instance_args(planned)
        args.replicate_source_db = primary.identifier
        # RDS has no mode of Database Insights for a replica, so it keeps the included seven days.
        # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
        args.performance_insights_retention_period = INSIGHTS_RETENTION_DAYS["standard"]
        args.deletion_protection = False
        # RDS takes no final snapshot of a read replica.
        args.skip_final_snapshot = True
        return rds.Instance(
            f"{self._base}-{planned.role}",
            args,
            pulumi.ResourceOptions(
                parent=self, depends_on=[self._monitoring, *self._create_log_groups(planned)]
            ),
        )

    def _instance_args(self, planned: PlannedInstance) -> rds.InstanceArgs:
        """Return what the primary and the replicas have in common."""
        settings, wires = self._args.settings, self._args
        return rds.InstanceArgs(
            identifier=planned.identifier,
            instance_class=settings.instance_class,
            storage_type="gp3",
            max_allocated_storage=settings.max_allocated_storage_gib,
            storage_encrypted=True,
            publicly_accessible=False,
            vpc_security_group_ids=[wires.database_group_id],
            parameter_group_name=self._parameter_group.name,
            ca_cert_identifier=CA_CERTIFICATE,
            iam_database_authentication_enabled=True,
            auto_minor_version_upgrade=True,
            maintenance_window=settings.maintenance_window,
            apply_immediately=settings.apply_immediately,
            copy_tags_to_snapshot=True,
            enabled_cloudwatch_logs_exports=list(LOG_TYPES),
            monitoring_interval=settings.monitoring_interval_seconds,
            monitoring_role_arn=self._monitoring_role.arn,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=wires.database_key_arn,
        )

    def _create_log_groups(self, planned: PlannedInstance) -> list[cloudwatch.LogGroup]:
        return [
            cloudwatch.LogGroup(
                f"{self._base}-{planned.role}-{log_type}",
                name=planned.log_group_name(log_type),
                kms_key_id=self._args.logs_key_arn,
                retention_in_days=self._args.settings.log_retention_days,
                opts=self._child,
            )
            for log_type in LOG_TYPES
        ]

    def _create_proxy(self, plan: InstancePlan, master: MasterPassword, primary: rds.Instance) -> rds.Proxy:
        settings, wires = self._args.settings, self._args
        return create_proxy(
            self._base,
            ProxyArgs(
                proxy_name=plan.proxy_name,
                log_group_name=plan.proxy_log_group_name,
                subnet_ids=wires.data_subnet_ids,
                group_id=wires.proxy_group_id,
                secret_arn=master.secret_arn,
                secrets_key_arn=wires.secrets_key_arn,
                logs_key_arn=wires.logs_key_arn,
                boundary_arn=wires.boundary_arn,
                instance_identifier=primary.identifier,
                idle_timeout_seconds=settings.proxy_idle_timeout_seconds,
                log_retention_days=settings.log_retention_days,
            ),
            self,
            depends_on=[master.stored],
        )

    def _create_rotation(
        self, plan: InstancePlan, master: MasterPassword, primary: rds.Instance
    ) -> lambda_.Function:
        settings, wires = self._args.settings, self._args
        return create_rotation(
            self._base,
            RotationArgs(
                function_name=plan.rotation_name,
                log_group_name=plan.rotation_log_group_name,
                secret_arn=master.secret_arn,
                secrets_key_arn=wires.secrets_key_arn,
                # By its name: known in a preview, and the role need not wait for the instance.
                instance_arn=pulumi.Output.format(
                    "arn:aws:rds:{0}:{1}:db:{2}", wires.region, wires.account_id, plan.primary.identifier
                ),
                logs_key_arn=wires.logs_key_arn,
                boundary_arn=wires.boundary_arn,
                account_id=wires.account_id,
                days=settings.password_rotation_days,
                log_retention_days=settings.log_retention_days,
            ),
            self,
            depends_on=[master.stored, primary],
        )

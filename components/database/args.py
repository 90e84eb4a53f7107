"""What the database tier is given."""

from dataclasses import dataclass

import pulumi

from settings.database import DatabaseSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseArgs:
    """What the database tier is given: its settings, and wires from other tiers."""

    settings: DatabaseSettings
    data_subnet_ids: list[pulumi.Output[str]]
    """The data subnets, one an Availability Zone."""
    database_group_id: pulumi.Input[str]
    """The security group that lets the application and the proxy in, and nothing else."""
    proxy_group_id: pulumi.Input[str]
    """The security group that lets the application in, and into the database."""
    database_key_arn: pulumi.Input[str]
    """The KMS key of the storage, its snapshots and its Performance Insights."""
    secrets_key_arn: pulumi.Input[str]
    """The KMS key of the master password."""
    logs_key_arn: pulumi.Input[str]
    """The KMS key of the log groups."""
    boundary_arn: pulumi.Input[str]
    """The permission boundary of the tier's roles."""
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]

"""What Athena needs to answer questions about the trail."""

from collections.abc import Sequence
from functools import partial

import pulumi
from pulumi_aws import athena, glue

from components.audit.log_table import (
    COLUMNS,
    INPUT_FORMAT,
    OUTPUT_FORMAT,
    PARTITIONS,
    QUERIES,
    SERIALIZATION_LIBRARY,
    TABLE,
    database_name,
    log_location,
    table_parameters,
)
from settings import aws_facts
from settings.account.audit import AuditSettings
from settings.offer import is_judged

_BYTES_PER_GIB = 1024**3


def create_queries(
    name: str,
    *,
    settings: AuditSettings,
    bucket_name: pulumi.Input[str],
    account_id: pulumi.Input[str],
    key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """Create a workgroup, a table over the log files, and saved queries; return the workgroup's name.

    Athena itself keeps the results, for a day: no bucket of results to clear.
    """
    child = pulumi.ResourceOptions(parent=parent)
    workgroup = athena.Workgroup(
        f"{name}-trail",
        description="Questions about what was done in the account.",
        force_destroy=True,
        configuration=athena.WorkgroupConfigurationArgs(
            enforce_workgroup_configuration=True,
            publish_cloudwatch_metrics_enabled=True,
            bytes_scanned_cutoff_per_query=settings.query_limit_gib * _BYTES_PER_GIB,
            managed_query_results_configuration=athena.WorkgroupConfigurationManagedQueryResultsConfigurationArgs(
                enabled=True,
                encryption_configuration=(
                    athena.WorkgroupConfigurationManagedQueryResultsConfigurationEncryptionConfigurationArgs(
                        kms_key=key_arn
                    )
                ),
            ),
        ),
        opts=child,
    )
    database = glue.CatalogDatabase(
        f"{name}-trail",
        # What people write in SQL.
        name=database_name(pulumi.get_project(), pulumi.get_stack()),
        description="The account's log files.",
        opts=child,
    )
    place = pulumi.Output.all(bucket_name, account_id)
    glue.CatalogTable(
        f"{name}-trail",
        name=TABLE,
        database_name=database.name,
        table_type="EXTERNAL_TABLE",
        parameters=place.apply(partial(_parameters, settings)),
        partition_keys=[
            glue.CatalogTablePartitionKeyArgs(name=column, type=kind) for column, kind in PARTITIONS.items()
        ],
        storage_descriptor=glue.CatalogTableStorageDescriptorArgs(
            location=place.apply(_location),
            input_format=INPUT_FORMAT,
            output_format=OUTPUT_FORMAT,
            columns=[
                glue.CatalogTableStorageDescriptorColumnArgs(name=column, type=kind)
                for column, kind in COLUMNS.items()
            ],
            ser_de_info=glue.CatalogTableStorageDescriptorSerDeInfoArgs(
                serialization_library=SERIALIZATION_LIBRARY,
                parameters={"serialization.format": "1"},
            ),
        ),
        opts=child,
    )
    for role, (description, query) in QUERIES.items():
        athena.NamedQuery(
            f"{name}-{role}",
            description=description,
            workgroup=workgroup.id,
            database=database.name,
            query=query.format(table=TABLE),
            opts=child,
        )
    return workgroup.name


def _parameters(settings: AuditSettings, place: Sequence[str]) -> dict[str, str]:
    bucket_name, account_id = place
    regions = [name for name in aws_facts.regions() if is_judged(name)]
    return table_parameters(bucket_name, account_id, regions=regions, since=settings.queryable_since)


def _location(place: Sequence[str]) -> str:
    bucket_name, account_id = place
    return log_location(bucket_name, account_id)

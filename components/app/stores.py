"""The data stores that the application works with: where they are, and what reaching them takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreWires:
    """What the application is given of each data store, by other tiers."""

    database_endpoint: pulumi.Input[str]
    """Host and port to write to: the proxy's."""
    database_reader_endpoints: Sequence[pulumi.Input[str]]
    """Host and port of each read replica."""
    database_secret_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    """The KMS key of the database's secret."""
    cache_endpoint: pulumi.Input[str]
    cache_reader_endpoint: pulumi.Input[str]
    cache_port: int
    cache_name: pulumi.Input[str]
    """The replication group, which a signed password names."""
    cache_user_name: pulumi.Input[str]
    cache_connect_arns: Sequence[pulumi.Input[str]]
    table_names: Mapping[str, pulumi.Input[str]]
    """By role."""
    table_arns: Sequence[pulumi.Input[str]]
    tables_key_arn: pulumi.Input[str]
    dax_endpoint: pulumi.Input[str] | None
    """None where the settings leave DAX out, as its ARN."""
    dax_arn: pulumi.Input[str] | None
    documents_bucket_name: pulumi.Input[str]
    documents_bucket_arn: pulumi.Input[str]
    storage_key_arn: pulumi.Input[str]
    """The KMS key of the documents, and of the application's own archive."""
    uploads_queue_name: pulumi.Input[str]
    uploads_queue_arn: pulumi.Input[str]
    messages_key_arn: pulumi.Input[str]
    """The KMS key of the queue."""
    customers_key_arn: pulumi.Input[str]
    """The KMS key of what the application seals itself."""


def endpoints(stores: StoreWires) -> dict[str, pulumi.Input[str]]:
    """Return what is known only when its store is there, by the name of the application's variable."""
    readers = [*stores.database_reader_endpoints, stores.database_endpoint]
    return {
        "DATABASE_ENDPOINT": stores.database_endpoint,
        # The last one is for whoever finds no replica: the application then reads where it writes.
        "DATABASE_READER_ENDPOINTS": pulumi.Output.all(*readers).apply(",".join),
        "CACHE_ENDPOINT": pulumi.Output.format("{0}:{1}", stores.cache_endpoint, stores.cache_port),
        "CACHE_READER_ENDPOINT": pulumi.Output.format(
            "{0}:{1}", stores.cache_reader_endpoint, stores.cache_port
        ),
        **({"DAX_ENDPOINT": stores.dax_endpoint} if stores.dax_endpoint is not None else {}),
    }


def names_of_stores(
    stores: StoreWires, *, region: str, account_id: pulumi.Input[str]
) -> dict[str, pulumi.Input[str]]:
    """Return what is known at once, by the name of the application's variable. None of it is a secret."""
    return {
        "DATABASE_SECRET_ARN": stores.database_secret_arn,
        "CACHE_NAME": stores.cache_name,
        "CACHE_USER": stores.cache_user_name,
        **{f"{role.upper()}_TABLE": table for role, table in stores.table_names.items()},
        "DOCUMENTS_BUCKET": stores.documents_bucket_name,
        "UPLOADS_QUEUE_URL": pulumi.Output.format(
            "https://sqs.{0}.amazonaws.com/{1}/{2}", region, account_id, stores.uploads_queue_name
        ),
        "CUSTOMERS_KEY_ARN": stores.customers_key_arn,
    }

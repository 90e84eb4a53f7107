"""What an application instance may do with each data store, as statements of its policy."""

from collections.abc import Iterator

import pulumi

from components.app.stores import StoreWires

_Statement = dict[str, pulumi.Input[object]]

# What the application does with items; a scan of a whole table is nothing for a shop.
READ_ITEMS = ("BatchGetItem", "ConditionCheckItem", "GetItem", "Query")
WRITE_ITEMS = ("BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem")


def store_statements(stores: StoreWires) -> Iterator[_Statement]:
    """Yield what the application needs of each store, and of the key behind it, and nothing of any other."""
    yield from _secret(stores)
    yield {
        "Sid": "ConnectToCache",
        "Effect": "Allow",
        "Action": "elasticache:Connect",
        "Resource": list(stores.cache_connect_arns),
    }
    yield from _tables(stores)
    yield from _documents(stores)
    yield from _uploads(stores)
    yield {
        "Sid": "SealCustomerData",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": stores.customers_key_arn,
        # Only where the request says whose data it is; the key's own policy demands it of everybody.
        "Condition": {"Null": {"kms:EncryptionContext:customer_id": "false"}},
    }


def _secret(stores: StoreWires) -> Iterator[_Statement]:
    yield {
        "Sid": "ReadDatabaseSecret",
        "Effect": "Allow",
        "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        "Resource": stores.database_secret_arn,
    }
    yield {
        "Sid": "DecryptDatabaseSecret",
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": stores.secrets_key_arn,
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
        "Condition": {
            "StringLike": {"kms:ViaService": "secretsmanager.*.amazonaws.com"},
            "StringEquals": {"kms:EncryptionContext:SecretARN": stores.database_secret_arn},
        },
    }


def _tables(stores: StoreWires) -> Iterator[_Statement]:
    actions = [*READ_ITEMS, *WRITE_ITEMS]
    yield {
        "Sid": "UseTables",
        "Effect": "Allow",
        "Action": ["dynamodb:DescribeTable", *(f"dynamodb:{action}" for action in actions)],
        "Resource": [
            resource for arn in stores.table_arns for resource in (arn, pulumi.Output.concat(arn, "/index/*"))
        ],
    }
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    yield {
        "Sid": "DecryptTables",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:DescribeKey"],
        "Resource": stores.tables_key_arn,
        "Condition": {"StringLike": {"kms:ViaService": "dynamodb.*.amazonaws.com"}},
    }
    if stores.dax_arn is not None:
        # DAX reads and writes the tables by a role of its own, so this is what holds the application back.
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.access-control.html
        yield {
            "Sid": "UseDax",
            "Effect": "Allow",
            "Action": [f"dax:{action}" for action in actions],
            "Resource": stores.dax_arn,
        }


def _documents(stores: StoreWires) -> Iterator[_Statement]:
    yield {
        "Sid": "UseDocuments",
        "Effect": "Allow",
        "Action": ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        "Resource": pulumi.Output.concat(stores.documents_bucket_arn, "/*"),
    }
    yield {
        "Sid": "ListDocuments",
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": stores.documents_bucket_arn,
    }
    yield {
        "Sid": "EncryptDocuments",
        "Effect": "Allow",
        # Decrypt for what is uploaded in parts, too; and for the application's own archive.
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": stores.storage_key_arn,
        # The key policy holds the region; here the service is what matters.
        "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
    }


def _uploads(stores: StoreWires) -> Iterator[_Statement]:
    yield {
        "Sid": "WorkOnUploads",
        "Effect": "Allow",
        "Action": [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
        ],
        "Resource": stores.uploads_queue_arn,
    }
    yield {
        "Sid": "DecryptUploads",
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": stores.messages_key_arn,
        "Condition": {"StringLike": {"kms:ViaService": "sqs.*.amazonaws.com"}},
    }

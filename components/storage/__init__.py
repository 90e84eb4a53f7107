"""The storage tier: the buckets of logs, artifacts and documents, and how each private bucket is made."""

from components.storage.policies import Statement
from components.storage.private_bucket import ObjectLock, PrivateBucket, PrivateBucketArgs
from components.storage.replication import REPLICATION_RULE
from components.storage.storage import Storage, StorageArgs

__all__ = [
    "REPLICATION_RULE",
    "ObjectLock",
    "PrivateBucket",
    "PrivateBucketArgs",
    "Statement",
    "Storage",
    "StorageArgs",
]

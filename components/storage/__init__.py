"""The storage tier: the buckets of logs, artifacts and documents, and how each private bucket is made."""

from components.storage.bucket_policy import Statement
from components.storage.private_bucket import ObjectLock, PrivateBucket, PrivateBucketArgs
from components.storage.storage import Storage, StorageArgs

__all__ = ["ObjectLock", "PrivateBucket", "PrivateBucketArgs", "Statement", "Storage", "StorageArgs"]

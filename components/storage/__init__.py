"""The storage tier: the buckets of access logs and artifacts, and how each private bucket is made."""

from components.storage.private_bucket import PrivateBucket, PrivateBucketArgs, Statement
from components.storage.storage import Storage, StorageArgs

__all__ = ["PrivateBucket", "PrivateBucketArgs", "Statement", "Storage", "StorageArgs"]

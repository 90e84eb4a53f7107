"""What belongs to a bucket: its separate parts, its name, and whether access logs are delivered to it."""

from typing import Final

from guardrails.graph import Graph, Referrers, Resource
from guardrails.tokens import BUCKETS, LOAD_BALANCERS, aws, bucket_part
from guardrails.values import plain

# Who delivers access logs to buckets encrypted by SSE-S3 only, and by which property.
_DELIVERERS: Final = (
    (LOAD_BALANCERS, "accessLogs.bucket"),
    (LOAD_BALANCERS, "connectionLogs.bucket"),
    ((aws("elb/loadBalancer"),), "accessLogs.bucket"),
    (bucket_part("Logging"), "targetBucket"),
    (BUCKETS, "logging.targetBucket"),
    (BUCKETS, "loggings.targetBucket"),
)


def parts_of(graph: Graph, bucket: Resource, name: str) -> Referrers:
    """Return the separate resources of a bucket: `parts_of(graph, bucket, "Versioning")`."""
    return graph.referrers(bucket, bucket_part(name), "bucket", BUCKETS)


def bucket_name(bucket: Resource) -> str | None:
    """Return a bucket's name, or None where only an `up` would know it."""
    name = plain(bucket.value("bucket"))
    return name if isinstance(name, str) else None


def takes_access_logs(graph: Graph, bucket: Resource) -> bool:
    """Tell whether load balancers or other buckets deliver their access logs to a bucket."""
    for tokens, path in _DELIVERERS:
        found = graph.referrers(bucket, tokens, path, BUCKETS)
        if any(one.urn != bucket.urn for one in (*found.sure, *found.maybe)):
            return True
    return False

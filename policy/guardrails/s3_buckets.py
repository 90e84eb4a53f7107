"""What belongs to a bucket: its separate parts, its name, and whether access logs are delivered to it."""

from typing import Any, Final

from guardrails.graph import Graph, Referrers, Resource
from guardrails.tokens import BUCKETS, LOAD_BALANCERS, aws, bucket_part
from guardrails.values import at, items, plain

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


def is_copy(graph: Graph, bucket: Resource) -> bool:
    """Tell whether another bucket of the stack is copied to a bucket."""
    return bucket.urn in graph.derive(_copies)


def _named(bucket: Any) -> Any:
    """Return the name that a bucket's ARN ends in: in a first preview the name is known and the ARN is not."""
    return bucket.rpartition(":::")[2] if isinstance(bucket, str) else bucket


def _copies(graph: Graph) -> frozenset[str]:
    found: set[str] = set()
    for config in graph.of_type(aws("s3/bucketReplicationConfig")):
        targets = [_named(plain(at(rule, "destination.bucket"))) for rule in items(config.inputs, "rules")]
        found.update(one.urn for one in graph.resolve(config, "rules", targets, *BUCKETS).resources)
    return frozenset(found)

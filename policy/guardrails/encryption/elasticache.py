"""ElastiCache: caches are encrypted at rest and on the way."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import customer_key, switch
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import at, plain

_GROUPS: Final = (aws("elasticache/replicationGroup"),)
_TLS_RISK: Final = "Whoever listens inside of the VPC reads sessions, passwords and data."


def _at_rest(group: Resource) -> Iterator[Problem]:
    """Judge a replication group: Valkey is encrypted unless told otherwise, Redis is not."""
    if at(group.inputs, "globalReplicationGroupId") is not None:
        return  # a secondary takes its encryption from the primary
    is_valkey = plain(at(group.inputs, "engine")) == "valkey"
    yield from switch(group.inputs, "atRestEncryptionEnabled", wanted=True, default=is_valkey)


def _key(cache: Resource) -> Iterator[Problem]:
    """Judge what is encrypted; a serverless cache always is."""
    if cache.type not in _GROUPS or not [one for one in _at_rest(cache) if not one.undecided]:
        yield from customer_key(cache.inputs, "kmsKeyId")


def _in_transit(group: Resource) -> Iterator[Problem]:
    if at(group.inputs, "globalReplicationGroupId") is None:
        yield from switch(group.inputs, "transitEncryptionEnabled", wanted=True, default=False)


def _cluster_in_transit(cluster: Resource) -> Iterator[Problem]:
    if at(cluster.inputs, "replicationGroupId") is None:  # else the replication group is judged
        yield from switch(cluster.inputs, "transitEncryptionEnabled", wanted=True, default=False)


RULES: Final = (
    ResourceRule(
        id="elasticache-replication-group-encrypted",
        applies_to=_GROUPS,
        statement="ElastiCache replication groups are encrypted at rest.",
        risk="Whoever gets hold of the storage or a backup reads what the cache holds.",
        remediation="Pass at_rest_encryption_enabled=True to elasticache.ReplicationGroup",
        severity="high",
        topics=("encryption",),
        url=security_hub("ElastiCache.4"),
        controls=("FSBP ElastiCache.4", "Checkov CKV_AWS_29", "cdk-nag AwsSolutions-AEC3"),
        guards_data=True,
        check=_at_rest,
    ),
    ResourceRule(
        id="elasticache-replication-group-tls",
        applies_to=_GROUPS,
        statement="ElastiCache replication groups speak TLS.",
        risk=_TLS_RISK,
        remediation="Pass transit_encryption_enabled=True to elasticache.ReplicationGroup",
        severity="high",
        topics=("encryption",),
        url=security_hub("ElastiCache.5"),
        controls=("FSBP ElastiCache.5", "Checkov CKV_AWS_30", "cdk-nag AwsSolutions-AEC3"),
        guards_data=True,
        check=_in_transit,
    ),
    ResourceRule(
        id="elasticache-customer-key",
        applies_to=(*_GROUPS, aws("elasticache/serverlessCache")),
        statement="ElastiCache data is encrypted with a customer managed KMS key.",
        risk="Access to the data cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass kms_key_id=<key ARN>",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
        controls=("Checkov CKV_AWS_191",),
        guards_data=True,
        check=_key,
    ),
    ResourceRule(
        id="elasticache-cluster-tls",
        applies_to=(aws("elasticache/cluster"),),
        statement="ElastiCache clusters without a replication group speak TLS.",
        risk=_TLS_RISK,
        remediation=(
            "Pass transit_encryption_enabled=True to elasticache.Cluster (Memcached), or use "
            "elasticache.ReplicationGroup"
        ),
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
        guards_data=True,
        check=_cluster_in_transit,
    ),
)

"""The kinds of data that have a key of their own: where the key lies, and which services use it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from components.keys import by_aws
from components.keys.by_aws import Statement

Domain = Literal[
    "logs",
    "storage",
    "database",
    "secrets",
    "compute",
    "cache",
    "tables",
    "messages",
    "customers",
    "audit",
    "backup",
    "edge-logs",
    "edge-messages",
    "storage-replica",
    "backup-replica",
]
Place = Literal["stack", "edge", "recovery"]
"""The stack's region, us-east-1 for what belongs to CloudFront, or the region of the copies."""

USE: Final = by_aws.USE

# AWS Backup's roles use a vault's key through the service whose backups it holds; a vault's owner lets AWS
# Backup keep the use of it, by a grant. A copy in another region is encrypted with the key of its vault.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html and
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
_BACKED_UP: Final = ("backup", "dynamodb", "ec2", "rds")


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyDomain:
    """A kind of data with a key of its own."""

    description: str
    services: tuple[str, ...] = ()
    """The services through which the account's IAM may use the key (`kms:ViaService`)."""
    grants: bool = False
    """Whether these services keep the use of the key, by a grant, for as long as their resource lives."""
    by_aws: tuple[Callable[[str, str], Iterator[Statement]], ...] = ()
    """What AWS does with the key without a caller of the account, from account id and the key's region."""
    seals_for: str | None = None
    """What the encryption context must name, where the account's IAM may ask the key for data keys itself."""
    place: Place = "stack"
    """Where the key lies: a service uses keys of its own region only."""


DOMAINS: Final[dict[Domain, KeyDomain]] = {
    "logs": KeyDomain(description="Log groups", by_aws=(by_aws.cloudwatch_logs,)),
    "storage": KeyDomain(description="Buckets", services=("s3",), by_aws=(by_aws.cloudfront,)),
    "database": KeyDomain(description="Databases", services=("rds",), grants=True),
    "secrets": KeyDomain(description="Secrets", services=("secretsmanager",)),
    "compute": KeyDomain(
        description="Volumes", services=("ec2",), grants=True, by_aws=(by_aws.auto_scaling,)
    ),
    # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
    "cache": KeyDomain(description="Caches", services=("elasticache",), grants=True),
    # DAX is no user of it: it encrypts with its service's default key and no other.
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html
    "tables": KeyDomain(description="Tables", services=("dynamodb",), grants=True, by_aws=(by_aws.dynamodb,)),
    "messages": KeyDomain(
        description="Topics and queues",
        services=("sns", "sqs"),
        by_aws=(by_aws.alarms, by_aws.event_rules, by_aws.buckets, by_aws.topics, by_aws.budgets),
    ),
    # No service stores it in clear: what the application gives away is encrypted already.
    "customers": KeyDomain(description="Sealed customer data", seals_for="customer_id"),
    "audit": KeyDomain(description="Audit logs", services=("s3",), by_aws=(by_aws.log_delivery,)),
    "backup": KeyDomain(description="Backups", services=_BACKED_UP, grants=True),
    "edge-logs": KeyDomain(
        description="Log groups of the edge", by_aws=(by_aws.cloudwatch_logs,), place="edge"
    ),
    "edge-messages": KeyDomain(
        description="Topics and queues of the edge",
        services=("sns", "sqs"),
        by_aws=(by_aws.alarms, by_aws.event_rules),
        place="edge",
    ),
    "storage-replica": KeyDomain(description="Copies of buckets", services=("s3",), place="recovery"),
    "backup-replica": KeyDomain(
        description="Copies of backups", services=_BACKED_UP, grants=True, place="recovery"
    ),
}

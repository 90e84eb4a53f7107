"""What AWS, or pulumi-aws, does not delete without a further word: protected, not empty, without a last snapshot."""

from collections.abc import Mapping
from typing import Any, Final

from stagecraft import wire
from stagecraft.sandbox.cloud import Cloud, Kept
from stagecraft.sandbox.provider.in_use import refuse_used
from stagecraft.sandbox.provider.refusals import Refusal, api_error, is_true
from stagecraft.simulated.aws import aliases

# type -> the property that protects it (and the value that does), AWS's operation, code and words
PROTECTED: Final[Mapping[str, tuple[str, Any, str, str, str]]] = {
    "aws:cognito/userPool:UserPool": (
        "deletionProtection", "ACTIVE", "Cognito Identity Provider: DeleteUserPool", "InvalidParameterException",
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be "
        "inactivated first.",
    ),
    "aws:docdb/cluster:Cluster": (
        "deletionProtection", True, "DocDB: DeleteDBCluster", "InvalidParameterCombination",
        "Cannot delete protected Cluster, please disable deletion protection and try again.",
    ),
    "aws:dynamodb/table:Table": (
        "deletionProtectionEnabled", True, "DynamoDB: DeleteTable", "ValidationException",
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection "
        "first.",
    ),
    "aws:ec2/instance:Instance": (
        "disableApiTermination", True, "EC2: TerminateInstances", "OperationNotPermitted",
        "The instance may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.",
    ),
    "aws:lb/loadBalancer:LoadBalancer": (
        "enableDeletionProtection", True, "Elastic Load Balancing v2: DeleteLoadBalancer", "OperationNotPermitted",
        "Load balancer cannot be deleted because deletion protection is enabled",
    ),
    "aws:neptune/cluster:Cluster": (
        "deletionProtection", True, "Neptune: DeleteDBCluster", "InvalidParameterCombination",
        "Cannot delete protected Cluster, please disable deletion protection and try again.",
    ),
    "aws:rds/cluster:Cluster": (
        "deletionProtection", True, "RDS: DeleteDBCluster", "InvalidParameterCombination",
        "Cannot delete protected Cluster, please disable deletion protection and try again.",
    ),
    "aws:rds/globalCluster:GlobalCluster": (
        "deletionProtection", True, "RDS: DeleteGlobalCluster", "InvalidParameterCombination",
        "Cannot delete protected Global Cluster, please disable deletion protection and try again.",
    ),
    "aws:rds/instance:Instance": (
        "deletionProtection", True, "RDS: DeleteDBInstance", "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    ),
}  # fmt: skip
_SNAPSHOT: Final = "finalSnapshotIdentifier is required when skipFinalSnapshot is false"
# Databases that pulumi-aws deletes only when it is told what to do about a last snapshot.
_LAST_SNAPSHOT: Final = frozenset(
    {
        "aws:docdb/cluster:Cluster",
        "aws:neptune/cluster:Cluster",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:redshift/cluster:Cluster",
    }
)
# type -> the flag that empties it first, AWS's operation, status and code, what lies in it
_HOLDERS: Final[Mapping[str, tuple[str, str, int, str, str]]] = {
    "aws:backup/vault:Vault": (
        "forceDestroy", "Backup: DeleteBackupVault", 400, "InvalidRequestException",
        "Backup vault cannot be deleted because it contains recovery points.",
    ),
    "aws:ecr/repository:Repository": (
        "forceDelete", "ECR: DeleteRepository", 400, "RepositoryNotEmptyException",
        "The repository cannot be deleted because it still contains images",
    ),
    "aws:s3/bucket:Bucket": (
        "forceDestroy", "S3: DeleteBucket", 409, "BucketNotEmpty",
        "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
    ),
    "aws:s3/directoryBucket:DirectoryBucket": (
        "forceDestroy", "S3: DeleteBucket", 409, "BucketNotEmpty", "The bucket you tried to delete is not empty",
    ),
}  # fmt: skip
# Parts of these types lie in others of the same account, and count as what these hold.
_PARTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "aws:s3/bucket:Bucket": (
        "bucket",
        (
            "aws:s3/bucketObject:BucketObject",
            "aws:s3/bucketObjectv2:BucketObjectv2",
            "aws:s3/objectCopy:ObjectCopy",
        ),
    ),
    "aws:route53/zone:Zone": ("zoneId", ("aws:route53/record:Record",)),
}


def refuse_kept(cloud: Cloud, kept: Kept, state: Mapping[str, Any]) -> None:
    """Refuse to delete what is protected, used by others or not empty.

    Args:
        cloud: what else exists.
        kept: the resource as AWS has it.
        state: its outputs as the engine has them, in which pulumi-aws looks for its own flags.

    Raises:
        Refusal: it stays.
    """
    for check in (_protected, _without_snapshot, _not_empty):
        check(cloud, kept, state)
    refuse_used(cloud, kept)


def _protected(_: Cloud, kept: Kept, state: Mapping[str, Any]) -> None:
    del state
    found = PROTECTED.get(_canonical(kept))
    if found and wire.unwrap(kept.outputs.get(found[0])) == found[1]:
        property_, value, operation, code, message = found
        del value
        raise api_error(_deleting(kept), operation, 400, code, f"{message} ({property_})")


def _without_snapshot(_: Cloud, kept: Kept, state: Mapping[str, Any]) -> None:
    if _canonical(kept) not in _LAST_SNAPSHOT or is_true(state.get("skipFinalSnapshot")):
        return
    # A read replica is deleted without one: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
    if not wire.unwrap(state.get("finalSnapshotIdentifier")) and not wire.unwrap(
        state.get("replicateSourceDb")
    ):
        raise Refusal(f"{_deleting(kept)}: {_SNAPSHOT}")


def _not_empty(cloud: Cloud, kept: Kept, state: Mapping[str, Any]) -> None:
    canonical = _canonical(kept)
    if canonical == "aws:route53/zone:Zone" and not is_true(state.get("forceDestroy")):
        if _parts(cloud, kept):
            message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted."
            raise api_error(_deleting(kept), "Route 53: DeleteHostedZone", 400, "HostedZoneNotEmpty", message)
        return
    found = _HOLDERS.get(canonical)
    if found and not is_true(state.get(found[0])) and (kept.objects or _parts(cloud, kept)):
        flag, operation, status, code, message = found
        raise api_error(_deleting(kept), operation, status, code, f"{message} ({flag} is not set)")


def _parts(cloud: Cloud, kept: Kept) -> list[Kept]:
    property_, types = _PARTS.get(_canonical(kept), ("", ()))
    users = cloud.mentioning(kept.id, types, account=kept.account) if types else ()
    return [user for user in users if wire.unwrap(user.outputs.get(property_)) == kept.id]


def _canonical(kept: Kept) -> str:
    return aliases.canonical(kept.type) if kept.type.startswith("aws:") else kept.type


def _deleting(kept: Kept) -> str:
    return f"deleting {kept.type.rpartition(':')[2]} ({kept.id})"

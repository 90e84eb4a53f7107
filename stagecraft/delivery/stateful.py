"""Which resource types hold state that a new resource would not have, and what a plan would lose of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from guardrails.data_stores import DATA_STORES

from stagecraft.engine.steps import DELETING, Step

# Types of the data stores' table that only lead to data: the data outlives them.
_ONLY_LEAD_TO_DATA: Final = frozenset(
    {
        "aws:rds/proxy:Proxy",
        "aws:rds/proxyEndpoint:ProxyEndpoint",
        "aws:efs/mountTarget:MountTarget",
        "aws:dax/cluster:Cluster",
        "aws:dms/replicationInstance:ReplicationInstance",
        "aws:dms/replicationConfig:ReplicationConfig",
        "aws:dms/instanceProfile:InstanceProfile",
        "aws:elasticsearch/vpcEndpoint:VpcEndpoint",
        "aws:msk/vpcConnection:VpcConnection",
        "aws:neptunegraph/privateGraphEndpoint:PrivateGraphEndpoint",
        "aws:opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint",
        "aws:opensearch/vpcEndpoint:VpcEndpoint",
        "aws:redshift/endpointAccess:EndpointAccess",
        "aws:redshiftserverless/endpointAccess:EndpointAccess",
        "aws:redshiftserverless/workgroup:Workgroup",
        "aws:s3/filesMountTarget:FilesMountTarget",
    }
)

_DATA: Final = "its data is lost"
_KEY: Final = "whatever it encrypts can never be read again"
_SECRET: Final = "its value is lost, and every reader of the old one breaks"  # noqa: S105 - a reason
_USERS: Final = "its users, their passwords and their second factors are lost"
_EVIDENCE: Final = "what it has recorded is lost"
_BACKUPS: Final = "it holds backups, which may be the last copy"
_MESSAGES: Final = "messages that nobody has taken yet are lost"
_ADDRESS: Final = "its address is given back to AWS, and whoever allows or uses it breaks"
_NAMES: Final = "its name servers and records are lost, so the domain stops answering"
_IMAGES: Final = "the images or packages in it are lost, so nothing that runs them can start again"
_IDENTITY: Final = "what it has certified or signed is no longer vouched for"

# Types that hold state beside the data stores inside a VPC, and what a replacement or a deletion loses.
_FURTHER: Final = {
    _DATA: (
        "aws:dynamodb/globalTable:GlobalTable",
        "aws:dynamodb/table:Table",
        "aws:dynamodb/tableReplica:TableReplica",
        "aws:ebs/volume:Volume",
        "aws:ebs/snapshot:Snapshot",
        "aws:ebs/snapshotCopy:SnapshotCopy",
        "aws:ebs/snapshotImport:SnapshotImport",
        "aws:efs/fileSystem:FileSystem",
        "aws:fsx/ontapStorageVirtualMachine:OntapStorageVirtualMachine",
        "aws:fsx/ontapVolume:OntapVolume",
        "aws:fsx/openZfsVolume:OpenZfsVolume",
        "aws:keyspaces/keyspace:Keyspace",
        "aws:keyspaces/table:Table",
        "aws:lightsail/bucket:Bucket",
        "aws:lightsail/database:Database",
        "aws:lightsail/disk:Disk",
        "aws:neptunegraph/graph:Graph",
        "aws:opensearch/serverlessCollection:ServerlessCollection",
        "aws:qldb/ledger:Ledger",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:docdb/globalCluster:GlobalCluster",
        "aws:redshiftserverless/namespace:Namespace",
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketV2:BucketV2",
        "aws:s3/directoryBucket:DirectoryBucket",
        "aws:s3tables/table:Table",
        "aws:s3tables/tableBucket:TableBucket",
        "aws:s3/vectorsVectorBucket:VectorsVectorBucket",
        "aws:timestreamwrite/database:Database",
        "aws:timestreamwrite/table:Table",
        "aws:workspaces/workspace:Workspace",
    ),
    _BACKUPS: (
        "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault",
        "aws:backup/vault:Vault",
        "aws:docdb/clusterSnapshot:ClusterSnapshot",
        "aws:neptune/clusterSnapshot:ClusterSnapshot",
        "aws:rds/clusterSnapshot:ClusterSnapshot",
        "aws:rds/snapshot:Snapshot",
        "aws:rds/snapshotCopy:SnapshotCopy",
        "aws:redshift/clusterSnapshot:ClusterSnapshot",
    ),
    _KEY: (
        "aws:kms/externalKey:ExternalKey",
        "aws:kms/key:Key",
        "aws:kms/replicaKey:ReplicaKey",
        "aws:kms/replicaExternalKey:ReplicaExternalKey",
        "aws:paymentcryptography/key:Key",
    ),
    _SECRET: (
        "aws:secretsmanager/secret:Secret",
        "aws:iam/accessKey:AccessKey",
        "aws:ec2/keyPair:KeyPair",
    ),
    _USERS: (
        "aws:cognito/identityPool:IdentityPool",
        "aws:cognito/userPool:UserPool",
        "aws:cognito/userPoolDomain:UserPoolDomain",
        "aws:identitystore/user:User",
    ),
    _EVIDENCE: (
        "aws:cloudtrail/eventDataStore:EventDataStore",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:securitylake/dataLake:DataLake",
    ),
    _MESSAGES: (
        "aws:kinesis/stream:Stream",
        "aws:sqs/queue:Queue",
    ),
    _ADDRESS: ("aws:ec2/eip:Eip",),
    _NAMES: ("aws:route53/zone:Zone",),
    _IMAGES: (
        "aws:codeartifact/repository:Repository",
        "aws:codecommit/repository:Repository",
        "aws:ec2/ami:Ami",
        "aws:ec2/amiCopy:AmiCopy",
        "aws:ecr/repository:Repository",
        "aws:ecrpublic/repository:Repository",
    ),
    _IDENTITY: (
        "aws:acmpca/certificateAuthority:CertificateAuthority",
        "aws:signer/signingProfile:SigningProfile",
    ),
}

# What a replacement or a deletion of a type loses, by type.
STATEFUL: Final = {
    **{token: _DATA for token in DATA_STORES if token not in _ONLY_LEAD_TO_DATA},
    **{token: why for why, tokens in _FURTHER.items() for token in tokens},
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A stateful resource that a plan replaces or deletes, and the properties that force it."""

    urn: str
    type: str
    replaced: bool
    forced_by: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        name = self.urn.rpartition("::")[2]
        if self.replaced:
            cause = (
                f"replaced, forced by {', '.join(self.forced_by) or 'the provider, which names no property'}"
            )
        else:
            cause = "deleted"
        return (
            f"{name} ({self.type}) would be {cause}: {self.why}; keep it as it is, "
            f"or allow it with --allow-replace '{self.urn}'"
        )


def losses(steps: Iterable[Step], allowed: Collection[str] = ()) -> list[Loss]:
    """Return the stateful resources that steps replace or delete, but for the allowed URNs.

    A read replica holds a copy, so its loss is none. A resource that AWS keeps (`retainOnDelete`) is lost to
    the program, so it counts.
    """
    steps = list(steps)
    forced = {
        step.urn: step.keys for step in steps if step.op in ("replace", "create-replacement") and step.keys
    }
    replaced = {step.urn for step in steps if step.op in ("replace", "create-replacement")}
    found: dict[str, Loss] = {}
    for step in steps:
        if step.type in STATEFUL and step.urn not in allowed and _loses(step):
            found[step.urn] = Loss(
                step.urn,
                step.type,
                step.urn in replaced or step.op == "delete-replaced",
                forced.get(step.urn, step.keys),
                STATEFUL[step.type],
            )
    return list(found.values())


def _loses(step: Step) -> bool:
    if step.old.get("external"):  # it was only read; a deletion does nothing to it
        return False
    if (step.old.get("inputs") or {}).get("replicateSourceDb"):
        return False
    return step.op in DELETING or step.op in ("replace", "create-replacement")


def unused(steps: Iterable[Step], allowed: Iterable[str]) -> list[str]:
    """Return the allowed URNs that no step replaces or deletes: mistyped ones, or left over."""
    lost = {step.urn for step in steps if _loses(step)}
    return [urn for urn in allowed if urn not in lost]

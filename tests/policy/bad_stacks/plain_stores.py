"""Data stores that are not encrypted, each in the way of its service."""

import sound
from pulumi_aws import ebs, efs, kinesis, opensearch, redshift, sns

key = sound.key()
logs = sound.logs(key)
net = sound.network("main", "10.0", logs)
group = sound.group("stores", net.vpc)
ebs.Volume("disk", availability_zone="eu-west-1a", size=10)
files = efs.FileSystem("files", encrypted=False)
efs.BackupPolicy(
    "files", file_system_id=files.id, backup_policy=efs.BackupPolicyBackupPolicyArgs(status="ENABLED")
)
sns.Topic("news")
kinesis.Stream("clicks", shard_count=1, retention_period=168)
subnets = redshift.SubnetGroup("warehouse", subnet_ids=[one.id for one in net.private])
redshift.Cluster(
    "warehouse",
    cluster_identifier="warehouse",
    node_type="ra3.large",
    number_of_nodes=2,
    encrypted="false",
    publicly_accessible=False,
    multi_az=True,
    enhanced_vpc_routing=True,
    manage_master_password=True,
    master_password_secret_kms_key_id=key.arn,
    master_username="warehouse_owner",
    database_name="sales",
    automated_snapshot_retention_period=7,
    cluster_subnet_group_name=subnets.name,
    vpc_security_group_ids=[group.id],
    skip_final_snapshot=False,
    final_snapshot_identifier="warehouse-last",
)
opensearch.Domain(
    "search",
    encrypt_at_rest=opensearch.DomainEncryptAtRestArgs(enabled=False),
    vpc_options=opensearch.DomainVpcOptionsArgs(
        subnet_ids=[one.id for one in net.private], security_group_ids=[group.id]
    ),
)
sound.backups(key)

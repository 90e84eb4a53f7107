"""Resources that keep every rule: what a bad program takes what is not bad from."""

import json
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import backup, ec2, iam, kms, rds, s3
from pulumi_aws import vpc as vpc_rules

ACCOUNT = "123456789012"
REGION = "eu-west-1"
ZONES = (f"{REGION}a", f"{REGION}b")


OWNER = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
SERVICES = [
    f"{one}.{REGION}.amazonaws.com" for one in ("s3", "rds", "ec2", "lambda", "secretsmanager", "backup")
]
KEY_STATEMENTS: tuple[dict[str, Any], ...] = (
    {
        "Sid": "Administration",
        "Effect": "Allow",
        "Principal": OWNER,
        "Action": [
            "kms:Create*",
            "kms:Describe*",
            "kms:Get*",
            "kms:List*",
            "kms:PutKeyPolicy",
            "kms:Schedule*",
        ],
        "Resource": "*",
    },
    {
        "Sid": "Use",
        "Effect": "Allow",
        "Principal": OWNER,
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:ViaService": SERVICES, "kms:CallerAccount": ACCOUNT}},
    },
)


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def key(name: str = "data") -> kms.Key:
    """Return a key that the account administers, and that services use for it."""
    return kms.Key(name, enable_key_rotation=True, policy=document(*KEY_STATEMENTS))


def bucket(name: str, sse_key: kms.Key, *, logs: "s3.Bucket | None" = None) -> s3.Bucket:
    """Return a bucket that nobody reads from outside, and that keeps what is overwritten."""
    made = s3.Bucket(name)
    s3.BucketPublicAccessBlock(
        name,
        bucket=made.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    guard(name, made, sse_key, logs or made)
    s3.BucketPolicy(name, bucket=made.bucket, policy=made.arn.apply(tls_only))
    return made


def logs(sse_key: kms.Key) -> s3.Bucket:
    """Return a bucket for logs, whose readers are recorded in a second one."""
    return bucket("logs", sse_key, logs=bucket("access-logs", sse_key))


def guard(name: str, made: s3.Bucket, sse_key: kms.Key, logs: s3.Bucket) -> None:
    """Encrypt a bucket, keep its versions for a while, and record who reads it."""
    encryption = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms", kms_master_key_id=sse_key.arn
    )
    s3.BucketServerSideEncryptionConfiguration(
        name,
        bucket=made.bucket,
        rules=[
            s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=encryption, bucket_key_enabled=True
            )
        ],
    )
    s3.BucketVersioning(
        name,
        bucket=made.bucket,
        versioning_configuration=s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
    )
    expire = s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=30)
    abort = s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(days_after_initiation=7)
    s3.BucketLifecycleConfiguration(
        name,
        bucket=made.bucket,
        rules=[
            s3.BucketLifecycleConfigurationRuleArgs(
                id="old",
                status="Enabled",
                filter=s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                noncurrent_version_expiration=expire,
                abort_incomplete_multipart_upload=abort,
            )
        ],
    )
    if logs is not made:
        s3.BucketLogging(name, bucket=made.bucket, target_bucket=logs.bucket, target_prefix=f"{name}/")


def deny_without_tls(arn: str) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def tls_only(arn: str) -> str:
    return document(deny_without_tls(arn))


def role(name: str, service: str) -> iam.Role:
    """Return a role of a service, with a boundary."""
    trust: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if service == "ecs-tasks.amazonaws.com":
        trust["Condition"] = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    return iam.Role(name, assume_role_policy=document(trust), permissions_boundary=boundary)


@dataclass(frozen=True)
class Network:
    """A VPC with two public and two private subnets, and a default group that lets nothing through."""

    vpc: ec2.Vpc
    gateway: ec2.InternetGateway
    public: list[ec2.Subnet]
    private: list[ec2.Subnet]
    private_table: ec2.RouteTable


def network(name: str, prefix: str, flow_logs: s3.Bucket, *, acl: str = "10.0.0.0/8") -> Network:
    vpc = ec2.Vpc(name, cidr_block=f"{prefix}.0.0/16", enable_dns_support=True, enable_dns_hostnames=True)
    ec2.DefaultSecurityGroup(name, vpc_id=vpc.id, ingress=[], egress=[])
    ec2.FlowLog(
        name, vpc_id=vpc.id, traffic_type="ALL", log_destination_type="s3", log_destination=flow_logs.arn
    )
    gateway = ec2.InternetGateway(name, vpc_id=vpc.id)
    out = ec2.RouteTable(f"{name}-public", vpc_id=vpc.id)
    ec2.Route(
        f"{name}-public", route_table_id=out.id, destination_cidr_block="0.0.0.0/0", gateway_id=gateway.id
    )
    inside = ec2.RouteTable(f"{name}-private", vpc_id=vpc.id)
    public = [_subnet(f"{name}-public-{n}", vpc, f"{prefix}.{n}.0/24", n, out) for n in (0, 1)]
    private = [_subnet(f"{name}-private-{n}", vpc, f"{prefix}.{n + 10}.0/24", n, inside) for n in (0, 1)]
    every = {"protocol": "-1", "action": "allow", "from_port": 0, "to_port": 0, "cidr_block": acl}
    ec2.NetworkAcl(
        name,
        vpc_id=vpc.id,
        subnet_ids=[one.id for one in private],
        ingress=[ec2.NetworkAclIngressArgs(rule_no=100, **every)],
        egress=[ec2.NetworkAclEgressArgs(rule_no=100, **every)],
    )
    return Network(vpc, gateway, public, private, inside)


def _subnet(name: str, vpc: ec2.Vpc, cidr: str, zone: int, table: ec2.RouteTable) -> ec2.Subnet:
    made = ec2.Subnet(name, vpc_id=vpc.id, cidr_block=cidr, availability_zone=ZONES[zone])
    ec2.RouteTableAssociation(name, subnet_id=made.id, route_table_id=table.id)
    return made


def group(name: str, vpc: ec2.Vpc) -> ec2.SecurityGroup:
    """Return a group that lets nothing in or out."""
    return ec2.SecurityGroup(name, vpc_id=vpc.id, description=f"What {name} accepts", ingress=[], egress=[])


def admit(made: ec2.SecurityGroup, name: str, port: int, *, block: pulumi.Input[str]) -> None:
    """Let a block in on one port."""
    vpc_rules.SecurityGroupIngressRule(
        name,
        security_group_id=made.id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_ipv4=block,
        description=f"{name} on {port}",
    )


def database(
    name: str, net: Network, guard_group: ec2.SecurityGroup, sse_key: kms.Key, **more: Any
) -> rds.Instance:
    """Return a PostgreSQL database that keeps every rule, but for what `more` says."""
    subnets = rds.SubnetGroup(name, subnet_ids=[one.id for one in net.private])
    parameters = rds.ParameterGroup(
        name,
        family="postgres17",
        parameters=[rds.ParameterGroupParameterArgs(name="rds.force_ssl", value="1")],
    )
    sound: dict[str, Any] = {
        "engine": "postgres",
        "engine_version": "17.6",
        "instance_class": "db.m7g.large",
        "allocated_storage": 100,
        "username": "shop_admin",
        "manage_master_user_password": True,
        "master_user_secret_kms_key_id": sse_key.arn,
        "db_subnet_group_name": subnets.name,
        "vpc_security_group_ids": [guard_group.id],
        "parameter_group_name": parameters.name,
        "publicly_accessible": False,
        "storage_encrypted": True,
        "kms_key_id": sse_key.arn,
        "multi_az": True,
        "deletion_protection": True,
        "skip_final_snapshot": False,
        "final_snapshot_identifier": f"{name}-last",
        "backup_retention_period": 7,
        "copy_tags_to_snapshot": True,
        "auto_minor_version_upgrade": True,
        "iam_database_authentication_enabled": True,
        "enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"],
        "performance_insights_enabled": True,
        "performance_insights_kms_key_id": sse_key.arn,
        "monitoring_interval": 60,
        "monitoring_role_arn": role(f"{name}-monitoring", "monitoring.rds.amazonaws.com").arn,
    }
    return rds.Instance(name, **{**sound, **more})


def backups(sse_key: kms.Key) -> None:
    """Back up everything each night into a vault that is locked."""
    vault = backup.Vault("nightly", kms_key_arn=sse_key.arn)
    backup.VaultLockConfiguration(
        "nightly", backup_vault_name=vault.name, min_retention_days=7, max_retention_days=365
    )
    rule = backup.PlanRuleArgs(
        rule_name="nightly",
        target_vault_name=vault.name,
        schedule="cron(0 3 * * ? *)",
        lifecycle=backup.PlanRuleLifecycleArgs(delete_after=35),
    )
    plan = backup.Plan("nightly", rules=[rule])
    backup.Selection(
        "everything",
        plan_id=plan.id,
        iam_role_arn=role("backup", "backup.amazonaws.com").arn,
        resources=["*"],
    )

"""Each protection of the shop is taken away in a copy of its source: the preview stops it and says the fix.

One run of the real command breaks several things at once, and its mandatory findings are exactly theirs: so
each is found, and none is found by the way.
"""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("stagecraft")

MAIN = "__main__.py"
ALERTS = "components/alerts/alerts.py"
TOPIC_POLICY = "components/alerts/topic_policy.py"
APP = "components/app/launch.py"
BALANCER = "components/app/load_balancer.py"
CACHE = "components/cache/cache.py"
CACHE_LOGS = "components/cache/cache_logs.py"
DATABASE = "components/database/database.py"
PASSWORD = "components/database/master_password.py"
PROXY = "components/database/proxy.py"
ROTATION = "components/database/rotation.py"
QUERY_LOGS = "components/edge/query_logs.py"
WAF_LOGS = "components/firewall/waf_logs.py"
KEYS = "components/keys/keys.py"
BY_AWS = "components/keys/by_aws.py"
ACLS = "components/network/acl_plan.py"
FLOW_LOGS = "components/network/flow_logs.py"
NETWORK = "components/network/network.py"
EVENT_RULES = "components/operations/rules.py"
RECOVERY = "components/recovery/recovery.py"
CHAIN = "components/security/security_chain.py"
BUCKET = "components/storage/private_bucket.py"
STORAGE = "components/storage/storage.py"
DOCUMENTS = "components/storage/documents.py"
ACCESS_POINTS = "components/storage/access_points.py"
POLICIES = "components/storage/policies.py"
REPLICATION = "components/storage/replication.py"
UPLOADS = "components/storage/uploads.py"
SYSTEMS_MANAGER = "components/systems_manager/systems_manager.py"
ACCELERATOR = "components/tables/accelerator.py"
TABLES = "components/tables/tables.py"
DISTRIBUTION = "components/web/distribution.py"
VPC_ORIGIN = "components/web/vpc_origin.py"
WEB = "components/web/static_web.py"

ENCRYPTED = "storage_encrypted=True"
PRIVATE = "settings=settings.database,\n        data_subnet_ids=network.data_subnet_ids"
BUCKETS = "shop-access-logs shop-artifacts shop-audit-logs shop-documents shop-documents-replica shop-site"
ALERT_TOPICS = "shop-alerts shop-edge-alerts"
UNTOLD = "shop-untold shop-edge-untold"
UPLOAD_QUEUES = "shop-uploads shop-uploads-dead-letters"


@dataclass(frozen=True)
class Break:
    """A change of the source, and what the gate says of it."""

    file: str
    old: str
    new: str
    rule: str = ""
    """Empty where only this and another change together break a rule."""
    resources: str = ""
    also: tuple[tuple[str, str], ...] = ()
    """Further rules that find it, each with its resources."""

    @property
    def findings(self) -> set[tuple[str, str]]:
        """What the gate says: rules and names of resources."""
        told = ((self.rule, self.resources), *self.also)
        return {(rule, name) for rule, resources in told for name in resources.split()}


PUBLIC_LOAD_BALANCER = Break("Pulumi.dev.yaml", "ingress: vpc-origin", "ingress: cloudfront")

BREAKS: dict[str, list[Break]] = {
    "data at rest is not encrypted": [
        Break(
            DATABASE, ENCRYPTED, "storage_encrypted=False", "rds-instance-storage-encrypted", "shop-primary"
        ),
        Break(
            CACHE,
            "at_rest_encryption_enabled=True",
            "at_rest_encryption_enabled=False",
            "elasticache-replication-group-encrypted",
            "shop-cache",
        ),
        Break(
            APP, 'encrypted="true"', 'encrypted="false"', "ec2-launch-template-volumes-encrypted", "shop-app"
        ),
        Break(
            BUCKET,
            "by_default(sse_algorithm=args.encryption, kms_master_key_id=args.kms_key_arn)",
            "by_default(sse_algorithm=args.encryption)",
            "s3-bucket-customer-key",
            "shop-artifacts shop-audit-logs shop-documents shop-documents-replica shop-site",
        ),
        Break(
            KEYS,
            "enable_key_rotation=True",
            'enable_key_rotation=domain != "database"',
            "kms-key-rotation",
            "shop-database",
        ),
        Break(
            ACCELERATOR,
            "server_side_encryption=dax.ClusterServerSideEncryptionArgs(enabled=True)",
            "server_side_encryption=dax.ClusterServerSideEncryptionArgs(enabled=False)",
            "dax-cluster-encrypted",
            "shop-dax",
        ),
    ],
    "data at rest has no customer key": [
        Break(
            DATABASE,
            "        args.kms_key_id = self._args.database_key_arn\n",
            "",
            "rds-instance-customer-key",
            "shop-primary",
        ),
        Break(
            DATABASE,
            "            performance_insights_kms_key_id=wires.database_key_arn,\n",
            "",
            "rds-performance-insights-customer-key",
            "shop-primary",
        ),
        Break(
            DATABASE,
            "                kms_key_id=self._args.logs_key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-primary-postgresql shop-primary-upgrade",
        ),
        Break(
            PROXY,
            "        kms_key_id=args.logs_key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-proxy",
        ),
        Break(
            ROTATION,
            "        kms_key_id=args.logs_key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-rotation",
        ),
        Break(
            CACHE,
            "            kms_key_id=self._args.cache_key_arn,\n",
            "",
            "elasticache-customer-key",
            "shop-cache",
        ),
        Break(
            CACHE_LOGS,
            "            kms_key_id=key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-slow-log shop-engine-log",
        ),
        Break(
            FLOW_LOGS,
            "        kms_key_id=args.key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-flow-logs",
        ),
        Break(
            QUERY_LOGS,
            "        kms_key_id=args.key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-query-logs",
        ),
        Break(
            WAF_LOGS,
            "        kms_key_id=args.key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-waf-cloudfront shop-waf-regional",
        ),
        Break(
            SYSTEMS_MANAGER,
            "            kms_key_id=args.logs_key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-sessions",
        ),
        Break(
            RECOVERY,
            "            kms_key_arn=key_arn,\n",
            "",
            "backup-vault-customer-key",
            "shop-backups shop-copies",
        ),
        Break(
            APP,
            "        kms_key_id=args.logs_key_arn,\n",
            "",
            "cloudwatch-log-group-customer-key",
            "shop-app",
        ),
        Break(
            APP,
            "                    kms_key_id=args.compute_key_arn,\n",
            "",
            "ec2-launch-template-customer-key",
            "shop-app",
        ),
        Break(
            PASSWORD, "        kms_key_id=key_arn,\n", "", "secretsmanager-secret-customer-key", "shop-master"
        ),
        Break(
            STORAGE,
            "kms_key_arn=args.storage_key_arn",
            "kms_key_arn=None",
            "s3-bucket-customer-key",
            "shop-artifacts",
        ),
        Break(
            STORAGE,
            "kms_key_arn=args.audit_key_arn",
            "kms_key_arn=None",
            "s3-bucket-customer-key",
            "shop-audit-logs",
        ),
        Break(
            DOCUMENTS,
            "kms_key_arn=args.storage_key_arn",
            "kms_key_arn=None",
            "s3-bucket-customer-key",
            "shop-documents",
        ),
        # No rule reads what copies are encrypted with; the bucket that holds them is judged by itself.
        Break(
            REPLICATION, "replica_kms_key_id=args.replica_key_arn", "replica_kms_key_id=args.source_key_arn"
        ),
        Break(
            DOCUMENTS,
            "kms_key_arn=args.replica_key_arn",
            "kms_key_arn=None",
            "s3-bucket-customer-key",
            "shop-documents-replica",
        ),
        Break(
            WEB, "kms_key_arn=args.storage_key_arn", "kms_key_arn=None", "s3-bucket-customer-key", "shop-site"
        ),
        Break(
            TABLES,
            "            server_side_encryption=dynamodb.TableServerSideEncryptionArgs(\n"
            "                enabled=True, kms_key_arn=self._args.tables_key_arn\n"
            "            ),\n",
            "",
            "dynamodb-table-customer-key",
            "shop-carts shop-orders",
        ),
    ],
    "data in transit is not encrypted": [
        Break(
            DATABASE,
            '"rds.force_ssl": ("1"',
            '"rds.force_ssl": ("0"',
            "rds-database-tls-forced",
            "shop-primary",
        ),
        Break(PROXY, "require_tls=True", "require_tls=False", "rds-proxy-tls-required", "shop-proxy"),
        Break(
            CACHE,
            "transit_encryption_enabled=True",
            "transit_encryption_enabled=False",
            "elasticache-replication-group-tls",
            "shop-cache",
        ),
        Break(
            BALANCER,
            'protocol="HTTPS", port="443", status_code="HTTP_301"',
            'protocol="HTTP", port="80", status_code="HTTP_301"',
            "lb-listener-https",
            "shop-http",
        ),
        Break(
            BALANCER,
            'TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"',
            'TLS_POLICY = "ELBSecurityPolicy-2016-08"',
            "lb-listener-tls-policy",
            "shop-https",
        ),
        Break(
            BALANCER,
            'protocol="HTTPS",\n        load_balancing_algorithm_type',
            'protocol="HTTP",\n        load_balancing_algorithm_type',
            "lb-target-group-encrypted",
            "shop-app",
        ),
        Break(
            POLICIES,
            '{"aws:SecureTransport": "false"}',
            '{"aws:SecureTransport": "true"}',
            "s3-bucket-tls-only",
            BUCKETS,
            also=(("sqs-queue-tls-only", UPLOAD_QUEUES),),
        ),
        Break(
            DISTRIBUTION,
            'viewer_protocol_policy="redirect-to-https"',
            'viewer_protocol_policy="allow-all"',
            "cloudfront-distribution-viewer-https",
            "shop-distribution",
        ),
        Break(
            DISTRIBUTION,
            'minimum_protocol_version="TLSv1.2_2021"',
            'minimum_protocol_version="TLSv1"',
            "cloudfront-distribution-tls-policy",
            "shop-distribution",
        ),
        Break(
            VPC_ORIGIN,
            'origin_protocol_policy="https-only"',
            'origin_protocol_policy="http-only"',
            "cloudfront-distribution-origin-tls",
            "shop-app",
        ),
        Break(
            ACCELERATOR,
            'cluster_endpoint_encryption_type="TLS"',
            'cluster_endpoint_encryption_type="NONE"',
            "dax-cluster-tls",
            "shop-dax",
        ),
    ],
    "data in transit is encrypted by halves": [
        Break(
            BALANCER,
            'protocol="HTTPS",\n        ssl_policy=TLS_POLICY,\n        certificate_arn=args.certificate_arn,\n',
            'protocol="HTTP",\n',
            # The listener itself answers 404 alone; its rule is what serves the API.
            "lb-listener-rule-https",
            "shop-api",
        ),
        Break(
            POLICIES,
            "[deny_plain_http, *statements]",
            "[*statements]",
            "s3-bucket-tls-only",
            BUCKETS,
            also=(("sqs-queue-tls-only", UPLOAD_QUEUES),),
        ),
        Break(
            DISTRIBUTION,
            'viewer_protocol_policy="https-only"',
            'viewer_protocol_policy="allow-all"',
            "cloudfront-distribution-viewer-https",
            "shop-distribution",
        ),
        Break(
            DISTRIBUTION,
            "            acm_certificate_arn=plan.certificate_arn,\n"
            '            minimum_protocol_version="TLSv1.2_2021",\n'
            '            ssl_support_method="sni-only",\n',
            "            cloudfront_default_certificate=True,\n",
            "cloudfront-distribution-tls-policy",
            "shop-distribution",
        ),
        Break(
            VPC_ORIGIN,
            "origin_ssl_protocols=cloudfront.VpcOriginVpcOriginEndpointConfigOriginSslProtocolsArgs(\n"
            '                items=["TLSv1.2"], quantity=1\n',
            "origin_ssl_protocols=cloudfront.VpcOriginVpcOriginEndpointConfigOriginSslProtocolsArgs(\n"
            '                items=["TLSv1", "TLSv1.2"], quantity=2\n',
            "cloudfront-distribution-origin-tls",
            "shop-app",
        ),
        Break(
            ACCELERATOR,
            '        cluster_endpoint_encryption_type="TLS",\n',
            "",
            "dax-cluster-tls",
            "shop-dax",
        ),
    ],
    "the way through the internet to the load balancer is not encrypted": [
        PUBLIC_LOAD_BALANCER,
        Break(
            DISTRIBUTION,
            'origin_protocol_policy="https-only"',
            'origin_protocol_policy="http-only"',
            "cloudfront-distribution-origin-tls",
            "shop-distribution",
        ),
    ],
    "the way through the internet to the load balancer is encrypted by halves": [
        PUBLIC_LOAD_BALANCER,
        Break(
            DISTRIBUTION,
            'origin_ssl_protocols=["TLSv1.2"]',
            'origin_ssl_protocols=["TLSv1", "TLSv1.2"]',
            "cloudfront-distribution-origin-tls",
            "shop-distribution",
        ),
    ],
    "the database is public": [
        Break(
            DATABASE,
            "publicly_accessible=False",
            "publicly_accessible=True",
            "rds-instance-not-public",
            "shop-primary",
            also=(
                ("vpc-data-store-not-reachable", "shop-primary"),
                ("vpc-tier-reached-as-intended", "shop-primary"),
            ),
        ),
        Break(
            MAIN,
            PRIVATE,
            "settings=settings.database,\n        data_subnet_ids=network.public_subnet_ids",
            "vpc-data-store-private-subnets",
            "shop-primary shop-proxy",
        ),
        Break(
            MAIN,
            "settings=settings.cache,\n        data_subnet_ids=network.data_subnet_ids",
            "settings=settings.cache,\n        data_subnet_ids=network.public_subnet_ids",
            "vpc-data-store-private-subnets",
            "shop-cache",
        ),
        Break(
            CHAIN,
            "referenced_security_group_id=source.id",
            'cidr_ipv4=None if step.target == "app" else WORLD,\n'
            '            referenced_security_group_id=source.id if step.target == "app" else None',
            "ec2-security-group-not-open",
            "shop-app-to-cache shop-app-to-dax shop-app-to-proxy shop-app-to-rds shop-proxy-to-rds",
        ),
        Break(
            MAIN,
            "settings=settings.tables,\n        data_subnet_ids=network.data_subnet_ids",
            "settings=settings.tables,\n        data_subnet_ids=network.public_subnet_ids",
            "vpc-data-store-private-subnets",
            "shop-dax",
        ),
    ],
    "the data subnets and the instances are public": [
        Break(
            NETWORK,
            "        self._create_acls(name, args, zones)\n",
            "        self._create_acls(name, args, zones)\n"
            "        ec2.Route(\n"
            '            f"{name}-hole",\n'
            "            route_table_id=data[0][1].id,\n"
            '            destination_cidr_block="0.0.0.0/0",\n'
            "            gateway_id=vpc.internet_gateway.apply(lambda gateway: gateway.id),\n"
            "            opts=child,\n"
            "        )\n",
            "vpc-data-store-private-subnets",
            "shop-cache shop-dax shop-primary shop-proxy",
        ),
        Break(
            MAIN,
            "subnet_ids=network.outbound_subnet_ids",
            "subnet_ids=network.public_subnet_ids",
            "vpc-tier-reaches-as-intended",
            "shop-cache shop-dax shop-primary shop-proxy",
            also=(("vpc-tier-service-endpoints", "shop-app"),),
        ),
        Break(APP, '                associate_public_ip_address="false",\n', ""),
        Break(
            NETWORK,
            '"mapPublicIpOnLaunch": False',
            '"mapPublicIpOnLaunch": True',
            "ec2-subnet-no-automatic-public-ip",
            "shop-vpc-public-1 shop-vpc-public-2",
        ),
        Break(APP, 'http_tokens="required"', 'http_tokens="optional"', "ec2-instance-imdsv2", "shop-app"),
        Break(
            ACLS,
            "ports=(AWS_PORTS[0], RDP - 1)",
            "ports=(AWS_PORTS[0], RDP)",
            "ec2-network-acl-administration-ports",
            "shop-public",
        ),
    ],
    "the buckets and the instances are public": [
        Break(
            ACLS,
            "LINUX_PORTS: Final = (32_768, 65_535)",
            "LINUX_PORTS: Final = (22, 65_535)",
            "ec2-network-acl-administration-ports",
            "shop-app",
        ),
        *(
            Break(
                BUCKET,
                f"{flag}=True",
                f'{flag}=name != "{bucket}"',
                "s3-public-access-block-complete",
                f"{bucket}-public-access-block",
            )
            for flag, bucket in {
                "block_public_acls": "shop-access-logs",
                "block_public_policy": "shop-artifacts",
                "ignore_public_acls": "shop-site",
            }.items()
        ),
        Break(
            WEB,
            '"Principal": principal,\n            "Action": "s3:GetObject",\n'
            '            "Resource": pulumi.Output.concat(bucket_arn, "/*"),\n'
            '            "Condition": {"ArnLike": {"aws:SourceArn": distributions}},\n',
            '"Principal": "*",\n            "Action": "s3:GetObject",\n'
            '            "Resource": pulumi.Output.concat(bucket_arn, "/*"),\n',
            "s3-bucket-policy-not-public",
            "shop-site-policy",
        ),
        Break(
            DISTRIBUTION,
            "        origin_access_control_id=plan.access_control_id,\n",
            "",
            "cloudfront-distribution-origin-access-control",
            "shop-distribution",
        ),
        Break(
            BY_AWS,
            '"Action": list(USE),\n        "Resource": "*",\n        "Condition": only_the_role,\n',
            '"Action": list(USE),\n        "Resource": "*",\n',
            "kms-key-policy-not-public",
            "shop-compute",
        ),
        Break(
            APP,
            'associate_public_ip_address="false"',
            'associate_public_ip_address="true"',
            "ec2-instance-no-public-ip",
            "shop-app",
        ),
        Break(
            CHAIN,
            "to_port=HTTPS,\n                prefix_list_id=prefix_list.id,\n",
            "to_port=HTTPS + 1,\n                cidr_ipv4=WORLD,\n",
            "ec2-security-group-not-open",
            "shop-elb-https-from-cloudfront",
        ),
    ],
    "the documents and their queue are public": [
        Break(
            ACCESS_POINTS,
            '        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": account_id}},\n',
            "",
            "s3-bucket-policy-not-public",
            "shop-documents-policy",
        ),
        *(
            Break(
                ACCESS_POINTS,
                f"{flag}=True",
                f"{flag}=False",
                "s3-access-point-public-access-block",
                "shop-sales shop-support",
            )
            for flag in (
                "block_public_acls",
                "block_public_policy",
                "ignore_public_acls",
                "restrict_public_buckets",
            )
        ),
        Break(
            UPLOADS,
            '        "Principal": {"Service": "s3.amazonaws.com"},\n'
            '        "Action": "sqs:SendMessage",\n'
            '        "Resource": queue_arn,\n'
            '        "Condition": {\n'
            '            "ArnEquals": {"aws:SourceArn": args.bucket_arn},\n'
            '            "StringEquals": {"aws:SourceAccount": args.account_id},\n'
            "        },\n",
            '        "Principal": "*",\n'
            '        "Action": "sqs:SendMessage",\n'
            '        "Resource": queue_arn,\n',
            "sqs-queue-policy-not-public",
            "shop-uploads",
        ),
        Break(
            UPLOADS,
            "        kms_master_key_id=args.key_arn,\n"
            "        message_retention_seconds=RETENTION_SECONDS,\n"
            "        visibility_timeout_seconds",
            "        sqs_managed_sse_enabled=False,\n"
            "        message_retention_seconds=RETENTION_SECONDS,\n"
            "        visibility_timeout_seconds",
            "sqs-queue-encrypted",
            "shop-uploads",
            also=(("messaging-customer-key", "shop-uploads"),),
        ),
        Break(
            UPLOADS,
            '        f"{name}-dead-letters",\n        kms_master_key_id=args.key_arn,\n',
            '        f"{name}-dead-letters",\n',
            "messaging-customer-key",
            "shop-uploads-dead-letters",
        ),
    ],
    "the alerts are public and in plain text": [
        Break(
            ALERTS,
            "            kms_master_key_id=key_arn,\n",
            "",
            "sns-topic-encrypted",
            ALERT_TOPICS,
        ),
        Break(
            TOPIC_POLICY,
            '                "Principal": {"Service": "events.amazonaws.com"},\n',
            '                "Principal": "*",\n',
            "sns-topic-policy-not-public",
            ALERT_TOPICS,
        ),
        Break(
            EVENT_RULES,
            "        kms_master_key_id=post.key_arn,\n",
            "        sqs_managed_sse_enabled=False,\n",
            "sqs-queue-encrypted",
            UNTOLD,
            also=(("messaging-customer-key", UNTOLD),),
        ),
        Break(
            EVENT_RULES,
            '                "Principal": {"Service": "events.amazonaws.com"},\n'
            '                "Action": "sqs:SendMessage",\n'
            '                "Resource": queue,\n'
            '                "Condition": {"ArnEquals": {"aws:SourceArn": rules}},\n',
            '                "Principal": "*",\n'
            '                "Action": "sqs:SendMessage",\n'
            '                "Resource": queue,\n',
            "sqs-queue-policy-not-public",
            UNTOLD,
        ),
        *(
            Break(
                file,
                '"Bool": {"aws:SecureTransport": "false"}',
                '"Bool": {"aws:SecureTransport": "true"}',
                rule,
                names,
            )
            for file, rule, names in (
                (TOPIC_POLICY, "sns-topic-tls-only", ALERT_TOPICS),
                (EVENT_RULES, "sqs-queue-tls-only", UNTOLD),
            )
        ),
    ],
    "what prod demands in full is missing": [
        Break(
            BUCKET,
            "restrict_public_buckets=True",
            "restrict_public_buckets=False",
            "s3-public-access-block-complete",
            " ".join(f"{bucket}-public-access-block" for bucket in BUCKETS.split()),
        ),
        Break(BUCKET, 'status="Enabled"', 'status="Suspended"', "s3-bucket-versioning", BUCKETS),
        Break(
            BALANCER,
            "drop_invalid_header_fields=True",
            "drop_invalid_header_fields=False",
            "lb-load-balancer-drop-invalid-headers",
            "shop-alb",
        ),
        Break(
            BALANCER,
            'prefix="alb", enabled=True',
            'prefix="alb", enabled=False',
            "lb-load-balancer-access-logs",
            "shop-alb",
        ),
        Break(
            BALANCER,
            "enable_deletion_protection=args.settings.deletion_protection",
            "enable_deletion_protection=False",
            "lb-load-balancer-deletion-protection",
            "shop-alb",
        ),
        Break(
            NETWORK,
            "ingress=[], egress=[], opts=child",
            'ingress=[ec2.DefaultSecurityGroupIngressArgs(protocol="-1", from_port=0, to_port=0, self=True)], '
            "egress=[], opts=child",
            "ec2-vpc-default-group-closed",
            "shop-vpc",
        ),
        Break(
            NETWORK,
            "        self.flow_log_group_name = create_flow_logs(name, flow_logs, self)\n",
            '        self.flow_log_group_name = pulumi.Output.from_input("none")\n        del flow_logs\n',
            "ec2-vpc-flow-logs",
            "shop-vpc",
        ),
        Break(
            DATABASE,
            "args.multi_az = settings.multi_az",
            "args.multi_az = False",
            "rds-instance-multi-az",
            "shop-primary",
        ),
        Break(
            DATABASE,
            "args.deletion_protection = settings.deletion_protection",
            "args.deletion_protection = False",
            "rds-instance-deletion-protection",
            "shop-primary",
        ),
        Break(
            DATABASE,
            "args.backup_retention_period = settings.backup_retention_days",
            "args.backup_retention_period = 0",
            "rds-instance-backups",
            "shop-primary",
        ),
        Break(
            TABLES,
            "            point_in_time_recovery=dynamodb.TablePointInTimeRecoveryArgs(\n"
            "                enabled=True, recovery_period_in_days=settings.point_in_time_recovery_days\n"
            "            ),\n",
            "",
            "dynamodb-table-point-in-time-recovery",
            "shop-carts shop-orders",
        ),
    ],
}

# The stack, and what is broken in it at once: a run of the command takes seconds, and the terminal shows the
# first fifty findings.
RUNS: list[tuple[str, list[str]]] = [
    ("dev", ["data at rest is not encrypted", "data in transit is not encrypted"]),
    ("dev", ["data at rest has no customer key", "data in transit is encrypted by halves"]),
    (
        "dev",
        [
            "the way through the internet to the load balancer is not encrypted",
            "the buckets and the instances are public",
        ],
    ),
    ("dev", ["the database is public", "the documents and their queue are public"]),
    (
        "dev",
        [
            "the way through the internet to the load balancer is encrypted by halves",
            "the alerts are public and in plain text",
        ],
    ),
    ("dev", ["the data subnets and the instances are public"]),
    ("prod", ["what prod demands in full is missing"]),
]

# What the account's project alone is made of: tests/account breaks it.
OF_THE_ACCOUNT = (
    "audit",
    "bootstrap",
    "compliance",
    "costs",
    "customer_key.py",
    "defaults",
    "detection",
    "notifications",
)

# How a protection looks in the source.
PROTECTION = re.compile(
    r"\w*encrypted=|\w*kms_(?:master_)?key_id\b ?=|kms_key_arn=(?!None)|enable_key_rotation=|publicly_accessible="
    r"|http_tokens=|associate_public_ip_address=|mapPublicIpOnLaunch|(?:block|ignore|restrict)_public_\w+="
    r"|SecureTransport|force_ssl\"|TLS_POLICY =|minimum_protocol_version=|(?:viewer|origin)_protocol_policy="
    r"|server_side_encryption=|cluster_endpoint_encryption_type=|point_in_time_recovery="
    r"|require_tls=|transit_encryption_enabled=|at_rest_encryption_enabled="
    r"|origin_ssl_protocols=|origin_access_control_id=|drop_invalid_header_fields=|multi_az ="
)


def copy_of_the_project(folder: Path, *breaks: Break) -> Path:
    copy = folder / "shop"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "out", "tests", "docs", "*.egg-info")
    shutil.copytree(ROOT, copy, ignore=left_out)
    for one in breaks:
        source = (copy / one.file).read_text()
        assert source.count(one.old) == 1, f"{one.file} holds this once: {one.old}"
        (copy / one.file).write_text(source.replace(one.old, one.new))
    return copy


def run(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)


def on_one_line(wrapped: str) -> str:
    return " ".join(wrapped.split())


def follows(finding: tuple[str, str]) -> bool:
    """Tell whether a finding says what a wrong network leads to: who then reaches whom, each tier by tier."""
    return finding[0].startswith("vpc-tier-")


@pytest.mark.parametrize(("stack", "topics"), RUNS, ids=[" + ".join(topics) for _, topics in RUNS])
def test_the_preview_stops_it_and_names_the_resource_and_the_fix(
    stack: str, topics: list[str], tmp_path: Path
) -> None:
    breaks = list(dict.fromkeys(one for topic in topics for one in BREAKS[topic]))
    copy = copy_of_the_project(tmp_path, *breaks)
    out = tmp_path / "out"
    done = run(COMMAND, "preview", "-C", copy, "--stack", stack, "--out", out)
    assert done.returncode == 1, done.stdout + done.stderr
    findings: list[dict[str, Any]] = json.loads((out / stack / "findings.json").read_text())["findings"]
    mandatory = [one for one in findings if one["enforcement"] == "mandatory"]
    found = [(one["rule"], one["urn"].rpartition("::")[2]) for one in mandatory]
    expected = set().union(*(one.findings for one in breaks))
    assert sorted(expected) == sorted({one for one in found if one in expected or not follows(one)})
    said = on_one_line(done.stdout)
    for (_, name), finding in zip(found, mandatory, strict=True):
        assert finding["message"].startswith(f"{name}: ")
        assert finding["message"].endswith(f". {finding['remediation']}")
        assert finding["message"] in said


def test_every_break_is_tried_in_one_run() -> None:
    assert sorted(BREAKS) == sorted(topic for _, topics in RUNS for topic in topics)


def test_no_protection_in_the_source_is_left_unbroken() -> None:
    unbroken = []
    for file in [ROOT / MAIN, *sorted((ROOT / "components").rglob("*.py"))]:
        if any(file.is_relative_to(ROOT / "components" / part) for part in OF_THE_ACCOUNT):
            continue
        source, name = file.read_text(), str(file.relative_to(ROOT))
        tried = [
            range(source.index(one.old), source.index(one.old) + len(one.old))
            for breaks in BREAKS.values()
            for one in breaks
            if one.file == name
        ]
        for found in PROTECTION.finditer(source):
            if not any(found.start() in place or found.end() - 1 in place for place in tried):
                line = source.count("\n", 0, found.start()) + 1
                unbroken.append(f"{name}:{line}: {found[0]}")
    assert unbroken == [], "a new protection is broken here on purpose as well"


def test_make_preview_fails_too(tmp_path: Path) -> None:
    broken = [one for breaks in BREAKS.values() for one in breaks if one.old in (ENCRYPTED, PRIVATE)]
    copy = copy_of_the_project(tmp_path, *broken)
    environment = copy / ".venv"
    environment.mkdir()
    for part in Path(sys.prefix).iterdir():
        (environment / part.name).symlink_to(part)
    # what the Makefile calls installed; the copy's own, so that the real one stays as it is
    for stamp in (".stagecraft-run", ".stagecraft-dev"):
        (environment / stamp).unlink(missing_ok=True)
        (environment / stamp).touch()
    done = run("make", "--directory", copy, "preview")
    assert done.returncode == 2, done.stdout + done.stderr
    said = on_one_line(done.stdout)
    assert (
        "shop-primary: storageEncrypted is not true. Pass storage_encrypted=True and kms_key_id to "
        "rds.Instance. components/database/database.py:"
    ) in said
    assert (
        "shop-primary: it lies in a subnet with a route to an internet gateway: "
        "shop-vpc-public-1 (0.0.0.0/0 by route shop-vpc-public-1), "
        "shop-vpc-public-2 (0.0.0.0/0 by route shop-vpc-public-2). "
        "Name only subnets whose route table has no route to an internet gateway, in the subnet group or in "
        "the data store itself."
    ) in said
    assert "preview] Error 1" in done.stderr
    assert (copy / "out" / "prod" / "state.json").exists(), "what is not allowed is written all the same"

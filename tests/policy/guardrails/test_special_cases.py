"""Where a plain rule has to look twice: replicas, engines, templates, load balancers without a protocol."""

from typing import Any

import pytest

from tests.policy.compliant import ANYONE_MAY_READ, compliant_props, make
from tests.policy.findings import findings

OFFICE_ONLY = {"vpcConfig": {"publicAccessCidrs": ["203.0.113.0/24"]}}
ARN = "arn:aws:rds:us-east-1:123456789012:db:primary"


def kept(rule_id: str, short: str, inputs: dict[str, Any]) -> bool:
    return not findings(rule_id, make(short, inputs=inputs))


@pytest.mark.parametrize(
    ("rule", "inputs", "expected"),
    [
        ("rds-instance-storage-encrypted", {"replicateSourceDb": "primary"}, True),
        (
            "rds-instance-storage-encrypted",
            {"replicateSourceDb": "primary", "storageEncrypted": False},
            False,
        ),
        ("rds-instance-storage-encrypted", {"replicateSourceDb": ARN}, False),
        ("rds-instance-storage-encrypted", {"replicateSourceDb": ARN, "storageEncrypted": True}, True),
        ("rds-instance-storage-encrypted", {"replicateSourceDb": ARN, "kmsKeyId": "arn"}, True),
        ("rds-instance-customer-key", {"replicateSourceDb": "primary"}, True),
        ("rds-instance-customer-key", {"replicateSourceDb": ARN, "storageEncrypted": True}, False),
        ("rds-instance-backups", {"replicateSourceDb": "primary", "backupRetentionPeriod": 0}, True),
        ("rds-instance-multi-az", {"replicateSourceDb": "primary"}, True),
        ("rds-instance-deletion-protection", {"replicateSourceDb": "primary"}, True),
        ("rds-performance-insights-customer-key", {"performanceInsightsEnabled": False}, True),
    ],
)
def test_a_replica_is_as_encrypted_as_its_source_in_the_same_region(
    rule: str, inputs: dict[str, Any], expected: bool
) -> None:
    assert expected is kept(rule, "rds/instance", inputs)


@pytest.mark.parametrize(
    ("rule", "short", "inputs", "expected"),
    [
        ("rds-cluster-storage-encrypted", "rds/cluster", {"engineMode": "serverless"}, True),
        ("rds-cluster-storage-encrypted", "rds/cluster", {"engineMode": "provisioned"}, False),
        ("rds-global-cluster-storage-encrypted", "rds/globalCluster", {"sourceDbClusterIdentifier": "x"}, True),
        ("elasticache-replication-group-encrypted", "elasticache/replicationGroup", {"engine": "valkey"}, True),
        ("elasticache-replication-group-encrypted", "elasticache/replicationGroup", {"engine": "redis"}, False),
        (
            "elasticache-replication-group-tls",
            "elasticache/replicationGroup",
            {"globalReplicationGroupId": "g"},
            True,
        ),
        ("elasticache-cluster-tls", "elasticache/cluster", {"replicationGroupId": "g"}, True),
        ("sqs-queue-encrypted", "sqs/queue", {}, True),
        ("sqs-queue-encrypted", "sqs/queue", {"sqsManagedSseEnabled": False}, False),
        ("opensearch-domain-https", "opensearch/domain", {}, False),
        ("kms-key-rotation", "kms/key", {"customerMasterKeySpec": "RSA_2048"}, True),
        ("kms-key-rotation", "kms/key", {"keyUsage": "SIGN_VERIFY"}, True),
        ("kms-key-rotation", "kms/key", {"customKeyStoreId": "cks-1"}, True),
        ("kms-key-rotation", "kms/key", {"customerMasterKeySpec": "SYMMETRIC_DEFAULT"}, False),
        ("kms-key-rotation", "kms/key", {"enableKeyRotation": "true"}, True),
        ("ec2-instance-imdsv2", "ec2/instance", {"launchTemplate": {"id": "lt-1"}}, True),
        ("ec2-instance-imdsv2", "ec2/instance", {}, False),
        ("ec2-instance-imdsv2", "ec2/instance", {"metadataOptions": {"httpEndpoint": "disabled"}}, True),
        ("ec2-instance-volumes-encrypted", "ec2/instance", {"launchTemplate": {"id": "lt-1"}}, True),
        ("lb-listener-https", "lb/listener", {"loadBalancerArn": "gateway"}, True),
        ("lb-listener-https", "lb/listener", {"port": 5432, "protocol": "TCP"}, True),
        ("lb-listener-tls-policy", "lb/listener", {"protocol": "TCP"}, True),
        ("lb-target-group-encrypted", "lb/targetGroup", {"targetType": "lambda"}, True),
        ("lb-load-balancer-access-logs", "lb/loadBalancer", {"loadBalancerType": "gateway"}, True),
        ("lb-load-balancer-drop-invalid-headers", "lb/loadBalancer", {"loadBalancerType": "network"}, True),
        ("lambda-permission-not-public", "lambda/permission", {"principal": "*", "sourceAccount": "1"}, True),
        ("s3-bucket-acl-not-public", "s3/bucketAcl", {"accessControlPolicy": ANYONE_MAY_READ}, False),
        ("s3-bucket-acl-not-public", "s3/bucket", {"grants": ANYONE_MAY_READ["grants"]}, False),
        ("eks-cluster-endpoint-not-open", "eks/cluster", OFFICE_ONLY, True),
        ("ebs-encryption-by-default", "ebs/encryptionByDefault", {}, True),
    ],
)  # fmt: skip
def test_a_default_of_aws_or_another_resource_decides(
    rule: str, short: str, inputs: dict[str, Any], expected: bool
) -> None:
    assert expected is kept(rule, short, inputs)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}, True),
        ({"type": "redirect", "redirect": {"host": "example.com"}}, False),
        ({"type": "redirect", "redirect": {"protocol": "#{protocol}"}}, False),
        ({"type": "fixed-response"}, True),
        ({"type": "forward"}, False),
    ],
)
def test_an_http_listener_only_redirects_to_https(action: dict[str, Any], expected: bool) -> None:
    inputs = compliant_props("lb/listener", protocol="HTTP", defaultActions=[action])
    assert expected is kept("lb-listener-https", "lb/listener", inputs)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", True),
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", True),
        ("ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", True),
        ("ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", True),
        ("ELBSecurityPolicy-FS-1-2-Res-2020-10", True),
        ("ELBSecurityPolicy-TLS-1-2-2017-01", True),
        ("ELBSecurityPolicy-TLS13-1-1-2021-06", False),
        ("ELBSecurityPolicy-TLS13-1-0-2021-06", False),
        ("ELBSecurityPolicy-TLS-1-1-2017-01", False),
        ("ELBSecurityPolicy-FS-1-1-2019-08", False),
        ("ELBSecurityPolicy-FS-2018-06", False),
        ("ELBSecurityPolicy-2016-08", False),
    ],
)
def test_a_tls_policy_is_read_by_its_lowest_version(policy: str, expected: bool) -> None:
    inputs = compliant_props("lb/listener", sslPolicy=policy)
    assert expected is kept("lb-listener-tls-policy", "lb/listener", inputs)


@pytest.mark.parametrize("short", ["lb/listener", "alb/listener"])
def test_both_families_of_tokens_are_judged(short: str) -> None:
    assert not kept("lb-listener-tls-policy", short, compliant_props(short, sslPolicy=""))

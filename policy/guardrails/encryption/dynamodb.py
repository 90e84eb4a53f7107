"""DynamoDB, and DAX in front of it: data is encrypted at rest and on the way."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import customer_key, must_be_one_of, must_be_true, switch
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws

_DAX: Final = (aws("dax/cluster"),)


def _table_key(table: Resource) -> Iterator[Problem]:
    problems = list(switch(table.inputs, "serverSideEncryption.enabled", wanted=True, default=False))
    yield from problems or customer_key(table.inputs, "serverSideEncryption.kmsKeyArn")


RULES: Final = (
    ResourceRule(
        id="dynamodb-table-customer-key",
        applies_to=(aws("dynamodb/table"),),
        statement="DynamoDB tables are encrypted with a customer managed KMS key.",
        risk="Access to the data cannot be cut off by the key, because AWS owns it.",
        remediation="Pass server_side_encryption with enabled=True and kms_key_arn to dynamodb.Table",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html",
        controls=("Checkov CKV_AWS_119", "AWSGuard dynamodb-table-encryption-enabled"),
        guards_data=True,
        check=_table_key,
    ),
    ResourceRule(
        id="dax-cluster-encrypted",
        applies_to=_DAX,
        statement="DAX clusters are encrypted at rest.",
        risk="Whoever gets hold of the storage reads what the cache holds.",
        remediation="Pass server_side_encryption with enabled=True to dax.Cluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("DynamoDB.3"),
        controls=("FSBP DynamoDB.3", "Checkov CKV_AWS_47", "cdk-nag AwsSolutions-DDB4"),
        guards_data=True,
        check=must_be_true("serverSideEncryption.enabled"),
    ),
    ResourceRule(
        id="dax-cluster-tls",
        applies_to=_DAX,
        statement="DAX clusters speak TLS.",
        risk="Whoever listens inside of the VPC reads the data.",
        remediation="Pass cluster_endpoint_encryption_type='TLS' to dax.Cluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("DynamoDB.7"),
        controls=("FSBP DynamoDB.7", "Checkov CKV_AWS_239"),
        guards_data=True,
        check=must_be_one_of("clusterEndpointEncryptionType", ("TLS",), default="NONE"),
    ),
)

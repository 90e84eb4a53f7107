"""DocumentDB: clusters are encrypted at rest."""

from typing import Final

from guardrails.checks import must_be_true
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

_RISK: Final = "Whoever gets hold of the storage, a snapshot or a backup reads the data."

RULES: Final = (
    ResourceRule(
        id="docdb-cluster-storage-encrypted",
        applies_to=(aws("docdb/cluster"),),
        statement="The storage of DocumentDB clusters is encrypted.",
        risk=_RISK,
        remediation="Pass storage_encrypted=True and kms_key_id to docdb.Cluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("DocumentDB.1"),
        controls=("FSBP DocumentDB.1", "Checkov CKV_AWS_74", "cdk-nag AwsSolutions-DOC1"),
        guards_data=True,
        check=must_be_true("storageEncrypted"),
    ),
)

"""Neptune: clusters are encrypted at rest."""

from typing import Final

from guardrails.checks import must_be_true
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

_RISK: Final = "Whoever gets hold of the storage, a snapshot or a backup reads the data."

RULES: Final = (
    ResourceRule(
        id="neptune-cluster-storage-encrypted",
        applies_to=(aws("neptune/cluster"),),
        statement="The storage of Neptune clusters is encrypted.",
        risk=_RISK,
        remediation="Pass storage_encrypted=True and kms_key_arn to neptune.Cluster",
        severity="high",
        topics=("encryption",),
        url=security_hub("Neptune.1"),
        controls=("FSBP Neptune.1", "Checkov CKV_AWS_44", "cdk-nag AwsSolutions-N3"),
        guards_data=True,
        check=must_be_true("storageEncrypted"),
    ),
)

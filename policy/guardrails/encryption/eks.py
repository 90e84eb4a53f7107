"""EKS: the secrets of clusters are encrypted with a key of the customer."""

from typing import Final

from guardrails.checks import must_have_key
from guardrails.rule import ResourceRule, security_hub
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="eks-cluster-secrets-customer-key",
        applies_to=(aws("eks/cluster"),),
        statement="Kubernetes secrets are encrypted with a customer managed KMS key.",
        risk="Whoever gets hold of the store of the cluster reads its secrets.",
        remediation="Pass encryption_config with resources=['secrets'] and provider.key_arn to eks.Cluster",
        severity="medium",
        topics=("encryption",),
        url=security_hub("EKS.3"),
        controls=("FSBP EKS.3", "Checkov CKV_AWS_58", "CP eks-cluster-enable-cluster-encryption-config"),
        guards_data=True,
        check=must_have_key("encryptionConfig.provider.keyArn"),
    ),
)

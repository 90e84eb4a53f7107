"""Neptune: clusters are encrypted at rest, and refuse connections without TLS."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_true, truth, unknown
from guardrails.parameters import parameter
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN

_RISK: Final = "Whoever gets hold of the storage, a snapshot or a backup reads the data."


def _speaks_tls(group: Resource) -> Iterator[Problem]:
    """Judge the parameter that old engines take; it is on where it is absent.

    https://docs.aws.amazon.com/neptune/latest/userguide/parameters.html
    """
    state = truth(parameter(group, "neptune_enforce_ssl"), default=True)
    if state is UNKNOWN:
        yield unknown("neptune_enforce_ssl")
    elif not state:
        yield Problem("neptune_enforce_ssl is not 1")


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
    ResourceRule(
        id="neptune-parameter-group-tls",
        applies_to=(aws("neptune/clusterParameterGroup"),),
        statement="Neptune clusters refuse connections without TLS.",
        risk="Credentials and data cross the network in plain text.",
        remediation="Pass the parameter neptune_enforce_ssl='1', or leave it out",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/neptune/latest/userguide/security-ssl.html",
        guards_data=True,
        check=_speaks_tls,
    ),
)

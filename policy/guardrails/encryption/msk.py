"""MSK: records are encrypted on the way."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import switch, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain


def _msk(cluster: Resource) -> Iterator[Problem]:
    path = "encryptionInfo.encryptionInTransit"
    mode = plain(at(cluster.inputs, f"{path}.clientBroker"))
    if mode is UNKNOWN:
        yield unknown(f"{path}.clientBroker")
    elif mode not in (None, "TLS"):
        yield Problem(f"{path}.clientBroker is '{mode}'")
    yield from switch(cluster.inputs, f"{path}.inCluster", wanted=True, default=True)


RULES: Final = (
    ResourceRule(
        id="msk-cluster-tls",
        applies_to=(aws("msk/cluster"),),
        statement="MSK brokers speak TLS only, with clients and with each other.",
        risk="Whoever listens inside of the VPC reads the records.",
        remediation="Pass client_broker='TLS' and in_cluster=True in encryption_info.encryption_in_transit",
        severity="high",
        topics=("encryption",),
        url=security_hub("MSK.1"),
        controls=(
            "FSBP MSK.1",
            "Checkov CKV_AWS_81",
            "cdk-nag AwsSolutions-MSK2",
            "cdk-nag AwsSolutions-MSK3",
        ),
        guards_data=True,
        check=_msk,
    ),
)

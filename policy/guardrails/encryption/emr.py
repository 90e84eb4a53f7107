"""EMR: clusters have a security configuration that encrypts their disks, and what crosses their network."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import switch, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.texts import leaves, parsed
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

_CONFIGURATION: Final = "configuration"
_SWITCHES: Final = (
    "EncryptionConfiguration.EnableAtRestEncryption",
    "EncryptionConfiguration.EnableInTransitEncryption",
)


def _encrypts(configuration: Resource) -> Iterator[Problem]:
    """Judge the configuration itself, which is JSON text."""
    given = plain(at(configuration.inputs, _CONFIGURATION))
    value = parsed(given)
    if value is None:
        what = f"{_CONFIGURATION} is not set" if given is None else f"its {_CONFIGURATION} is no JSON"
        yield Problem(what)
        return
    if UNKNOWN in leaves(value):
        yield unknown(_CONFIGURATION)
        return
    for path in _SWITCHES:
        yield from switch(value, path, wanted=True, default=False, label=f"{_CONFIGURATION}.{path}")


def _has_configuration(cluster: Resource) -> Iterator[Problem]:
    if plain(at(cluster.inputs, "securityConfiguration")) in (None, ""):
        yield Problem("securityConfiguration is not set, so its local disks are not encrypted")


RULES: Final = (
    ResourceRule(
        id="emr-security-configuration-encrypted",
        applies_to=(aws("emr/securityConfiguration"),),
        statement="EMR security configurations encrypt data at rest and in transit.",
        risk="Whoever gets hold of a disk, or listens between nodes, reads the data.",
        remediation="Set EnableAtRestEncryption and EnableInTransitEncryption in the configuration",
        severity="high",
        topics=("encryption",),
        url=security_hub("EMR.3"),
        controls=("FSBP EMR.3", "FSBP EMR.4"),
        guards_data=True,
        check=_encrypts,
    ),
    ResourceRule(
        id="emr-cluster-security-configuration",
        applies_to=(aws("emr/cluster"),),
        statement="EMR clusters have a security configuration.",
        risk="Whoever gets hold of a disk, or listens between nodes, reads the data.",
        remediation="Pass security_configuration=<name of an emr.SecurityConfiguration> to emr.Cluster",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html",
        controls=("Checkov CKV2_AWS_55",),
        guards_data=True,
        check=_has_configuration,
    ),
)

"""RDS: databases survive the loss of a zone, a mistake, and a deletion."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import must_be_true, number, switch, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, aws
from guardrails.values import UNKNOWN, at, plain


def _is_replica(instance: Resource) -> bool:
    """Tell whether an instance is a copy that can be made again."""
    return plain(at(instance.inputs, "replicateSourceDb")) not in (None, "")


def _two_zones(instance: Resource) -> Iterator[Problem]:
    if not _is_replica(instance):
        yield from switch(instance.inputs, "multiAz", wanted=True, default=False)


def _backups(instance: Resource) -> Iterator[Problem]:
    days = plain(at(instance.inputs, "backupRetentionPeriod"))
    if _is_replica(instance):
        return
    if days is UNKNOWN:
        yield unknown("backupRetentionPeriod")
    elif not number(days):
        yield Problem("backupRetentionPeriod is " + ("not set, which is 0" if days is None else "0"))


def _protected(instance: Resource) -> Iterator[Problem]:
    if not _is_replica(instance):
        yield from switch(instance.inputs, "deletionProtection", wanted=True, default=False)


RULES: Final = (
    ResourceRule(
        id="rds-instance-backups",
        applies_to=(DB_INSTANCE,),
        statement="RDS instances have automated backups.",
        risk="A wrong statement destroys the data for ever.",
        remediation="Pass backup_retention_period=7 or more to rds.Instance",
        severity="high",
        topics=("resilience",),
        url=security_hub("RDS.11"),
        controls=(
            "FSBP RDS.11",
            "Checkov CKV_AWS_133",
            "AWSGuard rds-instance-backup-enabled",
            "cdk-nag AwsSolutions-RDS13",
        ),
        guards_data=True,
        check=_backups,
    ),
    ResourceRule(
        id="rds-instance-multi-az",
        applies_to=(DB_INSTANCE,),
        statement="RDS instances survive the loss of an Availability Zone.",
        risk="The database is away for as long as the zone, or its one server, is.",
        remediation="Pass multi_az=True to rds.Instance",
        severity="medium",
        topics=("resilience",),
        url=security_hub("RDS.5"),
        controls=(
            "FSBP RDS.5",
            "CIS-5.0 2.2.4",
            "Checkov CKV_AWS_157",
            "cdk-nag AwsSolutions-RDS3",
            "AWSGuard rds-instance-multi-az-enabled",
        ),
        check=_two_zones,
    ),
    ResourceRule(
        id="rds-instance-deletion-protection",
        applies_to=(DB_INSTANCE,),
        statement="RDS instances are protected from deletion.",
        risk="One command deletes the database.",
        remediation="Pass deletion_protection=True to rds.Instance",
        severity="medium",
        topics=("resilience",),
        url=security_hub("RDS.8"),
        controls=("FSBP RDS.8", "Checkov CKV_AWS_293", "cdk-nag AwsSolutions-RDS10"),
        check=_protected,
    ),
    ResourceRule(
        id="rds-cluster-deletion-protection",
        applies_to=(DB_CLUSTER, aws("docdb/cluster"), aws("neptune/cluster")),
        statement="DB clusters are protected from deletion.",
        risk="One command deletes the database.",
        remediation="Pass deletion_protection=True to the cluster",
        severity="medium",
        topics=("resilience",),
        url=security_hub("RDS.7"),
        controls=(
            "FSBP RDS.7",
            "Checkov CKV_AWS_139",
            "cdk-nag AwsSolutions-RDS10",
            "Checkov CKV2_AWS_58",
        ),
        check=must_be_true("deletionProtection"),
    ),
)

"""AWS Backup: vaults are locked, and a plan selects what holds data."""

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any, Final

from guardrails.checks import unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, aws
from guardrails.values import UNKNOWN, at, items, plain

_VAULTS: Final = (aws("backup/vault"),)
_LOCKS: Final = (aws("backup/vaultLockConfiguration"),)
_SELECTION: Final = aws("backup/selection")
_HOLDS_DATA: Final = (
    DB_INSTANCE,
    DB_CLUSTER,
    aws("docdb/cluster"),
    aws("neptune/cluster"),
    aws("dynamodb/table"),
    aws("fsx/lustreFileSystem"),
    aws("fsx/ontapFileSystem"),
    aws("fsx/openZfsFileSystem"),
    aws("fsx/windowsFileSystem"),
)
_TAG: Final = "aws:ResourceTag/"
_EQUALS: Final = "conditions.stringEquals"


def _locked(graph: Graph, vault: Resource) -> Iterator[Problem]:
    found = graph.referrers(vault, _LOCKS, "backupVaultName", _VAULTS)
    if not found.sure:
        yield unknown("whether it is locked") if found.maybe else Problem("nothing locks it")


def _selected(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge what holds data but copies: a replica is made again from its source."""
    if plain(at(resource.inputs, "replicateSourceDb")) not in (None, ""):
        return
    verdict = selected(graph, resource)
    if verdict is None:
        yield unknown("whether a backup plan selects it")
    elif not verdict:
        yield Problem("no backup plan selects it")


def selected(graph: Graph, resource: Resource) -> bool | None:
    """Tell whether a backup plan selects a resource; None where only an `up` would know.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
    """
    verdicts = [_selects(graph, selection, resource) for selection in graph.of_type(_SELECTION)]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _selects(graph: Graph, selection: Resource, resource: Resource) -> bool | None:
    excluded = _named(graph, selection, "notResources", resource)
    if excluded is not False:
        return None if excluded is None else False
    tags = _tags(resource)
    if tags is UNKNOWN:
        return None
    conditions = [_condition(one, tags) for one in items(selection.inputs, _EQUALS)]
    named = _named(graph, selection, "resources", resource)
    tagged = [_condition(one, tags) for one in items(selection.inputs, "selectionTags")]
    chosen = True if named or True in tagged else None if None in (named, *tagged) else False
    if chosen is False or False in conditions:
        return False
    return None if chosen is None or None in conditions else True


def _named(graph: Graph, selection: Resource, path: str, resource: Resource) -> bool | None:
    """Tell whether a list of ARNs and patterns names a resource."""
    values = [plain(one) for one in items(selection.inputs, path)]
    arn = plain(resource.value("arn"))
    known = [one for one in values if isinstance(one, str)]
    if "*" in known or resource in graph.wired(selection, path, resource.type):
        return True
    if isinstance(arn, str) and any(fnmatch.fnmatchcase(arn, one) for one in known):
        return True
    service = resource.type.split(":")[1].partition("/")[0]
    if not isinstance(arn, str) and any(f":{service}:" in one and "*" in one for one in known):
        return None
    return None if UNKNOWN in values else False


def _tags(resource: Resource) -> Mapping[str, Any] | Any:
    for path in ("tagsAll", "tags"):
        tags = plain(resource.asked(path))
        if tags is UNKNOWN or isinstance(tags, Mapping):
            return tags
    return {}


def _condition(condition: Any, tags: Mapping[str, Any]) -> bool | None:
    """Tell whether a tag is as a condition says: `key` with the prefix of conditions, or without."""
    key, value = plain(at(condition, "key")), plain(at(condition, "value"))
    if condition is UNKNOWN or UNKNOWN in (key, value):
        return None
    found = plain(tags.get(str(key).removeprefix(_TAG)))
    return None if found is UNKNOWN else found is not None and found == value


RULES: Final = (
    GraphRule(
        id="backup-vault-locked",
        applies_to=_VAULTS,
        statement="Backup vaults are locked.",
        risk="Whoever takes over an account deletes the backups first.",
        remediation="Add backup.VaultLockConfiguration with min_retention_days for the vault",
        severity="medium",
        topics=("resilience",),
        url="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
        check=_locked,
    ),
    GraphRule(
        id="backup-plan-selects-data",
        applies_to=_HOLDS_DATA,
        statement="A backup plan selects every database, table and file system.",
        risk="Backups that the service keeps itself go with the database, or with the account.",
        remediation="Add backup.Plan and backup.Selection that names it, or a tag that it has",
        severity="medium",
        topics=("resilience",),
        url=security_hub("RDS.26"),
        controls=(
            "FSBP RDS.26",
            "Security Hub DynamoDB.4",
            "Checkov CKV2_AWS_8",
        ),
        check=_selected,
    ),
)

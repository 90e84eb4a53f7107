"""EFS: file systems are backed up."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import show, unknown
from guardrails.graph import Graph, Resource
from guardrails.resilience.backup import selected
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, plain

_FILES: Final = (aws("efs/fileSystem"),)


def _backed_up(graph: Graph, files: Resource) -> Iterator[Problem]:
    """Judge the automatic backups of EFS, or a plan of AWS Backup that selects the file system."""
    found = graph.referrers(files, (aws("efs/backupPolicy"),), "fileSystemId", _FILES)
    states = [plain(one.asked("backupPolicy.status")) for one in found.sure]
    if "ENABLED" in states or selected(graph, files) is True:
        return
    if UNKNOWN in states or found.maybe or selected(graph, files) is None:
        yield unknown("which backups it has")
    elif states:
        yield Problem(f"the status of its backup policy is {show(states[0])}")
    else:
        yield Problem("it has no backup policy, and no backup plan selects it")


RULES: Final = (
    GraphRule(
        id="efs-file-system-backups",
        applies_to=_FILES,
        statement="EFS file systems are backed up.",
        risk="A wrong deletion, or ransomware, destroys the files for ever.",
        remediation="Add efs.BackupPolicy with status='ENABLED', or name it in a backup.Selection",
        severity="medium",
        topics=("resilience",),
        url=security_hub("EFS.2"),
        controls=("FSBP EFS.2", "FSBP EFS.7", "Checkov CKV2_AWS_18"),
        check=_backed_up,
    ),
)

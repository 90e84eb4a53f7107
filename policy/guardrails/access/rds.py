"""RDS: snapshots stay in the account."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, items, plain


def _not_shared(snapshot: Resource) -> Iterator[Problem]:
    accounts = [plain(account) for account in items(snapshot.inputs, "sharedAccounts")]
    if UNKNOWN in accounts:
        yield unknown("sharedAccounts")
    elif "all" in accounts:
        yield Problem("sharedAccounts is 'all'")


RULES: Final = (
    ResourceRule(
        id="rds-snapshot-not-public",
        applies_to=(
            aws("rds/snapshot"),
            aws("rds/clusterSnapshot"),
            aws("rds/snapshotCopy"),
            aws("rds/clusterSnapshotCopy"),
        ),
        statement="RDS snapshots are not shared with everyone.",
        risk="Anyone with an AWS account may restore the database.",
        remediation="Name accounts in shared_accounts, or leave it out",
        severity="critical",
        topics=("access",),
        url=security_hub("RDS.1"),
        controls=("FSBP RDS.1", "Checkov CKV_AWS_302"),
        guards_data=True,
        check=_not_shared,
    ),
)

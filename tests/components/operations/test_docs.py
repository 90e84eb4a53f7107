"""The list of alarms in docs/operations.md is that of the tables."""

import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[3] / "docs" / "operations.md"
# What there are several of, by what each is called in a role.
EACH = (
    (r"^db-(primary|r[0-9]+)-(?!transactions|lag)", "db-<instance>-"),
    (r"^db-r[0-9]+-", "db-<replica>-"),
    (r"^cache-n[0-9]+-", "cache-<node>-"),
    (r"^table-orders-by-customer-", "table-<table>-<index>-"),
    (r"^table-(carts|orders)-", "table-<table>-"),
    (r"^nat-[a-z]-", "nat-<zone>-"),
    (r"^queue-uploads-", "queue-<queue>-"),
    (r"^queue-untold-(stack|edge)-", "queue-untold-<region>-"),
    (r"^alerts-(stack|edge)-", "alerts-<region>-"),
)


def general(role: str) -> str:
    for pattern, name in EACH:
        role = re.sub(pattern, name, role)
    return role


def listed(alarms: list[Any]) -> list[str]:
    """Return the rows of the list, each kind of alarm once."""
    rows = {
        f"| `{general(alarm.role)}` | {alarm.namespace.replace('shop/dev', '<project>/<stack>')} "
        f"`{alarm.metric}` | {alarm.description} |": None
        for alarm in alarms
    }
    return list(rows)


def test_the_docs_list_each_alarm(operations_args: Any, all_alarms: Any) -> None:
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if re.match(r"\| `[a-z]+-", line)]
    assert listed(all_alarms(operations_args())) == rows

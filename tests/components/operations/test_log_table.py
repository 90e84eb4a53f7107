"""Which lines are counted, and that the saved queries ask for fields that the logs have.

The patterns in use are the simplest of CloudWatch Logs: `?A ?B` matches a line with any of the terms.
"""

import re
from typing import Any

import pytest

from components.operations.log_table import counted_lines, saved_queries

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html and, for flow logs,
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
COMMANDS = {"fields", "filter", "sort", "limit", "stats", "parse", "display", "dedup"}


def counted(pattern: str, line: str) -> bool:
    terms = pattern.split()
    assert all(term.startswith("?") for term in terms), "any of the terms"
    return any(term.removeprefix("?") in line for term in terms)


@pytest.mark.parametrize(
    ("role", "line", "expected"),
    [
        ("application-errors", "2026-11-21T10:00:00Z ERROR checkout failed", True),
        ("application-errors", "Traceback (most recent call last):", True),
        ("application-errors", "2026-11-21T10:00:00Z INFO no errors", False),
        (
            "database-errors",
            "2026-11-21 10:00:00 UTC:10.10.0.5(5000):shop@shop:[1]:FATAL:  password authentication failed",
            True,
        ),
        ("database-errors", "2026-11-21 10:00:00 UTC::@:[1]:PANIC:  could not write to file", True),
        ("database-errors", "2026-11-21 10:00:00 UTC:[1]:ERROR:  duplicate key value", False),
        ("database-errors", "2026-11-21 10:00:00 UTC:[1]:LOG:  duration: 1200.1 ms", False),
    ],
)
def test_what_is_an_error_is_counted(operations_args: Any, role: str, line: str, expected: bool) -> None:
    (lines,) = [one for one in counted_lines(operations_args()) if one.role == role]
    assert counted(lines.pattern, line) is expected


def test_each_log_is_read_where_it_is(operations_args: Any) -> None:
    assert {
        "application-errors": "shop-app-log",
        "database-errors": "/aws/rds/instance/shop-dev-primary/postgresql",
    } == {one.role: one.log_group_name for one in counted_lines(operations_args())}
    assert {
        "application-errors": ("shop-app-log",),
        "errors-over-time": ("shop-app-log",),
        "slow-statements": ("/aws/rds/instance/shop-dev-primary/postgresql",),
        "refused-sessions": ("/aws/rds/instance/shop-dev-primary/postgresql",),
        "rejected-connections": ("shop-flow-logs",),
        "edge-blocked-requests": ("aws-waf-logs-shop-cloudfront",),
        "blocked-requests": ("aws-waf-logs-shop-regional",),
    } == {one.role: one.log_group_names for one in saved_queries(operations_args())}


def test_a_query_is_a_chain_of_commands(operations_args: Any) -> None:
    for query in saved_queries(operations_args()):
        commands = [part.strip().split()[0] for part in query.query.split("\n| ")]
        assert set(commands) <= COMMANDS, query.role
        assert len(query.query) <= 10_000


def test_a_slow_statement_is_taken_apart(operations_args: Any) -> None:
    (query,) = [one for one in saved_queries(operations_args()) if one.role == "slow-statements"]
    (expression,) = re.findall(r"parse @message /(.*)/", query.query)
    found = re.search(
        expression.replace("?<", "?P<"),
        "2026-11-21 10:00:00 UTC:10.10.0.5(5000):shop@shop:[1]:LOG:  duration: 1234.567 ms  statement: SELECT 1",
    )
    assert found
    assert ("1234.567", "statement: SELECT 1") == (found["milliseconds"], found["statement"])


def test_a_query_lies_in_the_region_of_its_log_groups(operations_args: Any) -> None:
    elsewhere = {one.role: one.region for one in saved_queries(operations_args()) if one.region}
    assert {"edge-blocked-requests": "us-east-1"} == elsewhere

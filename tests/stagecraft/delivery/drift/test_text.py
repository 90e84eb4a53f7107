"""What people read of drift: short, by class and resource, and never a secret."""

import io

import pytest
from guardrails.graph import Graph
from guardrails.values import Secret
from rich.console import Console

from stagecraft.delivery.drift.classes import Class, Verdict
from stagecraft.delivery.drift.comparison import Difference
from stagecraft.delivery.drift.report import DriftReport
from stagecraft.delivery.drift.text import headline, markdown, print_report

DB = "aws:rds/instance:Instance"


@pytest.fixture
def report():
    def of(*verdicts, **fields):
        empty = {"findings": [], "broken": [], "pending": [], "only_actual": [], "recorded": Graph(())}
        return DriftReport(stack="prod", project="shop", verdicts=verdicts, **{**empty, **fields})

    return of


@pytest.fixture
def verdict(states):
    (database,) = states.graph(states.entry(DB, "db")).resources

    def of(path="port", before=1, after=2, kind=Class.BENIGN, reason="Because."):
        change = "changed" if path else "gone"
        one = Difference(resource=database, path=path, kind=change, recorded=before, actual=after)
        return Verdict(one, kind, reason)

    return of


def _text(report):
    out = io.StringIO()
    print_report(Console(file=out, width=100, no_color=True), report)
    return out.getvalue()


def test_no_drift_is_one_line(report):
    assert _text(report()) == "shop/prod: no drift\n", "nothing else to say"


def test_the_worst_comes_first_and_each_resource_once(report, verdict):
    text = _text(
        report(
            verdict(),
            verdict("kmsKeyId", "a", "b", Class.SECURITY),
            verdict("tlsMode", "a", "b", Class.SECURITY),
            verdict("", None, None, Class.DESTRUCTIVE),
        )
    )
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "shop/prod: drift: 1 destructive, 2 security, 1 benign", "the counts"
    heads = [
        line.partition(":")[0] for line in lines if line.startswith(("destructive", "security", "benign"))
    ]
    assert heads == ["destructive", "security", "benign"], "the worst first"
    assert text.count("urn:") == 3, "both security differences stand below one resource"
    assert "gone (id db-id)" in text, "with the id to look for"
    assert "kmsKeyId: a → b" in text, "recorded → actual"


def test_secrets_are_never_printed(report, verdict):
    told = report(verdict("password", Secret("hunter2"), Secret("hunter3")))
    assert "password: [secret] → [secret]" in _text(told), "that they differ is all there is to say"
    assert "hunter" not in _text(told) + markdown(told), "in no form"


def test_huge_values_are_cut_where_they_differ(report, verdict):
    before, after = "a" * 100_000, "a" * 50_000 + "B" + "a" * 49_999
    text = _text(report(verdict("userData", before, after)))
    assert "aB" in text, "the place where they differ is shown"
    assert "(100000 characters)" in text, "and how much there is"
    assert len(text) < 1000, "nobody reads more"


def test_many_differences_are_cut(report, verdict):
    told = report(*(verdict(f"p{number}") for number in range(150)))
    assert "… and 50 more (--json has them all)" in _text(told), "a terminal is no file"
    assert "… and 50 more" in markdown(told), "nor is a comment"


def test_values_are_written_as_the_program_would(report, verdict):
    assert "port: 5432 → none" in _text(report(verdict("port", 5432.0, None))), "no float, no None"
    assert 'ports: ["a"] → ""' in _text(report(verdict("ports", ["a"], ""))), "JSON"
    assert "text: a\\nb → true" in _text(report(verdict("text", "a\nb", after=True))), "one line a value"


def test_markdown_is_a_table_a_class(report, verdict):
    text = markdown(report(verdict("a|b", "<x>", "y"), pending=["db: interrupted"]))
    assert "### Drift of shop/prod: drift: 1 benign" in text, "the headline"
    assert "db: interrupted" in text.splitlines(), "what an interrupted run has left"
    assert "| db (rds/instance) | a\\|b: &lt;x> → y | Because. |" in text, "cells hold what they are given"


def test_the_headline_counts_broken_rules(report):
    assert headline(report(broken=[object(), object()])) == "shop/prod: no drift; 2 rules newly broken", (
        "a resource elsewhere may be the reason"
    )

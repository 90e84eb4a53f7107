"""A plan and a ledger as people read them."""

from guardrails.graph import Graph

from stagecraft.delivery.ledger import Closing, Facts, Ledger, Origin
from stagecraft.delivery.text import row, summary
from stagecraft.delivery.verdict import Verdict

FACTS = Facts(
    time="2026-11-21T03:00:00+00:00",
    stack="prod",
    action="promote",
    revision="a" * 40,
    tree="b" * 40,
    fingerprint="c" * 64,
    settings="d" * 64,
    origin=Origin("staging", 3, "c" * 64),
    who="ada",
)


def test_a_plan_is_told_by_counts_and_by_what_should_be_looked_at() -> None:
    verdict = Verdict(
        graph=Graph([]),
        fingerprint="c" * 64,
        changes={"create": 2, "delete": 1, "same": 9, "read": 3},
        replaced=("app (aws:iam/role:Role), forced by name",),
        deleted=tuple(f"r{n} (t)" for n in range(27)),
        versions={"aws": ("7.50.0", "7.51.0")},
        waived=("db: multiAz true → false; waived: moved (ada)",),
        notes=("an earlier update was interrupted",),
    )
    text = summary("prod", "promote", "a" * 40, Origin("staging", 3), verdict, ["staging: odd"])
    lines = text.splitlines()
    assert (
        "prod: promote from staging (entry 3), revision aaaaaaaaaaaa, architecture cccccccccccc" == lines[0]
    )
    assert "  2 to create, 1 to delete, 3 read, 9 unchanged" == lines[1]
    assert "  replaced: app (aws:iam/role:Role), forced by name" == lines[2]
    assert "  deleted: 2 more" == lines[28]
    assert [
        "  aws: 7.50.0 → 7.51.0",
        "  waived: db: multiAz true → false; waived: moved (ada)",
        "  note: staging: odd",
        "  note: an earlier update was interrupted",
    ] == lines[29:]


def test_a_rollback_names_its_entry_and_a_first_deployment_nothing() -> None:
    verdict = Verdict(graph=Graph([]), fingerprint="c" * 64, changes={})
    first = summary("dev", "up", "a" * 40, Origin(), verdict, []).splitlines()
    assert ["dev: up, revision aaaaaaaaaaaa, architecture cccccccccccc", "  nothing there yet"] == first
    back = summary("prod", "rollback", "a" * 40, Origin("prod", 4), verdict, [])
    assert back.startswith("prod: rollback to entry 4, revision aaaaaaaaaaaa, ")


def test_an_entry_is_a_row() -> None:
    ledger = Ledger("prod")
    closing = Closing(
        result="succeeded", finished="x", changes={"create": 2, "update": 1}, fingerprint="e" * 64
    )
    entry = ledger.opened(FACTS).closed(closing)
    assert (
        "1",
        "2026-11-21T03:00:00+00:00",
        "promote",
        "staging 3",
        "aaaaaaaaaaaa",
        "eeeeeeeeeeee",
        "ada",
        "succeeded",
        "create 2, update 1",
    ) == row(Ledger("prod", (entry,)), entry)
    failed = ledger.opened(FACTS).closed(Closing(result="failed", finished="x", reason="AWS says no"))
    assert ("failed", "AWS says no") == row(Ledger("prod", (failed,)), failed)[-2:]

"""The ledger: what was recorded stands as it was recorded, or the ledger is refused."""

import copy
import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.delivery.hashes import digest
from stagecraft.delivery.ledger import (
    ENTRY_TYPE,
    HEAD,
    Closing,
    Facts,
    Ledger,
    LedgerError,
    Origin,
    read_ledger,
    urn_of,
)

PROJECT = "shop-ledger"
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
FACTS = st.builds(
    Facts,
    time=TEXT,
    stack=st.just("prod"),
    action=st.sampled_from(["up", "promote", "rollback"]),
    revision=TEXT,
    tree=TEXT,
    fingerprint=TEXT,
    settings=TEXT,
    versions=st.dictionaries(TEXT, TEXT, max_size=3),
    origin=st.builds(Origin, stack=TEXT, entry=st.integers(0, 99), fingerprint=TEXT),
    who=TEXT,
    run=TEXT,
)
CLOSING = st.builds(
    Closing,
    result=st.sampled_from(["succeeded", "failed", "interrupted"]),
    finished=TEXT,
    changes=st.dictionaries(TEXT, st.integers(0, 999), max_size=3),
    fingerprint=TEXT,
    reason=TEXT,
)
RUNS = st.lists(st.tuples(FACTS, st.none() | CLOSING), min_size=1, max_size=5)


def facts(revision: str = "a" * 40) -> Facts:
    return Facts(
        time="2026-11-21T03:00:00+00:00",
        stack="prod",
        action="promote",
        revision=revision,
        tree="b" * 40,
        fingerprint="c" * 64,
        settings="d" * 64,
        versions={"aws": "7.51.0"},
        origin=Origin("staging", 3, "c" * 64),
        who="Ada <ada@example.com>",
    )


def closing(result: str = "succeeded") -> Closing:
    return Closing(result=result, finished="2026-11-21T03:10:00+00:00", changes={"create": 2})


def appended(ledger: Ledger, what: Facts, end: Closing | None) -> Ledger:
    opened = ledger.opened(what)
    return Ledger(ledger.stack, (*ledger.entries, opened.closed(end) if end else opened))


def ledger_of(*runs: tuple[Facts, Closing | None]) -> Ledger:
    ledger = Ledger("prod")
    for what, end in runs:
        ledger = appended(ledger, what, end)
    return ledger


def exported(ledger: Ledger) -> dict[str, Any]:
    """Return the state export that holds a ledger, as the engine writes it: newest entry first."""
    closed = [entry for entry in ledger.entries if entry.closing]
    root: dict[str, Any] = {"type": "pulumi:pulumi:Stack", "urn": "urn:pulumi:prod::shop-ledger::s::r"}
    if closed:
        root["outputs"] = {HEAD: closed[-1].seal}
    entries = [
        {
            "type": ENTRY_TYPE,
            "urn": urn_of(PROJECT, "prod", entry.number),
            "inputs": entry.inputs(),
            **({"outputs": entry.outputs()} if entry.closing else {}),
        }
        for entry in reversed(ledger.entries)
    ]
    return {"version": 3, "deployment": {"resources": [root, *entries]}}


def entries_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in document["deployment"]["resources"] if one["type"] == ENTRY_TYPE]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict) and value:
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    return [path]


@given(RUNS)
def test_what_was_written_is_read(runs: list[tuple[Facts, Closing | None]]) -> None:
    ledger = ledger_of(*runs)
    assert ledger == read_ledger(exported(ledger), "prod")


@given(RUNS, st.data())
def test_an_entry_that_was_edited_anywhere_is_refused(
    runs: list[tuple[Facts, Closing | None]], data: st.DataObject
) -> None:
    document = exported(ledger_of(*runs))
    entry = data.draw(st.sampled_from(entries_of(document)))
    side = data.draw(st.sampled_from([key for key in ("inputs", "outputs") if key in entry]))
    path = data.draw(st.sampled_from(leaves(entry[side])))
    place = entry[side]
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    place[path[-1]] = old + 1 if isinstance(old, int) else f"{old}x"
    with pytest.raises(LedgerError, match=r"^ledger of prod: entry "):
        read_ledger(document, "prod")


@given(st.lists(FACTS, min_size=1, max_size=5), st.data())
def test_an_entry_that_was_removed_is_refused(found: list[Facts], data: st.DataObject) -> None:
    document = exported(ledger_of(*((one, closing()) for one in found)))
    gone = data.draw(st.sampled_from(entries_of(document)))
    document["deployment"]["resources"].remove(gone)
    with pytest.raises(LedgerError, match=r"^ledger of prod: entry \d+ was removed"):
        read_ledger(document, "prod")


@given(st.integers(0, 3), st.integers(0, 3))
def test_entries_that_changed_places_are_refused(one: int, other: int) -> None:
    document = exported(ledger_of(*((facts(str(number)), closing()) for number in range(4))))
    entries = entries_of(document)
    for side in ("inputs", "outputs"):
        a, b = copy.deepcopy(entries[one][side]), copy.deepcopy(entries[other][side])
        number = {"number"} & a.keys()
        for key in number:  # the numbers stay where they were, the rest is exchanged
            a[key], b[key] = b[key], a[key]
        entries[one][side], entries[other][side] = b, a
    if one == other:
        assert 4 == len(read_ledger(document, "prod").entries)
        return
    with pytest.raises(LedgerError, match=r"^ledger of prod: entry "):
        read_ledger(document, "prod")


def test_an_entry_written_anew_with_its_own_hash_no_longer_follows_on() -> None:
    ledger = ledger_of((facts("1"), closing()), (facts("2"), closing()))
    other = appended(Ledger("prod"), facts("edited"), closing())
    forged = Ledger("prod", (other.entries[0], ledger.entries[1]))
    with pytest.raises(LedgerError) as refused:
        read_ledger(exported(forged), "prod")
    assert (
        "ledger of prod: entry 2 does not follow entry 1 as that stands here; put the ledger back with "
        "`pulumi stack import` from a backup of its state (docs/promotion.md, section 'A ledger that does not "
        "hold')"
    ) == str(refused.value)


def test_a_head_that_was_taken_away_with_later_entries_is_refused() -> None:
    document = exported(ledger_of((facts("1"), closing()), (facts("2"), closing())))
    del document["deployment"]["resources"][0]["outputs"]
    with pytest.raises(LedgerError, match=r"^ledger of prod: its head was removed"):
        read_ledger(document, "prod")


def test_what_another_version_has_written_besides_is_no_edit() -> None:
    """A ledger is read for years, by versions that know more, or less, than the one that wrote it."""
    document = exported(Ledger("prod"))
    inputs = {**ledger_of((facts(), None)).entries[0].inputs(), "ticket": "OPS-7"}
    del inputs["hash"], inputs["run"]
    entry = {
        "type": ENTRY_TYPE,
        "urn": urn_of(PROJECT, "prod", 1),
        "inputs": {**inputs, "hash": digest(inputs)},
    }
    document["deployment"]["resources"].append(entry)
    (read,) = read_ledger(document, "prod").entries
    assert ("", digest(inputs)) == (read.facts.run, read.seal)
    entry["inputs"]["ticket"] = "OPS-8"
    with pytest.raises(LedgerError, match=r"^ledger of prod: entry 1 was edited"):
        read_ledger(document, "prod")


def test_a_stack_without_a_ledger_has_an_empty_one() -> None:
    assert Ledger("prod") == read_ledger({"version": 3, "deployment": {}}, "prod")
    assert "" == Ledger("prod").head


def test_a_run_that_was_killed_is_interrupted_as_soon_as_another_one_began() -> None:
    killed = ledger_of((facts("1"), closing()), (facts("2"), None))
    assert "started" == killed.result(killed.entries[1]), "the newest may be running still"
    later = appended(killed, facts("3"), closing())
    assert ["succeeded", "interrupted", "succeeded"] == [later.result(one) for one in later.entries]
    assert later == read_ledger(exported(later), "prod")


def test_the_last_success_is_the_newest_that_succeeded() -> None:
    ledger = ledger_of(
        (facts("1"), closing()), (facts("2"), closing()), (facts("3"), closing("failed")), (facts("4"), None)
    )
    assert ledger.last_success is ledger.entries[1]
    assert Ledger("prod").last_success is None


def test_an_entry_is_named_by_its_number() -> None:
    ledger = ledger_of((facts("1"), closing()), (facts("2"), closing()))
    assert "2" == ledger.entry(2).facts.revision
    with pytest.raises(LedgerError) as refused:
        ledger.entry(3)
    assert (
        "ledger of prod: there is no entry 3; it has entries 1 to 2; `stagecraft ledger` lists them"
    ) == str(refused.value)
    with pytest.raises(LedgerError, match="there is no entry 1; it is empty"):
        Ledger("prod").entry(1)


def test_an_entry_tells_the_architecture_that_it_left_else_the_planned_one() -> None:
    ledger = ledger_of(
        (facts(), None), (facts(), closing()), (facts(), dataclasses.replace(closing(), fingerprint="e" * 64))
    )
    assert ["c" * 64, "c" * 64, "e" * 64] == [entry.fingerprint for entry in ledger.entries]


def test_json_tells_each_entry_with_its_result() -> None:
    told = ledger_of((facts(), closing()), (facts(), None)).to_dict()
    assert ["succeeded", "started"] == [one["result"] for one in told["entries"]]
    assert {"create": 2} == told["entries"][0]["closing"]["changes"]
    assert "closing" not in told["entries"][1]

"""The declared tables hold what they should, and fit what they say."""

import pytest
from guardrails.catalog import RULES

from stagecraft.delivery.drift.classes import Class
from stagecraft.delivery.drift.comparison import compare
from stagecraft.delivery.drift.tables import Entry, entry_for, tables
from stagecraft.delivery.safety_table import GUARDIANS, GUARDS

DB = "aws:rds/instance:Instance"


@pytest.fixture
def difference(states):
    def of(path, before, after, type_=DB):
        recorded = states.graph(states.entry(type_, "one", {path: before}))
        (found,) = compare(recorded, states.graph(states.entry(type_, "one", {path: after})))
        return found

    return of


def test_every_rule_that_guards_data_exists():
    ids = {rule.id for rule in RULES}
    assert tables().rules - ids == frozenset(), "a rule that is renamed would be forgotten here"


def test_every_downgrade_has_a_class():
    reasons = {guard.reason for guard in GUARDS} | set(GUARDIANS.values())
    assert reasons == set(tables().downgrades), "the table of promotions, and nothing else"
    assert set(tables().downgrades.values()) <= {kind.value for kind in Class}, "classes that there are"


def test_every_entry_has_a_reason_that_is_a_sentence():
    known = tables()
    for entry in (*known.volatile, *known.destructive, *known.benign, *known.security):
        assert entry.reason == f"{entry.reason[0].upper()}{entry.reason[1:].rstrip('.')}.", (
            f"{entry}: people read it"
        )
        assert entry.type != "*" or entry.property != "*", f"{entry}: fits everything"


def test_every_destructive_entry_says_in_which_direction_it_is_worse():
    assert [entry for entry in tables().destructive if entry.worse is None] == [], "else turning it on is too"


@pytest.mark.parametrize(
    ("worse", "before", "after", "fits"),
    [
        ("off", True, False, True),
        ("off", False, True, False),
        ("off", "Enabled", "Suspended", True),
        ("off", "ACTIVE", None, True),
        ("on", False, True, True),
        ("on", True, False, False),
        ("less", 35, 1, True),
        ("less", 1, 35, False),
        ("less", 7, None, True),
        ("less", "35 days", "7 days", True),
        ("less", "cold", "warm", False),
        ("other", "a", "b", True),
    ],
)
def test_a_direction_fits_only_what_went_that_way(difference, worse, before, after, fits):
    entry = Entry(reason="Because.", property="value", worse=worse)
    assert entry.fits(difference("value", before, after)) is fits, f"{before} to {after} is {worse}: {fits}"


def test_a_minor_version_is_one_of_the_same_major_version(difference):
    entry = Entry(reason="Because.", property="engineVersion", minor=True)
    assert entry.fits(difference("engineVersion", "17.4", "17.5")), "AWS does this by itself"
    assert not entry.fits(difference("engineVersion", "17.4", "18.0")), "AWS never does this by itself"


def test_only_a_star_is_special(difference):
    entry = Entry(reason="Because.", type="aws:rds/*", property="a.b")
    assert not entry.fits(difference("axb", 1, 2)), "a dot is a dot"


def test_the_first_entry_that_fits_holds(difference):
    first, second = Entry(reason="One.", property="a*"), Entry(reason="Two.", property="*")
    assert entry_for((first, second), difference("ab", 1, 2)) is first, "in the order of the file"
    assert entry_for((first,), difference("b", 1, 2)) is None, "none fits"

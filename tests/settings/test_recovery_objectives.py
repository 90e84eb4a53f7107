"""What the settings keep of each store in each failure, by AWS's figures and our assumptions."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.recovery import Objective, broken_promises
from settings.recovery_objectives import Kept, Means, kept, vault_rpo_minutes

PROD = Means(
    multi_az=True,
    backup_retention_days=35,
    storage_gib=1000,
    replication_time_control=True,
    backup_every_hours=24,
)
MEANS = st.builds(
    Means,
    multi_az=st.booleans(),
    backup_retention_days=st.integers(0, 35),
    storage_gib=st.integers(20, 65_536),
    replication_time_control=st.booleans(),
    backup_every_hours=st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]),
)


def figures(means: Means) -> dict[str, tuple[int | None, int]]:
    return {
        f"{store} {failure}": (one.rpo_minutes, one.rto_minutes)
        for store, failures in kept(means).items()
        for failure, one in failures.items()
    }


def test_production_keeps_these_minutes() -> None:
    assert {
        "database zone": (0, 2),
        "database corruption": (5, 130),
        "database region": (24 * 60 + 60 + 180 + 60, 60 + 130),
        "tables zone": (0, 0),
        "tables corruption": (5, 60),
        "tables region": (24 * 60 + 60 + 180 + 60, 60 + 60),
        "documents zone": (0, 0),
        "documents corruption": (0, 60),
        "documents region": (15, 60),
    } == figures(PROD)


def test_without_a_standby_a_lost_zone_is_a_restore() -> None:
    alone = figures(dataclasses.replace(PROD, multi_az=False))
    assert alone["database zone"] == alone["database corruption"] == (5, 130)


def test_without_automated_backups_only_the_vault_is_left() -> None:
    bare = figures(dataclasses.replace(PROD, multi_az=False, backup_retention_days=0))
    assert bare["database corruption"] == (vault_rpo_minutes(24), 130)


def test_replication_without_time_control_promises_no_time() -> None:
    assert figures(dataclasses.replace(PROD, replication_time_control=False))["documents region"] == (
        None,
        60,
    )


@given(MEANS)
def test_more_backups_never_lose_more(means: Means) -> None:
    hourly = figures(dataclasses.replace(means, backup_every_hours=1))
    for name, (rpo, rto) in figures(means).items():
        assert (hourly[name][0] or 0) <= (rpo or 0), name
        assert hourly[name][1] == rto, "how often backups are made says nothing of how long a restore takes"


@given(MEANS)
def test_a_wrong_write_is_never_healed_by_a_standby(means: Means) -> None:
    """A replica has the same wrong data: the standby changes nothing about it."""
    with_standby = figures(dataclasses.replace(means, multi_az=True))
    without = figures(dataclasses.replace(means, multi_az=False))
    assert with_standby["database corruption"] == without["database corruption"]


def test_a_promise_that_is_kept_exactly_stands() -> None:
    stated = Objective(rpo_minutes=5, rto_minutes=60)
    assert list(broken_promises("tables", "corruption", stated, Kept(5, 60, "x"))) == []


def test_a_promise_that_cannot_be_kept_is_refused_with_the_numbers() -> None:
    stated = Objective(rpo_minutes=15, rto_minutes=60)
    (lost, slow) = broken_promises("tables", "region", stated, kept(PROD)["tables"]["region"])
    assert lost.path == "recovery.objectives.tables.region.rpoMinutes"
    assert lost.problem == (
        "15 minutes are stated, and restore from the copy of the backup vault loses up to 1740"
    )
    assert lost.allowed == "1740 or more with these settings"
    assert lost.way_out == "write e.g. rpoMinutes: 1740, or provide for less"
    assert slow.path == "recovery.objectives.tables.region.rtoMinutes"
    assert slow.problem == (
        "60 minutes are stated, and restore from the copy of the backup vault takes about 120"
    )


def test_a_time_that_nobody_promises_cannot_be_stated() -> None:
    (unpromised,) = broken_promises(
        "documents", "region", Objective(rpo_minutes=10_000, rto_minutes=60), Kept(None, 60, "the replica")
    )
    assert unpromised.problem == "10000 minutes are stated, and the replica comes without a promised time"
    assert unpromised.way_out == "write replicationTimeControl: true there, or rpoMinutes: null here"


def test_who_promises_nothing_breaks_no_promise() -> None:
    nothing = Objective(rpo_minutes=None, rto_minutes=None)
    assert list(broken_promises("documents", "region", nothing, Kept(None, 60, "the replica"))) == []


@pytest.mark.parametrize(("hours", "minutes"), [(1, 300), (24, 1680)])
def test_the_newest_recovery_point_is_as_old_as_the_interval_and_both_windows(
    hours: int, minutes: int
) -> None:
    assert minutes == vault_rpo_minutes(hours)

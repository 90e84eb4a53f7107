"""Downgrades against the dated waivers of `promotion.yaml`."""

import datetime as dt

import pytest

from stagecraft.delivery.safety import Downgrade
from stagecraft.delivery.waived import judge
from stagecraft.promotion import PromotionError
from stagecraft.promotion.allowed import parse_promotion

TODAY = dt.date(2026, 11, 21)
INSTANCE = "aws:rds/instance:Instance"
FOUND = Downgrade(f"urn:pulumi:prod::shop::{INSTANCE}::db", INSTANCE, "multiAz", "one zone is lost")
WAIVER = {
    "stack": "prod",
    "resource": "db",
    "property": "multiAz",
    "reason": "Moved to another region.",
    "owner": "ada",
    "expires": TODAY,
}


def promotion(**changed: object):
    return parse_promotion({"downgrades": [{**WAIVER, **changed}]})


def test_a_downgrade_without_a_waiver_is_refused_with_the_waiver_to_write() -> None:
    judged = judge([FOUND], parse_promotion({}), "prod", TODAY)
    assert (
        f"db ({INSTANCE}): multiAz true → false: one zone is lost; keep it as it was, or add to promotion.yaml "
        "under downgrades: {stack: prod, resource: 'db', property: 'multiAz', reason: …, owner: …, "
        "expires: YYYY-MM-DD}",
    ) == judged.refused


def test_a_waiver_holds_until_its_last_day() -> None:
    judged = judge([FOUND], promotion(), "prod", TODAY)
    assert () == judged.refused
    assert () == judged.notes
    assert [(FOUND, "Moved to another region.")] == [(one, entry.reason) for one, entry in judged.waived]


def test_an_expired_waiver_covers_nothing_and_is_told() -> None:
    judged = judge([FOUND], promotion(expires=dt.date(2026, 11, 20)), "prod", TODAY)
    assert (
        f"db ({INSTANCE}): multiAz true → false: one zone is lost; its waiver expired on 2026-11-20 (owner ada): "
        "keep it as it was, or have the date moved in promotion.yaml",
    ) == judged.refused
    assert (
        "promotion.yaml: the waiver of multiAz of db in prod (owner ada, until 2026-11-20) has expired; "
        "take it out",
    ) == judged.notes


@pytest.mark.parametrize(
    "other", [{"stack": "staging"}, {"resource": "other"}, {"property": "port"}, {"type": "aws:s3/*"}]
)
def test_a_waiver_of_something_else_covers_nothing(other: dict[str, str]) -> None:
    judged = judge([FOUND], promotion(**other), "prod", TODAY)
    assert 1 == len(judged.refused)
    told = () if other == {"stack": "staging"} else ("covers nothing in this plan",)
    assert len(told) == len(judged.notes), "a waiver of another stack is none of this plan's business"


def test_a_waiver_may_name_a_part() -> None:
    assert () == judge([FOUND], promotion(resource="d*", property="multi*"), "prod", TODAY).refused


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (
            {"expires": "soon"},
            "promotion.yaml: downgrades[0].expires: 'soon' is no date; write it like 2027-06-30, without quotes",
        ),
        ({"expires": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, None),
        ({"owner": ""}, "promotion.yaml: downgrades[0].owner: '' is no text; put text into quotes"),
        (
            {"resource": "*"},
            "promotion.yaml: downgrades[0].resource: '*' covers everything; name the resource, "
            "with * for a part of it at most",
        ),
        (
            {"property": "**"},
            "promotion.yaml: downgrades[0].property: '**' covers everything; name the property, "
            "with * for a part of it at most",
        ),
        (
            {"who": "ada"},
            "promotion.yaml: downgrades[0].who: is an unknown key; allowed: stack, type, resource, "
            "property, reason, owner, expires",
        ),
    ],
)
def test_a_waiver_that_is_not_clear_is_a_mistake(changed: dict[str, object], line: str | None) -> None:
    with pytest.raises(PromotionError) as refused:
        promotion(**changed)
    assert "\n" not in str(refused.value)
    assert line is None or line == str(refused.value)


@pytest.mark.parametrize("key", ["stack", "resource", "property", "reason", "owner", "expires"])
def test_a_waiver_needs_each_of_its_keys(key: str) -> None:
    with pytest.raises(PromotionError) as refused:
        parse_promotion({"downgrades": [{name: value for name, value in WAIVER.items() if name != key}]})
    assert f"promotion.yaml: downgrades[0]: has no {key}; add '{key}: …'" == str(refused.value)

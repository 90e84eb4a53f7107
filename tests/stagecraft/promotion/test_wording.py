"""How differences are put into words."""

import pytest

from stagecraft.promotion.differences import Difference, Kind
from stagecraft.promotion.wording import rows_of, short_type, shown, tier_lines


def difference(resource="shop-a", path="size", old=1, new=2, **more):
    given = {"kind": Kind.VALUE, "tier": "app", "type": "aws:x/thing:Thing", "reason": "load"} | more
    return Difference(resource=resource, property_path=path, old=old, new=new, **given)


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        (None, True, "none", "true"),
        (7, [1, 2], "7", "1, 2"),
        ("a\nb", "", "a b", ""),
        ("x" * 80 + "1", "x" * 80 + "2", "…" + "x" * 15 + "1", "…" + "x" * 15 + "2"),
        ("y", "z" * 70, "y", "z" * 60 + "…"),
    ],
)
def test_values_are_cut_to_where_they_differ(old, new, left, right):
    assert shown(old, new) == (left, right)


def test_roles_that_differ_alike_share_a_row():
    rows = rows_of([difference("shop-a"), difference("shop-b"), difference("shop-c", new=3)])
    assert [(row.resources, row.new) for row in rows] == [
        (("shop-a (x.Thing)", "shop-b (x.Thing)"), "2"),
        (("shop-c (x.Thing)",), "3"),
    ]


def test_what_is_not_allowed_comes_first():
    rows = rows_of([difference(path="a"), difference(path="z", reason="")])
    assert [row.property_path for row in rows] == ["z", "a"]


def test_a_tier_is_told_in_one_line():
    differences = [
        difference(path="metadata.size"),
        difference(path="count", kind=Kind.COUNT, old=1, new=3),
        *(difference(path=f"p{number}") for number in range(4)),
        difference(tier="web", path="price", old="a" * 30, new="b", reason=""),
    ]
    assert tier_lines(differences) == {
        "app": "count of shop-a (x.Thing) 1 → 3; size 1 → 2; p0 1 → 2; p1 1 → 2; 2 more",
        "web": f"1 NOT ALLOWED: price {'a' * 24}… → b",
    }


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("aws:autoscaling/group:Group", "autoscaling.Group"),
        ("random:index/randomPassword:RandomPassword", "random.RandomPassword"),
        ("stagecraft:network:Network", "Network"),
        ("pulumi:providers:aws", "aws"),
    ],
)
def test_a_type_is_named_as_in_a_program(token, name):
    assert short_type(token) == name

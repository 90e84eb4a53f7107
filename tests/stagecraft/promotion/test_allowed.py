"""promotion.yaml: what it allows, and how its mistakes are told."""

from pathlib import Path

import pytest
import yaml

from stagecraft.promotion import check_disjoint
from stagecraft.promotion.allowed import (
    CountEntry,
    Promotion,
    PromotionError,
    ValueEntry,
    load_promotion,
    parse_promotion,
)

GOOD = """
values:
  - {tier: database, property: instanceClass, reason: less load}
counts:
  - {type: "aws:rds/*", resource: shop-replica-*, zero: true, reason: no readers}
disjoint:
  - shop:network.cidr
"""


def test_a_file_is_read_into_entries(tmp_path):
    (tmp_path / "promotion.yaml").write_text(GOOD)
    expected = Promotion(
        values=(ValueEntry(tier="database", property="instanceClass", reason="less load"),),
        counts=(CountEntry(type="aws:rds/*", resource="shop-replica-*", zero=True, reason="no readers"),),
        disjoint=("shop:network.cidr",),
    )
    assert expected == load_promotion(tmp_path)


def test_a_project_without_the_file_allows_every_value_and_count(tmp_path):
    promotion = load_promotion(tmp_path)
    assert not promotion.written
    assert promotion.value("web", "aws:s3/bucket:Bucket", "site", "acl") is not None
    assert promotion.count("web", "aws:s3/bucket:Bucket", "site", zero=False) is not None
    assert promotion.count("web", "aws:s3/bucket:Bucket", "site", zero=True) is None


def test_an_empty_file_allows_nothing(tmp_path):
    (tmp_path / "promotion.yaml").write_text("# nothing yet\n")
    assert load_promotion(tmp_path) == Promotion()


def test_only_the_star_is_special_in_a_glob():
    entry = ValueEntry(tier="app", property="rules[0].*", reason="r")
    promotion = Promotion((entry,))
    assert promotion.value("app", "t", "r", "rules[0].port") is entry
    assert promotion.value("app", "t", "r", "rules0.port") is None
    assert promotion.value("apple", "t", "r", "rules[0].port") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("values: [", "promotion.yaml: line 2, column 1: is no YAML (expected the node content, but found"),
        ("- a", "promotion.yaml: is no mapping; allowed: the keys stacks, values, counts, disjoint"),
        ("value: []", "promotion.yaml: value: is an unknown key; allowed: stacks, values, counts, disjoint"),
        ("values: {tier: app}", "promotion.yaml: values: is no list; begin each entry with '- '"),
        ("values: [app]", "promotion.yaml: values[0]: is no mapping; allowed: the keys tier, type"),
        (
            "values: [{tier: app, property: x, reson: y}]",
            "promotion.yaml: values[0].reson: is an unknown key; allowed: tier, type",
        ),
        (
            "values: [{tier: app, property: x}]",
            "promotion.yaml: values[0]: has no reason; add 'reason: …'",
        ),
        (
            "values: [{tier: app, reason: x}]",
            "promotion.yaml: values[0]: has no property; add 'property: …'",
        ),
        (
            "values: [{property: x, reason: y}]",
            "promotion.yaml: values[0]: names neither a tier nor a type; add one of them",
        ),
        (
            "values: [{tier: app, property: x, reason: ' '}]",
            "promotion.yaml: values[0].reason: ' ' is no text; put text into quotes",
        ),
        (
            "values: [{tier: 1, property: x, reason: y}]",
            "promotion.yaml: values[0].tier: 1 is no text; put text into quotes",
        ),
        (
            "counts: [{tier: app, zero: 'yes', reason: y}]",
            "promotion.yaml: counts[0].zero: 'yes' is neither true nor false",
        ),
        (
            "disjoint: [network]",
            "promotion.yaml: disjoint[0]: 'network' is no config key; write it like shop:network.cidr",
        ),
    ],
)
def test_a_mistake_is_one_line_with_place_and_way_out(tmp_path, text, line):
    (tmp_path / "promotion.yaml").write_text(text + "\n")
    with pytest.raises(PromotionError) as caught:
        load_promotion(tmp_path)
    assert str(caught.value).startswith(line)
    assert len(str(caught.value).splitlines()) == 1


def test_a_file_that_is_no_text_is_a_mistake(tmp_path):
    (tmp_path / "promotion.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PromotionError, match="it is YAML in UTF-8"):
        load_promotion(tmp_path)


def test_the_shops_environments_have_addresses_apart():
    root = Path(__file__).parents[3]
    promotion = load_promotion(root)
    stacks = {
        stack: yaml.safe_load((root / f"Pulumi.{stack}.yaml").read_text())["config"]
        for stack in ("dev", "staging", "prod")
    }
    assert promotion.disjoint == ("shop:network.cidr",)
    assert check_disjoint(stacks, promotion) == []


def test_an_entry_names_itself_by_what_it_covers():
    entry = parse_promotion({"counts": [{"tier": "app", "zero": True, "reason": "r"}]}).counts[0]
    assert str(entry) == "tier: app, zero: true"

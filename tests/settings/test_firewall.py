"""The settings of the firewall take what AWS WAF takes, and production refuses attacks."""

import json

import pytest
from botocore.session import get_session
from pydantic import ValidationError

from settings.base import Mistake
from settings.firewall import FirewallSettings, firewall_keeps_the_grade

WHOLE = {"mode": "block", "rateLimit": 2000, "logRetentionDays": 30}


def read(**changes: object) -> FirewallSettings:
    return FirewallSettings.model_validate_json(json.dumps({**WHOLE, **changes}))


@pytest.mark.parametrize("mode", ["count", "block"])
def test_the_rules_count_or_block(mode: str) -> None:
    assert mode == read(mode=mode).mode


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("mode", "allow", "literal_error"),
        ("rateLimit", 9, "greater_than_equal"),
        ("rateLimit", 2_000_000_001, "less_than_equal"),
        ("rateLimit", "2000", "int_type"),
        ("logRetentionDays", 31, "literal_error"),
        ("rules", [], "extra_forbidden"),
    ],
)
def test_a_wrong_value_is_refused(key: str, value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(**{key: value})
    assert [((key,), kind)] == [(error["loc"], error["type"]) for error in refused.value.errors()]


def test_the_bounds_of_the_rate_limit_are_awss() -> None:
    bounds = get_session().get_service_model("wafv2").shape_for("RateLimit").metadata
    assert (10, 2_000_000_000) == (bounds["min"], bounds["max"])
    assert (10, 2_000_000_000) == (read(rateLimit=10).rate_limit, read(rateLimit=2_000_000_000).rate_limit)


def test_a_production_firewall_blocks() -> None:
    assert [
        Mistake(
            path="firewall.mode",
            problem="'count' lets through what the rules take for an attack",
            allowed="'block' where grade is production",
            way_out="write e.g. mode: block",
        )
    ] == list(firewall_keeps_the_grade("production", read(mode="count")))
    assert list(firewall_keeps_the_grade("non-production", read(mode="count"))) == []
    assert list(firewall_keeps_the_grade("production", read())) == []


def test_a_mistake_is_told_by_file_and_key_with_the_way_out(lines) -> None:
    said = lines({"shop:firewall.rateLimit": 5, "shop:firewall.logRetentionDays": 31})
    assert [line.split(": ", 2)[:2] for line in said] == [
        ["Pulumi.dev.yaml", "shop:firewall.rateLimit"],
        ["Pulumi.dev.yaml", "shop:firewall.logRetentionDays"],
    ]
    assert "a whole number from 10 to 2000000000" in said[0]
    assert said[1].endswith("write e.g. logRetentionDays: 30")


def test_prod_is_told_to_block(lines) -> None:
    (said,) = lines({"shop:firewall.mode": "count"}, stack="prod")
    assert said == (
        "Pulumi.prod.yaml: shop:firewall.mode: 'count' lets through what the rules take for an attack; "
        "allowed: 'block' where grade is production; write e.g. mode: block"
    )

"""The settings of the edge take a domain that a public zone and its certificates can have."""

import json

import pytest
from pydantic import ValidationError

from settings.base import Mistake
from settings.edge import EdgeSettings, edge_keeps_the_grade


def read(domain: str, **changes: object) -> EdgeSettings:
    return EdgeSettings.model_validate_json(json.dumps({"domainName": domain, **changes}))


@pytest.mark.parametrize(
    "domain", ["example.com", "shop-dev.example.com", "a.b.c.example.co", "x1.example.com"]
)
def test_a_domain_is_taken(domain: str) -> None:
    settings = read(domain)
    assert domain == settings.domain_name
    assert settings.deletion_protection is True, "protected where the stack file does not say"


@pytest.mark.parametrize(
    "domain",
    [
        "com",
        "Shop.example.com",
        "shop.example.com.",
        "*.example.com",
        "https://shop.example.com",
        "-shop.example.com",
        "shop-.example.com",
        "shop..example.com",
        "sho_p.example.com",
        "",
    ],
)
def test_what_is_no_domain_is_refused(domain: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(domain)
    assert [error["type"] for error in refused.value.errors()] == ["string_pattern_mismatch"]


def test_the_longest_name_of_a_certificate_keeps_acm_limit_of_64_characters() -> None:
    longest = f"{'a' * 48}.example.com"
    assert len(f"app.{read(longest).domain_name}") == 64
    with pytest.raises(ValidationError) as refused:
        read(f"a{longest}")
    assert [error["type"] for error in refused.value.errors()] == ["string_too_long"]


def test_a_production_zone_is_protected() -> None:
    open_zone = read("shop.example.com", deletionProtection=False)
    assert [
        Mistake(
            path="edge.deletionProtection",
            problem="false lets one command delete the zone, and a new one has other name servers",
            allowed="true where grade is production",
            way_out="write e.g. deletionProtection: true",
        )
    ] == list(edge_keeps_the_grade("production", open_zone))
    assert list(edge_keeps_the_grade("non-production", open_zone)) == [], "other grades may be torn down"
    assert list(edge_keeps_the_grade("production", read("shop.example.com"))) == []

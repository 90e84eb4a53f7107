"""The settings of the edge take a domain that a public zone and its certificates can have."""

import json

import pytest
from botocore.session import get_session
from pydantic import ValidationError

from settings.base import Mistake
from settings.edge import EdgeSettings, edge_keeps_the_grade


def read(domain: str, **changes: object) -> EdgeSettings:
    whole = {
        "domainName": domain,
        "healthCheck": {"path": "/", "requestIntervalSeconds": 30},
        "queryLogRetentionDays": 30,
    }
    return EdgeSettings.model_validate_json(json.dumps({**whole, **changes}))


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


@pytest.mark.parametrize("path", ["/", "/healthz", "/en/help/", "/a_b-c.d~e"])
def test_a_path_of_the_site_is_checked(path: str) -> None:
    health_check = {"path": path, "requestIntervalSeconds": 10}
    assert path == read("example.com", healthCheck=health_check).health_check.path


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("path", "healthz", "string_pattern_mismatch"),
        ("path", "https://example.com/", "string_pattern_mismatch"),
        ("path", "/with space", "string_pattern_mismatch"),
        ("path", "/?query", "string_pattern_mismatch"),
        ("path", "/" + "a" * 255, "string_too_long"),
        ("requestIntervalSeconds", 60, "literal_error"),
    ],
)
def test_what_route_53_cannot_ask_for_is_refused(key: str, value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read("example.com", healthCheck={"path": "/", "requestIntervalSeconds": 30, key: value})
    assert [(("healthCheck", key), kind)] == [
        (error["loc"], error["type"]) for error in refused.value.errors()
    ]


def test_the_bounds_of_the_health_check_are_awss() -> None:
    api = get_session().get_service_model("route53")
    assert (255, 10, 30) == (
        api.shape_for("ResourcePath").metadata["max"],
        api.shape_for("RequestInterval").metadata["min"],
        api.shape_for("RequestInterval").metadata["max"],
    )


def test_a_retention_that_aws_does_not_offer_is_refused_with_the_nearest(lines) -> None:
    (said,) = lines({"shop:edge.queryLogRetentionDays": 31})
    assert said.startswith("Pulumi.dev.yaml: shop:edge.queryLogRetentionDays: 31 is not allowed; ")
    assert said.endswith("write e.g. queryLogRetentionDays: 30")


def test_a_domain_that_is_none_is_told_by_file_and_key(lines) -> None:
    (said,) = lines({"shop:edge.domainName": "shop_dev"})
    assert said.startswith("Pulumi.dev.yaml: shop:edge.domainName: 'shop_dev'")
    assert said.endswith("write e.g. domainName: shop-dev.example.com")
